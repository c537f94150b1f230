// The engines beside Kafka as records: queues, who works with them, batch jobs, and the ZooKeeper era's controllers.
import type { BatchRecord, CandidateRecord, EngineRecord, QueuedMessage, QueueRecord, WorkerRecord, ZooKeeperRecord } from '../bridge/engine-records.ts';
import type { BatchState } from '../sim/engine/batch-job.ts';
import type { BatchSourceState } from '../sim/engine/batch-source.ts';
import type { QueueState } from '../sim/engine/message-queue.ts';
import type { QueueConsumerState, QueueProducerState } from '../sim/engine/queue-apps.ts';
import type { ZooKeeperBrokerState } from '../sim/engine/zookeeper-broker.ts';
import { sessionTimeoutMs } from '../sim/engine/zookeeper-controller.ts';
import type { ZooKeeperState } from '../sim/engine/zookeeper.ts';
import type { DashboardState } from '../sim/engine/database/dashboard.ts';
import type { DatabaseState } from '../sim/engine/database/database.ts';
import type { DataflowState } from '../sim/engine/dataflow/dataflow.ts';
import type { MicroBatchState } from '../sim/engine/micro-batch/micro-batch.ts';
import type { ShiftState } from '../sim/engine/shift/shift.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { MILLISECOND } from '../sim/kernel/types.ts';
import { dashboardRecord, databaseRecord } from './database.ts';
import { dataflowRecord } from './dataflow.ts';
import { microBatchRecord } from './micro-batch.ts';
import { shiftRecord } from './shift.ts';

const MESSAGES = 40;
const DEAD_LETTERS = 20;
const REPORTS = 12;

export function engineRecords(world: KernelState): EngineRecord[] {
  return Object.values(world.actors).flatMap(({ id, behavior, up, state }): EngineRecord[] => {
    switch (behavior) {
      case 'queue': return [queueRecord(id, up, state as QueueState)];
      case 'queue-producer': return [queueProducerRecord(id, up, state as QueueProducerState)];
      case 'queue-consumer': return [queueConsumerRecord(id, up, state as QueueConsumerState)];
      case 'batch': return [batchRecord(id, up, state as BatchState)];
      case 'batch-source': return [batchSourceRecord(id, up, state as BatchSourceState)];
      case 'zookeeper': return [zooKeeperRecord(world, id, up, state as ZooKeeperState)];
      case 'zookeeper-broker': return [candidateRecord(id, up, state as ZooKeeperBrokerState)];
      case 'database': return [databaseRecord(id, up, state as DatabaseState)];
      case 'dashboard': return [dashboardRecord(id, up, state as DashboardState)];
      case 'dataflow': return [dataflowRecord(world, id, up, state as DataflowState)];
      case 'micro-batch': return [microBatchRecord(world, id, up, state as MicroBatchState)];
      case 'shift': return [shiftRecord(world, id, up, state as ShiftState)];
      default: return [];
    }
  });
}

const running = (up: boolean): 'running' | 'down' => (up ? 'running' : 'down');

function queueRecord(node: string, up: boolean, state: QueueState): QueueRecord {
  const { spec, ready, handedOut, dead } = state;
  const held: QueuedMessage[] = [
    ...handedOut.map(({ message, deliveries, to }) => ({ number: message.number, key: message.key, body: message.body, deliveries, to })),
    ...ready.slice(0, MESSAGES).map(({ message, deliveries }) => ({ number: message.number, key: message.key, body: message.body, deliveries, to: null })),
  ].sort((a, b) => a.number - b.number);
  return {
    kind: 'queue', id: `queue/${spec.name}`, node, spec, name: spec.name, state: running(up), ready: ready.length, unacked: handedOut.length, dead: dead.length,
    published: state.published, delivered: state.delivered, redelivered: state.redelivered, acknowledged: state.acknowledged, consumers: state.consumers.length,
    visibilityTimeoutMs: spec.visibilityTimeoutMs, maxDeliveries: spec.maxDeliveries, messages: held.slice(0, MESSAGES),
    deadLetters: dead.slice(-DEAD_LETTERS).map(({ message, deliveries }) => ({ number: message.number, key: message.key, body: message.body, deliveries, to: null })),
  };
}

const RESTING = { sent: 0, confirmed: 0, processed: 0, failed: 0, holding: 0, working: -1, workingBody: '', prefetch: 0, processingMs: 0, rate: 0 } as const;

function queueProducerRecord(node: string, up: boolean, { spec, next, confirmed }: QueueProducerState): WorkerRecord {
  return { kind: 'worker', id: `worker/${node}`, node, spec, name: spec.name, role: 'producer', engine: `queue/${spec.queue}`, state: running(up), ...RESTING, sent: next, confirmed, rate: spec.messagesPerSecond };
}

function queueConsumerRecord(node: string, up: boolean, { spec, inbox, working, processed, failed }: QueueConsumerState): WorkerRecord {
  const message = working ? inbox[0]?.message : undefined;
  return {
    kind: 'worker', id: `worker/${node}`, node, spec, name: spec.name, role: 'consumer', engine: `queue/${spec.queue}`, state: running(up), ...RESTING, processed, failed, holding: inbox.length,
    working: message?.number ?? -1, workingBody: message?.body ?? '', prefetch: spec.prefetch, processingMs: spec.processingMsPerMessage,
  };
}

function batchRecord(node: string, up: boolean, state: BatchState): BatchRecord {
  const { spec, file, running: run, findings } = state;
  const last = findings.at(-1);
  return {
    kind: 'batch', id: `batch/${spec.name}`, node, spec, name: spec.name, state: !up ? 'down' : run === null ? 'waiting' : 'running', everyMs: spec.everyMs, startupMs: spec.startupMs, perLineMs: spec.perLineMs,
    fileLines: file.length, runningLines: run?.lines.length ?? 0, startedAtUs: run?.startedAt ?? -1, finishesAtUs: run?.finishesAt ?? -1,
    nextRunAtUs: up ? state.lastDueAt + spec.everyMs * MILLISECOND : -1, runs: state.runs, lines: state.linesRead, alerts: state.alertsFound,
    lastLines: last?.lines ?? 0, lastAlerts: last?.alerts.length ?? 0, lastPublishedAtUs: last?.publishedAt ?? -1, lastOldestAgeMs: last?.oldestAgeMs ?? 0, lastNewestAgeMs: last?.newestAgeMs ?? 0,
    refused: state.refused, skipped: state.skipped, busyMs: state.busyMs,
    reports: findings.slice(-REPORTS).map(({ startedAt, publishedAt, lines, alerts, oldestAgeMs, newestAgeMs }) => ({ startedAtUs: startedAt, publishedAtUs: publishedAt, lines, alerts: alerts.length, oldestAgeMs, newestAgeMs })),
  };
}

function batchSourceRecord(node: string, up: boolean, { spec, next }: BatchSourceState): WorkerRecord {
  return { kind: 'worker', id: `worker/${node}`, node, spec, name: spec.name, role: 'producer', engine: `batch/${spec.job}`, state: running(up), ...RESTING, sent: next - 1, rate: spec.linesPerSecond };
}

function zooKeeperRecord(world: KernelState, node: string, up: boolean, state: ZooKeeperState): ZooKeeperRecord {
  const { spec } = state;
  const holder = state.sessions.find(({ session }) => session === state.controller);
  const process = holder === undefined ? undefined : world.actors[holder.node];
  const alive = process?.up === true && sessionOf(process.state) === state.controller;
  return {
    kind: 'zookeeper', id: `zookeeper/${spec.name}`, node, spec, name: spec.name, state: running(up), era: spec.era, partitions: spec.partitions, sessionTimeoutMs: sessionTimeoutMs(spec.era),
    phase: holder === undefined ? 'electing' : !alive ? 'unnoticed' : state.acting ? 'steady' : 'reading', controller: holder?.broker ?? 0, epoch: state.epoch,
    partitionsRead: state.read, headlessSinceUs: state.lostAt, lastFailoverMs: state.lastFailoverMs, failovers: state.failovers,
  };
}

/** A process that began again has another session: the one that holds /controller is nobody's. */
function sessionOf(state: unknown): number {
  return typeof state === 'object' && state !== null && 'session' in state && typeof state.session === 'number' ? state.session : 0;
}

function candidateRecord(node: string, up: boolean, { spec, role, read }: ZooKeeperBrokerState): CandidateRecord {
  return { kind: 'candidate', id: `candidate/${node}`, node, spec, number: Number(spec.name), zookeeper: `zookeeper/${spec.zookeeper}`, state: running(up), role, partitionsRead: read };
}
