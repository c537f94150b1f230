// All that one shell knows: variables, functions, jobs, and the frames of what it is executing. Plain data.
import { copyPlain } from '../../kernel/copy.ts';
import type { Signal } from '../program.ts';
import type { Remembered } from './history-expansion.ts';
import type { Command, Pipeline, Redirect, SimpleCommand, Statement, TestNode, Word } from './ast.ts';
import type { Machine, Process } from '../machine/state.ts';

export interface Variable {
  value: string;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  /** Elements by index or key; null for a plain variable. */
  elements: Record<string, string> | null;
  associative: boolean;
}

export interface Job {
  readonly id: number;
  readonly pgid: number;
  /** Its processes in order, with the status of each that has ended. */
  readonly members: { readonly pid: number; status: number; endedBy: Signal | ''; state: 'running' | 'stopped' | 'ended' }[];
  readonly text: string;
  foreground: boolean;
  /** The state that the user was last told. */
  told: 'Running' | 'Stopped' | '';
}

/** The expansion of several words, which may pause for a command substitution. */
export interface Expansion {
  /** The next word. */
  at: number;
  fields: string[];
  /** Results of pieces of the word being expanded that must not be worked out twice, by piece. */
  results: Record<string, string>;
}

export type Frame =
  | { readonly kind: 'repl'; pending: string; prompted: boolean }
  | { readonly kind: 'list'; readonly items: readonly Statement[]; at: number; readonly tested: boolean }
  | { readonly kind: 'statement'; readonly node: Statement; at: number }
  | { readonly kind: 'pipeline'; readonly node: Pipeline; readonly tested: boolean; begun: boolean; readonly since: number }
  | { readonly kind: 'command'; readonly node: Command }
  | { readonly kind: 'redirect'; readonly redirects: readonly Redirect[]; readonly node: Command; expansion: Expansion }
  | { readonly kind: 'restore'; readonly saved: Record<string, number> }
  | SimpleFrame
  | { readonly kind: 'if'; readonly node: Extract<Command, { kind: 'if' }>; at: number }
  | { readonly kind: 'while'; readonly node: Extract<Command, { kind: 'while' }>; phase: 'test' | 'check' | 'body'; last: number }
  | { readonly kind: 'for'; readonly node: Extract<Command, { kind: 'for' }>; expansion: Expansion; words: string[] | null; at: number }
  | { readonly kind: 'for-arithmetic'; readonly node: Extract<Command, { kind: 'for-arithmetic' }>; expansion: Expansion; phase: 'start' | 'test' | 'update'; last: number }
  | { readonly kind: 'case'; readonly node: Extract<Command, { kind: 'case' }>; expansion: Expansion; at: number; subject: string; ready: boolean; through: boolean }
  | { readonly kind: 'test'; readonly node: TestNode; expansion: Expansion }
  | { readonly kind: 'arithmetic'; readonly expression: Word; expansion: Expansion }
  | { readonly kind: 'call'; readonly name: string; readonly positional: string[]; readonly locals: Record<string, Variable | null> }
  | { readonly kind: 'variables'; readonly saved: Record<string, Variable | null> }
  | { readonly kind: 'source'; readonly positional: string[] | null }
  | { readonly kind: 'wait-foreground'; readonly job: number }
  | { readonly kind: 'wait-child'; readonly pid: number }
  | { readonly kind: 'wait'; readonly pids: number[]; at: number }
  | { readonly kind: 'substitute'; readonly pid: number; readonly descriptor: number; readonly part: number; readonly process: boolean; text: string; ended: boolean }
  | { readonly kind: 'read'; readonly names: readonly string[]; readonly raw: boolean; readonly array: boolean; readonly descriptor: number; readonly delimiter: string; readonly limit: number; readonly exact: boolean; readonly deadline: number; text: string }
  | { readonly kind: 'mapfile'; readonly name: string; readonly descriptor: number; readonly delimiter: string; readonly strip: boolean; readonly count: number; readonly skip: number; readonly origin: number; text: string }
  | { readonly kind: 'script'; readonly text: string; readonly line: number; readonly message: string }
  | { readonly kind: 'trap'; readonly status: number }
  | { readonly kind: 'exit'; readonly status: number };

export interface SimpleFrame {
  readonly kind: 'simple';
  readonly node: SimpleCommand;
  phase: 'words' | 'assignments' | 'redirects';
  expansion: Expansion;
  fields: string[];
  values: string[];
}

export interface ShellState {
  interactive: boolean;
  /** $0, and what stands before messages. */
  name: string;
  /** Scripts say `line N:` in messages; the interactive shell does not. */
  script: boolean;
  line: number;
  variables: Record<string, Variable>;
  functions: Record<string, { readonly body: Command; readonly text: string }>;
  aliases: Record<string, string>;
  /** Options by letter or name: e, u, x, f, pipefail. */
  options: Record<string, boolean>;
  positional: string[];
  status: number;
  pipeStatus: number[];
  lastBackground: number;
  /** $$, which subshells keep. */
  mainPid: number;
  jobs: Job[];
  history: string[];
  /** What history expansions remember, from the first one on. */
  remembered?: Remembered;
  /** How often each program was run, by name: what `hash` tells. */
  hashed: Record<string, number>;
  frames: Frame[];
  traps: Record<string, string>;
  signals: Signal[];
  /** What the machine told about children. */
  children: Record<string, { status: number; endedBy: Signal | ''; state: 'running' | 'stopped' | 'ended' }>;
  /** The descriptor that said "full", -1 for none. */
  full: number;
  /** The status of the last command substitution of the command at hand, -1 for none. */
  substituted: number;
  /** How many times the interactive user was told that there are stopped jobs. */
  exiting: boolean;
  /** An expansion failed: the command at hand is given up. */
  failed: boolean;
  getoptsAt: number;
}

/** A shell at work: the machine, its process and its state, for the length of one turn. */
export interface Shell {
  readonly m: Machine;
  readonly p: Process;
  readonly s: ShellState;
}

/** Frames that a shell may stack before it says that recursion has gone too far. */
export const MAX_FRAMES = 4_000;
export const MAX_HISTORY = 500;

export function newExpansion(): Expansion {
  return { at: 0, fields: [], results: {} };
}

export function createShell(interactive: boolean, name: string, pid: number, env: Readonly<Record<string, string>>): ShellState {
  const variables: Record<string, Variable> = {};
  for (const [key, value] of Object.entries(env)) variables[key] = { value, exported: true, readonly: false, integer: false, elements: null, associative: false };
  variables['IFS'] = { value: ' \t\n', exported: false, readonly: false, integer: false, elements: null, associative: false };
  return {
    interactive, name, script: !interactive, line: 1, variables, functions: {}, aliases: {}, options: {}, positional: [], status: 0, pipeStatus: [0], lastBackground: 0,
    mainPid: pid, jobs: [], history: [], hashed: {}, frames: [], traps: {}, signals: [], children: {}, full: -1, substituted: -1, exiting: false, failed: false, getoptsAt: 0,
  };
}

/** The state of a subshell: a copy without jobs, traps and frames. */
export function forkShell(s: ShellState): ShellState {
  const copy = copyPlain({ ...s, frames: [], jobs: [], traps: {}, signals: [], children: {} }, { slots: 0, walked: 0 });
  copy.interactive = false;
  copy.full = -1;
  return copy;
}

/** The exported variables, which programs get. */
export function exported(s: ShellState): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, variable] of Object.entries(s.variables)) if (variable.exported && variable.elements === null) env[name] = variable.value;
  return env;
}
