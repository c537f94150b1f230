// jq as a program: JSON values come in as text arrives, a filter runs over each.
import { RunawayRegex } from '../../../kernel/regex/bounded.ts';
import { held } from '../../exhausted.ts';
import type { Os, Program, Wake } from '../../program.ts';
import { parseFilter } from './parser.ts';
import { runOn } from './run.ts';
import { endJson, type JsonText, newJsonText, readJson } from './json-text.ts';
import type { Filter, Json } from './syntax.ts';
import { JqError, print } from './values.ts';

interface Jq {
  readonly filter: Filter;
  readonly raw: boolean;
  readonly join: boolean;
  readonly compact: boolean;
  readonly sortKeys: boolean;
  readonly slurp: boolean;
  readonly rawInput: boolean;
  readonly exitByLast: boolean;
  readonly variables: Record<string, Json>;
  files: string[];
  /** Raw input that is not a whole line yet. */
  text: string;
  reading: JsonText;
  /** Characters of the value that is not whole yet. */
  open: number;
  slurped: Json[];
  last: Json;
  anything: boolean;
  /** Lines read so far, for messages. */
  lines: number;
  status: number;
  done: boolean;
  full: boolean;
}

const USAGE = `Usage:	jq [OPTIONS] FILTER [FILES...]
	jq [OPTIONS] --args FILTER [ARGUMENTS...]
	jq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]

jq is a tool for processing JSON inputs, applying the given filter to
its JSON text inputs and producing the filter's results as JSON on
standard output.
`;

const FLAGS: Readonly<Record<string, string>> = { '--raw-output': 'r', '--join-output': 'j', '--compact-output': 'c', '--slurp': 's', '--null-input': 'n', '--exit-status': 'e', '--sort-keys': 'S', '--raw-input': 'R', '--color-output': 'C', '--monochrome-output': 'M', '--tab': 't', '--unbuffered': 'u' };

function start(os: Os): Jq {
  const flags = new Set<string>();
  const variables: Record<string, Json> = { ENV: { ...os.env }, __now: os.wallClockMs / 1000 };
  const operands: string[] = [];
  const args = os.argv.slice(1);
  let problem: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--arg' || arg === '--argjson') {
      const [key, value] = [args[++i], args[++i]];
      if (key === undefined || value === undefined) problem = `jq: error: ${arg} takes two parameters (e.g. ${arg} varname ${arg === '--arg' ? 'value' : 'text'})`;
      else {
        const parsed = arg === '--arg' ? value : parseOne(value);
        if (parsed === undefined) problem = `jq: Invalid JSON text passed to --argjson`;
        else variables[key] = parsed;
      }
    } else if (FLAGS[arg] !== undefined) flags.add(FLAGS[arg]);
    else if (/^-[a-zA-Z]+$/.test(arg)) for (const letter of arg.slice(1)) flags.add(letter);
    else if (arg.startsWith('-') && arg !== '-') problem = `jq: Unknown arguments`;
    else operands.push(arg);
  }
  const [filterText, ...files] = operands;
  if (problem === null && filterText === undefined) problem = USAGE.trimEnd();
  const parsed = parseFilter(filterText ?? '.');
  if (problem === null && parsed.kind === 'error') problem = `jq: error: ${parsed.message}${parsed.hint} at <top-level>, line 1:\n${filterText ?? ''}${parsed.message.endsWith('$end') ? ' ' : ''}\njq: 1 compile error`;
  const state: Jq = {
    filter: parsed.kind === 'filter' ? parsed.filter : { kind: 'identity' }, raw: flags.has('r') || flags.has('j'), join: flags.has('j'), compact: flags.has('c'), sortKeys: flags.has('S'),
    slurp: flags.has('s'), rawInput: flags.has('R'), exitByLast: flags.has('e'), variables, files, text: '', reading: newJsonText(), open: 0, slurped: [], last: null, anything: false, lines: 0, status: 0, done: false, full: false,
  };
  if (problem !== null) {
    os.write(2, `${problem}\n`);
    end(state, parsed.kind === 'error' && filterText !== undefined ? 3 : 2, os);
  } else if (flags.has('n')) {
    apply(state, null, os);
    end(state, state.status, os);
  } else pump(state, os);
  return state;
}

function parseOne(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function end(state: Jq, status: number, os: Os): void {
  state.done = true;
  const byLast = !state.anything ? 4 : state.last === null || state.last === false ? 1 : 0;
  os.exit(status !== 0 || !state.exitByLast ? status : byLast);
}

function apply(state: Jq, input: Json, os: Os): void {
  try {
    for (const value of runOn(state.filter, input, state.variables)) {
      state.last = value;
      state.anything = true;
      const text = state.raw && typeof value === 'string' ? value : print(value, state.compact, state.sortKeys);
      if (!os.write(1, state.join ? text : `${text}\n`)) state.full = true;
    }
  } catch (error) {
    // Values inside of values without end: jq has a limit of its own for these.
    const message = error instanceof JqError || error instanceof RunawayRegex ? error.message : error instanceof RangeError ? 'Exceeds depth limit' : null;
    if (message === null) throw error;
    os.write(2, `jq: error (at <stdin>:${state.lines}): ${message}\n`);
    state.status = 5;
  }
}

function pump(state: Jq, os: Os): void {
  while (!state.done && !state.full) {
    const file = state.files[0];
    if (file !== undefined) {
      const text = os.readFile(file);
      state.files = state.files.slice(1);
      if (text === null) {
        os.write(2, `jq: error: Could not open ${file}: No such file or directory\n`);
        state.status = 2;
      } else feed(state, text, os);
      if (state.files.length === 0) finish(state, os);
      continue;
    }
    const read = os.readLine();
    if (read === undefined) return;
    if (read === null) finish(state, os);
    else feed(state, read, os);
  }
}

function feed(state: Jq, text: string, os: Os): void {
  state.lines += text.split('\n').length - 1;
  if (state.rawInput) {
    state.text += text;
    held(state.text.length);
    if (!state.slurp) rawLines(state, os);
    return;
  }
  unread(state, readJson(state.reading, text, taking(state, os)), os);
  const { stack, token, quoted } = state.reading;
  state.open = stack.length === 0 && token === '' && !quoted ? 0 : state.open + text.length;
  held(state.open);
}

/** What is done with each value. */
function taking(state: Jq, os: Os): (value: Json) => boolean {
  return (value) => {
    if (state.slurp) state.slurped.push(value);
    else apply(state, value, os);
    return true;
  };
}

/** A text that cannot be read on ends the program. */
function unread(state: Jq, problem: string | null, os: Os): void {
  if (problem === null) return;
  os.write(2, `parse error: ${problem}\n`);
  state.slurped = [];
  end(state, 4, os);
}

function rawLines(state: Jq, os: Os): void {
  const lines = state.text.split('\n');
  state.text = lines.pop() ?? '';
  for (const line of lines) apply(state, line, os);
}

function finish(state: Jq, os: Os): void {
  if (state.done) return;
  if (state.rawInput) {
    if (state.slurp || state.text !== '') apply(state, state.text, os);
  } else {
    unread(state, endJson(state.reading, taking(state, os)), os);
    if (state.done) return;
    if (state.slurp) apply(state, state.slurped, os);
  }
  end(state, state.status, os);
}

export const jq: Program<Jq> = {
  name: 'jq',
  startup: 2_000,
  handles: [],
  start,
  wake: (state: Jq, wake: Wake, os: Os) => {
    if (wake.kind === 'writable') state.full = false;
    pump(state, os);
  },
};

