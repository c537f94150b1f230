// A world's records with those of Flink among them: for checks and proofs, which must see all that a page sees.
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { flinkRecords } from './flink/project.ts';
import { projectKinds } from './project.ts';
import type { Looking } from './project-cluster.ts';

/** Only the records of these kinds, or all where that is null. */
export function projectWhole(world: KernelState, kinds: ReadonlySet<string> | null, watch: Looking): Map<string, WorldRecord> {
  const records = projectKinds(world, kinds, watch);
  for (const record of flinkRecords(world, kinds)) records.set(record.id, record);
  return records;
}
