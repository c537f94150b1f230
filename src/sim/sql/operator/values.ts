// Values: a bounded source of rows that the query itself holds (StreamExecValues).
import { listItems, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, sourceRecordId } from '../../flink/record.ts';
import type { ValuesConfig } from './config.ts';

interface ValuesOwn {
  position: number;
}

/** One subtask has all rows: Flink reads them by an input format of one split. */
export const values: OperatorKind = {
  create: (): ValuesOwn => ({ position: 0 }),
  restore(own, lists) {
    const [position] = listItems(lists, 'position');
    (own as ValuesOwn).position = Number(position ?? 0);
  },
  run: (env): Running => {
    const { rows } = env.spec.config as ValuesConfig;
    const own = env.own as ValuesOwn;
    const keepsLineage = env.configuration['correnteza.lineage'] !== 'false';
    return {
      element() {},
      poll(most) {
        if (env.subtask !== 0) return 'end';
        const until = Math.min(rows.length, own.position + most);
        while (own.position < until) {
          const row = rows[own.position] ?? [];
          const lineage = keepsLineage ? sourceRecordId(env.vertexIndex, env.subtask, own.position) : 0;
          own.position += 1;
          env.emit({ kind: '+I', row, timestamp: NO_TIMESTAMP, lineage });
        }
        return own.position < rows.length ? 'more' : 'end';
      },
      lists: () => ({ position: { mode: 'SPLIT_DISTRIBUTE', items: env.subtask === 0 ? [own.position] : [] } }),
    };
  },
};
