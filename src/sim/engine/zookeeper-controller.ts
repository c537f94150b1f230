// How long a cluster of the ZooKeeper era was without a controller after a crash, as a model by the number of partitions.
//
// Kafka 4 has no ZooKeeper; this stands beside the real KRaft of the simulated cluster, for comparison. Where the figures
// come from: Jun Rao, "Apache Kafka Supports 200K Partitions Per Cluster" (Confluent, 2018): a new controller read the
// state of 100,000 partitions from ZooKeeper in 28 s with Kafka 1.0.0, which asked one thing after another, and in 14 s
// with 1.1.0, which asked for many at once. A broker's session ended after zookeeper.session.timeout.ms, 18 s by default
// since KIP-537 (Kafka 2.5), 6 s before.
import type { ZooKeeperEra } from '../../bridge/engines.ts';

export interface FailoverStep {
  readonly step: 'session-expires' | 'controller-elected' | 'state-read';
  readonly ms: number;
}

/** zookeeper.session.timeout.ms by version, ms. */
const SESSION_MS: Readonly<Record<ZooKeeperEra, number>> = { '1.0': 6_000, '1.1': 6_000, '2.5': 18_000 };
/** Reading one partition's state from ZooKeeper, microseconds: 28 s and 14 s for 100,000. */
const READ_US: Readonly<Record<ZooKeeperEra, number>> = { '1.0': 280, '1.1': 140, '2.5': 140 };
/** The brokers race to create /controller: one write to ZooKeeper, ms. An estimate; it hardly counts. */
const ELECT_MS = 20;

/** After how long a silent session ends, ms. */
export function sessionTimeoutMs(era: ZooKeeperEra): number {
  return SESSION_MS[era];
}

/** How long reading the state of so many partitions takes, ms. */
export function readMs(partitions: number, era: ZooKeeperEra): number {
  return (Math.max(0, partitions) * READ_US[era]) / 1_000;
}

/**
 * What happens from the crash of the controller until the next one can act, in order, each step in ms. `partitions`
 * counts those of the whole cluster, at least 0.
 */
export function zooKeeperFailover(partitions: number, era: ZooKeeperEra = '2.5'): readonly FailoverStep[] {
  return [
    { step: 'session-expires', ms: SESSION_MS[era] },
    { step: 'controller-elected', ms: ELECT_MS },
    { step: 'state-read', ms: Math.round(readMs(partitions, era)) },
  ];
}

/** The whole of it, ms. */
export function zooKeeperFailoverMs(partitions: number, era: ZooKeeperEra = '2.5'): number {
  return zooKeeperFailover(partitions, era).reduce((sum, { ms }) => sum + ms, 0);
}
