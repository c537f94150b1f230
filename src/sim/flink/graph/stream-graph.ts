// A job as data: the graph of its operators before chaining (StreamGraph), made by whoever describes a job.
import type { Row, Value } from '../record.ts';

/** How a key is made into a hash code: as a Java object of these fields, or as a row in binary layout (Flink SQL). */
export interface KeySelector {
  /** Positions in the row. One field is its own key; several are a tuple. */
  readonly fields: readonly number[];
  readonly hash: 'java' | 'java-int' | 'binary-row';
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

/** The key of a row: the value of its one field, or a list of several. */
export function keyOf(selector: KeySelector, row: Row): Value {
  const [only] = selector.fields;
  if (selector.fields.length === 1 && only !== undefined) return row[only] ?? null;
  return selector.fields.map((field) => row[field] ?? null);
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** A key as text, for state: equal keys give equal texts, and no two types the same. Text that begins with a letter is its own. */
export function keyText(key: Value): string {
  if (typeof key === 'string') return isLetter(key.charCodeAt(0)) ? key : `'${key}`;
  if (typeof key === 'number') return `#${key}`;
  return `:${JSON.stringify(key)}`;
}

/** The key that a text stands for. */
export function keyFromText(text: string): Value {
  if (text.startsWith("'")) return text.slice(1);
  if (text.startsWith('#')) return Number(text.slice(1));
  return text.startsWith(':') ? (JSON.parse(text.slice(1)) as Value) : text;
}
