// What an operator does at random while producers, consumers and faults go on: moves replicas and takes it back, throttles, sets quotas.
import { nextRandom, type RandomState } from '../kernel/random.ts';
import { nodeOf } from '../kafka/protocol.ts';
import type { QuotaEntity } from '../kafka/protocol-operations.ts';
import { BROKERS } from './plane-cluster.ts';
import type { Played } from './workload.ts';

const PARTITIONS = 3;
const EVERYBODY: QuotaEntity = [{ entityType: 'client-id', entityName: null }];

/** One act, or mostly none. A cluster without controllers has nobody to ask. */
export function operate(cluster: Played, topic: string, random: RandomState): void {
  const draw = nextRandom(random);
  if (cluster.controllers.length === 0 || draw >= 0.14) return;
  const via = BROKERS[Math.floor(nextRandom(random) * BROKERS.length)] ?? 1;
  const partition = Math.floor(nextRandom(random) * PARTITIONS);
  if (!cluster.kernel.isUp(nodeOf(via))) return;
  if (draw < 0.08) reassign(cluster, via, topic, partition, someBrokers(random));
  else if (draw < 0.1) reassign(cluster, via, topic, partition, null);
  else if (draw < 0.12) setQuota(cluster, via, nextRandom(random) < 0.5 ? 300 : null);
  else setThrottle(cluster, via, topic, nextRandom(random) < 0.5 ? '*' : null);
}

/** One to three brokers in any order. */
function someBrokers(random: RandomState): number[] {
  const rest = [...BROKERS];
  const count = 1 + Math.floor(nextRandom(random) * rest.length);
  return Array.from({ length: count }, () => rest.splice(Math.floor(nextRandom(random) * rest.length), 1)[0] ?? 1);
}

function reassign(cluster: Played, via: number, topic: string, partition: number, replicas: readonly number[] | null): void {
  cluster.ask(via, 'AlterPartitionReassignments', { allowReplicationFactorChange: true, topics: [{ name: topic, partitions: [{ partitionIndex: partition, replicas }] }], timeoutMs: 30_000 });
}

function setQuota(cluster: Played, via: number, rate: number | null): void {
  const op = (key: string): { readonly key: string; readonly value: number; readonly remove: boolean } => ({ key, value: rate ?? 0, remove: rate === null });
  cluster.ask(via, 'AlterClientQuotas', { entries: [{ entity: EVERYBODY, ops: [op('producer_byte_rate'), op('consumer_byte_rate')] }], validateOnly: false });
}

function setThrottle(cluster: Played, via: number, topic: string, replicas: string | null): void {
  const change = (name: string, value: string | null): { readonly name: string; readonly value: string | null; readonly configOperation: 'SET' | 'DELETE' } => ({ name, value, configOperation: value === null ? 'DELETE' : 'SET' });
  const sides = ['leader', 'follower'] as const;
  const resources = [
    { resourceType: 'TOPIC' as const, resourceName: topic, configs: sides.map((side) => change(`${side}.replication.throttled.replicas`, replicas)) },
    { resourceType: 'BROKER' as const, resourceName: '', configs: sides.map((side) => change(`${side}.replication.throttled.rate`, replicas === null ? null : '50')) },
  ];
  cluster.ask(via, 'IncrementalAlterConfigs', { resources, validateOnly: false });
}

/** Everything is as an operator would leave it: nothing throttled, every partition on every broker. The cluster must be whole. */
export function settle(cluster: Played, topic: string): void {
  if (cluster.controllers.length === 0) return;
  setQuota(cluster, 1, null);
  setThrottle(cluster, 1, topic, null);
  for (let partition = 0; partition < PARTITIONS; partition++) reassign(cluster, 1, topic, partition, BROKERS);
}
