// The kinds of operators that Flink SQL's plans are made of: the planner gives their configurations (config.ts).
import type { OperatorKind } from '../../flink/operator/operator.ts';
import { calc, dropUpdateBefore } from './calc.ts';
import type { SqlOperatorConfigs } from './config.ts';
import { expand } from './expand.ts';
import { groupAggregate } from './group-aggregate.ts';
import { values } from './values.ts';
import { watermark } from './watermark.ts';

export const SQL_OPERATORS: Readonly<Partial<Record<keyof SqlOperatorConfigs, OperatorKind>>> = {
  'sql-calc': calc,
  'sql-values': values,
  'sql-watermark': watermark,
  'sql-drop-update-before': dropUpdateBefore,
  'sql-expand': expand,
  'sql-group-aggregate': groupAggregate,
};
