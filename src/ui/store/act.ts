// Gives inputs to the world and says in words when one was not taken.
import type { Input } from '../../bridge/input.ts';
import { refusalText } from '../words/refusals.ts';
import { say } from './announce.ts';
import type { World } from './world.ts';

/** True where all were taken; the first that was not ends it. */
export async function act(world: World, inputs: readonly Input[]): Promise<boolean> {
  for (const input of inputs) {
    const refused = await world.api.input(input);
    if (refused !== null) {
      say(refusalText(refused), 'problem');
      return false;
    }
  }
  return true;
}
