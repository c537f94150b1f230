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

/** In the order in which they were written. */
export function appRecords(source: WorldSource, { scenario, seed, inputs }: SavedRun, endUs: number): readonly SentRecord[] {
  const kernel = source.create(scenario, seed);
  for (const { atUs, input } of inputs) {
    const wanted = input.kind === 'line' ? MAKES.test(input.text) : SCREEN.has(input.kind) || input.kind === 'add-app' || input.kind === 'change-app' || input.kind === 'remove-app';
    if (!wanted) continue;
    kernel.runUntil(Math.max(kernel.state.now, atUs));
    source.apply(kernel, input);
  }
  kernel.runUntil(Math.max(kernel.state.now, endUs));
  const sent = [...projectWhole(kernel.state, new Set(['replica', 'topic']), EVERYTHING).values()];
  const internal = new Set(sent.flatMap((record) => (record.kind === 'topic' && record.internal ? [record.name] : [])));
  const found = sent.flatMap((record) => (record.kind === 'replica' && record.role === 'leader' && !internal.has(record.topic) ? record.tail.map(({ key, value, timestampMs, offset }) => ({ topic: record.topic, key, value, timestampMs, offset })) : []));
  return found.toSorted((a, b) => a.timestampMs - b.timestampMs || a.offset - b.offset).slice(0, MOST_RECORDS).map(({ topic, key, value }) => ({ topic, key, value }));
}
