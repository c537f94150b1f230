// Statements that run away: each ends at once, with the words of the real one where it has any.
import { describe, expect, it } from 'vitest';
import { compile } from '../expr/compile.ts';
import { NO_ENV } from '../expr/env.ts';
import { attempt } from '../problem.ts';
import { bindQuery } from '../query/bind.ts';
import { executeText } from './execute.ts';
import { newSession, type Session } from './session.ts';

/** What the planner, or else the first column of a query without a table, comes to. */
function outcome(sql: string, session: Session = newSession({})): string {
  const executed = executeText(session, `${sql};`);
  if (!executed.ok) return `${executed.problem.exception}: ${executed.problem.message}`;
  const { answer } = executed.value;
  if (answer.kind !== 'query') return answer.kind;
  const bound = bindQuery(answer.query, executed.value.session.catalogs);
  if (!bound.ok) return `${bound.problem.exception}: ${bound.problem.message}`;
  const rex = bound.value.kind === 'project' ? bound.value.exprs[0] : undefined;
  if (rex === undefined) return 'bound';
  const value = attempt(() => compile(rex)([], NO_ENV));
  return value.ok ? JSON.stringify(value.value) : `${value.problem.exception}: ${value.problem.message}`;
}

const HEAP = /^java\.lang\.OutOfMemoryError: Java heap space\. .*The Flink Master has to be shutdown\.\.\. \(a text of \d+ characters, more than 1048576\)$/;

describe('texts without end', () => {
  it.each([
    "REPEAT('x', 1000000000)", "LPAD('x', 2000000000, 'ab')", "RPAD('x', 2000000000, 'ab')", "REPLACE(REPEAT('x', 1000000), 'x', REPEAT('y', 1000))", "REPEAT(REPEAT('x', 1000000), 2)",
    "REGEXP_REPLACE(REPEAT('x', 100000), 'x', REPEAT('y', 1000))", "CONCAT(REPEAT('x', 1000000), REPEAT('x', 1000000))", "REPEAT('x', 1000000) || REPEAT('x', 1000000)", "TO_BASE64(REPEAT('x', 1000000))",
  ])('%s', (call) => expect(outcome(`SELECT CHAR_LENGTH(${call})`)).toMatch(HEAP));
  it.each([["REPEAT('x', 1000000)", '1000000'], ["REPLACE(REPEAT('xy', 1000), 'y', 'abc')", '4000'], ["LPAD('x', 1000000, 'ab')", '1000000']])('%s fits', (call, length) => expect(outcome(`SELECT CHAR_LENGTH(${call})`)).toBe(length));
});

describe('statements without end', () => {
  const many = (count: number, text: string): string => Array.from({ length: count }, () => text).join('');
  const overflows = /^java\.lang\.NullPointerException: Cannot invoke "String\.contains\(java\.lang\.CharSequence\)" because .*SqlParseException\.getMessage\(\)" is null/;
  it.each([
    ['parentheses', `SELECT ${many(5_000, '(')}1${many(5_000, ')')}`], ['sums', `SELECT 1${many(10_000, '+1')}`], ['a chain within a chain', `SELECT ${many(150, '(1+1+1+1+1+')}1${many(150, ')')}`],
    ['unions', many(2_000, 'SELECT 1 AS x UNION ALL ') + 'SELECT 1 AS x'],
  ])('%s overflow the parser', (_, sql) => expect(outcome(sql)).toMatch(overflows));
  it('a sum of 300 is none', () => expect(outcome(`SELECT 1${many(300, '+1')}`)).toBe('301'));
  it('views that read each other twice fill the planner\'s memory', () => {
    let session = newSession({});
    const said: string[] = [];
    for (let i = 1; i <= 20; i++) {
      const executed = executeText(session, `CREATE VIEW v${i} AS ${i === 1 ? 'SELECT 1 AS x' : `SELECT * FROM v${i - 1} UNION ALL SELECT * FROM v${i - 1}`};`);
      if (executed.ok) session = executed.value.session;
      else said.push(executed.problem.message);
    }
    expect(said[0]).toMatch(/^Java heap space \(a plan of more than 4000 relations\)$/);
    expect(outcome('SELECT COUNT(*) FROM v9', session)).not.toMatch(/OutOfMemory/);
  });
});
