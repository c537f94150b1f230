// What a check says of the world: evaluated on records alone, with a memory for what must hold over time.
import type { WorldRecord } from '../bridge/records.ts';
import { conjunctsOf, type Lookup } from './conjuncts.ts';
import type { Comparison, Expression, Selection } from './expression.ts';
import { isPart, PARTS_OF, partsOf } from './flink-parts.ts';
import { type Checkable, type LoggedRecord, type RecordKind } from './fields.ts';

export type Value = number | string | boolean | null | readonly unknown[] | object;

/** A world at an instant of virtual time. */
export interface Look {
  readonly nowUs: number;
  readonly byKind: Readonly<Partial<Record<RecordKind, readonly WorldRecord[]>>>;
}

/** When something remembered changed, and to what: 1 and 0 for a condition. Oldest first. */
interface Change {
  readonly atUs: number;
  readonly value: number;
}

/** What was seen of the conditions under `eventually`, `never`, `for`, `grew` and `moment`, by their slot. */
export type Memory = Readonly<Record<number, readonly Change[]>>;

export const noMemory: Memory = {};

/** Changes kept of one condition. Of what flickers more often the first two, which say when it was first true, and the latest are kept. */
const MOST_CHANGES = 1_000;
const FIRST_CHANGES = 2;
const NOTHING: readonly Checkable[] = [];
const NO_RECORDS: readonly WorldRecord[] = [];

/** Groups records by kind, in the order in which they come. */
export function look(nowUs: number, records: Iterable<WorldRecord>): Look {
  const byKind: Partial<Record<RecordKind, WorldRecord[]>> = {};
  for (const record of records) (byKind[record.kind] ??= []).push(record);
  return { nowUs, byKind };
}

interface Evaluated {
  readonly value: Value;
  readonly memory: Memory;
}

/** What was evaluated last, by the memory that it left: in the very same records the same is found, whatever time it is. */
const lastOf = new WeakMap<Memory, { readonly expression: Expression; readonly world: Look; readonly result: Evaluated }>();
const untimed = new WeakMap<Expression, boolean>();

/** The value now, and the memory for the next look. A look at an earlier time forgets what came after it. */
export function evaluate(expression: Expression, world: Look, memory: Memory): Evaluated {
  const last = lastOf.get(memory);
  if (last?.expression === expression && last.world.byKind === world.byKind && last.world.nowUs <= world.nowUs) return last.result;
  const next: Record<number, readonly Change[]> = {};
  const value = valueOf(expression, { world, memory, next, scopes: [] });
  const result = { value, memory: next };
  let isUntimed = untimed.get(expression);
  if (isUntimed === undefined) untimed.set(expression, (isUntimed = !hasFor(expression)));
  if (isUntimed) lastOf.set(next, { expression, world, result });
  return result;
}

/** Whether a condition may become true by nothing but time that passes. */
function hasFor(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal': case 'field': return false;
    case 'for': return true;
    case 'count': case 'exists': case 'sum': case 'min': case 'max': case 'the': return expression.of.where !== null && hasFor(expression.of.where);
    case 'all': return hasFor(expression.holds) || (expression.of.where !== null && hasFor(expression.of.where));
    case 'compare': case 'add': case 'and': case 'or': return hasFor(expression.left) || hasFor(expression.right);
    case 'not': case 'eventually': case 'never': case 'grew': case 'moment': return hasFor(expression.of);
  }
}

/** The same for a check: whether it holds. */
export function holds(expression: Expression, world: Look, memory: Memory): { readonly holds: boolean; readonly memory: Memory } {
  const result = evaluate(expression, world, memory);
  return { holds: result.value === true, memory: result.memory };
}

/** The records that a selection picks in a world, in the world's order. */
export function selectedIn(selection: Selection, world: Look): readonly Checkable[] {
  return selected(selection, { world, memory: noMemory, next: {}, scopes: [] });
}

interface Frame {
  readonly world: Look;
  readonly memory: Memory;
  readonly next: Record<number, readonly Change[]>;
  /** From the outermost inwards; undefined where nothing looks at the record. */
  readonly scopes: readonly (Checkable | undefined)[];
}

function valueOf(expression: Expression, frame: Frame): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return fieldValue(frame.scopes[frame.scopes.length - 1 - expression.depth], expression.field, expression.key);
    case 'count':
      return selected(expression.of, frame).length;
    case 'exists':
      return selected(expression.of, frame).length > 0;
    case 'all':
      return selected(expression.of, frame).every((record) => valueOf(expression.holds, { ...frame, scopes: [...frame.scopes, record] }) === true);
    case 'sum': case 'min': case 'max': case 'the':
      return aggregate(expression.kind, selected(expression.of, frame).map((record) => fieldValue(record, expression.field, expression.key)));
    case 'compare':
      return compare(valueOf(expression.left, frame), expression.operator, valueOf(expression.right, frame));
    case 'add': {
      const left = asNumber(valueOf(expression.left, frame));
      const right = asNumber(valueOf(expression.right, frame));
      return expression.operator === '+' ? left + right : left - right;
    }
    // Both sides are always evaluated: a condition over time must see every look.
    case 'and': case 'or': {
      const left = valueOf(expression.left, frame) === true;
      const right = valueOf(expression.right, frame) === true;
      return expression.kind === 'and' ? left && right : left || right;
    }
    case 'not':
      return valueOf(expression.of, frame) !== true;
    case 'eventually':
      return remember(expression.slot, truth(valueOf(expression.of, frame)), frame).some((change) => change.value === 1);
    case 'never':
      return !remember(expression.slot, truth(valueOf(expression.of, frame)), frame).some((change) => change.value === 1);
    case 'grew': {
      const now = asNumber(valueOf(expression.of, frame));
      const [first = { atUs: frame.world.nowUs, value: now }] = (frame.memory[expression.slot] ?? []).filter((change) => change.atUs <= frame.world.nowUs);
      frame.next[expression.slot] = [first];
      return now - first.value;
    }
    case 'moment': {
      const changes = remember(expression.slot, truth(valueOf(expression.of, frame)), frame);
      const [first] = changes;
      const when = changes.find((change) => change.value === 1);
      return first === undefined || when === undefined ? null : Math.round((when.atUs - first.atUs) / 1_000);
    }
    case 'for': {
      const last = remember(expression.slot, truth(valueOf(expression.of, frame)), frame).at(-1);
      return last !== undefined && last.value === 1 && frame.world.nowUs - last.atUs >= expression.durationUs;
    }
  }
}

function selected(selection: Selection, frame: Frame): readonly Checkable[] {
  const records = recordsOf(selection.kind, frame.world);
  const { where } = selection;
  if (where === null) return records;
  const conjuncts = conjunctsOf(where);
  if (conjuncts === null) return records.filter((record) => holdsOf(where, record, frame));
  const { alone, outside, lookup, rest } = conjuncts;
  if (outside.some((one) => !holdsOf(one, undefined, frame))) return NOTHING;
  let found = pickedOf(records, where, alone, frame);
  if (lookup !== null) found = withField(found, where, lookup, valueOf(lookup.same, { ...frame, scopes: [...frame.scopes, undefined] }));
  return rest.length === 0 ? found : found.filter((record) => rest.every((one) => holdsOf(one, record, frame)));
}

function holdsOf(condition: Expression, record: Checkable | undefined, frame: Frame): boolean {
  return valueOf(condition, { ...frame, scopes: [...frame.scopes, record] }) === true;
}

/** What a condition makes of lists that were seen before, of what looks at the records alone. A list never changes. */
const picked = new WeakMap<readonly Checkable[], WeakMap<Expression, readonly Checkable[]>>();

function pickedOf(records: readonly Checkable[], where: Expression, alone: readonly Expression[], frame: Frame): readonly Checkable[] {
  if (alone.length === 0) return records;
  return once(picked, records, where, () => records.filter((record) => alone.every((one) => holdsOf(one, record, frame))));
}

/** The records of lists by the value of the field that a condition looks up. */
const indexed = new WeakMap<readonly Checkable[], WeakMap<Expression, ReadonlyMap<Value, readonly Checkable[]>>>();

function withField(records: readonly Checkable[], where: Expression, { field, key }: Lookup, wanted: Value): readonly Checkable[] {
  // What is no number equals nothing, itself neither.
  if (Number.isNaN(wanted)) return NOTHING;
  return once(indexed, records, where, () => byField(records, field, key)).get(wanted) ?? NOTHING;
}

function byField(records: readonly Checkable[], field: string, key: string | null): ReadonlyMap<Value, readonly Checkable[]> {
  const found = new Map<Value, Checkable[]>();
  for (const record of records) {
    const value = fieldValue(record, field, key);
    const same = found.get(value);
    if (same === undefined) found.set(value, [record]);
    else same.push(record);
  }
  return found;
}

function once<T>(made: WeakMap<readonly Checkable[], WeakMap<Expression, T>>, records: readonly Checkable[], where: Expression, make: () => T): T {
  let ofList = made.get(records);
  if (ofList === undefined) made.set(records, (ofList = new WeakMap()));
  let found = ofList.get(where);
  if (found === undefined) ofList.set(where, (found = make()));
  return found;
}

/** Records of a kind: those of the world, or what is found inside of them. */
function recordsOf(kind: RecordKind, world: Look): readonly Checkable[] {
  if (kind === 'record') return loggedRecords(world);
  if (isPart(kind)) return partsOf(kind, world.byKind[PARTS_OF[kind]] ?? NO_RECORDS);
  return world.byKind[kind] ?? NOTHING;
}

/** Found once for a list of replicas, and only where a check asks for them. */
const logged = new WeakMap<readonly WorldRecord[], readonly LoggedRecord[]>();

function loggedRecords(world: Look): readonly LoggedRecord[] {
  const replicas = world.byKind.replica ?? NO_RECORDS;
  const known = logged.get(replicas);
  if (known !== undefined) return known;
  const found: LoggedRecord[] = [];
  for (const replica of replicas) {
    if (replica.kind !== 'replica') continue;
    const { topic, partition, broker, role } = replica;
    for (const { offset, key, value, timestampMs, sizeBytes } of replica.tail) {
      found.push({ kind: 'record', id: `record/${topic}-${partition}/${broker}/${offset}`, topic, partition, broker, role, offset, key, value, timestampMs, sizeBytes, json: NO_JSON });
    }
  }
  logged.set(replicas, found);
  return found;
}

const NO_JSON = {};
const parsed = new WeakMap<LoggedRecord, unknown>();

/** A record's value as JSON; null where it is none. */
function jsonOf(record: LoggedRecord): unknown {
  if (!parsed.has(record)) parsed.set(record, record.value?.startsWith('{') === true ? tryJson(record.value) : null);
  return parsed.get(record);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fieldValue(record: Checkable | undefined, field: string, key: string | null): Value {
  if (record === undefined) return null;
  if (record.kind === 'record' && field === 'json') return partOf(jsonOf(record), key);
  const value = ownValue(record, field);
  return key === null ? asValue(value) : partOf(value, key);
}

function partOf(value: unknown, key: string | null): Value {
  return typeof value === 'object' && value !== null && key !== null ? asValue(ownValue(value, key)) : null;
}

function ownValue(of: object, name: string): unknown {
  return Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;
}

function asValue(value: unknown): Value {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value : null;
}

function aggregate(kind: 'sum' | 'min' | 'max' | 'the', values: readonly Value[]): Value {
  if (kind === 'the') return values[0] ?? null;
  const numbers = values.filter((value) => typeof value === 'number');
  if (kind === 'sum') return numbers.reduce((total, value) => total + value, 0);
  if (numbers.length === 0) return null;
  return numbers.reduce((best, value) => ((kind === 'min') === value < best ? value : best));
}

function compare(left: Value, operator: Comparison, right: Value): boolean {
  switch (operator) {
    case '=': return left === right;
    case '!=': return left !== right;
    case 'contains': return Array.isArray(left) ? left.includes(right) : typeof left === 'string' && typeof right === 'string' && left.includes(right);
    case 'starts with': return typeof left === 'string' && typeof right === 'string' && left.startsWith(right);
    case '<': case '<=': case '>': case '>=': return ordered(left, operator, right);
  }
}

/** Numbers by size, texts by code units; anything else has no order and compares as false. */
function ordered(left: Value, operator: '<' | '<=' | '>' | '>=', right: Value): boolean {
  const numbers = typeof left === 'number' && typeof right === 'number';
  const texts = typeof left === 'string' && typeof right === 'string';
  if (!numbers && !texts) return false;
  switch (operator) {
    case '<': return left < right;
    case '<=': return left <= right;
    case '>': return left > right;
    case '>=': return left >= right;
  }
}

function asNumber(value: Value): number {
  return typeof value === 'number' ? value : 0;
}

function truth(value: Value): number {
  return value === true ? 1 : 0;
}

function kept(changes: readonly Change[]): readonly Change[] {
  return changes.length <= MOST_CHANGES ? changes : [...changes.slice(0, FIRST_CHANGES), ...changes.slice(FIRST_CHANGES - MOST_CHANGES)];
}

function remember(slot: number, value: number, frame: Frame): readonly Change[] {
  const { nowUs } = frame.world;
  const before = (frame.memory[slot] ?? []).filter((change) => change.atUs <= nowUs);
  const changes = before.at(-1)?.value === value ? before : kept([...before, { atUs: nowUs, value }]);
  frame.next[slot] = changes;
  return changes;
}
