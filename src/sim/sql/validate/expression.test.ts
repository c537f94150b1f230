// Scalar expressions against what the real planner and runtime gave for them: a floor for the share that is equal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compile } from '../expr/compile.ts';
import { type Env, NO_ENV } from '../expr/env.ts';
import { cellText } from '../expr/text.ts';
import { parseExpression, parseType } from '../parser/parse.ts';
import { attempt, type Result } from '../problem.ts';
import type { Field } from '../type/logical-type.ts';
import type { Value } from '../value.ts';
import { bind } from './expression.ts';
import { scopeOf } from './scope.ts';

interface Vectors {
  /** Per group the fields f0, f1, … with their types and values. */
  readonly fields: Readonly<Record<string, readonly (readonly [string, Value])[]>>;
  /** Group, time zone, expression, printed result. */
  readonly cases: readonly (readonly [string, string, string, string])[];
}

const VECTORS = join(import.meta.dirname, '../../../../conformance/vectors');

/** The part of the expressions that must be equal. */
const FLOOR = 0.985;

/** What the client prints for an expression over a row. */
function evaluated(sql: string, fields: readonly Field[], row: readonly Value[], env: Env): Result<string> {
  const parsed = parseExpression(sql);
  if (!parsed.ok) return parsed;
  return attempt(() => {
    const rex = bind(parsed.value, { scope: scopeOf(fields, 'testTable'), query: () => { throw new Error('no queries here'); }, replace: null, isFunction: () => false });
    const value = compile(rex)(row, env);
    return value === null ? 'NULL' : cellText(rex.type)(value, env.zone);
  });
}

it('gives what Flink gives for scalar expressions', () => {
  const { fields, cases } = JSON.parse(readFileSync(join(VECTORS, 'flink-scalar-expressions.json'), 'utf8')) as Vectors;
  const rows = new Map(Object.entries(fields).map(([group, all]) => [group, { columns: all.map(([type], i): Field => {
    const parsed = parseType(type);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return { name: `f${i}`, type: parsed.value };
  }), row: all.map(([, value]) => value) }]));
  const wrong: string[] = [];
  for (const [group, zone, sql, expected] of cases) {
    const { columns, row } = rows.get(group) ?? { columns: [], row: [] };
    const result = evaluated(sql, columns, row, { ...NO_ENV, zone });
    const got = result.ok ? result.value : `${result.problem.exception}: ${result.problem.message}`;
    if (got !== expected) wrong.push(`${group} ${sql} gave ${got}, not ${expected}`);
  }
  const share = 1 - wrong.length / cases.length;
  expect(share, `${wrong.length} of ${cases.length} differ, the first:\n${wrong.slice(0, 20).join('\n')}`).toBeGreaterThanOrEqual(FLOOR);
});
