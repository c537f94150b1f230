// The books of a shift: how many readings each window should count, how many its results have counted, and when these came.
import type { ShiftRecord, ShiftWindow } from '../../../bridge/engine-records.ts';
import type { ShiftSpec } from '../../../bridge/engines.ts';
import { freeze } from '../../kernel/freeze.ts';

/** What is known of one key in a window. Counts are of readings. */
interface Entry {
  readonly expected: number;
  readonly counted: number;
  readonly delayed: number;
}

/** A window by its end, in ms since 1970, with an entry for each key. Frozen. */
export interface Slot {
  readonly endMs: number;
  readonly keys: Readonly<Record<string, Entry>>;
}

/** Slots in the order of time. Frozen. */
export type Accounts = readonly Slot[];

const NOTHING: Entry = { expected: 0, counted: 0, delayed: 0 };

/** When a shift is on, in ms since 1970. */
export interface Span {
  readonly beganMs: number;
  readonly nowMs: number;
}

/** Windows that a shift answers for: those that begin in it, and whose results are due before it ends. */
function isInShift(spec: ShiftSpec, beganMs: number, endMs: number): boolean {
  return endMs - spec.windowMs >= beganMs && endMs + spec.dueMs <= beganMs + spec.durationMs;
}

function changed(accounts: Accounts, endMs: number, key: string, change: (entry: Entry) => Entry): Accounts {
  const at = accounts.findLastIndex((slot) => slot.endMs <= endMs);
  const slot = accounts[at];
  if (slot?.endMs !== endMs) return freeze([...accounts.slice(0, at + 1), { endMs, keys: { [key]: change(NOTHING) } }, ...accounts.slice(at + 1)]);
  return freeze(accounts.with(at, { endMs, keys: { ...slot.keys, [key]: change(slot.keys[key] ?? NOTHING) } }));
}

/** A reading was taken. Readings of windows that the shift does not answer for are passed over. */
export function expected(spec: ShiftSpec, accounts: Accounts, text: string, beganMs: number): Accounts {
  const fields = fieldsOf(text);
  const [key, timeMs] = [fields[spec.key], timeOf(fields[spec.time])];
  if (typeof key !== 'string' || timeMs === null) return accounts;
  const endMs = (Math.floor(timeMs / spec.windowMs) + 1) * spec.windowMs;
  return isInShift(spec, beganMs, endMs) ? changed(accounts, endMs, key, (entry) => ({ ...entry, expected: entry.expected + 1 })) : accounts;
}

/** A result came. Null where it says nothing of any reading that the shift knows. */
export function came(spec: ShiftSpec, accounts: Accounts, text: string, { beganMs, nowMs }: Span): Accounts | null {
  const fields = fieldsOf(text);
  const [key, endMs, count] = [fields[spec.key], timeOf(fields[spec.end]), fields[spec.count]];
  if (typeof key !== 'string' || endMs === null || typeof count !== 'number' || count < 0) return null;
  if (!isInShift(spec, beganMs, endMs)) return accounts;
  const known = accounts.some((slot) => slot.keys[key] !== undefined);
  if (!known) return null;
  const isLate = nowMs > endMs + spec.dueMs;
  return changed(accounts, endMs, key, (entry) => {
    const useful = Math.max(0, Math.min(count, entry.expected - entry.counted));
    return { ...entry, counted: entry.counted + count, delayed: entry.delayed + (isLate ? useful : 0) };
  });
}

type Totals = Pick<ShiftRecord, 'expected' | 'counted' | 'lost' | 'duplicated' | 'delayed' | 'points' | 'windows'>;

/** What the books say now: of windows whose results are due, what is missing counts as lost. */
export function totals(spec: ShiftSpec, accounts: Accounts, { beganMs, nowMs }: Span): Totals {
  const windows = accounts.filter((slot) => slot.endMs <= nowMs).map((slot): ShiftWindow => {
    const open = nowMs <= slot.endMs + spec.dueMs;
    const entries = Object.values(slot.keys);
    const sum = (of: (entry: Entry) => number): number => entries.reduce((all, entry) => all + of(entry), 0);
    return {
      endMs: slot.endMs - beganMs, expected: sum((entry) => entry.expected), counted: sum((entry) => entry.counted), open,
      missing: sum((entry) => Math.max(0, entry.expected - entry.counted)), duplicated: sum((entry) => Math.max(0, entry.counted - entry.expected)), delayed: sum((entry) => entry.delayed),
    };
  });
  const all = (of: (one: ShiftWindow) => number): number => windows.reduce((sum, one) => sum + of(one), 0);
  const lost = all((one) => (one.open ? 0 : one.missing));
  const [duplicated, delayed] = [all((one) => one.duplicated), all((one) => one.delayed)];
  const cost = lost * spec.lost + duplicated * spec.duplicated + delayed * spec.delayed;
  return { windows, expected: all((one) => one.expected), counted: all((one) => one.counted), lost, duplicated, delayed, points: Math.max(0, Math.round(spec.points - cost)) };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** `2026-01-05 12:00:03.25`, as Flink writes a TIMESTAMP, in ms since 1970; null where it is none. */
function timeOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?$/.test(value)) return null;
  const [whole = '', part = ''] = value.replace(' ', 'T').split('.');
  return Date.parse(`${whole}Z`) + Math.round(Number(`0.${part === '' ? '0' : part}`) * 1_000);
}
