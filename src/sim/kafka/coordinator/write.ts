// A coordinator begins to write to its partition of `__consumer_offsets`; append.ts goes on from there.
import { type CoordinatorWork, dataTimer, type Env, partitionName } from '../broker/plane.ts';
import { groupPartition, GROUP_TOPIC } from './partition-of.ts';

/** Bytes of a record beside its key and value, roughly: for the disk. */
const RECORD_OVERHEAD = 20;

/** Begins a write; `afterCoordinatorAppend` goes on when it is replicated, or has failed. The work must be frozen. */
export function writeEntries(env: Env, work: CoordinatorWork): void {
  let bytes = 61;
  for (const { key, value } of work.entries) bytes += key.length + (value?.length ?? 0) + RECORD_OVERHEAD;
  const partition = partitionName(GROUP_TOPIC, groupPartition(env.broker, work.group));
  env.ctx.diskWrite(bytes, dataTimer({ kind: 'coordinator-append', partition, work }));
}
