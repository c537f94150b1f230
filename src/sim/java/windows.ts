// Windows of a program: assigners, triggers, evictors, lateness, and the functions over what a window holds.
import type { Expr } from './ast.ts';
import { compileAs } from './compile.ts';
import type { TagObject } from './context.ts';
import { aggregatedField, known, shapeOf, type StreamCall, streamOf } from './describe.ts';
import { type FoundFunction, findFunction, type FunctionRef } from './functions.ts';
import { type PendingStream, plainStream } from './job.ts';
import { JavaError } from './lexer.ts';
import type { JavaWindowConfig, ReduceSpec } from './operators.ts';
import type { Code, Frame } from './scope.ts';
import { aggregateShape, allWindowProcessShape, reduceShape, windowApplyShape, windowProcessShape } from './shapes.ts';
import { isUnknown, type JType, LONG, OBJECT, typeOf } from './types.ts';

type Assigner = JavaWindowConfig['assigner'];
type Trigger = NonNullable<JavaWindowConfig['trigger']>;

/** A windowed stream in the making. */
interface WindowedStream {
  readonly stream: PendingStream;
  readonly assigner: Assigner;
  readonly time: 'event' | 'processing';
  readonly trigger: Trigger | null;
  readonly evictor: JavaWindowConfig['evictor'];
  readonly lateness: number;
  readonly lateTag: string | null;
  /** `windowAll`: one task for all. */
  readonly isAll: boolean;
}

interface FoundAssigner {
  readonly time: 'event' | 'processing';
  of(frame: Frame): Assigner;
}

const DURATION = typeOf('Duration');

/** Calls on a keyed stream that open windows, and those on a windowed stream. */
export function windowCall(call: StreamCall): Code | null {
  const { self, node } = call;
  const isWindowed = self.type.name === 'WindowedStream' || self.type.name === 'AllWindowedStream';
  if (!isWindowed) return openWindows(call);
  switch (node.name) {
    case 'trigger': return changed(call, triggerOf(call));
    case 'evictor': return changed(call, evictorOf(call));
    case 'allowedLateness': {
      const lateness = argument(call, DURATION);
      return changed(call, (frame) => ({ lateness: Number(lateness.run(frame)) }));
    }
    case 'sideOutputLateData': {
      const tag = argument(call, typeOf('OutputTag'));
      return changed(call, (frame) => ({ lateTag: (tag.run(frame) as TagObject).id }));
    }
    default: return windowFunction(call);
  }
}

function argument(call: StreamCall, wanted: JType): Code {
  const [first] = call.node.args;
  if (first === undefined) throw new JavaError(`method ${call.node.name} cannot be applied to given types`, call.node.at);
  return compileAs(call.on, first, wanted);
}

const changed = (call: StreamCall, change: (frame: Frame) => Partial<WindowedStream>): Code => ({ type: call.self.type, run: (frame): WindowedStream => ({ ...(call.self.run(frame) as WindowedStream), ...change(frame) }) });

function openWindows(call: StreamCall): Code | null {
  const { node, self, element, key } = call;
  const isAll = node.name.endsWith('All');
  if (!isAll && self.type.name !== 'KeyedStream') throw new JavaError(`cannot find symbol: method ${node.name} in DataStream: keyBy comes before, or windowAll.`, node.at);
  const type = isAll ? typeOf('AllWindowedStream', element) : typeOf('WindowedStream', element, key);
  const base = (frame: Frame): Omit<WindowedStream, 'assigner' | 'time' | 'trigger' | 'evictor'> => {
    const stream = known(call, streamOf(frame, self));
    return { stream: isAll ? { ...stream, key: { selector: { fields: [], hash: 'java-int', constant: 0 }, type: typeOf('Byte') } } : stream, lateness: 0, lateTag: null, isAll };
  };
  if (node.name.startsWith('countWindow')) {
    const [size, slide] = node.args.map((arg) => compileAs(call.on, arg, LONG));
    if (size === undefined) throw new JavaError('countWindow needs a size', node.at);
    return { type, run: (frame): WindowedStream => {
      const count = Number(size.run(frame));
      const trigger: Trigger = slide === undefined ? { kind: 'purging', of: { kind: 'count', count } } : { kind: 'count', count: Number(slide.run(frame)) };
      return { ...base(frame), assigner: { kind: 'global' }, time: 'event', trigger, evictor: slide === undefined ? null : { kind: 'count', count } };
    } };
  }
  const [first] = node.args;
  const assigner = assignerOf(call, first);
  return { type, run: (frame): WindowedStream => ({ ...base(frame), assigner: assigner.of(frame), time: assigner.time, trigger: null, evictor: null }) };
}

/** `TumblingEventTimeWindows.of(Duration.ofMinutes(1))` and the others. */
function assignerOf(call: StreamCall, node: Expr | undefined): FoundAssigner {
  const owner = node?.kind === 'call' && node.of?.kind === 'name' ? node.of.name : null;
  if (node?.kind !== 'call' || owner === null) throw new JavaError('window(…) needs an assigner, as TumblingEventTimeWindows.of(Duration.ofMinutes(1)).', call.node.at);
  const match = /^(Tumbling|Sliding|Global)?(EventTime|ProcessingTime)?(Session)?Windows$/.exec(owner);
  if (match === null) throw new JavaError(`cannot find symbol: variable ${owner}`, node.at);
  const time = match[2] === 'ProcessingTime' ? 'processing' : 'event';
  if (match[1] === 'Global') return { time: 'event', of: () => ({ kind: 'global' }) };
  const [a, b, c] = node.args.map((arg) => compileAs(call.on, arg, DURATION));
  const ms = (code: Code | undefined, frame: Frame): number => Number(code?.run(frame) ?? 0);
  if (a === undefined) throw new JavaError(`${owner}.${node.name} needs a Duration`, node.at);
  if (match[3] === 'Session') return { time, of: (frame) => ({ kind: 'session', gapMs: positive(ms(a, frame), node) }) };
  if (match[1] === 'Sliding') {
    if (b === undefined) throw new JavaError('SlidingEventTimeWindows.of needs a size and a slide', node.at);
    return { time, of: (frame) => ({ kind: 'sliding', sizeMs: positive(ms(a, frame), node), slideMs: positive(ms(b, frame), node), offsetMs: ms(c, frame) }) };
  }
  return { time, of: (frame) => ({ kind: 'tumbling', sizeMs: positive(ms(a, frame), node), offsetMs: ms(b, frame) }) };
}

function positive(ms: number, node: Expr): number {
  if (ms > 0) return ms;
  throw new JavaError('A window has a size above zero.', node.at);
}

function triggerOf(call: StreamCall): (frame: Frame) => Partial<WindowedStream> {
  const [first] = call.node.args;
  const read = (node: Expr | undefined): ((frame: Frame) => Trigger) => {
    const owner = node?.kind === 'call' && node.of?.kind === 'name' ? node.of.name : '';
    if (node?.kind !== 'call') throw new JavaError('trigger(…) needs one of Flink\'s triggers, as CountTrigger.of(3).', call.node.at);
    const [inner] = node.args;
    const number = (wanted: JType): ((frame: Frame) => number) => {
      if (inner === undefined) throw new JavaError(`${owner}.of needs a value`, node.at);
      const code = compileAs(call.on, inner, wanted);
      return (frame) => Number(code.run(frame));
    };
    switch (owner) {
      case 'EventTimeTrigger': return () => ({ kind: 'event-time' });
      case 'ProcessingTimeTrigger': return () => ({ kind: 'processing-time' });
      case 'CountTrigger': { const count = number(LONG); return (frame) => ({ kind: 'count', count: count(frame) }); }
      case 'ContinuousEventTimeTrigger': { const every = number(DURATION); return (frame) => ({ kind: 'continuous-event-time', everyMs: every(frame) }); }
      case 'ContinuousProcessingTimeTrigger': { const every = number(DURATION); return (frame) => ({ kind: 'continuous-processing-time', everyMs: every(frame) }); }
      case 'PurgingTrigger': { const of = read(inner); return (frame) => ({ kind: 'purging', of: of(frame) }); }
      default: throw new JavaError(`cannot find symbol: variable ${owner}: Flink's own triggers are understood here.`, node.at);
    }
  };
  const trigger = read(first);
  return (frame) => ({ trigger: trigger(frame) });
}

function evictorOf(call: StreamCall): (frame: Frame) => Partial<WindowedStream> {
  const [first] = call.node.args;
  const owner = first?.kind === 'call' && first.of?.kind === 'name' ? first.of.name : '';
  const inner = first?.kind === 'call' ? first.args[0] : undefined;
  if (inner === undefined || (owner !== 'CountEvictor' && owner !== 'TimeEvictor')) throw new JavaError('evictor(…) needs CountEvictor.of(n) or TimeEvictor.of(Duration).', call.node.at);
  const value = compileAs(call.on, inner, owner === 'CountEvictor' ? LONG : DURATION);
  return (frame) => ({ evictor: owner === 'CountEvictor' ? { kind: 'count', count: Number(value.run(frame)) } : { kind: 'time', ms: Number(value.run(frame)) } });
}

// --- functions over windows ----------------------------------------------------------------------------------------------------

type Contents = (frame: Frame) => JavaWindowConfig['contents'];

interface Then {
  readonly found: FoundFunction;
  readonly method: 'process' | 'apply' | 'processAll';
}

function windowFunction(call: StreamCall): Code | null {
  const { node, element, key, on } = call;
  const [first, second] = node.args;
  const isAll = call.self.type.name === 'AllWindowedStream';
  if (['sum', 'min', 'max', 'minBy', 'maxBy'].includes(node.name)) {
    const place = aggregatedField(call, first);
    const reduce: ReduceSpec = { kind: node.name as Exclude<ReduceSpec['kind'], 'function'>, place };
    return windowNode(call, () => ({ kind: 'reduce', reduce }), null, element, node.name === 'sum' ? 'SumAggregator, PassThroughWindowFunction' : 'ComparableAggregator, PassThroughWindowFunction');
  }
  if (first === undefined) return null;
  const thenOf = (arg: Expr, type: JType): Then => {
    const kind = arg.kind === 'new' ? superOf(call, arg) : null;
    if (isAll) return { found: findFunction(on, arg, allWindowProcessShape(type)), method: 'processAll' };
    return kind === 'WindowFunction' || (kind === null && node.name === 'apply') ? { found: findFunction(on, arg, windowApplyShape(type, key)), method: 'apply' } : { found: findFunction(on, arg, windowProcessShape(type, key)), method: 'process' };
  };
  switch (node.name) {
    case 'reduce': {
      const found = findFunction(on, first, reduceShape(element));
      const contents: Contents = (frame) => ({ kind: 'reduce', reduce: { kind: 'function', function: found.ref(frame) } });
      return second === undefined ? windowNode(call, contents, null, element, `${nameOf(first)}, PassThroughWindowFunction`) : windowNode(call, contents, thenOf(second, element), null, `${nameOf(first)}, ${nameOf(second)}`);
    }
    case 'aggregate': {
      const found = findFunction(on, first, aggregateShape(element));
      const accumulator = accumulatorOf(call, first);
      const result = found.result;
      const contents: Contents = (frame) => ({ kind: 'aggregate', function: found.ref(frame), accumulator, result });
      return second === undefined ? windowNode(call, contents, null, result, `${nameOf(first)}, PassThroughWindowFunction`) : windowNode(call, contents, thenOf(second, result), null, `${nameOf(first)}, ${nameOf(second)}`);
    }
    case 'process': case 'apply': return windowNode(call, () => ({ kind: 'list' }), thenOf(first, element), null, nameOf(first));
    default: return null;
  }
}

function superOf(call: StreamCall, node: Extract<Expr, { kind: 'new' }>): string | null {
  const info = node.body === null ? call.on.program.table.classes[node.type.name] : call.on.program.anonymousClass(node.body);
  return info?.supers.find(({ name }) => name.endsWith('WindowFunction'))?.name ?? null;
}

/** The second type argument of AggregateFunction. */
function accumulatorOf(call: StreamCall, node: Expr): JType {
  if (node.kind !== 'new') throw new JavaError('aggregate(…) needs an AggregateFunction: it has four methods, which no lambda has.', node.at);
  const info = node.body === null ? call.on.program.table.classes[node.type.name] : call.on.program.anonymousClass(node.body);
  return info?.supers.find(({ name }) => name === 'AggregateFunction')?.args[1] ?? OBJECT;
}

function nameOf(node: Expr): string {
  return node.kind === 'new' && node.body === null ? node.type.name : '';
}

const ASSIGNERS: Readonly<Record<string, string>> = { tumbling: 'Tumbling', sliding: 'Sliding', session: '', global: 'Global' };

/** As WindowOperatorBuilder names the operator. */
function operatorName(windowed: WindowedStream, functions: string): string {
  const { assigner, time, trigger, evictor } = windowed;
  const domain = time === 'event' ? 'EventTime' : 'ProcessingTime';
  const sizes = assigner.kind === 'tumbling' ? `(${assigner.sizeMs})` : assigner.kind === 'sliding' ? `(${assigner.sizeMs}, ${assigner.slideMs})` : assigner.kind === 'session' ? `(${assigner.gapMs})` : '()';
  const name = assigner.kind === 'global' ? 'GlobalWindows()' : `${ASSIGNERS[assigner.kind] ?? ''}${domain}${assigner.kind === 'session' ? 'Session' : ''}Windows${sizes}`;
  const asked = trigger?.kind ?? (assigner.kind === 'global' ? 'never' : time === 'event' ? 'event-time' : 'processing-time');
  const triggerName = `${asked.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}Trigger`;
  return `Window(${[name, triggerName, ...(evictor === null ? [] : [evictor.kind === 'count' ? 'CountEvictor' : 'TimeEvictor']), ...(functions === '' ? [] : [functions])].join(', ')})`;
}

function windowNode(call: StreamCall, contents: Contents, then: Then | null, result: JType | null, functions: string): Code {
  const { job, element, key, on } = call;
  const output = then === null ? (result ?? OBJECT) : then.found.result;
  if (isUnknown(output)) throw new JavaError('The result of this window function is not known: write a class that says its types.', call.node.at);
  return {
    type: typeOf('SingleOutputStreamOperator', output),
    run: (frame) => {
      const windowed = call.self.run(frame) as WindowedStream;
      const function_: FunctionRef | null = then === null ? null : then.found.ref(frame);
      const config: JavaWindowConfig = {
        input: shapeOf(call, element).fields, assigner: windowed.assigner, time: windowed.time, trigger: windowed.trigger, evictor: windowed.evictor, allowedLatenessMs: windowed.lateness, lateTag: windowed.lateTag, aggregates: [],
        source: on.program.source, element, key: windowed.isAll ? typeOf('Byte') : key, contents: contents(frame), atFire: function_ === null || then === null ? null : { function: function_, method: then.method }, output,
      };
      const made = job.add({ kind: 'java-window', config, inputs: [windowed.stream], fields: shapeOf(call, output).fields, name: operatorName(windowed, functions), parallelism: windowed.isAll ? 1 : null });
      return plainStream(made, output);
    },
  };
}

