// The one list of the engines beside Kafka: how each is made, and under which name it lives.
import type { EngineSpec } from '../../bridge/engines.ts';
import type { Behavior, NodeId } from '../kernel/types.ts';
import { batchJob, createBatchJob } from './batch-job.ts';
import { batchSource, createBatchSource } from './batch-source.ts';
import { createDataflow, dataflow } from './dataflow/dataflow.ts';
import { createDashboard, dashboard } from './database/dashboard.ts';
import { createDatabase, database } from './database/database.ts';
import { createMicroBatch, microBatch } from './micro-batch/micro-batch.ts';
import { createQueue, messageQueue } from './message-queue.ts';
import { createShift, shift } from './shift/shift.ts';
import { createQueueConsumer, createQueueProducer, queueConsumer, queueProducer } from './queue-apps.ts';
import { createZooKeeper, zooKeeper } from './zookeeper.ts';
import { createZooKeeperBroker, zooKeeperBroker } from './zookeeper-broker.ts';

/** The behaviours by the kind of their spec. */
export const ENGINE_BEHAVIORS: Readonly<Record<EngineSpec['kind'], Behavior<unknown>>> = {
  queue: messageQueue, 'queue-producer': queueProducer, 'queue-consumer': queueConsumer, batch: batchJob, 'batch-source': batchSource,
  zookeeper: zooKeeper, 'zookeeper-broker': zooKeeperBroker, 'micro-batch': microBatch, dataflow, database, dashboard, shift,
};

/** The node of an engine: `queue-orders`, `queue-consumer-c1`, `batch-night`, `zookeeper-broker-1`. */
export function engineNode(spec: Pick<EngineSpec, 'kind' | 'name'>): NodeId {
  return `${spec.kind}-${spec.name}`;
}

/** What its process begins with. */
export function createEngine(spec: EngineSpec): unknown {
  switch (spec.kind) {
    case 'queue': return createQueue(spec);
    case 'queue-producer': return createQueueProducer(spec);
    case 'queue-consumer': return createQueueConsumer(spec);
    case 'batch': return createBatchJob(spec);
    case 'batch-source': return createBatchSource(spec);
    case 'zookeeper': return createZooKeeper(spec);
    case 'zookeeper-broker': return createZooKeeperBroker(spec);
    case 'micro-batch': return createMicroBatch(spec);
    case 'database': return createDatabase(spec);
    case 'dashboard': return createDashboard(spec);
    case 'dataflow': return createDataflow(spec);
    case 'shift': return createShift(spec);
  }
}
