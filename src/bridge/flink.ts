// A Flink cluster of a scenario, and its jobs as data: the graph of a job's operators before chaining (StreamGraph).

/** A Flink cluster beside Kafka: one JobManager, and these TaskManagers. */
export interface FlinkSpec {
  readonly taskManagers: readonly { readonly name: string; readonly slots: number }[];
  /** Flink's configuration by its names (config.yaml). */
  readonly settings: Readonly<Record<string, string>>;
  /** Jobs that are submitted when the cluster has started. */
  readonly jobs: readonly StreamGraph[];
}

/** The default world's Flink. */
export const defaultFlink: FlinkSpec = { taskManagers: [{ name: 'tm-1', slots: 2 }, { name: 'tm-2', slots: 2 }], settings: {}, jobs: [] };

/** How a field of a SQL key lies in binary form (BinaryRowData): a number's size counts, and what does not fit eight bytes lies behind. */
export type KeyFieldType =
  | 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'TEXT' | 'BYTES'
  /** Up to milliseconds, and finer. */
  | 'TIMESTAMP' | 'TIMESTAMP_NANOS'
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'ARRAY'; readonly of: KeyFieldType }
  | { readonly kind: 'ROW'; readonly fields: readonly KeyFieldType[] }
  | { readonly kind: 'MAP'; readonly key: KeyFieldType; readonly value: KeyFieldType };

/** How a key is made into a hash code: as a Java object of these fields, or as a row in binary layout (Flink SQL). */
export interface KeySelector {
  /** Positions in the row. One field is its own key; several are a tuple. */
  readonly fields: readonly number[];
  readonly hash: 'java' | 'java-int' | 'binary-row';
  /** For `binary-row`: the fields' types. Absent: whole numbers are BIGINTs, others DOUBLEs, texts STRINGs. */
  readonly types?: readonly KeyFieldType[];
  /** The same key for every row, whatever `fields` says: `keyBy(value -> 0)`. */
  readonly constant?: string | number | boolean;
}

/** Where a row goes next; the names are Flink's (StreamPartitioner). */
export type Partitioner =
  | { readonly kind: 'FORWARD' | 'REBALANCE' | 'RESCALE' | 'SHUFFLE' | 'BROADCAST' | 'GLOBAL' }
  | { readonly kind: 'HASH'; readonly key: KeySelector };

/** When an operator joins the chain before it (ChainingStrategy). */
export type ChainingStrategy = 'ALWAYS' | 'HEAD' | 'HEAD_WITH_SOURCES' | 'NEVER';

/** A kind of operator with its configuration: which kinds there are is the world's list of operators. */
export interface OperatorSpec {
  readonly kind: string;
  /** Plain data, deep-frozen; each kind has a type for its own. */
  readonly config: object;
}

export interface StreamNode extends OperatorSpec {
  /** Counts from 1 in the order in which the job was described. */
  readonly id: number;
  /** Set by whoever wants to keep state over changes of the job; null for one from the graph's shape. */
  readonly uid: string | null;
  readonly name: string;
  readonly parallelism: number;
  /** -1: from the parallelism. */
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
  readonly chaining: ChainingStrategy;
  /** Names of the fields of the rows that it gives. */
  readonly fields: readonly string[];
  /** What keys its state: null for an operator without keyed state. One for each input. */
  readonly keys: readonly KeySelector[] | null;
}

export interface StreamEdge {
  readonly from: number;
  readonly to: number;
  /** Which of the consumer's inputs: 0, or 1 for the second of two. */
  readonly input: 0 | 1;
  readonly partitioner: Partitioner;
  /** Rows of a side output; null for the main one. */
  readonly outputTag: string | null;
}

export interface StreamGraph {
  readonly name: string;
  readonly nodes: readonly StreamNode[];
  readonly edges: readonly StreamEdge[];
  /** Flink configuration of the job by its names, for example `execution.checkpointing.interval`. */
  readonly configuration: Readonly<Record<string, string>>;
}
