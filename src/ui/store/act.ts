// Gives inputs to the world and says in words when one was not taken.
import type { Input } from '../../bridge/input.ts';
import { refusalText } from '../words/refusals.ts';
import { say } from './announce.ts';
import { setPage } from './page-store.ts';
import { whileTaken } from './patience.ts';
import type { World } from './world.ts';

/** One act: it is taken back as a whole. True where all were taken; the first that was not ends it. */
export async function act(world: World, inputs: readonly Input[]): Promise<boolean> {
  for (const [at, input] of inputs.entries()) {
    const refused = await whileTaken(world.api.input(input, at > 0));
    if (refused !== null) {
      say(refusalText(refused), 'problem');
      return false;
    }
  }
  void tellReal(world, inputs);
  return true;
}

/** Notes what was done: how a real operator would do it stands in the panel of acts. */
async function tellReal({ store }: World, inputs: readonly Input[]): Promise<void> {
  const { noteAct } = await import('../acting/done.ts');
  noteAct(store.getState().clock.nowUs, inputs);
}

/** Does what was chosen in a menu: opens its form, or gives its inputs. */
export function choose(world: World, action: { readonly inputs: readonly Input[]; readonly form?: string }): void {
  if (action.form === undefined) void act(world, action.inputs);
  else setPage({ form: action.form });
}
