// The built-in functions against what Flink's runtime and validator gave for them: a floor for the share that is equal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { comparator } from '../expr/compare.ts';
import { compile } from '../expr/compile.ts';
import { NO_ENV } from '../expr/env.ts';
import { parseExpression, parseType } from '../parser/parse.ts';
import { attempt, type Result } from '../problem.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';
import { NULL } from '../type/logical-type.ts';
import type { Row, Value } from '../value.ts';
import { bind } from '../validate/expression.ts';
import { scopeOf } from '../validate/scope.ts';

/** Group, what is expected (`result` or a kind of failure), expression, types of f0, f1, …, their values, result type, result or texts. */
type Case = readonly [string, string, string, readonly string[], Row, string | null, Value];

const FILE = join(import.meta.dirname, '../../../../conformance/vectors/flink-builtin-functions.json');

/** The part of the cases that must be equal. What is missing is mostly the text of a refusal, and values that JSON cannot hold. */
const FLOOR = 0.91;

function typeOf(text: string | null): LogicalType {
  const parsed = text === null ? null : parseType(text);
  return parsed?.ok === true ? parsed.value : NULL;
}

function run(sql: string, types: readonly string[], row: Row): Result<Value> {
  const parsed = parseExpression(sql);
  if (!parsed.ok) return parsed;
  const fields = types.map((type, i): Field => ({ name: `f${i}`, type: typeOf(type) }));
  return attempt(() => {
    const rex = bind(parsed.value, { scope: scopeOf(fields, 't'), query: () => { throw new Error('no queries here'); }, replace: null, isFunction: () => false });
    return compile(rex)(row, NO_ENV);
  });
}

function same(a: Value, b: Value, type: LogicalType): boolean {
  return a === null || b === null ? a === b : JSON.stringify(a) === JSON.stringify(b) || comparator(type)(a, b) === 0;
}

/** What is wrong with a case, null where nothing is. */
function difference([group, kind, sql, types, row, type, expected]: Case): string | null {
  const result = run(sql, types, row);
  const got = result.ok ? JSON.stringify(result.value) : result.problem.message;
  const texts = Array.isArray(expected) ? (expected as readonly string[]) : [];
  const right = kind === 'result' ? result.ok && same(result.value, expected, typeOf(type)) : !result.ok && (texts.length === 0 || texts.some((text) => result.problem.message.includes(text) || result.problem.around?.includes(text) === true));
  return right ? null : `${group} ${sql} gave ${got.slice(0, 120)}, not ${JSON.stringify(expected).slice(0, 120)}`;
}

it('gives what Flink gives for its built-in functions', () => {
  const cases = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Case[];
  const wrong = cases.map(difference).filter((text) => text !== null);
  const share = 1 - wrong.length / cases.length;
  expect(share, `${wrong.length} of ${cases.length} differ, the first:\n${wrong.slice(0, 20).join('\n')}`).toBeGreaterThanOrEqual(FLOOR);
});
