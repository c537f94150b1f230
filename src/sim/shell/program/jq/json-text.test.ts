// Texts that the real jq 1.6 has read, right and wrong, whole and character by character.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endJson, newJsonText, readJson } from './json-text.ts';
import type { Json } from './syntax.ts';

const recorded = JSON.parse(readFileSync(new URL('../../../../../conformance/shell/jq-texts.json', import.meta.url), 'utf8')) as readonly { readonly stdin: string; readonly out: string; readonly err: string }[];

function read(pieces: readonly string[]): { readonly out: string; readonly err: string } {
  const state = newJsonText();
  let out = '';
  const take = (value: Json): boolean => {
    out += `${JSON.stringify(value)}\n`;
    return true;
  };
  let problem: string | null = null;
  for (const piece of pieces) problem ??= readJson(state, piece, take);
  problem ??= endJson(state, take);
  return { out, err: problem === null ? '' : `parse error: ${problem}\n` };
}

describe('what jq makes of a text', () => {
  for (const { stdin, out, err } of recorded) {
    it(JSON.stringify(stdin), () => {
      expect(read([stdin])).toEqual({ out, err });
      expect(read([...stdin])).toEqual({ out, err });
    });
  }
});
