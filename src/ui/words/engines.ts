// What the engines beside Kafka are, in the reader's language: titles, states, numbers. Each is named as a model.
import type { BatchRecord, CandidateRecord, DashboardRecord, DatabaseRecord, DataflowRecord, EngineRecord, MicroBatchRecord, QueueRecord, ShiftRecord, WorkerRecord, ZooKeeperRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import type { Description } from './describe.ts';
import { nodeName } from './names.ts';
import { clockTime, duration, number } from './numbers.ts';

type Rows = Description['rows'];

/** ms as a duration with its unit. */
export const ms = (value: number): string => duration(value * 1_000);

export function describeEngine(record: EngineRecord): Description {
  const [about, rows] = contentsOf(record);
  return { title: nodeName(record.node), state: engineState(record), about, rows, because: -1 };
}

/** The state in a few words: what it does now. */
export function engineState(record: EngineRecord): string {
  if (record.state === 'down') return m.state_down();
  switch (record.kind) {
    case 'queue': return record.ready + record.unacked === 0 ? m.queue_empty() : m.queue_ready({ count: number(record.ready) });
    case 'worker': return record.role === 'producer' ? m.worker_sent({ count: number(record.sent) }) : record.working < 0 ? m.worker_resting() : m.worker_holding({ count: number(record.holding) });
    case 'batch': return record.state === 'running' ? m.batch_running() : m.batch_waiting();
    case 'zookeeper': return phaseName(record);
    case 'database': return m.database_rows({ count: number(Object.values(record.rowCounts).reduce((sum, rows) => sum + rows, 0)) });
    case 'dashboard': return record.problem === '' ? m.dashboard_polls({ count: number(record.polls) }) : record.problem;
    case 'dataflow': return record.state === 'failed' ? m.query_failed() : record.lag > 0 ? m.dataflow_behind({ count: number(record.lag) }) : m.dataflow_up_to_date();
    case 'micro-batch': return microBatchState(record);
    case 'shift': return record.state === 'over' ? m.shift_over({ points: number(record.points) }) : m.shift_points({ points: number(record.points) });
    case 'candidate': return record.role === 'controller' ? m.candidate_controller() : record.role === 'reading' ? m.candidate_reading() : m.candidate_broker();
  }
}

/** Who is in charge, or what is waited for. */
export function phaseName({ phase, controller }: Pick<ZooKeeperRecord, 'phase' | 'controller'>): string {
  switch (phase) {
    case 'steady': return m.zk_steady({ broker: number(controller) });
    case 'unnoticed': return m.zk_unnoticed();
    case 'electing': return m.zk_electing();
    case 'reading': return m.zk_reading({ broker: number(controller) });
  }
}

function contentsOf(record: EngineRecord): readonly [string, Rows] {
  switch (record.kind) {
    case 'queue': return [m.about_queue(), queueRows(record)];
    case 'worker': return record.role === 'producer' ? [m.about_worker_producer(), workerRows(record)] : [m.about_worker_consumer(), workerRows(record)];
    case 'batch': return [m.about_batch(), batchRows(record)];
    case 'zookeeper': return [m.about_zookeeper(), zooKeeperRows(record)];
    case 'candidate': return [m.about_candidate(), candidateRows(record)];
    case 'database': return [m.about_database(), databaseRows(record)];
    case 'dashboard': return [m.about_dashboard(), dashboardRows(record)];
    case 'shift': return [m.about_shift(), shiftRows(record)];
    case 'dataflow': return [m.about_dataflow(), dataflowRows(record)];
    case 'micro-batch': return [m.about_micro_batch(), microBatchRows(record)];
  }
}

function queueRows(queue: QueueRecord): Rows {
  return [
    [m.label_ready(), number(queue.ready)], [m.label_unacked(), number(queue.unacked)], [m.label_gone(), number(queue.acknowledged)], [m.label_redelivered(), number(queue.redelivered)], [m.label_dead(), number(queue.dead)],
    [m.label_published(), number(queue.published)], [m.label_delivered(), number(queue.delivered)], [m.label_consumers(), number(queue.consumers)],
    [m.label_visibility(), queue.visibilityTimeoutMs === 0 ? m.never() : ms(queue.visibilityTimeoutMs)], [m.label_max_deliveries(), queue.maxDeliveries === 0 ? m.no_limit() : number(queue.maxDeliveries)],
  ];
}

function workerRows(worker: WorkerRecord): Rows {
  const engine: Rows[number] = [m.label_engine(), worker.engine.slice(worker.engine.indexOf('/') + 1)];
  if (worker.role === 'producer') return [[m.label_sent(), number(worker.sent)], ...(worker.confirmed === 0 ? [] : [[m.label_acknowledged(), number(worker.confirmed)] as const]), [m.label_rate(), number(worker.rate, 2)], engine];
  return [
    [m.label_processed(), number(worker.processed)], [m.label_unacked(), number(worker.holding)], ...(worker.working < 0 ? [] : [[m.label_works_on(), worker.workingBody] as const]),
    [m.label_takes_each(), ms(worker.processingMs)], [m.label_prefetch(), number(worker.prefetch)], [m.label_attempts_failed(), number(worker.failed)], engine,
  ];
}

function batchRows(batch: BatchRecord): Rows {
  return [
    [m.label_every(), ms(batch.everyMs)], [m.label_file_lines(), number(batch.fileLines)], [m.label_runs(), number(batch.runs)], [m.label_alerts(), number(batch.alerts)], [m.label_busy(), ms(batch.busyMs)],
    ...(batch.runs === 0 ? [] : [[m.label_last_report(), clockTime(batch.lastPublishedAtUs, 1)], [m.label_oldest_age(), ms(batch.lastOldestAgeMs)], [m.label_newest_age(), ms(batch.lastNewestAgeMs)]] as const),
    [m.label_lines_read(), number(batch.lines)], [m.label_startup(), ms(batch.startupMs)], [m.label_per_line(), ms(batch.perLineMs)],
    ...(batch.skipped === 0 ? [] : [[m.label_skipped(), number(batch.skipped)] as const]), ...(batch.refused === 0 ? [] : [[m.label_refused(), number(batch.refused)] as const]),
  ];
}

function zooKeeperRows(zooKeeper: ZooKeeperRecord): Rows {
  return [
    [m.label_zk_controller(), zooKeeper.controller === 0 ? m.none() : nodeName(`zookeeper-broker-${zooKeeper.controller}`)], [m.label_zk_partitions(), number(zooKeeper.partitions)],
    [m.label_partitions_read(), number(zooKeeper.partitionsRead)], [m.label_session_timeout(), ms(zooKeeper.sessionTimeoutMs)], [m.label_failovers(), number(zooKeeper.failovers)],
    ...(zooKeeper.failovers === 0 ? [] : [[m.label_last_failover(), ms(zooKeeper.lastFailoverMs)] as const]), [m.label_epoch(), number(zooKeeper.epoch)], [m.label_era(), `Kafka ${zooKeeper.era}`],
  ];
}

/** What a query does now, in a few words. */
export function microBatchState({ state, phase, batch }: Pick<MicroBatchRecord, 'state' | 'phase' | 'batch'>): string {
  if (state === 'failed') return m.query_failed();
  if (state === 'waiting') return m.micro_batch_waiting({ batch: number(batch) });
  const steps: Readonly<Record<string, () => string>> = { logging: m.micro_batch_logging, reading: m.micro_batch_reading, running: m.micro_batch_running, writing: m.micro_batch_writing, committing: m.micro_batch_committing };
  return m.micro_batch_step({ batch: number(batch), step: (steps[phase] ?? m.micro_batch_running)() });
}

function microBatchRows(query: MicroBatchRecord): Rows {
  return [
    ...(query.problem === '' ? [] : [[m.label_problem(), query.problem] as const]),
    [m.label_trigger(), query.triggerMs === 0 ? m.action_trigger_at_once() : ms(query.triggerMs)], [m.label_output_mode(), query.outputMode], [m.label_topics(), query.spec.topics.join(', ')], [m.label_lag(), number(query.lag)],
    ...(query.watermarkMs < 0 ? [] : [['watermark', query.watermarkMs === 0 ? m.none() : eventTime(query.watermarkMs)] as const]), [m.label_state_rows(), number(query.stateRows)], [m.label_late_rows(), number(query.dropped)],
    [m.label_batches(), number(query.batches)], [m.label_lines_read(), number(query.records)], [m.label_result_rows(), number(query.rows)],
    ...(query.lastOldestAgeMs < 0 ? [] : [[m.label_oldest_age(), ms(query.lastOldestAgeMs)], [m.label_newest_age(), ms(query.lastNewestAgeMs)]] as const),
  ];
}

function databaseRows(database: DatabaseRecord): Rows {
  return [
    ...database.tables.map(({ name, rows }) => [name, m.database_rows({ count: number(rows) })] as const), [m.label_inserted(), number(database.inserts)], [m.label_replaced(), number(database.updates)], [m.label_deleted_rows(), number(database.deletes)],
    [m.label_selects(), number(database.queries)], ...(database.refused === 0 ? [] : [[m.label_writes_refused(), number(database.refused)] as const]),
  ];
}

function dashboardRows(chart: DashboardRecord): Rows {
  return [
    ...(chart.problem === '' ? [] : [[m.label_problem(), chart.problem] as const]), ['SELECT', chart.spec.query], [m.label_every(), ms(chart.spec.everyMs)], [m.label_selects(), number(chart.polls)],
    ...chart.labels.slice(0, 8).map((label) => [label, number(chart.values[label] ?? 0, 2)] as const),
  ];
}

function shiftRows({ spec, points, expected, counted, lost, duplicated, delayed }: ShiftRecord): Rows {
  return [
    [m.label_shift_points(), number(points)], [m.label_shift_expected(), number(expected)], [m.label_shift_counted(), number(counted)], [m.label_shift_lost(), number(lost)], [m.label_shift_duplicated(), number(duplicated)],
    [m.label_shift_delayed(), number(delayed)], [m.label_shift_due(), ms(spec.dueMs)], [m.label_shift_costs(), [spec.lost, spec.duplicated, spec.delayed].map((one) => number(one, 2)).join(' · ')],
  ];
}

function dataflowRows(flow: DataflowRecord): Rows {
  return [
    ...(flow.problem === '' ? [] : [[m.label_problem(), flow.problem] as const]), [m.label_topics(), flow.spec.topics.join(', ')], [m.label_lag(), number(flow.lag)], [m.label_lines_read(), number(flow.records)], [m.label_items_out(), number(flow.items)],
    ...(flow.longestDelayMs < 0 ? [] : [[m.label_last_delay(), ms(flow.lastDelayMs)], [m.label_longest_delay(), ms(flow.longestDelayMs)]] as const),
    ...(flow.spec.keyOn === '' ? [] : [[m.label_keys(), number(flow.keys)]] as const), ...(flow.spec.window === 'none' ? [] : [[m.label_open_windows(), number(flow.openWindows)], [m.label_late_items(), number(flow.late)]] as const),
    [m.label_epoch_now(), number(flow.epoch)], [m.label_epoch_every(), ms(flow.spec.epochMs)], [m.label_epoch_stored(), flow.spec.recovery ? (flow.storedEpoch < 0 ? m.none() : number(flow.storedEpoch)) : m.dataflow_no_recovery()],
    [m.label_since_epoch(), number(flow.sinceEpoch)], [m.label_takes_each(), ms(flow.spec.perRecordMs)],
  ];
}

/** An event time as a log has it: its date is of no use on the stage. */
export function eventTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 19);
}

function candidateRows(candidate: CandidateRecord): Rows {
  return [[m.label_engine(), nodeName(`zookeeper-${candidate.zookeeper.slice('zookeeper/'.length)}`)], ...(candidate.role === 'broker' ? [] : [[m.label_partitions_read(), number(candidate.partitionsRead)] as const])];
}
