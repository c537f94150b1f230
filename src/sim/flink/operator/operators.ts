// All kinds of operators that Flink brings itself. Connectors and Flink SQL add theirs where the world is made.
import { aggregate, reduce } from './aggregate.ts';
import { asyncIo } from './async.ts';
import { intervalJoin, windowJoin } from './joins.ts';
import type { Operators } from './operator.ts';
import { processFunction } from './process.ts';
import { assignTimestamps, filter, flatMap, map } from './rows.ts';
import { collectSink, discardSink, printSink } from './sinks.ts';
import { exampleSource } from './example-sources.ts';
import { collectionSource, generatorSource, refusedSource } from './sources.ts';
import { windowOperator } from './window.ts';

export const FLINK_OPERATORS: Operators = {
  'source-collection': collectionSource,
  'source-generator': generatorSource,
  'source-refused': refusedSource,
  'source-example': exampleSource,
  map,
  filter,
  'flat-map': flatMap,
  'timestamps-and-watermarks': assignTimestamps,
  aggregate,
  reduce,
  window: windowOperator,
  process: processFunction,
  'interval-join': intervalJoin,
  'window-join': windowJoin,
  'async-io': asyncIo,
  'sink-collect': collectSink,
  'sink-print': printSink,
  'sink-discard': discardSink,
};
