// Statements and what Flink's planner says of them: planned, or refused with the text that it gives. A floor for the share that is equal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SqlClientState } from '../../shell/program/sql-client/state.ts';
import { newTold } from '../../shell/program/sql-client/told.ts';
import { checkSources, explained, planInserts, planQuery } from '../../shell/program/sql-client/plan.ts';
import { executeText, problemText } from './execute.ts';
import { newSession } from './session.ts';

interface Group {
  /** Statements that are run before. */
  readonly setup: readonly string[];
  /** A statement, and `OK` or the exception and its message, as the SQL client shows them. */
  readonly cases: readonly (readonly [string, string])[];
}

const FILE = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../conformance/vectors/flink-sql-outcomes.json'), 'utf8')) as { readonly lists: readonly string[]; readonly groups: readonly Group[] };

/** A long list of expected tokens stands in the file once: `@3`. */
const whole = (outcome: string): string => outcome.replace(/@(\d+)$/, (_all, at: string) => `Was expecting one of:\n${FILE.lists[Number(at)] ?? ''}`);

/** The tokens of an error's list on one line. */
const inOne = (outcome: string): string => outcome.replace(/Was expecting one of:\n([\s\S]*)$/, (_all, list: string) => `Was expecting one of:\n${list.split('\n').map((line) => line.trim().replace(/ \.\.\.$/, '')).join(' ')}`);

const FLOOR = 0.87;

const newState = (): SqlClientState => ({ session: newSession({}), script: null, initial: false, initPath: '', after: null, buffer: '', prompted: false, running: null, requests: 0, nextNode: 1, alarm: null, told: newTold(), over: false });

function outcome(state: SqlClientState, sql: string): string {
  const executed = executeText(state.session, `${sql};`, (rel, session) => checkSources(rel, { ...state, session }, 0));
  if (!executed.ok) return problemText(executed.problem);
  const { session, answer } = executed.value;
  const before = state.session;
  state.session = session;
  const planned = answer.kind === 'query' ? planQuery(state, answer.query, 0) : answer.kind === 'insert' ? planInserts(state, answer.inserts, 0) : answer.kind === 'explain' ? explained(state, answer.of, answer.details, 0) : null;
  if (planned === null || planned.ok) return 'OK';
  state.session = before;
  return problemText(planned.problem);
}

it('plans and refuses statements as Flink does', () => {
  const differences: string[] = [];
  let count = 0;
  for (const { setup, cases } of FILE.groups) {
    const state = newState();
    for (const sql of setup) expect(outcome(state, sql)).toBe('OK');
    for (const [sql, expected] of cases) {
      const got = outcome(state, sql).trim();
      count += 1;
      if (inOne(got) !== inOne(whole(expected))) differences.push(`${sql}\n  real ${expected.slice(0, 300)}\n  here ${got.slice(0, 300)}`);
    }
  }
  const share = 1 - differences.length / count;
  expect(share, `${differences.length} of ${count} differ, the first:\n${differences.slice(0, 20).join('\n')}`).toBeGreaterThanOrEqual(FLOOR);
});

/** A generator of numbers, by Park and Miller. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % Math.max(1, below);
  };
}

const piecesOf = (text: string): string[] => text.match(/\s+|[A-Za-z_]+|'[^']*'|\d+|[^\sA-Za-z0-9]/g) ?? [];

/** A statement with words dropped, put in, exchanged, or with the end of another one. */
function mutated(text: string, texts: readonly string[], next: (below: number) => number): string {
  let pieces = piecesOf(text);
  const other = piecesOf(texts[next(texts.length)] ?? '');
  for (let i = 0; i <= next(3); i++) {
    const at = next(pieces.length);
    const word = other[next(other.length)] ?? '';
    const kind = next(4);
    if (kind === 0) pieces.splice(at, 1);
    else if (kind === 1) pieces.splice(at, 0, ' ', word, ' ');
    else if (kind === 2) pieces[at] = word;
    else pieces = [...pieces.slice(0, at), ...other.slice(next(other.length))];
  }
  return pieces.join('');
}

it('answers mutated statements, whatever they are', () => {
  const texts = FILE.groups.flatMap(({ setup, cases }) => [...setup, ...cases.map(([sql]) => sql)]);
  const next = numbers(20_240_501);
  const state = newState();
  for (const sql of texts) if (/^CREATE (?:TEMPORARY )?(?:TABLE|VIEW)/.test(sql)) outcome(state, sql);
  // `SQL_TEXTS=100000` for more.
  for (let i = 0; i < Number(process.env['SQL_TEXTS'] ?? 3_000); i++) {
    const sql = mutated(texts[next(texts.length)] ?? '', texts, next);
    const got = outcome(state, sql);
    expect({ sql, isAnswer: got === 'OK' || /^[a-z]+(?:\.\w+)+/.test(got) }).toEqual({ sql, isAnswer: true });
  }
});
