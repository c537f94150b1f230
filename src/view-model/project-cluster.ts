// What can be seen of a cluster alone: nodes, topics, logs, what flies between them, and facts. It is all there is before the first client.
import type { Watch } from '../bridge/command.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { decidedImage } from './cluster.ts';
import { factRecords, latestFacts } from './facts.ts';
import { flightRecords } from './flights.ts';
import { partitionRecords, replicaRecords, topicRecords } from './logs.ts';
import { linkRecords, nodeRecords } from './nodes.ts';

/** Of a partition that is read record by record. */
const RECORDS_OF_WATCHED = 200;

/** What is looked at again and again: besides the last records of each log also those that are new since the look before. */
export interface Looking extends Watch {
  /** Where each log ended then, by the replica's id. */
  readonly endsBefore?: ReadonlyMap<string, number>;
}

/** New records that are shown at once. */
const MOST_NEW = 1_000;

/** Its records, by their ids; only those of these kinds, or all where that is null. */
export function projectCluster(world: KernelState, kinds: ReadonlySet<string> | null, watch: Looking): Map<string, WorldRecord> {
  const asked = (kind: WorldRecord['kind']): boolean => kinds === null || kinds.has(kind);
  const image = decidedImage(world);
  const { partition: watched, recordsPerReplica, endsBefore } = watch;
  const count = (topic: string, partition: number): number => (watched !== null && watched === `${topic}-${partition}` ? RECORDS_OF_WATCHED : recordsPerReplica);
  const fresh = endsBefore === undefined ? null : (id: string, end: number): number => Math.min(MOST_NEW, end - (endsBefore.get(id) ?? end));
  const records = new Map<string, WorldRecord>();
  const add = (list: readonly WorldRecord[]): void => {
    for (const record of list) records.set(record.id, record);
  };
  if (asked('node')) add(nodeRecords(world));
  if (asked('topic')) add(topicRecords(image));
  if (asked('partition')) add(partitionRecords(world, image, latestFacts(world)));
  if (asked('replica')) add(replicaRecords(world, image, count, fresh));
  if (asked('flight')) add(flightRecords(world));
  if (asked('link')) add(linkRecords(world));
  if (asked('fact')) add(factRecords(world));
  return records;
}
