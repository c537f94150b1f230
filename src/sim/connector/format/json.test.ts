// JSON and rows as the real Flink 2.2.1 answered: each type with each kind of value, texts that are no JSON, options.
import { describe, expect, test } from 'vitest';
import reading from '../../../../conformance/vectors/flink-json-read.tsv?raw';
import { attempt } from '../../sql/problem.ts';
import { cellText } from '../../sql/expr/text.ts';
import { fieldsOf, vectors } from '../../testing/format-vectors.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { jsonFormat } from './json.ts';

function shown([columns = '', options = '', message = '']: readonly string[]): string {
  const fields = fieldsOf(columns);
  const own = Object.fromEntries(options === '-' ? [] : options.split(';').map((one) => one.replace('json.', '').split('=')));
  const typed = attempt(() => jsonFormat.checkTypes(fields, own, 'read'));
  if (!typed.ok) return `!${typed.problem.exception}: ${typed.problem.message}`;
  const type = fields.at(-1)?.type ?? { kind: 'NULL', nullable: true };
  try {
    const rows = jsonFormat.decoder({ format: 'json', fields, options: own, metadata: [] })(message);
    return rows.length === 0 ? '-' : rows.map(({ row }) => cellText(type)(row.at(-1) ?? null, 'UTC')).join(' ; ');
  } catch (error) {
    if (!(error instanceof UserCodeError)) throw error;
    return `!${error.exception}: ${error.message}`;
  }
}

function check(one: readonly string[]): void {
  expect(shown(one).trim()).toBe(one[3]?.trim());
}

describe('reading', () => {
  for (const [i, one] of vectors(reading).entries()) test(`${i} ${one[0] ?? ''} ${one[2] ?? ''}`, () => check(one));
});
