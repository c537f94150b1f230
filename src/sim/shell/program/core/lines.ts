// cat, uniq, cut, tr, tac, rev, fold, nl, tee: tools that pass lines on.
import { byteLength } from '../../machine/path.ts';
import type { Os, Program } from '../../program.ts';
import { fail, type Line, type LineInput, lineInput, lineProgram } from '../text/lines.ts';
import { gathered, type Gathered } from './gather.ts';
import { lettersOf, say } from './once.ts';

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
  /** Long options and the short ones that they stand for. */
  readonly long?: Readonly<Record<string, string>>;
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
      const args = os.argv.slice(1).map((each) => {
        const long = Object.entries(recipe.long ?? {}).find(([name]) => each === name || each.startsWith(`${name}=`));
        return long === undefined ? each : long[1] + each.slice(long[0].length + 1);
      });
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
      os.write(2, `${recipe.name}: ${file}: ${why}\n`);
    },
  });
}

const whole = (line: Line): string => line.text + (line.ended ? '\n' : '');

export const cat: Program = make({
  name: 'cat',
  line: (tool, line, os) => {
    const empty = line.text === '';
    if (empty && tool.flags.includes('s') && tool.kept[0] === '') return true;
    tool.kept[0] = line.text;
    const numbered = /b/.test(tool.flags) ? !empty : tool.flags.includes('n');
    if (numbered) tool.count += 1;
    const text = /[ATt]/.test(tool.flags) ? line.text.replace(/\t/g, '^I') : line.text;
    os.write(1, (numbered ? `${String(tool.count).padStart(6)}\t` : '') + text + (line.ended ? (/[AEe]/.test(tool.flags) ? '$\n' : '\n') : ''));
    return true;
  },
});

/** Each file from its last line to its first. */
export const tac = gathered<Gathered>('tac', (_os, args) => ({ files: lettersOf(args).operands.length === 0 ? ['-'] : lettersOf(args).operands }), (os, { files }, contentOf) => {
  let status = 0;
  for (const file of files) {
    const content = contentOf(file);
    if ('problem' in content) status = say(os, `tac: ${content.problem === 'Is a directory' ? `${file}: read error` : `failed to open '${file}' for reading`}: ${content.problem}`);
    else os.write(1, content.text.split(/(?<=\n)/).reverse().join(''));
  }
  return status;
});

export const rev: Program = make({ name: 'rev', line: (_tool, line, os) => os.write(1, [...line.text].reverse().join('') + (line.ended ? '\n' : '')) || true });

/** Breaks lines at a width, behind the last blank that fits where -s asks for it. */
export const fold: Program = make({
  name: 'fold',
  withValue: 'w',
  long: { '--width': '-w', '--spaces': '-s' },
  check: ({ values, flags }) => {
    const unknown = /[^sb]/.exec(flags)?.[0];
    if (unknown !== undefined) return `invalid option -- '${unknown}'\nTry 'fold --help' for more information.`;
    return /^0*[1-9]\d*$/.test(values['w'] ?? '80') ? null : `invalid number of columns: ‘${values['w'] ?? ''}’${/^0+$/.test(values['w'] ?? '') ? ': Numerical result out of range' : ''}`;
  },
  line: (tool, line, os) => {
    const width = Number(tool.values['w'] ?? 80);
    let piece = '';
    for (const char of line.text) {
      // Columns are bytes.
      if (piece !== '' && byteLength(piece + char) > width) {
        const blank = tool.flags.includes('s') ? piece.lastIndexOf(' ') + 1 : 0;
        os.write(1, `${blank === 0 ? piece : piece.slice(0, blank)}\n`);
        piece = blank === 0 ? '' : piece.slice(blank);
      }
      piece += char;
    }
    os.write(1, piece + (line.ended ? '\n' : ''));
    return true;
  },
});

export const nl: Program = make({
  name: 'nl',
  withValue: 'bwsvni',
  line: (tool, line, os) => {
    const width = Number(tool.values['w'] ?? 6);
    const separator = tool.values['s'] ?? '\t';
    const numbered = line.text !== '' || tool.values['b'] === 'a';
    if (numbered) tool.count += 1;
    const number = String(Number(tool.values['v'] ?? 1) + (tool.count - 1) * Number(tool.values['i'] ?? 1)).padStart(width, tool.values['n'] === 'rz' ? '0' : ' ');
    os.write(1, numbered ? `${number}${separator}${line.text}\n` : `${' '.repeat(width + separator.length)}\n`);
    return true;
  },
});

/** What uniq compares: without the first fields (-f) or characters (-s), no more than -w characters, in small letters (-i). */
function compared(tool: Tool, text: string): string {
  const fields = Number(tool.values['f'] ?? 0);
  const rest = fields > 0 ? text.replace(new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${fields}}`), '') : text;
  const chars = [...rest].slice(Number(tool.values['s'] ?? 0), tool.values['w'] === undefined ? undefined : Number(tool.values['s'] ?? 0) + Number(tool.values['w'])).join('');
  return tool.flags.includes('i') ? chars.toLowerCase() : chars;
}

export const uniq: Program = make({
  name: 'uniq',
  withValue: 'fsw',
  line: (tool, line, os) => {
    const before = tool.kept[0];
    if (before !== undefined && compared(tool, before) === compared(tool, line.text)) tool.count += 1;
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

const LIST_NEEDED = "you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.";

function cutProblem(tool: Tool): string | null {
  const list = tool.values['f'] ?? tool.values['c'] ?? tool.values['b'];
  const more = "\nTry 'cut --help' for more information.";
  if (list === undefined) return LIST_NEEDED;
  if (list.split(',').some((each) => /^0+(?:-|$)|-0+$/.test(each))) return `${tool.values['f'] === undefined ? 'byte/character positions' : 'fields'} are numbered from 1${more}`;
  if (!/^(?:\d+(?:-\d*)?|-\d+)(?:,(?:\d+(?:-\d*)?|-\d+))*$/.test(list)) return `invalid ${tool.values['f'] === undefined ? 'byte/character position' : 'field value'} ‘${list}’${more}`;
  return [...(tool.values['d'] ?? ' ')].length > 1 ? `the delimiter must be a single character${more}` : null;
}

export const cut: Program = make({
  name: 'cut',
  withValue: 'dfcbO',
  long: { '--complement': '-C', '--output-delimiter': '-O', '--delimiter': '-d', '--fields': '-f', '--characters': '-c', '--bytes': '-b', '--only-delimited': '-s' },
  check: cutProblem,
  line: (tool, line, os) => {
    const list = (tool.values['f'] ?? tool.values['c'] ?? tool.values['b'] ?? '').split(',');
    const delimiter = tool.values['d'] ?? '\t';
    const fields = tool.values['f'] === undefined ? [...line.text] : line.text.split(delimiter);
    if (tool.values['f'] !== undefined && fields.length === 1) {
      if (!tool.flags.includes('s')) os.write(1, `${line.text}\n`);
      return true;
    }
    const chosen = fields.filter((_, index) => list.some((range) => inRange(range, index + 1)) !== tool.flags.includes('C'));
    os.write(1, `${chosen.join(tool.values['O'] ?? (tool.values['f'] === undefined ? '' : delimiter))}\n`);
    return true;
  },
});

function inRange(range: string, number: number): boolean {
  const [from = '', to] = range.split('-');
  return to === undefined ? Number(from) === number : number >= Number(from === '' ? 1 : from) && number <= (to === '' ? Infinity : Number(to));
}

export const tr: Program = make({
  name: 'tr',
  sets: 2,
  check: (tool) => {
    const more = "\nTry 'tr --help' for more information.";
    if (tool.sets.length === 0) return `missing operand${more}`;
    return tool.sets.length === 1 && !/[ds]/.test(tool.flags) ? `missing operand after ‘${tool.sets[0] ?? ''}’\nTwo strings must be given when translating.${more}` : null;
  },
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
    let status = 0;
    const sets = operands.filter((file) => {
      const problem = os.writeFile(file, '', flags.includes('a'));
      if (problem === null) return true;
      status = 1;
      os.write(2, `tee: ${file}: ${problem}\n`);
      return false;
    });
    return { input: lineInput([]), flags, values, sets, kept: [], count: 0, bytes: 0, chars: 0, status };
  },
  line: (tool, line, os) => {
    for (const file of tool.sets) os.writeFile(file, whole(line), true);
    os.write(1, whole(line));
    return true;
  },
  end: (tool, os) => os.exit(tool.status),
  missing: () => {},
});
