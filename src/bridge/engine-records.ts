// What the page can see of the engines beside Kafka (see engines.ts): models for comparison, each with its numbers and what it holds.
// Ids: `queue/orders`, `worker/queue-consumer-c1`, `batch/night`, `zookeeper/old`, `candidate/zookeeper-broker-1`.
import type { BatchJobSpec, BatchSourceSpec, DashboardSpec, DatabaseSpec, DataflowSpec, MicroBatchSpec, QueueConsumerSpec, QueueProducerSpec, QueueSpec, ShiftSpec, ZooKeeperBrokerSpec, ZooKeeperSpec } from './engines.ts';

/** A message that a queue holds. */
export interface QueuedMessage {
  /** In the order in which the queue took them, from 0. */
  readonly number: number;
  readonly key: string | null;
  readonly body: string;
  /** How often it has been handed out. */
  readonly deliveries: number;
  /** The node that has it, null while it waits. */
  readonly to: string | null;
}

/** A message queue. Counts are of messages. */
export interface QueueRecord {
  readonly kind: 'queue';
  readonly id: string;
  readonly node: string;
  /** What it was told to be. */
  readonly spec: QueueSpec;
  readonly name: string;
  readonly state: 'running' | 'down';
  /** What waits; what somebody has and has not acknowledged; what was put aside. Now. */
  readonly ready: number;
  readonly unacked: number;
  readonly dead: number;
  /** Since the world began: taken in, handed out (again included), handed out again, acknowledged and gone. */
  readonly published: number;
  readonly delivered: number;
  readonly redelivered: number;
  readonly acknowledged: number;
  readonly consumers: number;
  readonly visibilityTimeoutMs: number;
  readonly maxDeliveries: number;
  /** The oldest messages that it holds, oldest first, at most 40; handed out or not. */
  readonly messages: readonly QueuedMessage[];
  /** The last that were put aside, at most 20. */
  readonly deadLetters: readonly QueuedMessage[];
}

/** Who works with an engine: writes to a queue or a batch job's file, or takes from a queue. */
export interface WorkerRecord {
  readonly kind: 'worker';
  readonly id: string;
  readonly node: string;
  /** What it was told to be. */
  readonly spec: QueueProducerSpec | QueueConsumerSpec | BatchSourceSpec;
  readonly name: string;
  readonly role: 'producer' | 'consumer';
  /** The record of the engine that it works with: `queue/orders`, `batch/night`. */
  readonly engine: string;
  readonly state: 'running' | 'down';
  /** Producers: messages or lines sent, and those that the queue has confirmed (a file confirms nothing: 0). */
  readonly sent: number;
  readonly confirmed: number;
  /** Consumers: messages dealt with, attempts that failed, and messages that it has now. */
  readonly processed: number;
  readonly failed: number;
  readonly holding: number;
  /** The number and the text of the message that it works on; -1 and empty where it rests. */
  readonly working: number;
  readonly workingBody: string;
  /** Consumers: how many it may have unacknowledged, and what one takes, in ms. */
  readonly prefetch: number;
  readonly processingMs: number;
  /** Producers: a second. */
  readonly rate: number;
}

/** One run of a batch job, looked back at. */
export interface BatchReport {
  readonly startedAtUs: number;
  readonly publishedAtUs: number;
  readonly lines: number;
  readonly alerts: number;
  /** How old the oldest and the newest line were when it was published, ms. */
  readonly oldestAgeMs: number;
  readonly newestAgeMs: number;
}

/** A job that reads at intervals what was written to its file since the last time. */
export interface BatchRecord {
  readonly kind: 'batch';
  readonly id: string;
  readonly node: string;
  /** What it was told to be. */
  readonly spec: BatchJobSpec;
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'down';
  readonly everyMs: number;
  readonly startupMs: number;
  readonly perLineMs: number;
  /** Lines that wait in the file, and lines that the present run reads (0 while none runs). */
  readonly fileLines: number;
  readonly runningLines: number;
  /** When the present run began and will be done, and when the next is due; -1 where none is. */
  readonly startedAtUs: number;
  readonly finishesAtUs: number;
  readonly nextRunAtUs: number;
  /** Since the world began: runs that were finished, lines they read, alerts they found. */
  readonly runs: number;
  readonly lines: number;
  readonly alerts: number;
  /** Of the last run; 0 and -1 before the first. */
  readonly lastLines: number;
  readonly lastAlerts: number;
  readonly lastPublishedAtUs: number;
  readonly lastOldestAgeMs: number;
  readonly lastNewestAgeMs: number;
  /** Lines that came while the file was full, and runs that were due while one was at work. */
  readonly refused: number;
  readonly skipped: number;
  /** The time that all finished runs took together, ms: what the reports cost. */
  readonly busyMs: number;
  /** The last runs, oldest first, at most 12. */
  readonly reports: readonly BatchReport[];
}

/** A cluster of the ZooKeeper era, as far as its controller goes. */
export interface ZooKeeperRecord {
  readonly kind: 'zookeeper';
  readonly id: string;
  readonly node: string;
  /** What it was told to be. */
  readonly spec: ZooKeeperSpec;
  readonly name: string;
  readonly state: 'running' | 'down';
  readonly era: string;
  readonly partitions: number;
  readonly sessionTimeoutMs: number;
  /**
   * `steady`: a controller acts. `unnoticed`: it is gone, and its session has not ended yet. `electing`: nobody holds /controller.
   * `reading`: the new one reads the partitions' state.
   */
  readonly phase: 'steady' | 'unnoticed' | 'electing' | 'reading';
  /** The number of the broker that holds /controller, 0 for none; and how often it has changed hands. */
  readonly controller: number;
  readonly epoch: number;
  /** How many partitions the controller has read. */
  readonly partitionsRead: number;
  /** Since when nobody can act as controller; -1 while somebody can. */
  readonly headlessSinceUs: number;
  /** From the loss of the last controller until the next could act, ms; 0 before the first loss. */
  readonly lastFailoverMs: number;
  readonly failovers: number;
}

/** A broker of the ZooKeeper era: any of them may become the controller. */
export interface CandidateRecord {
  readonly kind: 'candidate';
  readonly id: string;
  readonly node: string;
  /** What it was told to be. */
  readonly spec: ZooKeeperBrokerSpec;
  readonly number: number;
  /** The record of its ZooKeeper. */
  readonly zookeeper: string;
  readonly state: 'running' | 'down';
  readonly role: 'controller' | 'reading' | 'broker';
  readonly partitionsRead: number;
}

/** A finished batch of a micro-batch engine. */
export interface MicroBatchReport {
  readonly batch: number;
  readonly startedAtUs: number;
  readonly finishedAtUs: number;
  readonly records: number;
  readonly rows: number;
  readonly watermarkMs: number;
  readonly stateRows: number;
  readonly dropped: number;
  /** How long its oldest and its newest record had waited when the result was there, ms; -1 without records. */
  readonly oldestAgeMs: number;
  readonly newestAgeMs: number;
}

/** A text that an engine keeps on its disk. */
export interface EngineFile {
  readonly path: string;
  readonly text: string;
}

/** A query of a micro-batch engine. Times of the world are `...Us`, event times are ms since 1970. */
export interface MicroBatchRecord {
  readonly kind: 'micro-batch';
  readonly id: string;
  readonly node: string;
  /** What it was told to be, and the PySpark program that this is. */
  readonly spec: MicroBatchSpec;
  readonly program: string;
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'failed' | 'down';
  /** What it does now: `planning`, `logging` (the offsets), `reading`, `running` (the query), `writing`, `committing`, `waiting`, ... */
  readonly phase: string;
  /** Why it failed; empty where it did not. */
  readonly problem: string;
  readonly outputMode: string;
  readonly triggerMs: number;
  /** The number of the batch at work, or of the next one; and the records that it holds so far. */
  readonly batch: number;
  readonly batchRecords: number;
  /** Records in its topics that no batch has taken yet. */
  readonly lag: number;
  /** When the last trigger was, the work will be done (-1 where none is at work), and the next trigger is (-1 while it is down or failed). */
  readonly triggeredAtUs: number;
  readonly finishesAtUs: number;
  readonly nextTriggerAtUs: number;
  /** The watermark of the batch at work or the next one; 0 before it has moved, -1 where the program has none. */
  readonly watermarkMs: number;
  readonly stateRows: number;
  /** The state store, oldest first, at most 40 rows: the keys, and what they have come to. */
  readonly store: readonly string[];
  /** Since the world began: batches that were committed, their records and result rows, and rows of partial results that came too late. */
  readonly batches: number;
  readonly records: number;
  readonly rows: number;
  readonly dropped: number;
  /** Of the last batch; -1 before the first, or without records. */
  readonly lastRecords: number;
  readonly lastRows: number;
  readonly lastPublishedAtUs: number;
  readonly lastOldestAgeMs: number;
  readonly lastNewestAgeMs: number;
  /** The longest that any record has waited for its result, ms. */
  readonly longestAgeMs: number;
  /** What the console shows, newest last, at most 120 lines; how many were before. */
  readonly console: readonly string[];
  readonly consoleFirst: number;
  /** The result of the last batch as the console draws it. */
  readonly table: readonly string[];
  /** The last batches, oldest first, at most 12. */
  readonly reports: readonly MicroBatchReport[];
  /** The checkpoint directory. */
  readonly files: readonly EngineFile[];
}

/** A dataflow in Python. */
export interface DataflowRecord {
  readonly kind: 'dataflow';
  readonly id: string;
  readonly node: string;
  /** What it was told to be, and the Python program for Bytewax that this is. */
  readonly spec: DataflowSpec;
  readonly program: string;
  readonly name: string;
  readonly state: 'running' | 'failed' | 'down';
  /** The exception that ended it; empty where none did. */
  readonly problem: string;
  /** Its steps by what they do, in order: `input`, `map`, `filter`, `key_on`, `fold_window`, `output`, ... */
  readonly steps: readonly string[];
  /** Records in its topics that have not gone through, and those that it works on. */
  readonly lag: number;
  readonly working: number;
  /** Since the world began: records that went through, items that came out, items that were late (once for each window that they missed). */
  readonly records: number;
  readonly items: number;
  readonly late: number;
  readonly lastLate: readonly string[];
  /** How long after its record, or after its window's end, an item came out, ms: the last one, and the longest; -1 before the first. */
  readonly lastDelayMs: number;
  readonly longestDelayMs: number;
  /** The epoch at work, how many have ended, when this one ends (-1 while down), and the records that a crash would read again. */
  readonly epoch: number;
  readonly epochs: number;
  readonly epochEndsAtUs: number;
  readonly sinceEpoch: number;
  /** The last epoch in the recovery store, and when it was written; -1 without any. */
  readonly storedEpoch: number;
  readonly storedAtUs: number;
  /** How many keys and open windows there are; what they hold, at most 40, each with its key's own watermark where it has one. */
  readonly keys: number;
  readonly openWindows: number;
  readonly store: readonly string[];
  /** What it has printed, newest last, at most 120 lines; how many were before. */
  readonly console: readonly string[];
  readonly consoleFirst: number;
}

/** A table of a database as a reader sees it: its newest rows. */
export interface TableView {
  readonly name: string;
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  readonly rows: number;
  /** At most 30, in the order in which they were inserted; values as texts. */
  readonly lines: readonly (readonly string[])[];
}

/** A small relational database. */
export interface DatabaseRecord {
  readonly kind: 'database';
  readonly id: string;
  readonly node: string;
  readonly spec: DatabaseSpec;
  readonly name: string;
  readonly state: 'running' | 'down';
  readonly tables: readonly TableView[];
  /** How many rows each table has. */
  readonly rowCounts: Readonly<Record<string, number>>;
  /** What its rows hold, as `table key column`: the text of the value; of the first 200 rows of each table that has a key. */
  readonly cells: Readonly<Record<string, string>>;
  /** Since the world began: rows inserted, replaced, deleted; SELECTs answered; writes refused. */
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  readonly queries: number;
  readonly refused: number;
}

export interface ChartPoint {
  readonly atUs: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A live chart that asks a database. */
export interface DashboardRecord {
  readonly kind: 'dashboard';
  readonly id: string;
  readonly node: string;
  readonly spec: DashboardSpec;
  readonly name: string;
  readonly state: 'running' | 'down';
  /** The record of the database that it asks. */
  readonly database: string;
  readonly polls: number;
  readonly lastPollAtUs: number;
  /** Why the last question was not answered; empty where it was. */
  readonly problem: string;
  /** What it shows now: heights by label, and the labels in their order. */
  readonly values: Readonly<Record<string, number>>;
  readonly labels: readonly string[];
  readonly points: readonly ChartPoint[];
}

/** What a shift's books say of one window, over all keys. Counts are of readings. */
export interface ShiftWindow {
  /** The window's end, in ms after the shift's beginning. */
  readonly endMs: number;
  readonly expected: number;
  readonly counted: number;
  /** Not counted: `open` while a result may still come in time, `missing` when that time is over, and lost at the shift's end. */
  readonly missing: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly open: boolean;
}

/** A shift on call. Counts are of readings, over all windows whose results are due by now. */
export interface ShiftRecord {
  readonly kind: 'shift';
  readonly id: string;
  readonly node: string;
  /** What it was told to be, without the schedule: what is still to come is for nobody's eyes. */
  readonly spec: Omit<ShiftSpec, 'schedule'>;
  readonly name: string;
  readonly state: 'running' | 'over' | 'down';
  readonly beganAtUs: number;
  readonly durationMs: number;
  /** What is left of the points: what is missing costs as much as if it were lost. */
  readonly points: number;
  readonly pass: number;
  readonly expected: number;
  readonly counted: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly delayed: number;
  /** Results that say nothing of any reading: an unknown key, or no JSON. */
  readonly foreign: number;
  readonly windows: readonly ShiftWindow[];
  /** What has happened up to now: the incident's id, and when, in ms after the beginning. */
  readonly incidents: readonly { readonly id: string; readonly atMs: number }[];
}

export type EngineRecord = QueueRecord | WorkerRecord | BatchRecord | ZooKeeperRecord | CandidateRecord | MicroBatchRecord | DataflowRecord | DatabaseRecord | DashboardRecord | ShiftRecord;
