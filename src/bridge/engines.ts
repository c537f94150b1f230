// What else a world may hold beside Kafka, for comparison: a message queue with its producers and consumers, a batch job over files; and a shift on call.
import type { Input } from './input.ts';

/** A queue as RabbitMQ and SQS have them: whoever takes a message has it alone until it is acknowledged. */
export interface QueueSpec {
  readonly kind: 'queue';
  readonly name: string;
  /** An unacknowledged message is handed out again after so long (SQS); 0: only when its consumer is gone (RabbitMQ). */
  readonly visibilityTimeoutMs: number;
  /** Handed out so often without success, it becomes a dead letter; 0 for never. */
  readonly maxDeliveries: number;
}

export interface QueueProducerSpec {
  readonly kind: 'queue-producer';
  readonly name: string;
  readonly queue: string;
  readonly messagesPerSecond: number;
  /** Keys are drawn evenly; `{n}` and `{key}` in the body are replaced. */
  readonly keys: readonly string[];
  readonly body: string;
}

export interface QueueConsumerSpec {
  readonly kind: 'queue-consumer';
  readonly name: string;
  readonly queue: string;
  /** How many messages it may have unacknowledged. */
  readonly prefetch: number;
  readonly processingMsPerMessage: number;
  /** It fails at messages that hold this text; empty for none. */
  readonly poison: string;
}

/** A job that reads at intervals all that was written to its file since the last time. */
export interface BatchJobSpec {
  readonly kind: 'batch';
  readonly name: string;
  readonly everyMs: number;
  readonly startupMs: number;
  readonly perLineMs: number;
  /** A line that holds this text is an alert; empty for none. */
  readonly wanted: string;
}

/** Writes lines to a batch job's file at a rate; each so-many-th has `special` instead of `value`. */
export interface BatchSourceSpec {
  readonly kind: 'batch-source';
  readonly name: string;
  readonly job: string;
  readonly linesPerSecond: number;
  readonly keys: readonly string[];
  readonly value: string;
  readonly special: string;
  readonly specialEvery: number;
}

/** Versions of Kafka that differ in how long a new controller took. */
export type ZooKeeperEra = '1.0' | '1.1' | '2.5';

/** The ZooKeeper of a cluster of that time: it knows who is there, who the controller is, and the state of all partitions. */
export interface ZooKeeperSpec {
  readonly kind: 'zookeeper';
  readonly name: string;
  /** Of the whole cluster. */
  readonly partitions: number;
  readonly era: ZooKeeperEra;
}

/** A broker of that time: one of them is the controller. Its name is its number. */
export interface ZooKeeperBrokerSpec {
  readonly kind: 'zookeeper-broker';
  readonly name: string;
  readonly zookeeper: string;
}

/** Types of a program's columns, by their names in Spark SQL. */
export type ColumnType = 'STRING' | 'INT' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP';

/** One result of an aggregation; `column` is empty for `count(*)`. */
export interface AggregateSpec {
  readonly as: string;
  readonly of: 'count' | 'sum' | 'avg' | 'min' | 'max';
  readonly column: string;
}

/** A query of a micro-batch engine, as Spark Structured Streaming has them: it reads Kafka by offsets, one batch after the other. */
export interface MicroBatchSpec {
  readonly kind: 'micro-batch';
  readonly name: string;
  readonly topics: readonly string[];
  readonly startingOffsets: 'earliest' | 'latest';
  /** Of all partitions together, a batch at most; 0 for no limit (maxOffsetsPerTrigger). */
  readonly maxOffsetsPerTrigger: number;
  /** Fields of the JSON in a record's value; without any the value is one STRING column of that name. `key` and `timestamp` are the record's own. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The column with the event time; `timestamp` is the record's own, empty for none. */
  readonly eventTime: string;
  /** How long the watermark stays behind the greatest event time; -1 for no watermark. */
  readonly watermarkMs: number;
  /** A condition; empty for none. */
  readonly where: string;
  /** A window over the event time; 0 for none. A slide of 0 is a tumbling window. */
  readonly windowMs: number;
  readonly slideMs: number;
  readonly groupBy: readonly string[];
  readonly aggregates: readonly AggregateSpec[];
  readonly outputMode: 'append' | 'update' | 'complete';
  /** The topic that it writes to as JSON; empty for the console. */
  readonly output: string;
  /** Whether the console cuts values to 20 letters. */
  readonly truncate: boolean;
  /** Of the state store (spark.sql.shuffle.partitions); result rows come in their order. */
  readonly shufflePartitions: number;
  /** Trigger.ProcessingTime; 0 for a batch as soon as the last one is done. */
  readonly triggerMs: number;
  /** What planning and starting a batch takes, and each record of it. */
  readonly overheadMs: number;
  readonly perRecordMs: number;
  /** Whether each row of a result is an alert. */
  readonly alerts: boolean;
  /** Whether it has a checkpoint directory that outlives its process. */
  readonly checkpoint: boolean;
}

/** A dataflow in Python, as Bytewax has them: item by item through its steps, with a state for each key and an epoch every so often. */
export interface DataflowSpec {
  readonly kind: 'dataflow';
  readonly name: string;
  readonly topics: readonly string[];
  readonly startingOffset: 'beginning' | 'end';
  /** `json`: an item is the object in a record's value; `text`: it is the value. */
  readonly format: 'json' | 'text';
  /** Fields of the items that steps may name. */
  readonly fields: readonly string[];
  /** A condition; empty for none. */
  readonly filter: string;
  /** The field that items are keyed on; empty for none. */
  readonly keyOn: string;
  /** The field with the event time; empty for the system's clock. */
  readonly eventTime: string;
  /** EventClock's wait_for_system_duration. */
  readonly waitMs: number;
  readonly window: 'none' | 'tumbling' | 'sliding' | 'session';
  /** How long a window is; of a session, the gap. */
  readonly windowMs: number;
  /** From one sliding window's beginning to the next one's. */
  readonly offsetMs: number;
  /** What a window, or without one a key, comes to; empty collects a window's items. */
  readonly aggregates: readonly AggregateSpec[];
  /** The topic that it writes to; empty for the standard output. */
  readonly output: string;
  /** How long an epoch is (--snapshot-interval, Bytewax default 10 s), and whether there is a recovery store. */
  readonly epochMs: number;
  readonly recovery: boolean;
  readonly perRecordMs: number;
  /** Whether each item that comes out is an alert. */
  readonly alerts: boolean;
}

/** A small relational database. Flink SQL reaches it as `jdbc:postgresql://localhost:5432/<name>`. */
export interface DatabaseSpec {
  readonly kind: 'database';
  readonly name: string;
  readonly tables: readonly DatabaseTableSpec[];
}

export interface DatabaseTableSpec {
  readonly name: string;
  readonly columns: readonly string[];
  /** Empty for none: then rows can only be appended. */
  readonly primaryKey: readonly string[];
}

/** A live chart of what a SELECT gives. */
export interface DashboardSpec {
  readonly kind: 'dashboard';
  readonly name: string;
  readonly database: string;
  readonly query: string;
  readonly everyMs: number;
  readonly chart: 'line' | 'bar';
  /** The column that names a line or a bar, empty for one line; and the column with its height, empty for the last one. */
  readonly label: string;
  readonly value: string;
}

/** Something that goes wrong during a shift: what happens to the world, one thing after the other. */
export interface IncidentSpec {
  readonly id: string;
  /** Counted from where the shift begins. */
  readonly atMs: number;
  readonly happens: readonly { readonly afterUs: number; readonly input: Input }[];
}

/**
 * A shift on call: it lets incidents happen by a schedule, and keeps the accounts of what should have come out and what came. Producers with `copyTo`
 * tell it of each reading at once, as on paper; results are read from a topic, once their transactions have ended. Each result counts the readings of
 * a window and key.
 */
export interface ShiftSpec {
  readonly kind: 'shift';
  readonly name: string;
  /** The topic of the results, as JSON. */
  readonly topic: string;
  readonly durationMs: number;
  /** Fields of a reading: whose it is, and its event time. */
  readonly key: string;
  readonly time: string;
  /** Fields of a result beside the key: the end of its window, and how many readings it counts. */
  readonly end: string;
  readonly count: string;
  readonly windowMs: number;
  /** A result that comes later than this after its window's end is late. */
  readonly dueMs: number;
  /** What a shift begins with, what it must not fall below, and what a reading costs that is lost, counted twice, or late. */
  readonly points: number;
  readonly pass: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly schedule: readonly IncidentSpec[];
}

export type EngineSpec = QueueSpec | QueueProducerSpec | QueueConsumerSpec | BatchJobSpec | BatchSourceSpec | ZooKeeperSpec | ZooKeeperBrokerSpec | MicroBatchSpec | DataflowSpec | DatabaseSpec | DashboardSpec | ShiftSpec;
