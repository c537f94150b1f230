// A blocking operator of batch mode: it gathers its inputs whole, and at their end gives what one relation makes of them.
import type { OperatorKind, Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP } from '../../flink/record.ts';
import { freeze } from '../../kernel/freeze.ts';
import { evaluate } from '../query/evaluate.ts';
import type { Row } from '../value.ts';
import type { BatchConfig } from './config.ts';
import { sqlEnv } from './env.ts';

/** Full chunks are frozen: snapshots of the world share them. */
const CHUNK = 256;

interface BatchOwn {
  readonly inputs: [Row[][], Row[][]];
}

export const batch: OperatorKind = {
  create: (): BatchOwn => ({ inputs: [[[]], [[]]] }),
  run: (env): Running => {
    const config = env.spec.config as BatchConfig;
    const own = env.own as BatchOwn;
    return {
      element(record, input) {
        const chunks = own.inputs[input];
        const last = chunks.at(-1);
        last?.push(record.row);
        if (last !== undefined && last.length >= CHUNK) {
          freeze(last);
          chunks.push([]);
        }
      },
      finish() {
        const rows = (path: readonly string[]): readonly Row[] => own.inputs[path[0] === INPUTS[1] ? 1 : 0].flat();
        for (const row of evaluate(config.rel, { rows }, sqlEnv(env, config))) env.emit({ kind: '+I', row, timestamp: NO_TIMESTAMP, lineage: 0 });
      },
    };
  },
};

/** How a relation names its inputs. */
export const INPUTS = ['$left', '$right'] as const;
