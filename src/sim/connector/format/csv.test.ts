// Files of CSV as the real Flink 2.2.1 read them: each type with each kind of cell, quotes, escapes, comments, NULL, lines that do not fit.
import { describe, expect, test } from 'vitest';
import reading from '../../../../conformance/vectors/flink-csv-read.tsv?raw';
import { cellText } from '../../sql/expr/text.ts';
import { attempt } from '../../sql/problem.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { fieldsOf, vectors } from '../../testing/format-vectors.ts';
import { csvFormat, csvOptions } from './csv.ts';
import { csvReader } from './csv-read.ts';

/** The client cuts what is wider than its columns. */
const WIDTH = 30;
const cut = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH - 3)}...` : text);

function shown([columns = '', options = '', file = '']: readonly string[]): string {
  const fields = fieldsOf(columns);
  const own: Record<string, string> = {};
  if (options !== '-') for (const one of options.split(';')) own[one.slice('csv.'.length, one.indexOf('='))] = one.slice(one.indexOf('=') + 1);
  const typed = attempt(() => csvFormat.checkTypes(fields, own, 'read'));
  if (!typed.ok) return `!${typed.problem.exception}: ${typed.problem.message}`;
  try {
    const rows = csvReader(fields, csvOptions(own))(file, false);
    return rows.map((row) => row.map((value, i) => cut(cellText(fields[i]?.type ?? { kind: 'NULL', nullable: true })(value, 'UTC')).trim()).join('|')).join('\n');
  } catch (error) {
    if (!(error instanceof UserCodeError)) throw error;
    return error.message === '' ? `!${error.exception}` : `!${error.exception}: ${error.message}`;
  }
}

function check(one: readonly string[]): void {
  expect(shown(one)).toBe(one[3]);
}

describe('reading', () => {
  for (const [i, one] of vectors(reading).entries()) test(`${i} ${one[0] ?? ''} ${one[1] ?? ''}`, () => check(one));
});
