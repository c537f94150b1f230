// Lines that do not keep the shell's grammar, as the real bash 5.2 judged them: the same first complaint, or the same wait for more.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from './grammar.ts';
import { parseScript } from './parse.ts';

const recorded = JSON.parse(readFileSync(new URL('../../../../conformance/shell/syntax.json', import.meta.url), 'utf8')) as readonly { readonly script: string; readonly message: string }[];
const right = JSON.parse(readFileSync(new URL('../../../../conformance/shell/bash.json', import.meta.url), 'utf8')) as readonly { readonly script: string; readonly output: string }[];

describe('what bash says of a line', () => {
  for (const { script, message } of recorded) {
    it(script, () => {
      const parsed = parseScript(script);
      expect(parsed.kind === 'script' ? '' : parsed.message).toBe(message);
      expect(parsed.kind).toBe(message === '' ? 'script' : /unexpected end of file|unexpected EOF/.test(message) ? 'incomplete' : 'error');
    });
  }

  it('nothing, where bash ran it', () => {
    const wrong = right.filter(({ script, output }) => !output.includes('syntax error') && !output.includes('unexpected EOF') && judge(script).kind !== 'whole');
    expect(wrong.map(({ script }) => script)).toEqual([]);
  });

  it.each([
    ['[[ a == b ]', 'syntax error in conditional expression'],
    ['[[ a == ]]', "unexpected argument `]]' to conditional binary operator"],
    ['[[ -f ]]', "unexpected argument `]]' to conditional unary operator"],
    ['[[ ]]', "syntax error near unexpected token `]]'"],
    ['[[ a b ]]', "syntax error near unexpected token `a'"],
  ])('%s at the prompt', (script, message) => expect(parseScript(script)).toMatchObject({ kind: 'error', message }));
});
