// `WatermarkStrategy` of a program: bounded out-of-orderness, ascending timestamps, idleness, and where an event's time stands.
import type { Expr } from './ast.ts';
import { compileAs, type Compiler } from './compile.ts';
import { findTimestamp } from './keys.ts';
import { JavaError } from './lexer.ts';
import { rowShape } from './operators.ts';
import type { Code } from './scope.ts';
import { type JType, OBJECT, typeOf } from './types.ts';

type CallNode = Extract<Expr, { kind: 'call' }>;

export interface WatermarkObject {
  /** Null: no watermarks at all. */
  readonly boundMs: number | null;
  readonly idleMs: number | null;
  readonly timestamp: string | null;
}

const DURATION = typeOf('Duration');

/** `WatermarkStrategy.<Click>forBoundedOutOfOrderness(Duration.ofSeconds(5))` and its sisters. */
export function watermarkStatic(on: Compiler, owner: string, node: CallNode, wanted: JType | null): Code | null {
  if (owner !== 'WatermarkStrategy') return null;
  const [first] = node.args;
  const told = node.typeArgs[0];
  const element = told !== undefined ? on.program.table.type(told) : wanted?.name === 'WatermarkStrategy' ? (wanted.args[0] ?? OBJECT) : OBJECT;
  const type = typeOf('WatermarkStrategy', element);
  const made = (boundMs: (frame: Parameters<Code['run']>[0]) => number | null): Code => ({ type, run: (frame): WatermarkObject => ({ boundMs: boundMs(frame), idleMs: null, timestamp: null }) });
  switch (node.name) {
    case 'forBoundedOutOfOrderness': {
      if (first === undefined) throw new JavaError('forBoundedOutOfOrderness needs a Duration', node.at);
      const bound = compileAs(on, first, DURATION);
      return made((frame) => Number(bound.run(frame)));
    }
    case 'forMonotonousTimestamps': return made(() => 0);
    case 'noWatermarks': return made(() => null);
    default: throw new JavaError(`WatermarkStrategy.${node.name} is outside of what is understood here: forBoundedOutOfOrderness, forMonotonousTimestamps and noWatermarks are.`, node.at);
  }
}

/** `withTimestampAssigner`, `withIdleness`. */
export function watermarkCall(on: Compiler, self: Code, node: CallNode): Code | null {
  if (self.type.name !== 'WatermarkStrategy') return null;
  const [first] = node.args;
  const element = self.type.args[0] ?? OBJECT;
  if (first === undefined) throw new JavaError(`method ${node.name} cannot be applied to given types`, node.at);
  if (node.name === 'withIdleness') {
    const idle = compileAs(on, first, DURATION);
    return { type: self.type, run: (frame): WatermarkObject => ({ ...(self.run(frame) as WatermarkObject), idleMs: Number(idle.run(frame)) }) };
  }
  if (node.name !== 'withTimestampAssigner') throw new JavaError(`WatermarkStrategy.${node.name} is outside of what is understood here.`, node.at);
  const timestamp = findTimestamp(on, first, element, rowShape(element, on.program.table).fields);
  return { type: self.type, run: (frame): WatermarkObject => ({ ...(self.run(frame) as WatermarkObject), timestamp }) };
}
