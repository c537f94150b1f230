// JSON values as jq sees them: order, text, and the words of its errors.
import type { Json } from './syntax.ts';

/** An error of a filter; `try` and `?` catch it. */
export class JqError extends Error {}

export function typeOf(value: Json): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  const kind = typeof value;
  return kind === 'boolean' || kind === 'number' || kind === 'string' ? kind : 'object';
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeOf(value) === 'object';
}

const ORDER = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];

function rank(value: Json): number {
  return ORDER.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value));
}

/** jq's order over all values: by type, then by value. */
export function compare(a: Json, b: Json): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (isArray(a) && isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] ?? null, b[i] ?? null);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isObject(a) && isObject(b)) {
    const keys = compare(sortedKeys(a), sortedKeys(b));
    if (keys !== 0) return keys;
    for (const key of sortedKeys(a)) {
      const order = compare(a[key] ?? null, b[key] ?? null);
      if (order !== 0) return order;
    }
  }
  return 0;
}

export function sortedKeys(value: { readonly [key: string]: Json }): string[] {
  return Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A value as text: indented by two blanks, or in one line. */
export function print(value: Json, compact: boolean, sortKeys: boolean): string {
  return write(value, compact ? null : '', sortKeys);
}

function write(value: Json, indent: string | null, sortKeys: boolean): string {
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = indent === null ? null : `${indent}  `;
  const keys = isArray(value) ? [] : sortKeys ? sortedKeys(value) : Object.keys(value);
  const items = isArray(value) ? value.map((item) => write(item, inner, sortKeys)) : keys.map((key) => `${JSON.stringify(key)}:${indent === null ? '' : ' '}${write((value)[key] ?? null, inner, sortKeys)}`);
  const [open, close] = isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  return indent === null ? `${open}${items.join(',')}${close}` : `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A value as @text shows it: text as it is, the rest as JSON. */
export function plain(value: Json): string {
  return typeof value === 'string' ? value : print(value, true, false);
}

/** A value in an error: short, and cut where it is long. */
export function brief(value: Json): string {
  const text = print(value, true, false);
  return `${typeOf(value)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`;
}
