// A report that is lived again: it goes through, it breaks here too, or it can't be read.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import { playText, TEXT_PARTS } from './fuzz-texts.ts';
import { replay } from './replay.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'replay-'));
const run = { version: 1, scenario: defaultScenario, seed: 1, inputs: [] };

function said(text: string): readonly [number, string] {
  const file = join(FOLDER, 'report.json');
  writeFileSync(file, text);
  const lines: string[] = [];
  return [replay([file], (line) => lines.push(line)), lines.join('\n')];
}

it('lives a report again to its instant', () => expect(said(JSON.stringify({ correnteza: '0.1.0', part: 'world', problem: 'Error: too far\n at x', atUs: 12_000_000, run }))).toEqual([0, expect.stringMatching(/^It was told: Error: too far\nIt goes through here, to 12\.000 s: the world's hash is [0-9a-f]+\.$/)]));
it.each([['{', /JSON/], ['{}', /version: must be 1/], [JSON.stringify({ run: { ...run, seed: 'x' } }), /seed/]])('says what is wrong with %s', (text, why) => expect(said(text)).toEqual([2, expect.stringMatching(why)]));
it('needs one file', () => expect(replay([], () => {})).toBe(2));

it.each(TEXT_PARTS)('%s made of real ones by mutation are answered', (part) => {
  for (let seed = 1; seed <= 60; seed++) expect(() => playText(part, seed)).not.toThrow();
});
