// Records a second, end to end: a KafkaProducer in a process of its own, three replicas, acks=all, 100 bytes a record.
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import type { ProducerAppState } from '../../sim/kafka/app/producer-app.ts';
import { createWorld } from '../../sim/world.ts';
import type { Figure } from './kernel.ts';

const SECONDS = 4;
const RATE = 20_000;

/** One producer at full speed into six partitions, with Kafka's own batching. */
const scenario: Scenario = {
  ...defaultScenario,
  name: 'throughput',
  topics: [{ name: 'orders', partitions: 6, replicationFactor: 3 }],
  apps: [{ kind: 'producer', name: 'load', topic: 'orders', recordsPerSecond: RATE, keys: [], value: 'x'.repeat(100), settings: { acks: 'all' } }],
};

const isProducer = (state: unknown): state is ProducerAppState =>
  typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'producer-app';

/** How many records were acknowledged by all in-sync replicas in a real second, and how many real seconds a virtual one takes. */
export function benchRecords(): Figure[] {
  const kernel = createWorld(scenario, 1);
  const acknowledged = (): number => {
    const state = kernel.actorState('producer-load');
    return isProducer(state) ? (state.producer?.recordsAcknowledged ?? 0) : 0;
  };
  kernel.runUntil(scenario.shownFromUs + 2_000_000);
  const before = acknowledged();
  const begun = performance.now();
  kernel.runUntil(kernel.state.now + SECONDS * 1_000_000);
  const took = (performance.now() - begun) / 1000;
  return [
    { name: 'records-end-to-end', value: Math.round((acknowledged() - before) / took), unit: 'records/s' },
    { name: 'records-virtual-rate', value: Math.round((acknowledged() - before) / SECONDS), unit: 'records/virtual s' },
  ];
}
