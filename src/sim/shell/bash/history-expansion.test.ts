// History expansion against what bash 5.2 printed for the same lines and history (conformance/shell/history-expansion.json).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expandHistory } from './history-expansion.ts';

interface Recorded {
  readonly history: readonly string[];
  readonly cases: readonly (readonly [string, { readonly text?: string; readonly error?: string } | null])[];
}
const { history, cases }: Recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../conformance/shell/history-expansion.json'), 'utf8'));

for (const [line, expected] of cases) {
  it(`expands ${line}`, () => {
    const found = expandHistory(line, history, '', false);
    expect(found.kind === 'same' ? null : found.kind === 'error' ? { error: found.message } : { text: found.text }).toEqual(expected);
  });
}

it('shows only, where :p asks for it', () => {
  expect(expandHistory('!1:p', history, '', false)).toMatchObject({ run: false });
  expect(expandHistory('!1', history, '', false)).toMatchObject({ run: true });
});

it('remembers the last substitution and search', () => {
  const first = expandHistory('!?gamma?:s/beta/b/', history, '', false);
  expect(first).toMatchObject({ text: 'echo alpha b gamma' });
  if (first.kind !== 'expanded') return;
  expect(expandHistory('!2:&', history, '', false, first.remembered)).toMatchObject({ text: 'echo alpha b gamma' });
  expect(expandHistory('echo !%', history, '', false, first.remembered)).toMatchObject({ text: 'echo gamma' });
});

it('leaves alone what is in a quote that an earlier line opened', () => {
  expect(expandHistory("!! ' !!", history, "'", false)).toMatchObject({ text: "!! ' echo um um um" });
  expect(expandHistory('a!" !!', history, '"', false)).toMatchObject({ text: 'a!" echo um um um' });
});

it('leaves patterns alone with extglob', () => {
  expect(expandHistory('ls !(x)', history, '', true)).toEqual({ kind: 'same' });
});
