// How much of a recorded session the simulator answered alike: both sides are normalised, then compared block by block.
import type { Recorded } from './parse.ts';
import { type Played, sourceOf } from './play.ts';

export interface Rule {
  readonly match: RegExp;
  readonly put: string;
}

/** The rules of conformance/normalise.json: regular expressions of Python's dialect, which these share with JavaScript's. */
export function readRules(text: string): Rule[] {
  const rules = JSON.parse(text) as readonly { readonly match: string; readonly put: string }[];
  return rules.map(({ match, put }) => ({ match: new RegExp(match, 'gm'), put: put.replaceAll('$', '$$$$').replaceAll('\\', '').replaceAll('{1}', '$1') }));
}

/** Normalises the text of one block of output lines. */
export function normalise(lines: readonly string[], rules: readonly Rule[]): string[] {
  const out: string[] = [];
  let text: string[] = [];
  const flush = (): void => {
    if (text.length === 0) return;
    let joined = `${text.join('\n')}\n`;
    for (const { match, put } of rules) joined = joined.replace(match, put);
    const seen = new Set<string>();
    for (const line of joined.replace(/\n$/, '').split('\n')) {
      // A client that retries says the same log line over and over: once in a block is enough.
      if (line.startsWith('[0000-00-00 ')) {
        if (seen.has(line)) continue;
        seen.add(line);
      }
      out.push(line === '' ? '|' : `| ${line}`);
    }
    text = [];
  };
  for (const line of lines) {
    if (line.startsWith('|@') || line.startsWith('?')) {
      flush();
      out.push(line);
    } else text.push(line === '|' ? '' : line.slice(2));
  }
  flush();
  return out;
}

export interface Difference {
  readonly at: string;
  readonly expected: readonly string[];
  readonly got: readonly string[];
}

export interface Compared {
  readonly equal: number;
  readonly lines: number;
  readonly differences: readonly Difference[];
}

/** Lines count as equal where a longest common subsequence of the block has them; a line too many counts like one too few. */
export function compareSession(recorded: readonly Recorded[], played: readonly Played[], rules: readonly Rule[]): Compared {
  let equal = 0;
  let lines = 0;
  const differences: Difference[] = [];
  for (const [index, { step, output }] of recorded.entries()) {
    const expected = normalise(output, rules);
    const got = normalise(played[index]?.output ?? [], rules);
    const same = commonLines(expected, got);
    equal += same;
    lines += Math.max(expected.length, got.length);
    if (same < Math.max(expected.length, got.length)) differences.push({ at: sourceOf(step)[0] ?? '', expected, got });
  }
  return { equal, lines, differences };
}

/** Lines of two texts that stand in both, in one order. */
export function commonLines(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row[b.length] ?? 0;
}
