// A Java program read and checked: its classes, its constants, and how a method of it is run.
import { freeze } from '../kernel/freeze.ts';
import type { ClassNode, Expr, MethodNode, ProgramNode } from './ast.ts';
import { compileAs, type Compiler } from './compile.ts';
import { runningHost } from './context.ts';
import { JavaError } from './lexer.ts';
import { parseProgram } from './parse.ts';
import { type Budget, type Code, enter, type Frame, newBudget, Scope } from './scope.ts';
import { compileBody } from './statements.ts';
import { assignable, type ClassInfo, classInfo, type ClassTable, classTable, type JType, OBJECT } from './types.ts';
import { defaultOf, type Live } from './values.ts';

type Call = Extract<Expr, { kind: 'call' }>;

/** What a program may call beyond Java itself: Flink, while a job is described, and Flink's contexts, while it runs. Null for what it does not know. */
export interface Host {
  statics(on: Compiler, owner: string, node: Call, wanted: JType | null): Code | null;
  call(on: Compiler, of: Code, node: Call, wanted: JType | null): Code | null;
  creation(on: Compiler, node: Extract<Expr, { kind: 'new' }>, wanted: JType | null): Code | null;
  /** A method that a class has from what it extends. */
  own(on: Compiler, node: Call): Code | null;
}

/** The function in whose middle a class without a name stands. */
export interface Around {
  readonly scope: Scope;
  readonly frame: Frame;
}

export class Program {
  readonly source: string;
  readonly node: ProgramNode;
  readonly table: ClassTable;
  host: Host | null = null;
  private readonly constants = new Map<string, { code: Code | null; value: Live; done: boolean }>();
  private readonly methods = new Map<MethodNode, (self: Live[] | null, args: readonly Live[], budget: Budget) => Live>();
  private readonly anonymous = new Map<number, ClassInfo>();
  private readonly arounds = new Map<ClassInfo, Around>();

  private nodes: Map<number, FunctionNode> | null = null;

  constructor(source: string, read: Program | null = null) {
    this.source = source;
    this.node = read?.node ?? parseProgram(source);
    this.table = read?.table ?? classTable(this.node);
    this.nodes = read?.nodes ?? null;
  }

  /** The same program, compiled anew: read it was already. */
  static over(read: Program): Program {
    read.nodes ??= functionNodes(read.node);
    return new Program(read.source, read);
  }

  /** The lambda, reference or `new` that begins here. */
  nodeAt(at: number): FunctionNode | null {
    this.nodes ??= functionNodes(this.node);
    return this.nodes.get(at) ?? null;
  }

  /** A static field that holds a function, by its name. */
  functionIn(name: string): FunctionNode | null {
    const value = this.allStatics().find((field) => field.name === name)?.value ?? null;
    return value !== null && isFunctionNode(value) ? value : null;
  }

  /** A static field by its name: worked out when it is asked for first. */
  constant(name: string): Code | null {
    const found = this.allStatics().find((field) => field.name === name);
    if (found === undefined) return null;
    const type = this.table.type(found.type);
    return {
      type,
      run: () => {
        const kept = this.constants.get(name) ?? { code: null, value: defaultOf(type), done: false };
        if (!kept.done && found.value !== null) {
          kept.done = true;
          this.constants.set(name, kept);
          kept.value = compileAs({ program: this, scope: new Scope(null, null, null) }, found.value, type).run(newFrame(null, newBudget()));
        }
        return kept.value;
      },
    };
  }

  private allStatics(): readonly ClassInfo['statics'][number][] {
    return Object.values(this.table.classes).flatMap(({ statics }) => statics);
  }

  /** A static method of a class, or of any class where none is named. */
  staticMethod(on: Compiler, node: Call, of: ClassInfo | null = null): Code | null {
    const infos = of === null ? Object.values(this.table.classes) : [of];
    for (const info of infos) {
      const method = info.node.methods.find(({ name, isStatic, params }) => isStatic && name === node.name && params.length === node.args.length);
      if (method === undefined) continue;
      const params = method.params.map(({ type }) => (type === null ? OBJECT : this.table.type(type)));
      const args = node.args.map((arg, i) => compileAs(on, arg, params[i] ?? OBJECT));
      return { type: this.table.type(method.returns), run: (frame) => callMethod(this, info, method, null, args.map((arg) => arg.run(frame)), frame.budget) };
    }
    return null;
  }

  /** A class's own toString. */
  ownText(info: ClassInfo): ((value: Live) => string) | null {
    const method = info.node.methods.find(({ name, params }) => name === 'toString' && params.length === 0);
    return method === undefined ? null : (value) => String(callMethod(this, info, method, value as Live[], [], newBudget()));
  }

  /** A fresh object with its fields' first values. */
  newInstance(info: ClassInfo, budget: Budget): Live[] {
    const self = info.fields.map(({ type }) => defaultOf(type));
    const frame = newFrame(self, budget);
    info.fields.forEach(({ value, type }, i) => {
      if (value !== null) self[i] = compileAs({ program: this, scope: new Scope(null, info, null) }, value, type).run(frame);
    });
    return self;
  }

  /** What is known of a class without a name. */
  anonymousClass(node: ClassNode): ClassInfo {
    const known = this.anonymous.get(node.at);
    if (known !== undefined) return known;
    const info = classInfo(node, (one) => this.table.type(one));
    this.anonymous.set(node.at, info);
    return info;
  }

  /** Says what variables a class without a name sees. */
  place(info: ClassInfo, around: Around): void {
    this.arounds.set(info, around);
  }

  method(info: ClassInfo, node: MethodNode): (self: Live[] | null, args: readonly Live[], budget: Budget) => Live {
    const known = this.methods.get(node);
    if (known !== undefined) return known;
    const around = this.arounds.get(info) ?? null;
    const scope = new Scope(around?.scope ?? null, node.isStatic ? null : info, this.table.type(node.returns));
    const slots = node.params.map(({ type, name }) => scope.declare(name, type === null ? OBJECT : this.table.type(type), node.at));
    const box: { body: Code | null } = { body: null };
    const run = (self: Live[] | null, args: readonly Live[], budget: Budget): Live => enter(budget, () => {
      const frame: Frame = { ...newFrame(self, budget), up: around?.frame ?? null };
      slots.forEach((slot, i) => { frame.slots[slot] = args[i]; });
      return box.body?.run(frame) ?? null;
    });
    // A method may call itself: it is known before its body is.
    this.methods.set(node, run);
    box.body = compileBody({ program: this, scope }, node.body);
    return run;
  }

  /** Every method of every class is read and checked, whether the job calls it or not, as javac does. A function's own methods have what a running function has. */
  checkFunctions(): void {
    const running = Program.over(this);
    running.host = runningHost(() => {
      throw new Error('nothing runs while a program is checked');
    });
    for (const info of Object.values(running.table.classes)) for (const method of info.node.methods) if (!(method.isStatic && method.name === 'main')) running.method(info, method);
  }

  /** Whether a value of one type may stand for another: a program's class for what it extends, too. */
  fits(from: JType, to: JType): boolean {
    return assignable(from, to) || (this.table.classes[from.name]?.supers.some((one) => one.name === to.name) ?? false);
  }
}

type FunctionNode = Extract<Expr, { kind: 'lambda' | 'reference' | 'new' }>;

const isFunctionNode = (node: Expr): node is FunctionNode => node.kind === 'lambda' || node.kind === 'reference' || node.kind === 'new';

/** All nodes of a tree that may be a function, by where they begin; the outer one where two begin at one place. */
function functionNodes(program: ProgramNode): Map<number, FunctionNode> {
  const found = new Map<number, FunctionNode>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && 'at' in value && isFunctionNode(value as Expr) && !found.has((value as Expr).at)) found.set((value as Expr).at, value as FunctionNode);
    for (const below of Object.values(value)) walk(below);
  };
  walk(program);
  return found;
}

export function newFrame(self: Live[] | null, budget: Budget): Frame {
  return { slots: [], up: null, self, budget, result: null };
}

export function callMethod(program: Program, info: ClassInfo, method: MethodNode, self: Live[] | null, args: readonly Live[], budget: Budget): Live {
  return program.method(info, method)(self, args, budget);
}

/** Where a place of the source lies: lines and columns count from 1. */
export function lineOf(source: string, at: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

export interface JavaProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Runs, and gives what is wrong with the program as a value. */
export function attemptJava<T>(source: string, run: () => T): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: JavaProblem } {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (!(error instanceof JavaError)) throw error;
    return { ok: false, problem: freeze({ ...lineOf(source, error.at), message: error.message }) };
  }
}
