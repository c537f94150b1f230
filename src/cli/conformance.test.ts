// Recorded sessions about topics, producing, consuming and groups, played on the simulator and compared line by line.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareFiles, CONFORMANCE } from './conformance.ts';
import { normalise } from './session/compare.ts';
import { parseSession } from './session/parse.ts';

/** A machine that does other work beside is slow. */
const LONG = { timeout: 300_000 };

/** Sessions about what is not here yet. */
const LATER = /^(share-group-basics|sql-(over-and-patterns|json-and-strings|syntax-errors))\.session$/;

describe('recorded sessions', () => {
  const share = (folder: string, files: readonly string[]): number => {
    const { results, unread } = compareFiles(files.map((file) => join(CONFORMANCE, folder, file)));
    expect(unread).toBe(0);
    expect(results).toHaveLength(files.length);
    return results.reduce((sum, result) => sum + result.equal, 0) / results.reduce((sum, result) => sum + result.lines, 0);
  };
  it('about the four tools and the shell are answered alike, but for where chance or the machine decided', LONG, () => {
    const files = readdirSync(join(CONFORMANCE, 'kafka')).filter((file) => !LATER.test(file));
    expect(files.length).toBeGreaterThan(18);
    expect(share('kafka', files)).toBeGreaterThan(0.96);
  });
  it('about Flink are answered alike', LONG, () => {
    const files = readdirSync(join(CONFORMANCE, 'flink'));
    expect(files.length).toBeGreaterThan(34);
    expect(share('flink', files)).toBeGreaterThan(0.97);
  });
  it('of our own are too', LONG, () => {
    expect(share('own', readdirSync(join(CONFORMANCE, 'own')).filter((file) => !LATER.test(file)))).toBeGreaterThan(0.97);
  });
});

describe('a session file', () => {
  const check = (text: string, line: number, words: RegExp): void => {
    it(`that says ${JSON.stringify(text)} is refused at line ${line}`, () => {
      expect(parseSession(text)).toMatchObject({ kind: 'error', line, message: expect.stringMatching(words) as string });
    });
  };
  check('hello', 1, /none of the lines/);
  check('| output first', 1, /before any input/);
  check('$ ls\n| a\n.. more', 3, /goes on a command/);
  check('# fine\n~ 5 minutes', 2, /none of the lines/);
});

it('normalises a block and says a repeated log line once', () => {
  const rules = [{ match: /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/gm, put: '0000-00-00 00:00:00,000' }];
  expect(normalise(['| [2026-01-05 12:00:00,123] WARN x', '| [2026-01-05 12:00:01,456] WARN x', '|', '? 1'], rules)).toEqual(['| [0000-00-00 00:00:00,000] WARN x', '|', '? 1']);
});
