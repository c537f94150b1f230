// Keys of rows: taken from the fields that a selector names, and as text for state.
import type { KeySelector } from '../../../bridge/flink.ts';
import type { Row, Value } from '../record.ts';

/** The key of a row: the value of its one field, or a list of several. */
export function keyOf(selector: KeySelector, row: Row): Value {
  if (selector.constant !== undefined) return selector.constant;
  const { fields } = selector;
  const only = fields[0];
  if (fields.length === 1 && only !== undefined) return row[only] ?? null;
  const key: Value[] = [];
  for (const field of fields) key.push(row[field] ?? null);
  return key;
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** A key as text, for state: equal keys give equal texts, and no two types the same. Text that begins with a letter is its own. */
export function keyText(key: Value): string {
  if (typeof key === 'string') return isLetter(key.charCodeAt(0)) ? key : `'${key}`;
  if (typeof key === 'number') return `#${key}`;
  return `:${JSON.stringify(key)}`;
}

/** The key that a text stands for. */
export function keyFromText(text: string): Value {
  if (text.startsWith("'")) return text.slice(1);
  if (text.startsWith('#')) return Number(text.slice(1));
  return text.startsWith(':') ? (JSON.parse(text.slice(1)) as Value) : text;
}
