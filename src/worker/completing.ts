// What completes a line that is being typed: the machine's own programs and files, and what is seen of the cluster.
import type { Completion } from '../bridge/command.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { ClusterHints } from '../sim/shell/completion.ts';
import type { LaptopState } from '../sim/shell/machine/state.ts';
import { isLaptop } from './same.ts';

/** What could complete the word before the cursor of a line that is being typed. */
export type Complete = (state: LaptopState, hints: ClusterHints, tty: string, line: string, cursor: number) => Completion;

/** Topics and groups are completed by the records that are shown; paths of the nodes' log directories by their disks. */
export function completing(complete: Complete, world: KernelState, records: Iterable<WorldRecord>, tty: string, line: string, cursor: number): Completion {
  const state: unknown = world.actors['laptop']?.state;
  if (!isLaptop(state)) return { from: cursor, candidates: [] };
  const topics: string[] = [];
  const groups: string[] = [];
  for (const record of records) {
    if (record.kind === 'topic') topics.push(record.name);
    else if (record.kind === 'group') groups.push(record.group);
  }
  return complete(state, { topics, groups, looking: { disks: world.actors, now: world.now, bornMs: world.startedAtMs } }, tty, line, cursor);
}
