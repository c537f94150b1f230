// LocalGroupAggregate: the first phase of an aggregation over mini-batches. It shares out one record for each key and batch (MapBundleOperator).
import type { OperatorKind } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, NO_TIMESTAMP, type StreamRecord, type Value } from '../../flink/record.ts';
import type { Row } from '../value.ts';
import { bundled, newBundle } from './bundle.ts';
import type { LocalAggregateConfig } from './config.ts';
import { keyTypes } from './key-types.ts';
import { isRetraction } from './row-kinds.ts';

/** Flink sends accumulators; here the rows themselves go on, as `[1 where it is taken back, row]`, behind the key's columns. */
export const localAggregate: OperatorKind = {
  create: newBundle,
  run(env) {
    const { groups, input, size } = env.spec.config as LocalAggregateConfig;
    return bundled(env, {
      size,
      types: [keyTypes(groups.flatMap((index) => input[index] ?? []))],
      keyOf: ({ row }) => groups.map((index) => row[index] ?? null),
      finish([gathered]) {
        for (const { key, records } of gathered) {
          const lineage = records.reduce<Lineage>((all, record) => mergeLineage(all, record.lineage), 0);
          const rows: Value = records.map(({ kind, row }): Row => [isRetraction(kind) ? 1 : 0, row]);
          env.emit({ kind: '+I', row: [...key, rows], timestamp: records.at(-1)?.timestamp ?? NO_TIMESTAMP, lineage });
        }
      },
    });
  },
};

/** The rows of a record of the first phase. */
export function unpacked({ row, timestamp, lineage }: StreamRecord): readonly StreamRecord[] {
  return (row.at(-1) as readonly (readonly [number, Row])[]).map(([taken, own]) => ({ kind: taken === 1 ? '-D' : '+I', row: own, timestamp, lineage }));
}
