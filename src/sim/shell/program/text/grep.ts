// grep: lines that match, as GNU grep prints them.
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';
import type { Os, Program } from '../../program.ts';
import { fail, type Line, type LineInput, lineInput, lineProgram } from './lines.ts';
import { compile, literal } from './posix-regex.ts';

interface Grep {
  readonly input: LineInput;
  readonly source: string;
  readonly flags: string;
  readonly invert: boolean;
  readonly only: boolean;
  readonly count: boolean;
  readonly quiet: boolean;
  readonly list: 'matching' | 'others' | null;
  readonly numbers: boolean;
  readonly names: boolean;
  readonly silent: boolean;
  readonly max: number;
  readonly before: number;
  readonly after: number;
  lineNumber: number;
  selected: number;
  file: string;
  /** Lines kept in case a match follows (-B). */
  kept: { number: number; text: string }[];
  /** How many more lines to show after a match (-A). */
  owed: number;
  /** The number of the last line shown, for the `--` between groups. */
  shown: number;
  status: number;
}

interface Options {
  kind: 'basic' | 'extended' | 'fixed' | 'perl';
  ignoreCase: boolean;
  word: boolean;
  line: boolean;
  patterns: string[];
  settings: Record<string, number | string | boolean>;
  operands: string[];
}

const LONG: Readonly<Record<string, string>> = {
  'ignore-case': 'i', 'invert-match': 'v', 'only-matching': 'o', count: 'c', quiet: 'q', silent: 'q', 'line-number': 'n',
  'extended-regexp': 'E', 'fixed-strings': 'F', 'perl-regexp': 'P', 'basic-regexp': 'G', 'word-regexp': 'w', 'line-regexp': 'x',
  'files-with-matches': 'l', 'files-without-match': 'L', 'no-filename': 'h', 'with-filename': 'H', 'no-messages': 's',
  regexp: 'e', file: 'f', 'max-count': 'm', 'after-context': 'A', 'before-context': 'B', context: 'C', color: '', colour: '', text: 'a',
  'line-buffered': '',
};
const USAGE = 'Usage: grep [OPTION]... PATTERNS [FILE]...\nTry \'grep --help\' for more information.';

function readArguments(name: string, os: Os): Options | null {
  const options: Options = { kind: name === 'egrep' ? 'extended' : name === 'fgrep' ? 'fixed' : 'basic', ignoreCase: false, word: false, line: false, patterns: [], settings: {}, operands: [] };
  const args = os.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      options.operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      options.operands.push(arg);
      continue;
    }
    let letters = arg.slice(1);
    let value: string | null = null;
    if (arg.startsWith('--')) {
      const [long = '', ...given] = arg.slice(2).split('=');
      const short = LONG[long];
      if (short === undefined) return fail(os, 2, `grep: unrecognized option '${arg}'\n${USAGE}`);
      letters = short;
      value = given.length > 0 ? given.join('=') : null;
    }
    if (/^\d+$/.test(letters)) {
      options.settings['C'] = Number(letters);
      continue;
    }
    for (let j = 0; j < letters.length; j++) {
      const letter = letters[j] ?? '';
      if (!'efmABC'.includes(letter)) {
        if (!setFlag(options, letter)) return fail(os, 2, `grep: invalid option -- '${letter}'\n${USAGE}`);
        continue;
      }
      const given = value ?? (letters.slice(j + 1) || args[++i]);
      if (given === undefined) return fail(os, 2, `grep: option requires an argument -- '${letter}'\n${USAGE}`);
      const problem = setValue(options, letter, given, os);
      if (problem !== null) return fail(os, 2, problem);
      break;
    }
  }
  return options;
}

function setFlag(options: Options, letter: string): boolean {
  if (letter === 'E') options.kind = 'extended';
  else if (letter === 'F') options.kind = 'fixed';
  else if (letter === 'P') options.kind = 'perl';
  else if (letter === 'G') options.kind = 'basic';
  else if (letter === 'i' || letter === 'y') options.ignoreCase = true;
  else if (letter === 'w') options.word = true;
  else if (letter === 'x') options.line = true;
  else if ('voqcnlLhHsaI'.includes(letter)) options.settings[letter] = true;
  else return false;
  return true;
}

function setValue(options: Options, letter: string, given: string, os: Os): string | null {
  if (letter === 'e') options.patterns.push(...given.split('\n'));
  else if (letter === 'f') {
    const text = os.readFile(given);
    if (text === null) return `grep: ${given}: No such file or directory`;
    options.patterns.push(...text.replace(/\n$/, '').split('\n'));
  } else if (!/^\d+$/.test(given)) return letter === 'm' ? 'grep: invalid max count' : `grep: ${given}: invalid context length argument`;
  else options.settings[letter] = Number(given);
  return null;
}

/** One JavaScript expression for all patterns, or a message. */
function source(options: Options): string | { readonly message: string } {
  const alternatives: string[] = [];
  for (const pattern of options.patterns) {
    if (options.kind === 'fixed') alternatives.push([...pattern].map(literal).join(''));
    else if (options.kind === 'perl') alternatives.push(pattern);
    else {
      const compiled = compile(pattern, options.kind === 'extended', '');
      if (typeof compiled === 'string') return { message: compiled };
      alternatives.push(compiled.source === '(?:)' ? '' : compiled.source);
    }
  }
  let all = alternatives.length === 1 ? (alternatives[0] ?? '') : alternatives.map((a) => `(?:${a})`).join('|');
  if (options.word) all = `(?<![\\p{L}\\p{N}_])(?:${all})(?![\\p{L}\\p{N}_])`;
  if (options.line) all = `^(?:${all})$`;
  return all;
}

function begin(os: Os): Grep | null {
  const options = readArguments(os.argv[0] ?? 'grep', os);
  if (options === null) return null;
  const { settings } = options;
  if (options.patterns.length === 0) {
    const first = options.operands.shift();
    if (first === undefined) return fail(os, 2, USAGE);
    options.patterns.push(...first.split('\n'));
  }
  const text = source(options);
  if (typeof text !== 'string') return fail(os, 2, `grep: ${text.message}`);
  const flags = options.kind === 'perl' ? '' : 'u';
  try {
    RegExp(text, flags).test('');
  } catch {
    return fail(os, 2, 'grep: Invalid preceding regular expression');
  }
  const context = Number(settings['C'] ?? 0);
  return {
    input: lineInput(options.operands),
    source: text,
    flags: `${flags}${options.ignoreCase ? 'i' : ''}`,
    invert: settings['v'] === true,
    only: settings['o'] === true,
    count: settings['c'] === true,
    quiet: settings['q'] === true,
    list: settings['l'] === true ? 'matching' : settings['L'] === true ? 'others' : null,
    numbers: settings['n'] === true,
    names: settings['H'] === true || (options.operands.length > 1 && settings['h'] !== true),
    silent: settings['s'] === true,
    max: Number(settings['m'] ?? -1),
    before: Number(settings['B'] ?? context),
    after: Number(settings['A'] ?? context),
    lineNumber: 0, selected: 0, file: '', kept: [], owed: 0, shown: 0, status: 1,
  };
}

function label(state: Grep): string {
  return state.file === '-' ? '(standard input)' : state.file;
}

function prefix(state: Grep, sign: string, number: number): string {
  return `${state.names ? `${label(state)}${sign}` : ''}${state.numbers ? `${number}${sign}` : ''}`;
}

/** At the end of each file: its count or its name. */
function endFile(state: Grep, os: Os): void {
  if (state.file === '' || state.quiet) return;
  if (state.count) os.write(1, `${state.names ? `${label(state)}:` : ''}${state.selected}\n`);
  if (state.list === 'matching' && state.selected > 0) os.write(1, `${label(state)}\n`);
  if (state.list === 'others' && state.selected === 0) os.write(1, `${label(state)}\n`);
}

function line(state: Grep, { text }: Line, os: Os): boolean {
  if (state.input.name !== state.file) {
    endFile(state, os);
    Object.assign(state, { file: state.input.name, lineNumber: 0, selected: 0, kept: [], owed: 0, shown: 0 });
  }
  state.lineNumber++;
  const quietly = state.count || state.list !== null;
  const done = state.max >= 0 && state.selected >= state.max;
  const matches = !done && new BoundedRegex(state.source, state.flags).test(text) !== state.invert;
  if (matches) {
    state.selected++;
    state.status = state.status === 2 ? 2 : 0;
    if (state.quiet) return false;
    if (!quietly) show(state, text, os);
    state.owed = state.after;
  } else if (!quietly) showContext(state, text, os);
  return !(state.max >= 0 && state.selected >= state.max && state.owed === 0 && state.input.files.length === 1);
}

function show(state: Grep, text: string, os: Os): void {
  const first = state.lineNumber - state.kept.length;
  if ((state.before > 0 || state.after > 0) && state.shown > 0 && first > state.shown + 1) os.write(1, '--\n');
  for (const kept of state.kept) os.write(1, `${prefix(state, '-', kept.number)}${kept.text}\n`);
  state.kept = [];
  state.shown = state.lineNumber;
  if (!state.only) {
    os.write(1, `${prefix(state, ':', state.lineNumber)}${text}\n`);
    return;
  }
  if (state.invert) return;
  for (const found of text.matchAll(new BoundedRegex(state.source, `${state.flags}g`))) {
    if (found[0] !== '') os.write(1, `${prefix(state, ':', state.lineNumber)}${found[0]}\n`);
  }
}

function showContext(state: Grep, text: string, os: Os): void {
  if (state.owed > 0) {
    state.owed--;
    state.shown = state.lineNumber;
    if (!state.only) os.write(1, `${prefix(state, '-', state.lineNumber)}${text}\n`);
  } else if (state.before > 0) {
    state.kept.push({ number: state.lineNumber, text });
    if (state.kept.length > state.before) state.kept.shift();
  }
}

function end(state: Grep, os: Os): void {
  if (state.file === '' && state.input.files.length === 1) state.file = state.input.files[0] ?? '-';
  endFile(state, os);
  os.exit(state.quiet && state.selected > 0 ? 0 : state.status);
}

function missing(state: Grep, file: string, why: string, os: Os): void {
  if (!state.silent) os.write(2, `grep: ${file}: ${why}\n`);
  state.status = 2;
}

const tool = { begin, line, end, missing };
export const grep: Program = lineProgram({ name: 'grep', ...tool });
export const egrep: Program = lineProgram({ name: 'egrep', ...tool });
export const fgrep: Program = lineProgram({ name: 'fgrep', ...tool });
