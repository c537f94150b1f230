// The SQL client's full screens against recordings of the real one (conformance/sql-client-views): every key, every screen, every attribute.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultFlink } from '../../../../../bridge/flink.ts';
import type { Input } from '../../../../../bridge/input.ts';
import { defaultScenario } from '../../../../../bridge/scenario.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { createWorld, giveInput } from '../../../../world.ts';
import type { LaptopState, Tty } from '../../../machine/state.ts';

const FOLDER = 'conformance/sql-client-views';

interface Step {
  readonly line?: string;
  readonly keys?: readonly string[];
  readonly wait?: number;
  readonly gap?: number;
  /** The full screen, null where lines were shown. */
  readonly lines?: readonly string[] | null;
  /** Row, from and to column, and r for reversed, b for bold, u for underlined. */
  readonly marks?: readonly (readonly [number, number, number, string])[];
}

interface Recording {
  readonly columns: number;
  readonly rows: number;
  readonly steps: readonly Step[];
}

const SECOND = 1_000_000;
const ESCAPE = '\u001b';
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);
const NAMES: Readonly<Record<string, string>> = { 7: 'r', 1: 'b', 4: 'u' };

const ttyOf = (kernel: Kernel): Tty => {
  const tty = (kernel.actorState('laptop') as LaptopState).ttys['main'];
  if (tty === undefined) throw new Error('the terminal is gone');
  return tty;
};

/** A row's text, and its attributes as the recordings have them. */
function read(row: string, at: number): { readonly text: string; readonly marks: readonly (readonly [number, number, number, string])[] } {
  const marks: [number, number, number, string][] = [];
  let text = '';
  let open: { readonly from: number; readonly names: readonly string[] } | null = null;
  for (const piece of row.split(SEQUENCE)) {
    const codes = piece.startsWith('\u001b[') ? piece.slice(2, -1).split(';') : null;
    if (codes === null) text += piece;
    else if (codes[0] === '0') {
      for (const name of open?.names ?? []) if (open !== null) marks.push([at, open.from, text.length, name]);
      open = null;
    } else open = { from: text.length, names: codes.flatMap((code) => NAMES[code] ?? []) };
  }
  return { text: text.trimEnd(), marks };
}

/** Times are the clock's. */
const timeless = (line: string): string => line.replace(/Updated: [\d:.]+/, 'Updated: TIME');

/** A screen as text: its rows, then its attributes in order. */
function screenText(lines: readonly string[], marks: readonly (readonly [number, number, number, string])[]): string {
  return `${lines.map(timeless).join('\n').trimEnd()}\n${marks.map((mark) => mark.join(' ')).toSorted().join('\n')}`;
}

function seen(kernel: Kernel): string {
  const { screen } = ttyOf(kernel);
  if (screen === null) return 'lines';
  const rows = screen.rows.map(read);
  return screenText(rows.map(({ text }) => text), rows.flatMap(({ marks }) => marks));
}

/** What is seen after each step that says what should be. */
function play({ columns, rows, steps }: Recording): readonly string[] {
  const kernel = createWorld({ ...defaultScenario, name: 'views', flink: defaultFlink }, 1);
  const pass = (seconds: number): void => kernel.runUntil(kernel.state.now + Math.round(seconds * SECOND));
  const give = (input: Input): void => void giveInput(kernel, input);
  pass(20);
  give({ kind: 'open-tty', tty: 'main', columns, rows, echo: true });
  return steps.flatMap((step) => {
    if (step.line !== undefined) {
      give({ kind: 'line', tty: 'main', text: step.line });
      pass(0.3);
    }
    for (const key of step.keys ?? []) {
      give({ kind: 'key', tty: 'main', key });
      pass(step.gap ?? 0.35);
    }
    pass(step.wait ?? 0);
    return step.lines === undefined ? [] : [seen(kernel)];
  });
}

const told = ({ steps }: Recording): readonly string[] => steps.flatMap(({ lines, marks }) => (lines === undefined ? [] : lines === null ? ['lines'] : [screenText(lines, marks ?? [])]));

describe('full screens of the SQL client are the real ones', () => {
  const check = (file: string): void => it(file, () => {
    const recording = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Recording;
    expect(play(recording)).toEqual(told(recording));
  }, 60_000);
  for (const file of readdirSync(FOLDER)) check(file);
});
