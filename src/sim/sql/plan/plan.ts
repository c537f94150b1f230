// A statement's job: from bound queries to the streaming plan, and from that to the stream graph that the cluster runs.
import type { StreamGraph } from '../../../bridge/flink.ts';
import type { Catalogs } from '../query/catalog.ts';
import type { BoundInsert } from '../query/insert.ts';
import type { Rel } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import type { ChangeKinds, Connectors } from './connector.ts';
import type { Physical } from './physical.ts';

export interface PlanSession {
  readonly catalogs: Catalogs;
  /** What SET has set, by Flink's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly connectors: Connectors;
  /** Virtual time of the statement, ms since 1970. */
  readonly startedMs: number;
  /** The number of the first node: Flink counts them on over the statements of a session. 1 at its start. */
  readonly firstNode: number;
}

/** What is planned: INSERTs that become one job, or a query whose rows a client collects. */
export type Planned = { readonly kind: 'insert'; readonly inserts: readonly BoundInsert[] } | { readonly kind: 'query'; readonly rel: Rel };

export interface Plan {
  /** For each INSERT its Sink; for a query its topmost node. One object at two places is one node. */
  readonly roots: readonly Physical[];
  /** Columns of the query; of the first INSERT else. */
  readonly fields: readonly Field[];
  /** What the root gives: with `updateBefore` for a query. */
  readonly changes: ChangeKinds;
}

export interface PlannedJob extends Plan {
  readonly graph: StreamGraph;
  /** For the next statement's `firstNode`. */
  readonly nextNode: number;
}

/** By which name a query's rows are collected (CollectConfig). */
export const COLLECTED = 'result';
