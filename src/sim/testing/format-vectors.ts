// Recorded rows of formats: lines of tab-separated fields, and columns as a definition writes them.
import { parseStatement } from '../sql/parser/parse.ts';
import type { Field } from '../sql/type/logical-type.ts';

const SIGNS: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };

/** The lines of a file of vectors, without its comments. */
export function vectors(text: string): readonly (readonly string[])[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t').map((part) => part.replace(/\\([nt\\])/g, (_whole, sign: string) => SIGNS[sign] ?? sign)));
}

/** `i INT, v ARRAY<INT>` as fields. */
export function fieldsOf(columns: string): readonly Field[] {
  const parsed = parseStatement(`CREATE TABLE t (${columns})`);
  if (!parsed.ok || parsed.value.kind !== 'create table' || parsed.value.body === null) throw new Error(`no columns: ${columns}`);
  return parsed.value.body.columns.flatMap((column) => (column.kind === 'computed' ? [] : [{ name: column.name, type: column.type }]));
}
