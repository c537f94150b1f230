// What a running SQL client knows: its session, the statement that is being typed, the one that runs. Plain data.
import type { TimerId, Time } from '../../../kernel/types.ts';
import type { Field } from '../../../sql/type/logical-type.ts';
import type { Row } from '../../../sql/value.ts';
import type { Session } from '../../../sql/session/session.ts';
import type { Told } from './told.ts';
import type { ResultView } from './view/view.ts';

/** sql-client.execution.result-mode. */
export type ResultMode = 'TABLE' | 'CHANGELOG' | 'TABLEAU';

/** A query whose rows come in. */
export interface Result {
  readonly job: string;
  readonly fields: readonly Field[];
  readonly isStreaming: boolean;
  /** The number of the next row that is asked for. */
  next: number;
  /** Rows seen. */
  received: number;
  /** In batch mode all rows are shown at once: kept until then, in frozen chunks. */
  readonly kept: (readonly Row[])[];
  readonly since: Time;
  /** Its full screen, null in TABLEAU mode. */
  readonly view: ResultView | null;
}

/** The statement that runs. */
export type Running =
  /** A job was handed in. */
  | { readonly kind: 'submitting query'; readonly request: number; readonly fields: readonly Field[]; readonly isStreaming: boolean; readonly mode: ResultMode; readonly since: Time }
  | { readonly kind: 'submitting insert'; readonly request: number; readonly sync: boolean }
  | { readonly kind: 'result'; request: number; readonly result: Result }
  /** Its job has ended, and its full screen is still looked at. */
  | { readonly kind: 'viewing'; readonly request: number; readonly result: Result }
  /** A query was interrupted: its job ends. */
  | { readonly kind: 'cancelling'; readonly request: number; readonly received: number; readonly since: Time; readonly isView: boolean }
  /** What a failed job died of is asked for. */
  | { readonly kind: 'failed'; readonly request: number; readonly result: Result }
  /** table.dml-sync: until the job's end. */
  | { readonly kind: 'awaiting'; request: number; readonly job: string }
  /** A while until it is asked again. */
  | { readonly kind: 'waiting'; readonly for: Extract<Running, { kind: 'result' | 'awaiting' }> }
  | { readonly kind: 'jobs'; readonly request: number; readonly only: string | null }
  | { readonly kind: 'stopping'; readonly request: number; readonly savepoint: boolean };

export interface SqlClientState {
  session: Session;
  /** Null for a client that reads its terminal, else the lines of the scripts that are still to be read. */
  script: string[] | null;
  /** Whether the script is that of `-i`, whose answers are not shown. */
  initial: boolean;
  readonly initPath: string;
  /** Lines of the script of `-f`, which follows that of `-i`. */
  readonly after: readonly string[] | null;
  /** What has been typed of the statement so far. */
  buffer: string;
  prompted: boolean;
  running: Running | null;
  requests: number;
  /** Flink numbers the nodes of all jobs of a session on. */
  nextNode: number;
  /** The number of the next statement's first transformation, as EXPLAIN JSON_EXECUTION_PLAN shows it; 1 where it is missing. */
  nextTransformation?: number;
  /** The world has a database, and so the connector's jar lies in Flink's lib. */
  readonly jdbc?: boolean;
  alarm: TimerId | null;
  /** What its statements have come to: for whoever looks at the session, not for the client itself. */
  readonly told: Told;
  over: boolean;
}
