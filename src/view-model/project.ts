// A world's state in, flat records out: all that the page can see.
import type { Watch } from '../bridge/command.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { clientsOf } from './clients.ts';
import { decidedImage } from './cluster.ts';
import { factRecords, latestFacts } from './facts.ts';
import { flightRecords } from './flights.ts';
import { groupRecords } from './groups.ts';
import { partitionRecords, replicaRecords, topicRecords } from './logs.ts';
import { linkRecords, nodeRecords } from './nodes.ts';
import { terminalRecords } from './terminals.ts';

/** What is watched where nobody has said: a few records of each log. */
export const DEFAULT_WATCH: Watch = { recordsPerReplica: 16, partition: null };

/** Of a partition that is read record by record. */
const RECORDS_OF_WATCHED = 200;

/** All records of a world, by their ids. */
export function project(world: KernelState, watch: Watch = DEFAULT_WATCH): Map<string, WorldRecord> {
  const image = decidedImage(world);
  const facts = latestFacts(world);
  const clients = clientsOf(world);
  const count = (topic: string, partition: number): number => (watch.partition === `${topic}-${partition}` ? RECORDS_OF_WATCHED : watch.recordsPerReplica);
  const records = new Map<string, WorldRecord>();
  const add = (list: readonly WorldRecord[]): void => {
    for (const record of list) records.set(record.id, record);
  };
  add(nodeRecords(world));
  add(topicRecords(image));
  add(partitionRecords(world, image, facts));
  add(replicaRecords(world, image, count));
  add(clients.map((client) => client.record));
  add(groupRecords(world, image, clients, facts));
  add(flightRecords(world));
  add(linkRecords(world));
  add(factRecords(world));
  add(terminalRecords(world));
  return records;
}
