// EXPLAIN held against what the real Flink printed, out of recorded sessions.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStatement } from '../parser/parse.ts';
import { isBatch } from './batch.ts';
import { explainAst, explainStatement } from './explain.ts';
import { CONNECTORS } from '../../connector/table/connectors.ts';
import { type Golden, goldens, sections } from './explain-goldens.ts';

const FOLDER = 'conformance/own/';
/** Sessions whose statements come from elsewhere: not all of them is here yet. */
const WIDER = new Set(['explain-everyday.session', 'explain-changes.session']);
const files = readdirSync(FOLDER).filter((name) => /^explain-.*\.session$/.test(name));
const all = files.flatMap((name) => goldens(readFileSync(FOLDER + name, 'utf8')));
const own = files.filter((name) => !WIDER.has(name)).flatMap((name) => goldens(readFileSync(FOLDER + name, 'utf8')));

function check({ statement, catalogs, text }: Golden): void {
  const made = explainAst(statement.of, catalogs);
  expect(made.ok ? made.value.trimEnd() : made.problem.message).toBe((sections(text).get('Abstract Syntax Tree') ?? '').trimEnd());
}

describe('the abstract syntax tree of EXPLAIN', () => {
  it('has recorded sessions', () => expect(all.length).toBeGreaterThan(150));
  it.each(own.filter(({ settings }) => !isBatch(settings)).map((golden) => [golden.sql, golden] as const))('%s', (_sql, golden) => check(golden));
});

/** How many of the recorded plans under a heading come out the same. */
function equalPlans(heading: string): number {
  return all.filter(({ statement, catalogs, settings, text }) => {
    const made = explainStatement(statement.of, statement.details, { catalogs, settings: { 'table.local-time-zone': 'UTC', ...settings }, connectors: CONNECTORS, startedMs: 0, firstNode: 1 });
    return made.ok && sections(made.value).get(heading)?.trimEnd() === (sections(text).get(heading) ?? '').trimEnd();
  }).length;
}

describe('the plans of EXPLAIN', () => {
  it('begin with the real syntax trees', () => expect(equalPlans('Abstract Syntax Tree')).toBeGreaterThanOrEqual(297));
  it('are the real physical plans for most of the recorded queries', () => expect(equalPlans('Optimized Physical Plan')).toBeGreaterThanOrEqual(283));
  it('are the real execution plans for most of them', () => expect(equalPlans('Optimized Execution Plan')).toBeGreaterThanOrEqual(285));
});

describe('texts that are not what they should be', () => {
  // A seeded generator of numbers (mulberry32).
  const random = (seed: number): (() => number) => {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((more ^ (more >>> 14)) >>> 0) / 4_294_967_296;
    };
  };

  it('are explained or refused, never more', () => {
    const next = random(7);
    const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
    for (let i = 0; i < 600; i++) {
      const [golden, other] = [pick(all), pick(all)];
      if (golden === undefined || other === undefined) continue;
      const words = golden.sql.replace(/^EXPLAIN\s+/i, '').replace(/;$/, '').split(' ');
      const donor = other.sql.split(' ');
      words[Math.floor(next() * words.length)] = pick(donor) ?? '';
      const mutated = mutate(words.join(' '), golden);
      expect(typeof mutated).toBe('string');
    }
  });
});

/** What a changed text gives: an explanation, or a problem's message. */
function mutate(sql: string, { catalogs, settings }: Golden): string {
  const parsed = parseStatement(sql);
  if (!parsed.ok) return parsed.problem.message;
  if (parsed.value.kind !== 'query' && parsed.value.kind !== 'insert') return parsed.value.kind;
  const made = explainStatement(parsed.value, [], { catalogs, settings, connectors: CONNECTORS, startedMs: 0, firstNode: 1 });
  return made.ok ? made.value : made.problem.message;
}
