// cat, head, tail, wc, uniq, cut, tr, tac, rev, nl, sort, tee: tools that pass lines on.
import type { Os, Program } from '../../program.ts';
import { fail, type Line, type LineInput, lineInput, lineProgram } from '../text/lines.ts';
import { lettersOf } from './once.ts';

interface Tool {
  readonly input: LineInput;
  readonly flags: string;
  readonly values: Readonly<Record<string, string>>;
  readonly sets: readonly string[];
  kept: string[];
  count: number;
  bytes: number;
  chars: number;
  status: number;
}

interface Recipe {
  readonly name: string;
  readonly withValue?: string;
  /** How many operands stand before the files. */
  readonly sets?: number;
  readonly check?: (tool: Tool, os: Os) => string | null;
  readonly line: (tool: Tool, line: Line, os: Os) => boolean;
  readonly end?: (tool: Tool, os: Os) => void;
}

function make(recipe: Recipe): Program {
  return lineProgram<Tool>({
    name: recipe.name,
    begin: (os) => {
      const args = os.argv.slice(1).map((each, index) => (/^-\d+$/.test(each) && index === 0 && /head|tail/.test(recipe.name) ? `-n${each.slice(1)}` : each)).map((each, index) => (/^\+\d/.test(each) && index === 0 && recipe.name === 'tail' ? `-n${each}` : each));
      const { flags, values, operands } = lettersOf(args, recipe.withValue ?? '');
      const sets = operands.slice(0, recipe.sets ?? 0);
      const tool: Tool = { input: lineInput(operands.slice(recipe.sets ?? 0)), flags, values, sets, kept: [], count: 0, bytes: 0, chars: 0, status: 0 };
      const problem = recipe.check?.(tool, os) ?? null;
      return problem === null ? tool : fail(os, 1, `${recipe.name}: ${problem}`);
    },
    line: recipe.line,
    end: (tool, os) => {
      recipe.end?.(tool, os);
      os.exit(tool.status);
    },
    missing: (tool, file, why, os) => {
      tool.status = 1;
      os.write(2, recipe.name === 'sort' ? `sort: cannot read: ${file}: ${why}\n` : /head|tail/.test(recipe.name) && why !== 'Is a directory' ? `${recipe.name}: cannot open '${file}' for reading: ${why}\n` : `${recipe.name}: ${file}: ${why}\n`);
    },
  });
}

const whole = (line: Line): string => line.text + (line.ended ? '\n' : '');

export const cat: Program = make({
  name: 'cat',
  line: (tool, line, os) => {
    tool.count += 1;
    os.write(1, (tool.flags.includes('n') ? `${String(tool.count).padStart(6)}\t` : '') + whole(line));
    return true;
  },
});

export const head: Program = make({
  name: 'head',
  withValue: 'nc',
  line: (tool, line, os) => {
    const text = whole(line);
    if (tool.values['c'] !== undefined) {
      const left = Number(tool.values['c']) - tool.bytes;
      tool.bytes += text.length;
      os.write(1, text.slice(0, Math.max(0, left)));
      return left > text.length;
    }
    const limit = Number(tool.values['n'] ?? 10);
    if (limit < 0) {
      tool.kept.push(text);
      if (tool.kept.length > -limit) os.write(1, tool.kept.shift() ?? '');
      return true;
    }
    if (tool.count < limit) os.write(1, text);
    tool.count += 1;
    return tool.count < limit;
  },
});

export const tail: Program = make({
  name: 'tail',
  withValue: 'n',
  line: (tool, line, os) => {
    const amount = tool.values['n'] ?? '10';
    tool.count += 1;
    if (amount.startsWith('+')) {
      if (tool.count >= Number(amount.slice(1))) os.write(1, whole(line));
      return true;
    }
    tool.kept.push(whole(line));
    if (tool.kept.length > Math.abs(Number(amount))) tool.kept.shift();
    return true;
  },
  end: (tool, os) => void os.write(1, tool.kept.join('')),
});

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export const wc: Program = make({
  name: 'wc',
  line: (tool, line) => {
    if (line.ended) tool.count += 1;
    tool.chars += line.text.split(/\s+/).filter((each) => each !== '').length;
    tool.bytes += tool.flags.includes('m') ? [...whole(line)].length : utf8Length(whole(line));
    return true;
  },
  end: (tool, os) => {
    if (tool.status !== 0 && tool.input.files.length === 1) return;
    const all = tool.flags === '';
    const shown: number[] = [];
    if (all || tool.flags.includes('l')) shown.push(tool.count);
    if (all || tool.flags.includes('w')) shown.push(tool.chars);
    if (all || /[cm]/.test(tool.flags)) shown.push(tool.bytes);
    const name = tool.input.files.length > 1 ? 'total' : (tool.input.files[0] ?? '-');
    const width = shown.length === 1 ? 1 : name === '-' ? 7 : String(tool.bytes).length;
    os.write(1, `${shown.map((each) => String(each).padStart(width)).join(' ')}${name === '-' ? '' : ` ${name}`}\n`);
  },
});

export const tac: Program = make({
  name: 'tac',
  line: (tool, line) => tool.kept.unshift(whole(line)) > 0,
  end: (tool, os) => void os.write(1, tool.kept.join('')),
});

export const rev: Program = make({ name: 'rev', line: (_tool, line, os) => os.write(1, [...line.text].reverse().join('') + (line.ended ? '\n' : '')) || true });

export const nl: Program = make({
  name: 'nl',
  line: (tool, line, os) => {
    if (line.text !== '') tool.count += 1;
    os.write(1, line.text === '' ? '       \n' : `${String(tool.count).padStart(6)}\t${line.text}\n`);
    return true;
  },
});

export const uniq: Program = make({
  name: 'uniq',
  line: (tool, line, os) => {
    const same = tool.flags.includes('i') ? tool.kept[0]?.toLowerCase() === line.text.toLowerCase() : tool.kept[0] === line.text;
    if (same) tool.count += 1;
    else {
      flushUniq(tool, os);
      tool.kept = [line.text];
      tool.count = 1;
    }
    return true;
  },
  end: flushUniq,
});

function flushUniq(tool: Tool, os: Os): void {
  const text = tool.kept[0];
  if (text === undefined || (tool.flags.includes('d') && tool.count < 2) || (tool.flags.includes('u') && tool.count > 1)) return;
  os.write(1, `${tool.flags.includes('c') ? `${String(tool.count).padStart(7)} ` : ''}${text}\n`);
}

export const cut: Program = make({
  name: 'cut',
  withValue: 'dfcb',
  check: (tool) => (tool.values['f'] ?? tool.values['c'] ?? tool.values['b']) === undefined ? "you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information." : null,
  line: (tool, line, os) => {
    const list = tool.values['f'] ?? tool.values['c'] ?? tool.values['b'] ?? '';
    const delimiter = tool.values['d'] ?? '\t';
    const fields = tool.values['f'] === undefined ? [...line.text] : line.text.split(delimiter);
    if (tool.values['f'] !== undefined && fields.length === 1) {
      if (!tool.flags.includes('s')) os.write(1, `${line.text}\n`);
      return true;
    }
    const chosen = fields.filter((_, index) => list.split(',').some((range) => inRange(range, index + 1)));
    os.write(1, `${chosen.join(tool.values['f'] === undefined ? '' : delimiter)}\n`);
    return true;
  },
});

function inRange(range: string, number: number): boolean {
  const [from = '', to] = range.split('-');
  return to === undefined ? Number(from) === number : number >= Number(from === '' ? 1 : from) && number <= (to === '' ? Infinity : Number(to));
}

export const sort: Program = make({
  name: 'sort',
  withValue: 'kto',
  line: (tool, line) => tool.kept.push(line.text) > 0,
  end: (tool, os) => {
    const spec = /^(\d+)(?:\.\d+)?([nr]*)(?:,(\d+))?(?:\.\d+)?([nr]*)$/.exec(tool.values['k'] ?? '');
    const flags = tool.flags + (spec?.[2] ?? '') + (spec?.[4] ?? '');
    const keyOf = (text: string): string => {
      if (spec === null) return text;
      const parts = tool.values['t'] === undefined ? (text.match(/\s*\S+/g) ?? []) : text.split(tool.values['t']);
      return parts.slice(Number(spec[1]) - 1, spec[3] === undefined ? undefined : Number(spec[3])).join(tool.values['t'] ?? '');
    };
    const fold = (text: string): string => (flags.includes('f') ? text.toUpperCase() : flags.includes('b') ? text.trimStart() : text);
    const order = (a: string, b: string): number => {
      const difference = flags.includes('n') ? numberOf(keyOf(a)) - numberOf(keyOf(b)) : plainOrder(fold(keyOf(a)), fold(keyOf(b)));
      return flags.includes('r') ? -difference : difference;
    };
    const last = (a: string, b: string): number => (flags.includes('s') || tool.flags.includes('u') ? 0 : tool.flags.includes('r') ? -plainOrder(a, b) : plainOrder(a, b));
    const sorted = [...tool.kept].sort((a, b) => order(a, b) || last(a, b));
    const shown = tool.flags.includes('u') ? sorted.filter((each, index) => index === 0 || order(sorted[index - 1] ?? '', each) !== 0) : sorted;
    const text = shown.map((each) => `${each}\n`).join('');
    if (tool.values['o'] === undefined) os.write(1, text);
    else os.writeFile(tool.values['o'], text, false);
  },
});

function numberOf(text: string): number {
  return Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] ?? 0) || 0;
}

/** Order by code points, as the C.UTF-8 locale has it. */
function plainOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const tr: Program = make({
  name: 'tr',
  sets: 2,
  check: (tool) => (tool.sets.length === 0 ? "missing operand\nTry 'tr --help' for more information." : null),
  line: (tool, line, os) => {
    const from = setOf(tool.sets[0] ?? '');
    const to = setOf(tool.sets[1] ?? '');
    const complement = /[cC]/.test(tool.flags);
    const isIn = (char: string): boolean => from.includes(char) !== complement;
    let out = '';
    for (const char of whole(line)) {
      if (tool.flags.includes('d')) {
        if (!isIn(char)) out += char;
        continue;
      }
      const mapped = !isIn(char) || tool.sets[1] === undefined ? char : complement ? (to.at(-1) ?? char) : (to[Math.min(from.indexOf(char), to.length - 1)] ?? char);
      const squeezed = tool.flags.includes('s') && (tool.sets[1] === undefined ? isIn(char) : to.includes(mapped)) && tool.kept[0] === mapped;
      if (!squeezed) out += mapped;
      tool.kept[0] = mapped;
    }
    os.write(1, out);
    return true;
  },
});

function setOf(text: string): string[] {
  const classes: Readonly<Record<string, string>> = { lower: 'a-z', upper: 'A-Z', digit: '0-9', alpha: 'A-Za-z', alnum: '0-9A-Za-z', space: ' \t\n\r\f\v', blank: ' \t', punct: '!-/:-@[-`{-~' };
  const plain = text.replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '').replace(/\\([ntr\\])/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? '\\');
  const chars = [...plain];
  const out: string[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    const end = chars[at + 2];
    if (chars[at + 1] !== '-' || end === undefined) {
      out.push(char);
      continue;
    }
    for (let code = char.codePointAt(0) ?? 0; code <= (end.codePointAt(0) ?? 0); code += 1) out.push(String.fromCodePoint(code));
    at += 2;
  }
  return out;
}

export const tee: Program = lineProgram<Tool>({
  name: 'tee',
  begin: (os) => {
    const { flags, values, operands } = lettersOf(os.argv.slice(1));
    if (!flags.includes('a')) for (const file of operands) os.writeFile(file, '', false);
    return { input: lineInput([]), flags, values, sets: operands, kept: [], count: 0, bytes: 0, chars: 0, status: 0 };
  },
  line: (tool, line, os) => {
    for (const file of tool.sets) os.writeFile(file, whole(line), true);
    os.write(1, whole(line));
    return true;
  },
  end: (tool, os) => os.exit(tool.status),
  missing: () => {},
});
