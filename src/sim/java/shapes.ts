// Flink's function interfaces: which method a lambda stands for, and which of their type arguments is the result.
import type { Shape } from './functions.ts';
import { BOOLEAN, type JType, typeOf, VOID } from './types.ts';

const shape = (supers: string, method: string, params: readonly JType[], resultArg: number, returns: JType | null = null): Shape => ({ supers: supers.split(' '), method, params, resultArg, returns });
/** The collector of a function whose result is found out. */
const OUT = typeOf('Collector');

export const mapShape = (input: JType): Shape => shape('MapFunction RichMapFunction', 'map', [input], 1);
export const filterShape = (input: JType): Shape => shape('FilterFunction RichFilterFunction', 'filter', [input], -1, BOOLEAN);
export const flatMapShape = (input: JType): Shape => shape('FlatMapFunction RichFlatMapFunction', 'flatMap', [input, OUT], 1, VOID);
export const reduceShape = (input: JType): Shape => shape('ReduceFunction', 'reduce', [input, input], -1, input);
export const processShape = (input: JType): Shape => shape('ProcessFunction', 'processElement', [input, typeOf('Context'), OUT], 1, VOID);
export const keyedProcessShape = (input: JType, key: JType): Shape => shape('KeyedProcessFunction', 'processElement', [input, typeOf('Context', key), OUT], 2, VOID);
export const coProcessShape = (first: JType): Shape => shape('CoProcessFunction', 'processElement1', [first, typeOf('Context'), OUT], 2, VOID);
export const keyedCoProcessShape = (first: JType, key: JType): Shape => shape('KeyedCoProcessFunction', 'processElement1', [first, typeOf('Context', key), OUT], 3, VOID);
export const coMapShape = (first: JType): Shape => shape('CoMapFunction', 'map1', [first], 2);
export const aggregateShape = (input: JType): Shape => shape('AggregateFunction', 'add', [input], 2);
export const windowProcessShape = (input: JType, key: JType): Shape => shape('ProcessWindowFunction', 'process', [key, typeOf('Context', key), typeOf('Iterable', input), OUT], 1, VOID);
export const windowApplyShape = (input: JType, key: JType): Shape => shape('WindowFunction', 'apply', [key, typeOf('TimeWindow'), typeOf('Iterable', input), OUT], 1, VOID);
export const allWindowProcessShape = (input: JType): Shape => shape('ProcessAllWindowFunction', 'process', [typeOf('Context'), typeOf('Iterable', input), OUT], 1, VOID);
