// How rows lie in Kafka's records: as text, or as JSON objects by field names.
import type { Row, Value } from '../flink/record.ts';
import { shown } from '../flink/expression/functions.ts';

export type Format =
  /** The value's text is the row's only field. */
  | { readonly kind: 'raw' }
  /** A JSON object; fields that it lacks are null. `ignoreErrors`: what is no JSON is passed over. */
  | { readonly kind: 'json'; readonly fields: readonly string[]; readonly ignoreErrors: boolean };

/** A row, null for one that is passed over, or what is wrong. */
export type Decoded = { readonly ok: true; readonly row: Row | null } | { readonly ok: false; readonly message: string };

export function decode(format: Format, value: string | null): Decoded {
  if (format.kind === 'raw') return { ok: true, row: [value] };
  if (value === null) return { ok: true, row: null };
  const parsed = parse(value);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    const object = parsed as Readonly<Record<string, Value>>;
    return { ok: true, row: format.fields.map((field) => (Object.hasOwn(object, field) ? (object[field] ?? null) : null)) };
  }
  if (format.ignoreErrors) return { ok: true, row: null };
  return { ok: false, message: `Failed to deserialize JSON '${value}'.` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function encode(format: Format, row: Row): string {
  if (format.kind === 'raw') return shown(row[0] ?? null);
  return JSON.stringify(Object.fromEntries(format.fields.map((field, i) => [field, row[i] ?? null])));
}
