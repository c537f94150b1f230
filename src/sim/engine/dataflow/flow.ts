// The steps of a dataflow as one pure function: items and the state of all keys in, items out and the state after. Python's exceptions end it.
import type { AggregateSpec, DataflowSpec } from '../../../bridge/engines.ts';
import { compileTree, NO_ENV } from '../../flink/expression/compile.ts';
import { parseExpression } from '../../flink/expression/expression.ts';
import { freeze } from '../../kernel/freeze.ts';
import { conditionFields } from '../micro-batch/condition.ts';
import { parseTimestamp } from '../micro-batch/row.ts';
import { dumps, field, fromJson, isDict, isFloat, numberOf, type Py, repr } from './python.ts';
import { pythonCondition } from './python-condition.ts';
import { type KeyWindows, noWindows, onItems, onTime, type OpenWindow, wakesAt, type WindowEvents } from './windows.ts';

/** The state of a key: its windows, or what its items have come to. */
export interface KeyState {
  readonly key: string;
  readonly windows: KeyWindows | null;
  readonly kept: readonly Kept[] | null;
}

interface Kept {
  readonly count: number;
  readonly value: Py;
}

/** Frozen, in the order of the keys. */
export type FlowState = readonly KeyState[];

/** An item that leaves the dataflow: as `print` shows it, as JSON, and when what it tells of has happened, ms. */
export interface OutItem {
  readonly key: string | null;
  readonly text: string;
  readonly json: string;
  readonly timeMs: number;
}

export interface Flowed {
  readonly state: FlowState;
  readonly out: readonly OutItem[];
  /** Late items, once for each window that they missed. */
  readonly late: readonly string[];
}

/** A record as the source hands it on. */
export interface SourceItem {
  readonly value: string | null;
  readonly timeMs: number;
}

/** What is wrong with a dataflow before it starts; null where nothing is. */
export function flowProblem(spec: DataflowSpec): string | null {
  const condition = spec.filter === '' ? null : pythonCondition(spec.filter, names(spec));
  if (condition !== null && 'problem' in condition) return `SyntaxError: ${condition.problem}`;
  if (spec.window !== 'none' && spec.keyOn === '') return 'TypeError: windows need a keyed stream: use op.key_on';
  if (spec.format === 'text' && (spec.eventTime !== '' || spec.aggregates.some(({ column }) => column !== ''))) return 'TypeError: string indices must be integers, not \'str\'';
  return null;
}

const names = ({ format, fields }: DataflowSpec): readonly string[] => (format === 'text' ? ['value'] : fields);

/** An exception of the program: what Python's last line says. */
class Raised extends Error {}

/** One activation: a batch of records goes through all steps. `problem` where a step raised an exception: then nothing of the batch came out. */
export function flowOn(spec: DataflowSpec, state: FlowState, records: readonly SourceItem[], nowMs: number): Flowed | { readonly problem: string } {
  try {
    const items = records.map(({ value, timeMs }) => ({ item: parsed(spec, value), timeMs })).filter(({ item }) => passes(spec, item));
    if (spec.keyOn === '') return { state, late: [], out: items.map(({ item, timeMs }) => ({ key: null, text: isDict(item) || typeof item !== 'string' ? repr(item) : item, json: dumps(item), timeMs })) };
    const byKey = new Map<string, { item: Py; timeMs: number }[]>();
    for (const one of items) {
      const key = keyOf(spec, one.item);
      byKey.set(key, [...(byKey.get(key) ?? []), one]);
    }
    return together(spec, state, [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, its]) => onKey(spec, state.find((one) => one.key === key) ?? null, key, its, nowMs)));
  } catch (error) {
    if (error instanceof Raised) return { problem: error.message };
    throw error;
  }
}

/** The clock has gone on: windows close. */
export function flowTime(spec: DataflowSpec, state: FlowState, nowMs: number): Flowed {
  const due = state.filter(({ windows }) => windows !== null && (wakesAt(windows, spec) ?? Infinity) <= nowMs);
  return together(spec, state, due.map(({ key, windows }) => fromWindows(spec, key, onTime(windows ?? noWindows(), spec, nowMs))));
}

/** When the clock alone would bring something about, ms; null where nothing waits. */
export function flowWakesAt(spec: DataflowSpec, state: FlowState): number | null {
  let first: number | null = null;
  for (const { windows } of state) {
    const at = windows === null ? null : wakesAt(windows, spec);
    if (at !== null && (first === null || at < first)) first = at;
  }
  return first;
}

interface KeyResult {
  readonly state: KeyState;
  readonly out: readonly OutItem[];
  readonly late: readonly string[];
}

function together(_spec: DataflowSpec, state: FlowState, results: readonly KeyResult[]): Flowed {
  const changed = new Map(results.map((result) => [result.state.key, result.state]));
  const kept = [...state.filter(({ key }) => !changed.has(key)), ...changed.values()].filter(({ windows, kept: own }) => own !== null || (windows !== null && !isEmpty(windows)));
  return { state: freeze(kept.sort((a, b) => (a.key < b.key ? -1 : 1))), out: results.flatMap(({ out }) => out), late: results.flatMap(({ late }) => late) };
}

/** A key without windows and queue is forgotten, and its clock with it; sessions go on being counted. */
const isEmpty = ({ queue, open, lastSession }: KeyWindows): boolean => queue.length === 0 && open.length === 0 && lastSession < 0;

function parsed({ format }: DataflowSpec, value: string | null): Py {
  if (format === 'text') return value ?? '';
  const json = fromJson(value ?? '');
  if (json === null) throw new Raised('json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)');
  return json.value;
}

function get(item: Py, name: string): Py {
  const value = field(item, name);
  if (value === undefined) throw new Raised(isDict(item) ? `KeyError: '${name}'` : 'TypeError: string indices must be integers, not \'str\'');
  return value;
}

const plain = (value: Py): unknown => (isFloat(value) ? value.float : value);

function passes(spec: DataflowSpec, item: Py): boolean {
  if (spec.filter === '') return true;
  const fields = names(spec);
  const used = conditionFields(spec.filter);
  const row = fields.map((name) => (!used.includes(name) ? null : spec.format === 'text' ? item : plain(get(item, name))));
  const found = parseExpression(spec.filter, { inputs: [{ alias: '', fields }] });
  return found.ok && compileTree(found.expression)(row as never, [], NO_ENV) === true;
}

function keyOf(spec: DataflowSpec, item: Py): string {
  const key = spec.format === 'text' ? item : get(item, spec.keyOn);
  if (typeof key !== 'string') throw new Raised(`TypeError: key_on key must be a str; got a ${isFloat(key) ? '<class \'float\'>' : typeof key === 'number' ? '<class \'int\'>' : '<class \'NoneType\'>'} instead`);
  return key;
}

function onKey(spec: DataflowSpec, before: KeyState | null, key: string, items: readonly { readonly item: Py; readonly timeMs: number }[], nowMs: number): KeyResult {
  if (spec.window !== 'none') {
    const entries = items.map(({ item }) => ({ value: item, timeMs: timeOf(spec, item, nowMs) }));
    return fromWindows(spec, key, onItems(before?.windows ?? noWindows(), spec, entries, nowMs));
  }
  if (spec.aggregates.length === 0) return { state: { key, windows: null, kept: null }, late: [], out: items.map(({ item, timeMs }) => outItem(key, item, timeMs)) };
  let kept = before?.kept ?? begun(spec);
  const out = items.map(({ item, timeMs }) => {
    kept = folded(spec, kept, item);
    return outItem(key, result(spec, kept), timeMs);
  });
  return { state: { key, windows: null, kept }, out, late: [] };
}

function outItem(key: string, value: Py, timeMs: number): OutItem {
  return { key, text: `(${repr(key)}, ${repr(value)})`, json: dumps(value), timeMs };
}

function timeOf({ eventTime }: DataflowSpec, item: Py, nowMs: number): number {
  if (eventTime === '') return nowMs;
  const text = get(item, eventTime);
  const ms = typeof text === 'string' ? parseTimestamp(text) : null;
  if (ms === null) throw new Raised(typeof text === 'string' ? `ValueError: Invalid isoformat string: ${repr(text)}` : 'TypeError: fromisoformat: argument must be str');
  return ms;
}

function fromWindows(spec: DataflowSpec, key: string, { windows, closed, late }: WindowEvents): KeyResult {
  return {
    state: { key, windows, kept: null }, late: late.map(({ id, value }) => `(${repr(key)}, (${id}, ${repr(value)}))`),
    out: closed.map((one) => {
      const value = windowValue(spec, one);
      return { key, text: `(${repr(key)}, (${one.id}, ${repr(value)}))`, json: `[${one.id}, ${dumps(value)}]`, timeMs: one.closeMs };
    }),
  };
}

function windowValue(spec: DataflowSpec, { values }: OpenWindow): Py {
  return spec.aggregates.length === 0 ? values : result(spec, values.reduce<readonly Kept[]>((kept, item) => folded(spec, kept, item), begun(spec)));
}

const begun = ({ aggregates }: DataflowSpec): readonly Kept[] => aggregates.map(({ of }) => ({ count: 0, value: of === 'avg' ? { float: 0 } : of === 'sum' ? 0 : null }));

function folded(spec: DataflowSpec, kept: readonly Kept[], item: Py): readonly Kept[] {
  return kept.map((one, at) => {
    const { of, column } = spec.aggregates[at] ?? { of: 'count', column: '' };
    if (of === 'count') return { count: one.count + 1, value: null };
    return { count: one.count + 1, value: joined(of, one.value, get(item, column)) };
  });
}

function joined(of: AggregateSpec['of'], one: Py, other: Py): Py {
  const [a, b] = [numberOf(one), numberOf(other)];
  if (of === 'min' || of === 'max') {
    if (one === null) return other;
    if (a === null || b === null) throw new Raised(`TypeError: '${of === 'min' ? '<' : '>'}' not supported between instances of 'NoneType' and 'float'`);
    return (of === 'min' ? b < a : b > a) ? other : one;
  }
  if (a === null || b === null) throw new Raised('TypeError: unsupported operand type(s) for +=: \'int\' and \'NoneType\'');
  return isFloat(one) || isFloat(other) ? { float: a + b } : a + b;
}

function result({ aggregates }: DataflowSpec, kept: readonly Kept[]): Py {
  return {
    dict: aggregates.map(({ as, of }, at) => {
      const { count, value } = kept[at] ?? { count: 0, value: null };
      return [as, of === 'count' ? count : of === 'avg' ? { float: (numberOf(value) ?? 0) / count } : value] as const;
    }),
  };
}
