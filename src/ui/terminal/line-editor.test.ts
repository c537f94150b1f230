// The line editor, key by key: what is typed, what then stands on the line (| is the cursor), and what the world is told.
import { describe, expect, it } from 'vitest';
import { decodeKeys } from './keys.ts';
import { completed, edit, type EditorContext, type EditorEffect, type EditorState, emptyEditor, isTooMuch, searchPrompt } from './line-editor.ts';
import { textWidth } from './width.ts';

const HISTORY = ['seq 1 5 | cat', 'kafka-topics.sh --list', 'kafka-topics.sh --describe --topic orders', 'echo olá'];
const UP = '\x1b[A';
const DOWN = '\x1b[B';
const LEFT = '\x1b[D';
const WORD_LEFT = '\x1b[1;5D';
const WORD_RIGHT = '\x1bf';

function typed(data: string, waiting: EditorContext['waiting'], from: EditorState = emptyEditor): { state: EditorState; effects: EditorEffect[] } {
  let state = from;
  const effects: EditorEffect[] = [];
  for (const key of decodeKeys(data).keys) {
    const step = edit(state, key, { waiting, history: HISTORY });
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

function told(effects: readonly EditorEffect[]): string[] {
  return effects.filter((effect) => effect.kind !== 'bell').map((effect) => {
    switch (effect.kind) {
      case 'line': return `line ${effect.text}`;
      case 'control': return `^${effect.key} ${effect.text}`.trimEnd();
      case 'complete': return `complete ${effect.text}${effect.list ? ' list' : ''}`;
      case 'list': return `list ${effect.candidates.join(' ')}`;
      case 'clear': return 'clear';
    }
  });
}

function check(name: string, data: string, line: string, effects: readonly string[] = [], waiting: EditorContext['waiting'] = 'shell'): void {
  it(name, () => {
    const result = typed(data, waiting);
    const { text, cursor } = result.state;
    expect(`${searchPrompt(result.state) ?? ''}${text.slice(0, cursor)}|${text.slice(cursor)}`).toBe(line);
    expect(told(result.effects)).toEqual(effects);
  });
}

describe('typing and moving', () => {
  check('letters', 'ls -l', 'ls -l|');
  check('between letters', `ac${LEFT}b`, 'ab|c');
  check('home and end', 'bc\x01a\x05d', 'abcd|');
  check('the Home and End keys', 'bc\x1b[Ha\x1b[Fd', 'abcd|');
  check('words to the left', `one two${WORD_LEFT}x`, 'one x|two');
  check('words to the left stop at signs', `--topic-name${WORD_LEFT}${WORD_LEFT}`, '--|topic-name');
  check('words to the right', `one two\x01${WORD_RIGHT}x`, 'onex| two');
  check('left at the start', `${LEFT}${LEFT}a`, 'a|');
  check('an accent made of two code points is one step', `e\u0301x${LEFT}${LEFT}a`, 'a|e\u0301x');
  check('an emoji family is one step', `👩‍👩‍👧${LEFT}a`, 'a|👩‍👩‍👧');
  check('backspace over an emoji', 'a👩‍👩‍👧\x7f', 'a|');
  check('backspace', 'abc\x7f', 'ab|');
  check('backspace at the start', `abc\x01\x7f`, '|abc');
  check('delete', `abc\x01\x1b[3~`, '|bc');
  check('^D in the middle of a line deletes', `abc\x01\x04`, '|bc');
  check('^T', 'ab\x14', 'ba|');
  check('unknown sequences do nothing', 'a\x1b[15~b\x1bxc', 'abc|');
  check('keys that xterm names otherwise', 'bc\x1bOHa\x1bOFd', 'abcd|');
});

describe('cutting and putting back', () => {
  check('^K', `one two\x01${WORD_RIGHT}\x0b`, 'one|');
  check('^U', `one two${WORD_LEFT}\x15`, '|two');
  check('^W takes an argument', 'a --topic orders\x17', 'a --topic |');
  check('Alt-Backspace takes a word', 'a --topic-orders\x1b\x7f', 'a --topic-|');
  check('Alt-d', `one two\x01\x1bd`, '| two');
  check('^Y puts it back', 'one two\x15\x19\x19', 'one twoone two|');
  check('two cuts in a row are put back as one', 'one two three\x17\x17\x01\x19', 'two three|one ');
  check('a move between two cuts keeps only the last', `one two\x17${LEFT}\x17\x19`, 'one| ');
  check('what was cut survives Enter', 'word\x15\r\x19', 'word|', ['line ']);
});

describe('entering', () => {
  check('Enter', 'ls\r', '|', ['line ls']);
  check('Enter in the middle', `ls${LEFT}\r`, '|', ['line ls']);
  check('an empty line', '\r', '|', ['line ']);
  check('^C', 'half\x03', '|', ['^C half']);
  check('^D on an empty line', '\x04', '|', ['^D']);
  check('^D after letters, to a program', 'half\x04', '|', ['^D half'], 'program');
  check('^Z to a program', '\x1a', '|', ['^Z'], 'none');
  check('^Z at the prompt does nothing', 'ab\x1a', 'ab|');
  check('^\\ to a program', '\x1c', '|', ['^\\'], 'none');
  check('^L keeps the line', 'ab\x0c', 'ab|', ['clear']);
  check('type-ahead', 'ls\recho', 'echo|', ['line ls'], 'none');
  check('several lines in one paste', '\x1b[200~one\ntwo\r\nthree\x1b[201~', 'three|', ['line one', 'line two']);
  check('a paste into a line', `ac${LEFT}\x1b[200~b\x1b[201~`, 'ab|c');
  check('tabs and control letters of a paste', '\x1b[200~a\tb\x03c\x1b[201~', 'a\tbc|');
  check('an unbracketed paste', 'one\rtwo\r', '|', ['line one', 'line two']);
  it('keeps a paste that has not ended', () => {
    const first = decodeKeys('a\x1b[200~on');
    expect(first).toEqual({ keys: [{ kind: 'insert', text: 'a' }], rest: '\x1b[200~on' });
    expect(decodeKeys(`${first.rest}e\x1b[201~`).keys).toEqual([{ kind: 'paste', text: 'one' }]);
  });
});

describe('history', () => {
  check('the last command', UP, 'echo olá|');
  check('back and forth', `half${UP}${UP}${DOWN}${DOWN}`, 'half|');
  check('no further than the oldest', UP.repeat(9), 'seq 1 5 | cat|');
  check('^P and ^N', '\x10\x10\x0e', 'echo olá|');
  check('entering an older one', `${UP}${UP}\r`, '|', ['line kafka-topics.sh --describe --topic orders']);
  check('none for a program', `a${UP}`, 'a|', [], 'program');
  check('Alt-. takes the last argument', 'cat \x1b.', 'cat olá|');
  check('Alt-. again takes an older one', 'cat \x1b.\x1b.', 'cat orders|');
  check('^R finds', '\x12topics', "(reverse-i-search)`topics': |kafka-topics.sh --describe --topic orders".replace('|kafka-', 'kafka-|'));
  check('^R again finds an older one', '\x12topics\x12', "(reverse-i-search)`topics': kafka-|topics.sh --list");
  check('^R that finds nothing', '\x12zzz', "(failed reverse-i-search)`zzz': |");
  check('backspace in a search', '\x12topicsz\x7f', "(reverse-i-search)`topics': kafka-|topics.sh --describe --topic orders");
  check('Enter in a search', '\x12seq\r', '|', ['line seq 1 5 | cat']);
  check('a move ends a search', '\x12seq\x05x', 'seq 1 5 | catx|');
  check('^G gives the line back', 'half\x12seq\x07', 'half|');
  check('^C in a search', '\x12seq\x03', '|', ['^C seq 1 5 | cat']);
});

describe('completion', () => {
  const complete = (name: string, line: string, candidates: readonly string[], expected: string, effects: readonly string[] = [], tabs = 1): void => {
    it(name, () => {
      let { state } = typed(line, 'shell');
      const all: EditorEffect[] = [];
      for (let tab = 0; tab < tabs; tab += 1) {
        const asked = typed('\t', 'shell', state);
        const effect = asked.effects[0];
        if (effect?.kind !== 'complete') throw new Error('Tab must ask for a completion');
        const step = completed(asked.state, effect, { from: line.lastIndexOf(' ') + 1, candidates });
        state = step.state;
        all.push(...step.effects);
      }
      expect(state.text).toBe(expected);
      expect(told(all)).toEqual(effects);
    });
  };
  complete('the only candidate, and a space', 'kafka-t', ['kafka-topics.sh'], 'kafka-topics.sh ');
  complete('a folder gets no space', 'cat dat', ['data/'], 'cat data/');
  complete('as far as all agree', 'kafka-c --t', ['--topic', '--topic-id'], 'kafka-c --topic');
  complete('nothing fits', 'zzz', [], 'zzz');
  complete('the first Tab only rings', 'cat a', ['a1', 'a2'], 'cat a');
  complete('the second Tab lists', 'cat a', ['a1', 'a2'], 'cat a', ['list a1 a2'], 2);
  it('drops an answer that comes too late', () => {
    const { state } = typed('abc', 'shell');
    expect(completed(state, { text: 'ab', cursor: 2, list: false }, { from: 0, candidates: ['abd'] }).state.text).toBe('abc');
  });
  check('Tab for a program is a tab', 'ana\tcafé', 'ana\tcafé|', [], 'program');
});

describe('width', () => {
  const width = (text: string, cells: number): void => {
    it(`${JSON.stringify(text)} takes ${cells}`, () => expect(textWidth(text)).toBe(cells));
  };
  width('abc', 3);
  width('você', 4);
  width('e\u0301', 1);
  width('日本', 4);
  width('👩‍👩‍👧', 2);
  width('🇧🇷', 2);
  width('❤️', 2);
  width('✓', 1);
});

describe('a paste', () => {
  it.each([['10 MB', 'a'.repeat(10_000_000)], ['a thousand lines and more', 'echo a\r'.repeat(1_001)], ['a line longer than the editor takes', `${'a'.repeat(16_385)}\r`]])('of %s is refused whole', (_name, data) => {
    expect(isTooMuch(data)).toBe(true);
  });
  it('that a terminal takes is taken', () => {
    expect(isTooMuch('echo a\r'.repeat(900))).toBe(false);
  });
});
