// A world's state in, flat records out: all that the page can see.
import type { Watch } from '../bridge/command.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { clientsOf } from './clients.ts';
import { decidedImage } from './cluster.ts';
import { engineRecords } from './engines.ts';
import { factRecords, latestFacts } from './facts.ts';
import { flightRecords } from './flights.ts';
import { groupRecords } from './groups.ts';
import { partitionRecords, replicaRecords, topicRecords } from './logs.ts';
import { linkRecords, nodeRecords } from './nodes.ts';
import { planRecords } from './plan.ts';
import { terminalRecords } from './terminals.ts';

/** What is watched where nobody has said: a few records of each log. */
export const DEFAULT_WATCH: Watch = { recordsPerReplica: 16, partition: null };

/** Of a partition that is read record by record. */
const RECORDS_OF_WATCHED = 200;

/** How many records of each log the checks of lessons look at, on a screen of any size. */
export const CHECKED_RECORDS: Watch = { recordsPerReplica: 64, partition: null };

/** What is looked at again and again: besides the last records of each log also those that are new since the look before. */
export interface Looking extends Watch {
  /** Where each log ended then, by the replica's id. */
  readonly endsBefore?: ReadonlyMap<string, number>;
}

/** New records that are shown at once. */
const MOST_NEW = 1_000;

/** All records of a world, by their ids. */
export function project(world: KernelState, watch: Watch = DEFAULT_WATCH): Map<string, WorldRecord> {
  return projectKinds(world, null, watch);
}

/** Only the records of these kinds, or all where that is null. */
export function projectKinds(world: KernelState, kinds: ReadonlySet<string> | null, watch: Looking): Map<string, WorldRecord> {
  const asked = (...some: readonly WorldRecord['kind'][]): boolean => kinds === null || some.some((kind) => kinds.has(kind));
  const image = decidedImage(world);
  const facts = latestFacts(world);
  const clients = asked('client', 'group', 'member', 'owner') ? clientsOf(world) : [];
  const count = (topic: string, partition: number): number => (watch.partition === `${topic}-${partition}` ? RECORDS_OF_WATCHED : watch.recordsPerReplica);
  const fresh = (id: string, end: number): number => Math.min(MOST_NEW, end - (watch.endsBefore?.get(id) ?? end));
  const records = new Map<string, WorldRecord>();
  const add = (list: readonly WorldRecord[]): void => {
    for (const record of list) records.set(record.id, record);
  };
  if (asked('node')) add(nodeRecords(world));
  if (asked('topic')) add(topicRecords(image));
  if (asked('partition')) add(partitionRecords(world, image, facts));
  if (asked('replica')) add(replicaRecords(world, image, count, fresh));
  if (asked('client')) add(clients.map((client) => client.record));
  if (asked('group', 'member', 'owner')) add(groupRecords(world, image, clients, facts));
  if (asked('flight')) add(flightRecords(world));
  if (asked('link')) add(linkRecords(world));
  if (asked('queue', 'worker', 'batch', 'zookeeper', 'candidate', 'micro-batch', 'dataflow', 'database', 'dashboard', 'shift')) add(engineRecords(world));
  if (asked('plan')) add(planRecords(world));
  if (asked('fact')) add(factRecords(world));
  if (asked('tty', 'line')) add(terminalRecords(world, asked('line')));
  return records;
}
