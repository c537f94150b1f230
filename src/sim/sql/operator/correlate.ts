// Correlate: beside each row the elements of a collection of it (UNNEST: StreamExecCorrelate over an explode function).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import { compile } from '../expr/compile.ts';
import { elementsOf } from '../query/elements.ts';
import type { CorrelateConfig } from './config.ts';
import { sqlEnv } from './env.ts';
import { pairing } from './pair.ts';

export const correlate: OperatorKind = stateless((env) => {
  const config = env.spec.config as CorrelateConfig;
  const ask = sqlEnv(env, config);
  const collection = compile(config.collection);
  const elements = elementsOf(config.collection.type, config.ordinality ? config.width - 1 : config.width, config.ordinality);
  const pair = pairing(config.condition, 0, config.width, ask);
  return {
    element({ kind, row, timestamp, lineage }) {
      let found = false;
      for (const element of elements(collection(row, ask))) {
        const both = pair.both(row, element);
        if (both === null) continue;
        found = true;
        env.emit({ kind, row: both, timestamp, lineage });
      }
      if (!found && config.join === 'LEFT') env.emit({ kind, row: pair.leftAlone(row), timestamp, lineage });
    },
  };
});
