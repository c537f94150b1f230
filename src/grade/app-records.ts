// What applications of a world sent, apart from what was typed: the world is lived again without its terminals, but for topics and settings made there.
import type { SavedRun } from '../bridge/input.ts';
import type { SentRecord } from '../lesson/export/export-world.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { projectWhole } from '../view-model/whole.ts';

/** Lines that applications count on. */
const MAKES = /^\s*kafka-(topics|configs)\.sh\s/;
/** As many records as a file of a few megabytes holds; what comes after is left out. */
const MOST_RECORDS = 20_000;
const SCREEN: ReadonlySet<string> = new Set(['open-tty', 'close-tty', 'resize-tty']);
const EVERYTHING = { recordsPerReplica: MOST_RECORDS, partition: null };
/** Virtual microseconds between two pauses. */
const SLICE_US = 50_000;

/** In the order in which they were written. It pauses now and then, and says how much of the run has been lived, from 0 to 1. */
export function* appRecords(source: WorldSource, { scenario, seed, inputs }: SavedRun, endUs: number): Generator<number, readonly SentRecord[]> {
  if (scenario.apps.length === 0 && !inputs.some(({ input }) => input.kind === 'add-app')) return [];
  const kernel = source.create(scenario, seed);
  const until = function* (us: number): Generator<number, void> {
    while (kernel.state.now < us) {
      kernel.runUntil(Math.min(us, kernel.state.now + SLICE_US));
      yield Math.min(1, kernel.state.now / Math.max(1, endUs));
    }
  };
  for (const { atUs, input } of inputs) {
    const wanted = input.kind === 'line' ? MAKES.test(input.text) : SCREEN.has(input.kind) || input.kind === 'add-app' || input.kind === 'change-app' || input.kind === 'remove-app';
    if (!wanted) continue;
    yield* until(atUs);
    source.apply(kernel, input);
  }
  yield* until(endUs);
  const sent = [...projectWhole(kernel.state, new Set(['replica', 'topic']), EVERYTHING).values()];
  const internal = new Set(sent.flatMap((record) => (record.kind === 'topic' && record.internal ? [record.name] : [])));
  const found = sent.flatMap((record) => (record.kind === 'replica' && record.role === 'leader' && !internal.has(record.topic) ? record.tail.map(({ key, value, timestampMs, offset }) => ({ topic: record.topic, key, value, timestampMs, offset })) : []));
  return found.toSorted((a, b) => a.timestampMs - b.timestampMs || a.offset - b.offset).slice(0, MOST_RECORDS).map(({ topic, key, value }) => ({ topic, key, value }));
}
