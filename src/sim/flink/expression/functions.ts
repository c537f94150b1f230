// The functions that expressions may call: each with how many arguments it takes and what it gives.
import type { Value } from '../record.ts';

/** What a function may ask of the operator that calls it. */
export interface FunctionEnv {
  /** Event time of the record in hand, or of the timer that fires. */
  timestamp(): number;
  watermark(): number;
  processingTime(): number;
  key(): Value;
  /** The value of a state by its name, null where there is none. */
  state(name: string): Value;
  /** Which subtask it is, and its how-manieth attempt, from 0; absent where there is no task. */
  readonly subtask?: number;
  readonly attempt?: number;
}

export interface FunctionSpec {
  /** The fewest and the most arguments. */
  readonly args: readonly [number, number];
  readonly call: (args: readonly Value[], env: FunctionEnv) => Value;
}

const number = (value: Value | undefined): number => (typeof value === 'number' ? value : Number(value ?? 0));
const text = (value: Value | undefined): string => (typeof value === 'string' ? value : shown(value ?? null));

/** A value as Java's toString shows it. */
export function shown(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? `[${(value as readonly Value[]).map(shown).join(', ')}]` : `{${Object.entries(value).map(([key, below]) => `${key}=${shown(below)}`).join(', ')}}`;
  return String(value);
}

/** Null where any argument is. */
function strict(least: number, most: number, call: (args: readonly Value[]) => Value): FunctionSpec {
  return { args: [least, most], call: (args) => (args.includes(null) ? null : call(args)) };
}

/** Functions by name. */
export const FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  if: { args: [2, 3], call: ([condition, yes, no]) => (condition === true ? (yes ?? null) : (no ?? null)) },
  coalesce: { args: [1, 16], call: (args) => args.find((value) => value !== null) ?? null },
  isNull: { args: [1, 1], call: ([value]) => (value ?? null) === null },
  abs: strict(1, 1, ([value]) => Math.abs(number(value))),
  floor: strict(1, 1, ([value]) => Math.floor(number(value))),
  ceil: strict(1, 1, ([value]) => Math.ceil(number(value))),
  round: strict(1, 2, ([value, digits]) => rounded(number(value), number(digits))),
  min: strict(1, 16, (args) => Math.min(...args.map(number))),
  max: strict(1, 16, (args) => Math.max(...args.map(number))),
  sqrt: strict(1, 1, ([value]) => Math.sqrt(number(value))),
  number: strict(1, 1, ([value]) => (Number.isFinite(Number(value)) ? Number(value) : null)),
  text: strict(1, 1, ([value]) => text(value)),
  lower: strict(1, 1, ([value]) => text(value).toLowerCase()),
  upper: strict(1, 1, ([value]) => text(value).toUpperCase()),
  trim: strict(1, 1, ([value]) => text(value).trim()),
  length: strict(1, 1, ([value]) => (Array.isArray(value) ? value.length : text(value).length)),
  substring: strict(2, 3, ([value, from, to]) => text(value).slice(number(from), to === undefined ? undefined : number(to))),
  contains: strict(2, 2, ([value, part]) => (Array.isArray(value) ? (value as readonly Value[]).includes(part ?? null) : text(value).includes(text(part)))),
  startsWith: strict(2, 2, ([value, part]) => text(value).startsWith(text(part))),
  replace: strict(3, 3, ([value, part, by]) => text(value).replaceAll(text(part), text(by))),
  split: strict(2, 2, ([value, by]) => text(value).split(text(by)).slice(0, 10_000)),
  get: { args: [2, 2], call: ([of, name]) => entry(of ?? null, name ?? null) },
  size: strict(1, 1, ([value]) => (typeof value === 'object' && value !== null ? Object.keys(value).length : text(value).length)),
  keys: strict(1, 1, ([value]) => (typeof value === 'object' && value !== null ? Object.keys(value) : [])),
  append: { args: [2, 2], call: ([list, value]) => [...(Array.isArray(list) ? (list as readonly Value[]) : []), value ?? null] },
  timestamp: { args: [0, 0], call: (_args, env) => env.timestamp() },
  watermark: { args: [0, 0], call: (_args, env) => env.watermark() },
  processingTime: { args: [0, 0], call: (_args, env) => env.processingTime() },
  key: { args: [0, 0], call: (_args, env) => env.key() },
  subtask: { args: [0, 0], call: (_args, env) => env.subtask ?? 0 },
  attempt: { args: [0, 0], call: (_args, env) => env.attempt ?? 0 },
  column: strict(2, 2, ([rows, place]) => (Array.isArray(rows) ? (rows as readonly Value[]).map((row) => entry(row, place ?? null)) : [])),
  sorted: strict(1, 1, ([list]) => (Array.isArray(list) ? [...(list as readonly Value[])].sort((a, b) => ((a ?? 0) < (b ?? 0) ? -1 : (a ?? 0) > (b ?? 0) ? 1 : 0)) : list ?? null)),
  state: { args: [1, 1], call: ([name], env) => env.state(text(name)) },
};

/** An element by its place, or an entry by its name; null where there is none. */
export function entry(of: Value, name: Value): Value {
  if (typeof of !== 'object' || of === null) return null;
  if (Array.isArray(of)) return (of as readonly Value[])[number(name)] ?? null;
  const found = Object.entries(of).find(([key]) => key === shown(name));
  return found === undefined ? null : found[1];
}

function rounded(value: number, digits: number): number {
  let factor = 1;
  for (let i = 0; i < Math.min(digits, 15); i++) factor *= 10;
  return Math.round(value * factor) / factor;
}
