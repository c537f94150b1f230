// EXPLAIN held against what the real Flink printed, out of recorded sessions.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainAst } from './explain.ts';
import { type Golden, goldens, sections } from './explain-goldens.ts';

const FOLDER = 'conformance/own/';

function check({ statement, catalogs, text }: Golden): void {
  const made = explainAst(statement.of, catalogs);
  expect(made.ok ? made.value.trimEnd() : made.problem.message).toBe((sections(text).get('Abstract Syntax Tree') ?? '').trimEnd());
}

describe('the abstract syntax tree of EXPLAIN', () => {
  const files = readdirSync(FOLDER).filter((name) => /^explain-.*\.session$/.test(name));
  const all = files.flatMap((name) => goldens(readFileSync(FOLDER + name, 'utf8')));
  it('has recorded sessions', () => expect(all.length).toBeGreaterThan(30));
  it.each(all.map((golden) => [golden.sql, golden] as const))('%s', (_sql, golden) => check(golden));
});
