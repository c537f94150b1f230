// The kinds of operators that Flink SQL's plans are made of: the planner gives their configurations (config.ts).
import type { OperatorKind } from '../../flink/operator/operator.ts';
import { batch } from './batch.ts';
import { calc, dropUpdateBefore } from './calc.ts';
import type { SqlOperatorConfigs } from './config.ts';
import { constraint } from './constraint.ts';
import { correlate } from './correlate.ts';
import { deduplicate } from './deduplicate.ts';
import { expand } from './expand.ts';
import { groupAggregate } from './group-aggregate.ts';
import { groupWindow } from './group-window.ts';
import { intervalJoin } from './interval-join.ts';
import { join } from './join.ts';
import { localAggregate } from './local-aggregate.ts';
import { miniBatchAssigner } from './mini-batch-assigner.ts';
import { materialize } from './materialize.ts';
import { normalize } from './normalize.ts';
import { over } from './over.ts';
import { rank } from './rank.ts';
import { sort } from './sort.ts';
import { lookupJoin } from './lookup-join.ts';
import { match } from './match.ts';
import { temporalJoin } from './temporal-join.ts';
import { values } from './values.ts';
import { watermark } from './watermark.ts';
import { windowAggregate } from './window-aggregate.ts';
import { windowJoin } from './window-join.ts';
import { windowRank } from './window-rank.ts';
import { windowTable } from './window-table.ts';

export const SQL_OPERATORS: Readonly<Partial<Record<keyof SqlOperatorConfigs, OperatorKind>>> = {
  'sql-batch': batch,
  'sql-calc': calc,
  'sql-values': values,
  'sql-watermark': watermark,
  'sql-drop-update-before': dropUpdateBefore,
  'sql-expand': expand,
  'sql-group-aggregate': groupAggregate,
  'sql-local-aggregate': localAggregate,
  'sql-mini-batch-assigner': miniBatchAssigner,
  'sql-correlate': correlate,
  'sql-join': join,
  'sql-lookup-join': lookupJoin,
  'sql-match': match,
  'sql-interval-join': intervalJoin,
  'sql-temporal-join': temporalJoin,
  'sql-window-table': windowTable,
  'sql-window-aggregate': windowAggregate,
  'sql-group-window': groupWindow,
  'sql-window-join': windowJoin,
  'sql-window-rank': windowRank,
  'sql-normalize': normalize,
  'sql-deduplicate': deduplicate,
  'sql-rank': rank,
  'sql-over': over,
  'sql-sort': sort,
  'sql-materialize': materialize,
  'sql-constraint': constraint,
};
