// The `values` connector of Flink's own tests: tables whose changelog is given in memory, and sinks that keep theirs.
import type { OperatorKind, Operators, Running } from '../flink/operator/operator.ts';
import { NO_TIMESTAMP, type Row, type RowKind } from '../flink/record.ts';
import { freeze } from '../kernel/freeze.ts';
import { compile } from '../sql/expr/compile.ts';
import { NO_ENV } from '../sql/expr/env.ts';
import type { ChangeKinds, Connector, PushedDown, TableRequest } from '../sql/plan/connector.ts';
import { primaryKeyOf } from '../sql/plan/keys.ts';
import { millisOf } from '../sql/value.ts';

export interface Change {
  readonly kind: RowKind;
  readonly row: Row;
}

interface SourceConfig {
  readonly changes: readonly Change[];
  /** Ends after the last row; else it waits for ever. */
  readonly ends: boolean;
  readonly pushed?: PushedDown;
}

/** Sources go side by side: a row each so often, ms. */
const PACE_MS = 5;

/** How long a source that ends stays open behind its last row, ms: what waits for the clock comes in that time. */
const QUIET_MS = 20_000;

/** FromElementSourceFunctionWithWatermark: a watermark after each row, where the table has one that is pushed here. */
const valuesSource: OperatorKind = {
  create: () => ({ next: 0, watermark: NO_TIMESTAMP, dueMs: 0 }),
  run(env): Running {
    const { changes, ends, pushed } = env.spec.config as SourceConfig;
    const own = env.own as { next: number; watermark: number; dueMs: number };
    const says = pushed?.watermark == null ? null : compile(pushed.watermark.rex);
    const columns = pushed?.columns ?? null;
    return {
      element() {},
      wake() {},
      poll() {
        if (env.nowMs() < own.dueMs) {
          env.wakeAt(own.dueMs);
          return 'nothing';
        }
        const change = env.subtask === 0 ? changes[own.next] : undefined;
        if (change === undefined) {
          const endsAt = own.dueMs + QUIET_MS;
          if (ends && env.nowMs() >= endsAt) return 'end';
          if (ends) env.wakeAt(endsAt);
          return 'nothing';
        }
        own.next += 1;
        own.dueMs = env.nowMs() + PACE_MS;
        env.wakeAt(own.dueMs);
        const { row, kind } = change;
        env.emit({ kind, row: columns === null ? row : columns.map((column) => row[column] ?? null), timestamp: NO_TIMESTAMP, lineage: 0 });
        const said = says === null ? null : says(row, NO_ENV);
        if (said !== null && millisOf(said) > own.watermark) {
          own.watermark = millisOf(said);
          env.emitWatermark(own.watermark);
        }
        return 'nothing';
      },
      lists: () => ({}),
    };
  },
};

export const VALUES_OPERATORS: Operators = { 'test-values': valuesSource };

/** `I,UB,UA,D`. */
function changesOf(text: string | undefined): ChangeKinds {
  const kinds = (text ?? 'I').replaceAll('UPDATE_AFTER', ',UA,').replaceAll('UPDATE_BEFORE', ',UB,').replaceAll('RowKind.DELETE', ',D,').split(/[,\s]+/);
  return { insert: true, updateBefore: kinds.includes('UB'), updateAfter: kinds.includes('UA'), delete: kinds.includes('D') };
}

/** The connector over these tables. */
export function valuesConnector(tables: Readonly<Record<string, readonly Change[]>>, ends: boolean): Connector {
  const config = (request: TableRequest): SourceConfig => ({ changes: tables[request.path[2]] ?? [], ends });
  return {
    identifier: 'values',
    source: (request) => ({
      ok: true,
      value: {
        operator: { kind: 'test-values', config: freeze(config(request)) }, changes: changesOf(request.options['changelog-mode']), bounded: ends, parallelism: 1,
        pushesWatermark: request.options['enable-watermark-push-down'] === 'true' || request.options['scan.watermark.emit.strategy'] === 'on-event',
        pushesProjection: request.options['enable-projection-push-down'] !== 'false', pushesLimit: false, pushesFilter: false,
        lookup: request.options['disable-lookup'] === 'false' ? { changes: (tables[request.path[2]] ?? []).map(({ kind, row }) => [kind, row] as const) } : null, rows: null,
      },
    }),
    sink(request, query) {
      const { options } = request;
      const enforced = options['sink-changelog-mode-enforced'];
      const upsert: ChangeKinds = { insert: true, updateBefore: false, updateAfter: true, delete: true };
      const takes = enforced !== undefined ? changesOf(enforced) : options['sink-insert-only'] === 'true' ? changesOf('I') : primaryKeyOf(request.entry) !== null ? upsert : query;
      return { ok: true, value: { operator: { kind: 'sink-collect', config: { name: request.path[2] } }, takes, parallelism: null } };
    },
  };
}

