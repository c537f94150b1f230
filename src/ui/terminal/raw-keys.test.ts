// Names of keys, and how a full screen is painted over the lines.
import { describe, expect, it } from 'vitest';
import { keyNames } from './raw-keys.ts';
import { paintScreen, plainRow } from './screen-painter.ts';

describe('what a terminal sends, as keys', () => {
  const check = (data: string, expected: readonly string[]): void => it(JSON.stringify(data), () => expect(keyNames(data)).toEqual(expected));
  check('q', ['q']);
  check('\x1b[A\x1bOB', ['Up', 'Down']);
  check('\x1b', ['Escape']);
  check('\r\x7f\t', ['Enter', 'Backspace', 'Tab']);
  check('\x03+', ['^C', '+']);
  check('ç😀', ['ç', '😀']);
  check('\x1b[200~12\x1b[201~', ['1', '2']);
  check('\x1b[15~\x1b[99~', ['F5']);
});

describe('a full screen', () => {
  const check = (name: string, before: readonly string[] | null, after: readonly string[] | null, expected: string): void => {
    const screen = (rows: readonly string[] | null) => (rows === null ? null : { rows, cursor: null });
    it(name, () => expect(paintScreen(screen(before), screen(after), 3)).toBe(expected));
  };
  check('takes the other buffer', null, ['a', 'b'], '\x1b[?1049h\x1b[2J\x1b[1;1H\x1b[0ma\x1b[0m\x1b[K\x1b[2;1H\x1b[0mb\x1b[0m\x1b[K\x1b[?25l');
  check('writes only rows that changed', ['a', 'b'], ['a', 'c'], '\x1b[2;1H\x1b[0mc\x1b[0m\x1b[K\x1b[?25l');
  check('is cut to the terminal', ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], '\x1b[?25l');
  check('gives the lines back', ['a'], null, '\x1b[?1049l\x1b[?25h');
  it('keeps colours and nothing that moves the cursor', () => expect(paintScreen(null, { rows: ['\x1b[7mx\x1b[0m\x1b[5Ay\tz'], cursor: null }, 3)).toContain('\x1b[7mx\x1b[0my z'));
  it('is read without them', () => expect(plainRow('\x1b[7mx \x1b[0m ')).toBe('x'));
});
