// Worlds to look around in, in which nothing goes wrong by itself. Those with Flink are fetched when they are asked for: their jobs are long.
import type { SavedRun } from '../../bridge/input.ts';
import { m } from '../paraglide/messages.js';
import { livingRun } from '../states/scenarios.ts';
import { opened } from '../store/opened.ts';
import { whileOpening } from '../store/opening.ts';
import { FIRST_LADDER, setPage, untouchedByWorld } from '../store/page-store.ts';
import type { World } from '../store/world.ts';

export interface LivingWorld {
  readonly id: 'shop' | 'flink' | 'flink-sql' | 'sql-desk' | 'flink-silent' | 'ladder';
  readonly name: () => string;
  readonly text: () => string;
  readonly run: () => Promise<SavedRun>;
}

export const WORLDS: readonly LivingWorld[] = [
  { id: 'shop', name: m.demo_shop, text: m.demo_shop_text, run: () => Promise.resolve(livingRun) },
  { id: 'flink', name: m.demo_flink, text: m.demo_flink_text, run: async () => (await import('../states/flink-scenarios.ts')).flinkRun },
  { id: 'flink-sql', name: m.demo_flink_sql, text: m.demo_flink_sql_text, run: async () => (await import('../states/flink-scenarios.ts')).sqlRun },
  { id: 'sql-desk', name: m.demo_sql_desk, text: m.demo_sql_desk_text, run: async () => (await import('../states/flink-scenarios.ts')).sqlDeskRun },
  { id: 'flink-silent', name: m.demo_flink_silent, text: m.demo_flink_silent_text, run: async () => (await import('../states/flink-scenarios.ts')).silentRun },
  { id: 'ladder', name: m.ladder, text: m.demo_ladder_text, run: async () => (await import('../states/ladder-scenario.ts')).ladderRun },
];

export async function openLivingWorld(one: LivingWorld, world: World): Promise<void> {
  await opened(() => bring(one, world));
}

async function bring({ id, run: load }: LivingWorld, world: World): Promise<void> {
  setPage({ ...untouchedByWorld(), ladder: id === 'ladder' ? FIRST_LADDER : null });
  const run = await whileOpening(load());
  // What it is for is opened with it.
  if (id === 'sql-desk') setPage({ dockOpen: true, dockTab: 'sql', tab: 'sql' });
  await world.api.load(run);
  // A run stands at its last input; a world is watched from its beginning.
  await world.api.playback({ kind: 'seek', atUs: run.scenario.shownFromUs });
  await world.api.playback({ kind: 'play' });
}
