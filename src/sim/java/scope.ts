// Where names of a Java function lead while it is compiled, and what it has in hand while it runs.
import { UserCodeError } from '../flink/user-code-error.ts';
import { JavaError } from './lexer.ts';
import type { ClassInfo, JType } from './types.ts';
import type { Live } from './values.ts';

/** Steps that a function may take for one record: beyond it is taken to loop for ever. */
const MOST_STEPS = 1_000_000;
const DEEPEST_CALLS = 500;

/** The longest text, in UTF-16 units. */
const LONGEST_TEXT = 4 * 1_048_576;

/** Two texts joined; one that would not fit into memory fails as in Java. */
export function joined(a: string, b: string): string {
  if (a.length + b.length > LONGEST_TEXT) throw new UserCodeError('java.lang.OutOfMemoryError', `Java heap space (a text of more than ${LONGEST_TEXT} characters)`);
  return a + b;
}

/** A text many times. */
export function repeated(text: string, times: number): string {
  if (times < 0) throw new UserCodeError('java.lang.IllegalArgumentException', `count is negative: ${times}`);
  if (text.length * times > LONGEST_TEXT) throw new UserCodeError('java.lang.OutOfMemoryError', `Required length exceeds implementation limit (a text of more than ${LONGEST_TEXT} characters)`);
  return text.repeat(times);
}

/** What all frames of one call share. */
export interface Budget {
  steps: number;
  depth: number;
}

/** A function in the middle of its work. */
export interface Frame {
  readonly slots: Live[];
  /** The function around a lambda. */
  readonly up: Frame | null;
  /** The object whose method it is. */
  readonly self: Live[] | null;
  readonly budget: Budget;
  result: Live;
}

export const newBudget = (): Budget => ({ steps: 0, depth: 0 });

/** Every loop and every call counts: a function that never ends is ended. */
export function spend(budget: Budget): void {
  if (++budget.steps > MOST_STEPS) throw new UserCodeError('java.lang.IllegalStateException', `The function took ${MOST_STEPS} steps for one record: it seems to loop for ever.`);
}

export function enter<T>(budget: Budget, run: () => T): T {
  spend(budget);
  if (++budget.depth > DEEPEST_CALLS) throw new UserCodeError('java.lang.StackOverflowError', 'null');
  try {
    return run();
  } finally {
    budget.depth -= 1;
  }
}

/** A piece of a program, compiled: its type and what it does. */
export interface Code {
  readonly type: JType;
  readonly run: (frame: Frame) => Live;
}

interface Variable {
  readonly slot: number;
  readonly type: JType;
}

/** The variables of one function: blocks within blocks. */
export class Scope {
  readonly up: Scope | null;
  readonly self: ClassInfo | null;
  /** What it must return; null where that is found out. */
  readonly returns: JType | null;
  /** Types of what was returned, where `returns` is null. */
  readonly returned: JType[] = [];
  private readonly blocks: Map<string, Variable>[] = [new Map()];
  private size = 0;

  constructor(up: Scope | null, self: ClassInfo | null, returns: JType | null) {
    this.up = up;
    this.self = self;
    this.returns = returns;
  }

  block<T>(read: () => T): T {
    this.blocks.push(new Map());
    try {
      return read();
    } finally {
      this.blocks.pop();
    }
  }

  declare(name: string, type: JType, at: number): number {
    if (this.own(name) !== null) throw new JavaError(`variable ${name} is already defined`, at);
    this.blocks.at(-1)?.set(name, { slot: this.size, type });
    return this.size++;
  }

  private own(name: string): Variable | null {
    for (let i = this.blocks.length - 1; i >= 0; i--) {
      const found = this.blocks[i]?.get(name);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** How many functions further out the variable lies, where in the frame, and its type. */
  find(name: string): (Variable & { readonly depth: number }) | null {
    const own = this.own(name);
    if (own !== null) return { ...own, depth: 0 };
    const outer = this.up?.find(name) ?? null;
    return outer === null ? null : { ...outer, depth: outer.depth + 1 };
  }

  /** Names that can be seen, for what a function of a job carries along. */
  names(): readonly string[] {
    return [...new Set([...this.blocks.flatMap((block) => [...block.keys()]), ...(this.up?.names() ?? [])])];
  }
}

/** The frame that lies so many functions further out. */
export function outward(frame: Frame, depth: number): Frame {
  let found = frame;
  for (let i = 0; i < depth && found.up !== null; i++) found = found.up;
  return found;
}
