// comm, paste and column: tools that put lines beside one another.
import type { Os } from '../../program.ts';
import { type Content, gathered, linesOf } from './gather.ts';
import { optionsOf, say } from './once.ts';

interface Comm {
  readonly files: readonly string[];
  readonly flags: string;
}

export const comm = gathered<Comm>('comm', (os, args) => {
  const options = optionsOf(os, 'comm', args, { letters: '123', long: { 'nocheck-order': 'n', 'check-order': 'c' } });
  if (options === null) return 1;
  const [first, , extra] = options.operands;
  const more = "\nTry 'comm --help' for more information.";
  if (first === undefined) return say(os, `comm: missing operand${more}`);
  if (options.operands.length < 2) return say(os, `comm: missing operand after ‘${first}’${more}`);
  if (extra !== undefined) return say(os, `comm: extra operand ‘${extra}’${more}`);
  return { files: options.operands, flags: options.flags };
}, (os, options, contentOf) => {
  const lists: string[][] = [];
  for (const file of options.files) {
    const content = contentOf(file);
    if ('problem' in content) return say(os, `comm: ${file}: ${content.problem}`);
    lists.push(linesOf(content.text));
  }
  return compare(os, lists[0] ?? [], lists[1] ?? [], options.flags);
});

/** The lines of the first, of the second, of both; says once for each file that it is not sorted. */
function compare(os: Os, left: readonly string[], right: readonly string[], flags: string): number {
  const tabs = (column: number): string => '\t'.repeat([1, 2].filter((each) => each < column && !flags.includes(String(each))).length);
  const show = (column: number, text: string): void => void (flags.includes(String(column)) || os.write(1, `${tabs(column)}${text}\n`));
  const told = [false, false];
  let unmatched = false;
  const check = (side: number, list: readonly string[], at: number): void => {
    if (told[side] === true || flags.includes('n') || !unmatched || at === 0 || at >= list.length || (list[at - 1] ?? '') <= (list[at] ?? '')) return;
    told[side] = true;
    say(os, `comm: file ${side + 1} is not in sorted order`);
  };
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i], right[j]];
    if (a !== undefined && a === b) {
      show(3, a);
      i += 1;
      j += 1;
      check(0, left, i);
      check(1, right, j);
      continue;
    }
    unmatched = true;
    if (b === undefined || (a !== undefined && a < b)) {
      show(1, a ?? '');
      i += 1;
      check(0, left, i);
    } else {
      show(2, b);
      j += 1;
      check(1, right, j);
    }
  }
  return told.includes(true) ? say(os, 'comm: input is not in sorted order') : 0;
}

interface Paste {
  readonly files: readonly string[];
  readonly delimiters: readonly string[];
  readonly serial: boolean;
}

export const paste = gathered<Paste>('paste', (os, args) => {
  const options = optionsOf(os, 'paste', args, { letters: 'sd:', long: { serial: 's', delimiters: 'd' } });
  if (options === null) return 1;
  const given = (options.values['d']?.at(-1) ?? '\t').replace(/\\([nt\\0])/g, (_, letter: string) => ({ n: '\n', t: '\t', 0: '\u0000' })[letter] ?? '\\');
  const delimiters = given === '' ? [''] : [...given].map((each) => (each === '\u0000' ? '' : each));
  return { files: options.operands.length === 0 ? ['-'] : options.operands, delimiters, serial: options.flags.includes('s') };
}, (os, options, contentOf) => {
  const { delimiters } = options;
  const input = contentOf('-');
  const waiting = linesOf('text' in input ? input.text : '');
  const lists: string[][] = [];
  for (const file of options.files) {
    const content: Content = file === '-' ? { text: '' } : contentOf(file);
    if ('problem' in content) return say(os, `paste: ${file}: ${content.problem}`);
    lists.push(linesOf(content.text));
  }
  const joined = (cells: readonly string[]): string => `${cells.map((cell, index) => (index === 0 ? cell : (delimiters[(index - 1) % delimiters.length] ?? '') + cell)).join('')}\n`;
  if (options.serial) {
    lists.forEach((list, index) => os.write(1, joined(options.files[index] === '-' ? waiting.splice(0) : list)));
    return 0;
  }
  for (let row = 0; ; row += 1) {
    let any = false;
    const cells = lists.map((list, index) => {
      const cell = options.files[index] === '-' ? waiting.shift() : list[row];
      any ||= cell !== undefined;
      return cell ?? '';
    });
    if (!any) return 0;
    os.write(1, joined(cells));
  }
});

interface Column {
  readonly files: readonly string[];
  readonly table: boolean;
  readonly separators: string;
  readonly between: string;
  readonly width: number;
}

export const column = gathered<Column>('column', (os, args) => {
  const options = optionsOf(os, 'column', args, { letters: 'ts:o:c:xnNR', long: { table: 't', separator: 's', 'output-separator': 'o', 'output-width': 'c' } });
  if (options === null) return 1;
  const { flags, values, operands } = options;
  return {
    files: operands.length === 0 ? ['-'] : operands, table: flags.includes('t'), separators: values['s']?.at(-1) ?? '', between: values['o']?.at(-1) ?? '  ',
    width: Number(values['c']?.at(-1) ?? os.env['COLUMNS'] ?? 80),
  };
}, (os, options, contentOf) => {
  const lines: string[] = [];
  for (const file of options.files) {
    const content = contentOf(file);
    if ('problem' in content) return say(os, `column: ${file}: ${content.problem}`);
    lines.push(...linesOf(content.text).filter((line) => line.trim() !== ''));
  }
  os.write(1, options.table ? table(lines, options) : fill(lines, options.width));
  return 0;
});

const widthOf = (text: string): number => [...text].length;

function table(lines: readonly string[], options: Column): string {
  const rows = lines.map((line) => (options.separators === '' ? line.trim().split(/[ \t]+/) : splitAny(line, options.separators)));
  const count = rows.reduce((max, row) => Math.max(max, row.length), 0);
  const widths = Array.from({ length: count }, (_, index) => rows.reduce((max, row) => Math.max(max, widthOf(row[index] ?? '')), 0));
  return rows.map((row) => `${widths.map((width, index) => {
    const cell = row[index] ?? '';
    return index === count - 1 ? cell : cell + ' '.repeat(width - widthOf(cell)) + options.between;
  }).join('')}\n`).join('');
}

function splitAny(line: string, separators: string): string[] {
  const cells = [''];
  for (const char of line) {
    if (separators.includes(char)) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells;
}

/** Columns from top to bottom, joined by tabs of eight. */
function fill(lines: readonly string[], width: number): string {
  const widest = lines.reduce((max, line) => Math.max(max, widthOf(line)), 0);
  const cell = (Math.floor(widest / 8) + 1) * 8;
  const count = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(lines.length / count);
  let out = '';
  for (let row = 0; row < rows; row += 1) {
    for (let at = row; at < lines.length; at += rows) {
      const text = lines[at] ?? '';
      out += text + (at + rows < lines.length ? '\t'.repeat(Math.ceil((cell - widthOf(text)) / 8)) : '\n');
    }
  }
  return out;
}
