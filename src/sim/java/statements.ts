// Java statements to functions: each says how it ended.
import { UserCodeError } from '../flink/user-code-error.ts';
import type { Stmt } from './ast.ts';
import { compile, compileAs, type Compiler, opened } from './compile.ts';
import { JavaError } from './lexer.ts';
import { type Code, type Frame, spend } from './scope.ts';
import { BOOLEAN, isBoolean, isList, isUnknown, type JType, OBJECT, typeOf, typeText, VOID } from './types.ts';
import { defaultOf, isItems, nullPointer } from './values.ts';

/** How a statement ended: it went on, left the loop, began its next round, or returned. */
type End = 0 | 1 | 2 | 3;
const [NEXT, BREAK, CONTINUE, RETURN] = [0, 1, 2, 3] as const;
type Step = (frame: Frame) => End;

/** The body of a method or of a lambda, in a scope of its own. */
export function compileBody(on: Compiler, body: readonly Stmt[]): Code {
  const steps = block(on, body);
  const type = on.scope.returns ?? on.scope.returned[0] ?? VOID;
  return {
    type,
    run: (frame) => {
      steps(frame);
      return frame.result;
    },
  };
}

function block(on: Compiler, body: readonly Stmt[]): Step {
  return on.scope.block(() => {
    const steps = body.map((one) => statement(on, one));
    return (frame) => {
      for (const step of steps) {
        const end = step(frame);
        if (end !== NEXT) return end;
      }
      return NEXT;
    };
  });
}

function statement(on: Compiler, node: Stmt): Step {
  switch (node.kind) {
    case 'local': return local(on, node);
    case 'expression': {
      const { of } = node;
      if (!['call', 'new', 'assign', 'step'].includes(of.kind)) throw new JavaError('not a statement', of.at);
      const code = compile(on, of);
      return (frame) => {
        code.run(frame);
        return NEXT;
      };
    }
    case 'if': {
      const condition = test(on, node.condition);
      const then = scoped(on, node.does);
      const otherwise = node.otherwise === null ? null : scoped(on, node.otherwise);
      return (frame) => (condition(frame) ? then(frame) : (otherwise?.(frame) ?? NEXT));
    }
    case 'while': {
      const condition = test(on, node.condition);
      const body = scoped(on, node.body);
      return (frame) => loop(frame, node.atEnd, () => condition(frame), body, null);
    }
    case 'for': return forLoop(on, node);
    case 'each': return each(on, node);
    case 'block': return block(on, node.body);
    case 'return': return returning(on, node);
    case 'throw': return throwing(on, node);
    case 'break': return () => BREAK;
    case 'continue': return () => CONTINUE;
  }
}

const scoped = (on: Compiler, node: Stmt): Step => on.scope.block(() => statement(on, node));

function test(on: Compiler, node: Extract<Stmt, { kind: 'if' }>['condition']): (frame: Frame) => boolean {
  const code = compile(on, node, BOOLEAN);
  if (!isBoolean(code.type) && !isUnknown(code.type)) throw new JavaError(`incompatible types: ${typeText(code.type)} cannot be converted to boolean`, node.at);
  const run = opened(code);
  return (frame) => run(frame) === true;
}

function local(on: Compiler, node: Extract<Stmt, { kind: 'local' }>): Step {
  const declared = node.type.name === 'var' ? null : on.program.table.type(node.type);
  const made = node.vars.map(({ name, value }) => {
    if (value === null && declared === null) throw new JavaError(`cannot infer type for local variable ${name}`, node.at);
    const code = value === null ? null : declared === null ? compile(on, value) : compileAs(on, value, declared);
    const type = declared ?? code?.type ?? OBJECT;
    return { slot: on.scope.declare(name, refined(type, code?.type), node.at), code, type };
  });
  return (frame) => {
    for (const { slot, code, type } of made) frame.slots[slot] = code === null ? defaultOf(type) : code.run(frame);
    return NEXT;
  };
}

/** `DataStream<Click> clicks = env.fromData(…)` knows no more than what was written; `List raw = new ArrayList<String>()` learns it. */
function refined(declared: JType, value: JType | undefined): JType {
  return declared.args.length === 0 && value !== undefined && value.name === declared.name ? value : declared;
}

function loop(frame: Frame, atEnd: boolean, goesOn: () => boolean, body: Step, step: (() => void) | null): End {
  for (let first = true; (atEnd && first) || goesOn(); first = false) {
    spend(frame.budget);
    const end = body(frame);
    if (end === BREAK) return NEXT;
    if (end === RETURN) return RETURN;
    step?.();
  }
  return NEXT;
}

function forLoop(on: Compiler, node: Extract<Stmt, { kind: 'for' }>): Step {
  return on.scope.block(() => {
    const start = node.start.map((one) => statement(on, one));
    const condition = node.condition === null ? null : test(on, node.condition);
    const steps = node.step.map((one) => compile(on, one));
    const body = scoped(on, node.body);
    return (frame) => {
      for (const one of start) one(frame);
      return loop(frame, false, () => condition === null || condition(frame), body, () => {
        for (const one of steps) one.run(frame);
      });
    };
  });
}

function each(on: Compiler, node: Extract<Stmt, { kind: 'each' }>): Step {
  const of = compile(on, node.of);
  if (!isList(of.type) && of.type.name !== 'array' && of.type.name !== 'Entries' && !isUnknown(of.type)) throw new JavaError(`for-each not applicable to expression type: ${typeText(of.type)}`, node.of.at);
  const element = of.type.args[0] ?? OBJECT;
  return on.scope.block(() => {
    const type = node.type.name === 'var' ? element : on.program.table.type(node.type);
    const slot = on.scope.declare(node.name, type.name === 'Entry' && type.args.length === 0 ? element : type, node.at);
    const body = scoped(on, node.body);
    return (frame) => {
      const items = of.run(frame);
      if (!isItems(items)) throw nullPointer('java.lang.Iterable.iterator()');
      let i = 0;
      const copy = [...items];
      return loop(frame, false, () => {
        if (i >= copy.length) return false;
        frame.slots[slot] = copy[i++];
        return true;
      }, body, null);
    };
  });
}

function returning(on: Compiler, node: Extract<Stmt, { kind: 'return' }>): Step {
  const { returns } = on.scope;
  if (node.value === null) return () => RETURN;
  if (returns?.name === 'void') throw new JavaError('incompatible types: unexpected return value', node.value.at);
  const code = returns === null ? compile(on, node.value) : compileAs(on, node.value, returns);
  if (returns === null && (code.type.name !== 'null' || on.scope.returned.length === 0)) on.scope.returned.push(code.type);
  return (frame) => {
    frame.result = code.run(frame);
    return RETURN;
  };
}

function throwing(on: Compiler, node: Extract<Stmt, { kind: 'throw' }>): Step {
  const { value } = node;
  if (value.kind !== 'new' || !/(?:Exception|Error)$/.test(value.type.name)) throw new JavaError("Only `throw new …Exception(\"…\")` is understood here.", node.at);
  const message = value.args[0] === undefined ? null : compileAs(on, value.args[0], typeOf('String'));
  const name = value.type.name in on.program.table.classes ? value.type.name : `java.lang.${value.type.name}`;
  return (frame) => {
    throw new UserCodeError(name, message === null ? '' : String(message.run(frame)));
  };
}
