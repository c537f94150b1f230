// The painter against a real terminal's buffer: what it wrote is read back from the screen.
import { Terminal } from '@xterm/xterm';
import { describe, expect, it } from 'vitest';
import { harmless, paint, paintCleared, paintList, type Picture, type Scene } from './painter.ts';

const COLUMNS = 20;

function scene(lines: readonly string[], text = '', cursor = text.length, firstLine = 0): Scene {
  return { firstLine, lines, columns: COLUMNS, edited: { prompt: null, text, cursor } };
}

async function write(terminal: Terminal, data: string): Promise<void> {
  await new Promise<void>((done) => {
    terminal.write(data, done);
  });
}

function screen(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  const rows = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true).trimEnd() ?? '');
  while (rows.length > 1 && rows.at(-1) === '' && rows.length - 1 > buffer.baseY + buffer.cursorY) rows.pop();
  return rows;
}

function cursorOf(terminal: Terminal): string {
  return `${terminal.buffer.active.baseY + terminal.buffer.active.cursorY},${terminal.buffer.active.cursorX}`;
}

/** Paints the scenes one after the other; the screen must then show `rows` with the cursor at `row,column`. */
function check(name: string, scenes: readonly Scene[], rows: readonly string[], cursor: string): void {
  it(name, async () => {
    const terminal = new Terminal({ cols: COLUMNS, rows: 6, scrollback: 100, allowProposedApi: true });
    let picture: Picture | null = null;
    for (const one of scenes) {
      const painted = paint(picture, one);
      picture = painted.picture;
      await write(terminal, painted.data);
    }
    expect(screen(terminal)).toEqual(rows);
    expect(cursorOf(terminal)).toBe(cursor);
    const fresh = new Terminal({ cols: COLUMNS, rows: 6, scrollback: 100, allowProposedApi: true });
    await write(fresh, paint(null, scenes.at(-1) ?? scene([''])).data);
    expect(screen(fresh)).toEqual(rows);
  });
}

describe('painting', () => {
  check('a prompt and a line', [scene(['$ '], 'ls')], ['$ ls'], '0,4');
  check('a cursor inside the line', [scene(['$ '], 'ls -l', 2)], ['$ ls -l'], '0,4');
  check('lines that come', [scene(['$ '], 'ls'), scene(['$ ls', 'a', 'b', '$ '])], ['$ ls', 'a', 'b', '$'], '3,2');
  check('a shorter line after a longer one', [scene(['$ '], 'abcdef'), scene(['$ '], 'ab')], ['$ ab'], '0,4');
  check('a line that wraps', [scene(['$ '], 'a'.repeat(25))], [`$ ${'a'.repeat(18)}`, 'a'.repeat(7)], '1,7');
  check('a line that fills its row', [scene(['$ '], 'a'.repeat(18))], [`$ ${'a'.repeat(18)}`, ''], '1,0');
  check('going back over a wrapped line', [scene(['$ '], 'a'.repeat(45), 1), scene(['$ '], 'x')], ['$ x'], '0,3');
  check('going back over a full row', [scene(['$ '], 'a'.repeat(38)), scene(['$ '], 'x')], ['$ x'], '0,3');
  check('letters one by one', [scene(['$ '], 'a'), scene(['$ '], 'ab'), scene(['$ '], 'abc')], ['$ abc'], '0,5');
  check('letters one by one over the edge', [17, 18, 19, 20].map((n) => scene(['$ '], 'a'.repeat(n))), [`$ ${'a'.repeat(18)}`, 'aa'], '1,2');
  check('wide letters', [scene(['$ '], '日本語', 2)], ['$ 日本語'], '0,6');
  check('accents', [scene(['$ '], 'olá, você')], ['$ olá, você'], '0,11');
  check('a wide letter that does not fit the row', [scene(['$ '], `${'a'.repeat(17)}日b`)], [`$ ${'a'.repeat(17)}`, '日b'], '1,3');
  check('output while a line is being typed', [scene(['>'], 'half'), scene(['line 1', 'line 2', ''], 'half')], ['line 1', 'line 2', 'half'], '2,4');
  check('a rewind', [scene(['$ ls', 'a', 'b', '$ ']), scene(['$ '], '')], ['$'], '0,2');
  check('another past', [scene(['$ ls', 'a', '$ ']), scene(['$ cd', 'x', '$ '])], ['$ cd', 'x', '$'], '2,2');
  check('tabs in output and in a prompt', [scene(['a\tb', 'k:\t'], 'v')], ['a       b', 'k:      v'], '1,9');
  check('a tab being typed', [scene(['>'], 'k\t'), scene(['>'], 'k\tv')], ['>k      v'], '0,9');
  check('a clear', [scene(['$ ls', 'a', '\x1b[H\x1b[2J', '$ '], 'x')], ['', '$ x'], '1,3');

  it('keeps what was shown where the world has dropped its oldest lines', async () => {
    const terminal = new Terminal({ cols: COLUMNS, rows: 6, scrollback: 5_000 });
    const numbers = Array.from({ length: 2_000 }, (_, at) => String(at));
    const first = paint(null, scene([...numbers, '']));
    const second = paint(first.picture, scene([...numbers.slice(100), 'new', ''], '', 0, 100));
    await write(terminal, first.data + second.data);
    expect(screen(terminal)).toEqual([...numbers, 'new', '']);
    expect(second.data).not.toContain('\x1b[3J');
  });

  it('is empty after the world has cleared its terminal', async () => {
    const terminal = new Terminal({ cols: COLUMNS, rows: 6 });
    const first = paint(null, scene(['1', '2', '$ clear', '']));
    const second = paint(first.picture, scene(['$ '], '', 0, 3));
    await write(terminal, first.data + second.data);
    expect(screen(terminal)).toEqual(['$']);
  });

  it('writes only what is new', () => {
    const first = paint(null, scene([...Array.from({ length: 500 }, (_, n) => `line ${n}`), '$ ']));
    const next = paint(first.picture, scene([...Array.from({ length: 500 }, (_, n) => `line ${n}`), '$ ls', 'one', '$ ']));
    expect(next.data.length).toBeLessThan(60);
  });

  it('lists candidates under the line and draws it again', async () => {
    const terminal = new Terminal({ cols: COLUMNS, rows: 6 });
    const first = paint(null, scene(['$ '], 'kafka-'));
    const listed = paintList(first.picture, ['kafka-a', 'kafka-b', 'kafka-c']);
    await write(terminal, first.data + listed.data);
    expect(screen(terminal)).toEqual(['$ kafka-', 'kafka-a  kafka-c', 'kafka-b', '$ kafka-']);
    const more = paint(listed.picture, scene(['$ '], 'kafka-b'));
    await write(terminal, more.data);
    expect(screen(terminal)).toEqual(['$ kafka-', 'kafka-a  kafka-c', 'kafka-b', '$ kafka-b']);
  });

  it('clears the screen and keeps the line', async () => {
    const terminal = new Terminal({ cols: COLUMNS, rows: 6 });
    const first = paint(null, scene(['a', 'b', '$ '], 'x'));
    await write(terminal, first.data + paintCleared(first.picture.scene).data);
    expect(screen(terminal)).toEqual(['$ x']);
  });

  it('lets colours pass and nothing that moves the cursor', () => {
    expect(harmless('\x1b[31mred\x1b[0m \x1b[5Aup\x07\x1b]0;t')).toBe('\x1b[31mred\x1b[0m up0;t');
  });
});
