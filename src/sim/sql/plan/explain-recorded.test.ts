// What the real planner explained, statement by statement: conformance/flink-explain, held line by line.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commonLines } from '../../../cli/session/compare.ts';
import { CONNECTORS } from '../../connector/table/connectors.ts';
import { parseStatement } from '../parser/parse.ts';
import { type Catalogs, lookUp, newCatalogs, withEntry } from '../query/catalog.ts';
import { createTable } from '../query/define.ts';
import { isBatch } from './batch.ts';
import { explainStatement } from './explain.ts';

const FOLDER = 'conformance/flink-explain/';

/** Each part was asked where its tables had been made in its mode. */
function asMadeIn(catalogs: Catalogs, tables: readonly (readonly string[])[]): Catalogs {
  return tables.reduce((all, name) => {
    const found = lookUp(all, name);
    return found === undefined ? all : withEntry(all, found.path, { ...found.entry, madeIn: 'batch' });
  }, catalogs);
}

/** The share of equal lines of a file's explanations. */
function equalShare(file: string): number {
  let catalogs = newCatalogs();
  const tables: (readonly string[])[] = [];
  let settings: Readonly<Record<string, string>> = { 'table.local-time-zone': 'UTC' };
  let [equal, lines] = [0, 0];
  for (const part of readFileSync(FOLDER + file, 'utf8').split(/^#### /m).slice(1)) {
    const [sql = '', ...text] = part.trimEnd().split('\n');
    const parsed = parseStatement(sql);
    const statement = parsed.ok ? parsed.value : null;
    if (statement?.kind === 'set' && statement.key !== null) settings = { ...settings, [statement.key]: statement.value ?? '' };
    if (statement?.kind === 'create table') {
      const made = createTable(catalogs, statement);
      if (made.ok) catalogs = made.value;
      tables.push(statement.name.parts);
    }
    if (statement?.kind !== 'explain') continue;
    const made = explainStatement(statement.of, statement.details, { catalogs: isBatch(settings) ? asMadeIn(catalogs, tables) : catalogs, settings, connectors: CONNECTORS, startedMs: 0, firstNode: 1 });
    const got = (made.ok ? made.value.trimEnd() : `ERROR ${made.problem.exception}: ${made.problem.message}`).split('\n');
    equal += commonLines(text, got);
    lines += Math.max(text.length, got.length);
  }
  return equal / lines;
}

describe('explanations are those of the real planner', () => {
  const check = (file: string, share: number): void => it(`of ${file}`, () => expect(equalShare(file)).toBeGreaterThanOrEqual(share));
  check('values.txt', 0.98);
  check('joins-and-unions.txt', 0.95);
  check('courses.txt', 0.865);
  check('details-and-mini-batches.txt', 0.85);
  check('costs.txt', 0.94);
  it('and no file is left out', () => expect(readdirSync(FOLDER)).toHaveLength(5));
});
