// Answers found in copies of the shown world, in pieces: the world itself stays as it is, and goes on meanwhile.
import type { Place } from '../bridge/history.ts';
import type { Input, TimedInput } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Timeline } from '../sim/timeline.ts';
import { aheadUs } from './same.ts';

/** What can be seen of a state, by the records' ids. */
type Look = (state: KernelState) => ReadonlyMap<string, WorldRecord>;

/** What looks at a world as it is lived, and then answers. */
interface Seer {
  see(state: KernelState, atUs: number): void;
  answer(): string | null;
}

/** The records of a world that takes these inputs now and lives on for a while. */
export function* foreseeing(timeline: Timeline, look: Look, inputs: readonly Input[], forUs: number): Generator<void, readonly WorldRecord[]> {
  const fork = yield* timeline.foresee(inputs.map((input) => ({ atUs: 0, input })), aheadUs(forUs));
  return [...look(fork.state).values()];
}

/** The records of another place on the timeline; null where there is no such branch. */
export function* recordsAt(timeline: Timeline, look: Look, { branch, atUs }: Place): Generator<void, readonly WorldRecord[] | null> {
  const line = timeline.branches.find(({ id }) => id === branch);
  if (line === undefined) return null;
  const at = Math.min(Math.max(Math.round(atUs) || 0, timeline.scenario.shownFromUs), line.endUs);
  const copy = yield* timeline.copying(at, branch);
  return [...look(copy.state).values()];
}

/** What a world answers that takes these inputs, their times counted from now. */
export function* predicting(timeline: Timeline, make: (state: KernelState) => Seer, inputs: readonly TimedInput[], forUs: number): Generator<void, string | null> {
  const seer = make(timeline.kernel.state);
  yield* timeline.foresee(inputs, aheadUs(forUs), (world, at) => seer.see(world.state, at));
  return seer.answer();
}

/** The run of the shown branch, how far it was lived, and the running hash of the world there. */
export function* sealing(timeline: Timeline): Generator<void, { readonly run: ReturnType<Timeline['save']>; readonly endUs: number; readonly hash: string }> {
  const [run, endUs] = [timeline.save(), timeline.end];
  const copy = yield* timeline.copying(endUs);
  return { run, endUs, hash: copy.hash() };
}
