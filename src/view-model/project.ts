// A world's state in, flat records out: all that the page can see.
import type { Watch } from '../bridge/command.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { clientsOf } from './clients.ts';
import { decidedImage } from './cluster.ts';
import { engineRecords } from './engines.ts';
import { latestFacts } from './facts.ts';
import { groupRecords } from './groups.ts';
import { planRecords } from './plan.ts';
import { type Looking, projectCluster } from './project-cluster.ts';
import { terminalRecords } from './terminals.ts';

/** What is watched where nobody has said: a few records of each log. */
export const DEFAULT_WATCH: Watch = { recordsPerReplica: 16, partition: null };

/** How many records of each log the checks of lessons look at, on a screen of any size. */
export const CHECKED_RECORDS: Watch = { recordsPerReplica: 64, partition: null };

/** All records of a world, by their ids. */
export function project(world: KernelState, watch: Watch = DEFAULT_WATCH): Map<string, WorldRecord> {
  return projectKinds(world, null, watch);
}

/** Only the records of these kinds, or all where that is null. */
export function projectKinds(world: KernelState, kinds: ReadonlySet<string> | null, watch: Looking): Map<string, WorldRecord> {
  const asked = (...some: readonly WorldRecord['kind'][]): boolean => kinds === null || some.some((kind) => kinds.has(kind));
  const records = projectCluster(world, kinds, watch);
  const add = (list: readonly WorldRecord[]): void => {
    for (const record of list) records.set(record.id, record);
  };
  const clients = asked('client', 'group', 'member', 'owner') ? clientsOf(world) : [];
  if (asked('client')) add(clients.map((client) => client.record));
  if (asked('group', 'member', 'owner')) add(groupRecords(world, decidedImage(world), clients, latestFacts(world)));
  if (asked('queue', 'worker', 'batch', 'zookeeper', 'candidate', 'micro-batch', 'dataflow', 'database', 'dashboard', 'shift')) add(engineRecords(world));
  if (asked('plan')) add(planRecords(world));
  if (asked('tty', 'line')) add(terminalRecords(world, asked('line')));
  return records;
}
