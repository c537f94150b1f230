// A world of its own that lives a run from its beginning, and is kept nowhere.
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { openWorld, type World } from '../store/world.ts';
import { connectWorker } from '../worker.ts';
import { LIVE_WORLDS } from './large-scenarios.ts';

/** null where no living world has this name. */
export async function openLive(name: string): Promise<World | null> {
  const run = LIVE_WORLDS[name];
  if (run === undefined) return null;
  const broken = (reason: string): void => say(m.world_broken({ reason }), 'problem');
  const world = openWorld(connectWorker(broken), () => performance.now(), broken);
  await world.api.load(run);
  return world;
}
