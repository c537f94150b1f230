// awk as a program: arguments, input record by record, and mawk's words for errors.
import type { Os, Program } from '../../program.ts';
import { fail, type Line, type LineInput, lineInput, lineProgram } from '../text/lines.ts';
import { AWK_USAGE } from './usage.ts';
import { parseAwk } from './parser.ts';
import { AwkError, createMachine, type Machine, type Outcome, runRules, setRecord } from './run.ts';
import { toNumber } from './values.ts';

interface Awk {
  readonly input: LineInput;
  readonly machine: Machine;
  /** The status of `exit`, which still runs END; null while running. */
  exit: number | null;
  failed: boolean;
  file: string;
}

interface Arguments {
  text: string | null;
  readonly assigned: (readonly [string, string])[];
  readonly operands: string[];
}

function readArguments(os: Os): Arguments | null {
  const out: Arguments = { text: null, assigned: [], operands: [] };
  const args = os.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const option = /^-([Fvf])(.*)$/s.exec(arg);
    if (option === null || out.operands.length > 0) {
      if (arg === '--') continue;
      if (/^-./.test(arg) && out.operands.length === 0 && out.text === null) return fail(os, 2, `awk: not an option: ${arg}`);
      if (out.text === null) out.text = arg;
      else out.operands.push(arg);
      continue;
    }
    const value = option[2] === '' ? args[++i] : option[2];
    if (value === undefined) return fail(os, 0, AWK_USAGE);
    if (option[1] === 'F') out.assigned.push(['FS', value === 't' ? '\t' : value]);
    else if (option[1] === 'v') {
      const equals = value.indexOf('=');
      if (equals < 1) return fail(os, 2, `awk: improper assignment: -v ${value}`);
      out.assigned.push([value.slice(0, equals), value.slice(equals + 1)]);
    } else {
      const text = os.readFile(value);
      if (text === null) return fail(os, 2, `awk: couldn't open file ${value}`);
      out.text = `${out.text ?? ''}${text}\n`;
    }
  }
  return out;
}

/** Backslash escapes of -v, -F and operands, as in program text. */
function unescape(text: string): string {
  const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"' };
  return text.replace(/\\([ntr\\"])/g, (_, sign: string) => signs[sign] ?? '');
}

function begin(os: Os): Awk | null {
  const args = readArguments(os);
  if (args === null) return null;
  if (args.text === null) return fail(os, 0, AWK_USAGE);
  const parsed = parseAwk(args.text);
  if (parsed.kind === 'error') return fail(os, 2, parsed.message);
  const machine = createMachine(parsed.program);
  for (const [name, value] of args.assigned) machine.globals[name] = { text: unescape(value) };
  for (const [name, value] of Object.entries(os.env)) (machine.arrays['ENVIRON'] ??= {})[`.${name}`] = { text: value };
  const files = args.operands.filter((operand) => {
    const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand);
    if (found !== null) machine.globals[found[1] ?? ''] = { text: unescape(found[2] ?? '') };
    return found === null;
  });
  const needsInput = parsed.program.rules.some((rule) => rule.when !== 'BEGIN');
  const state: Awk = { input: lineInput(files), machine, exit: null, failed: false, file: '' };
  phase(state, 'BEGIN', os);
  if (state.exit === null && needsInput && !state.failed) return state;
  finish(state, os);
  return null;
}

/** Runs a phase; an error at run time ends the program as mawk does. */
function phase(state: Awk, when: 'BEGIN' | 'END' | 'line', os: Os): void {
  try {
    const outcome: Outcome = runRules(state.machine, when, os);
    if (outcome.kind === 'exit') state.exit = outcome.status;
  } catch (error) {
    if (!(error instanceof AwkError)) throw error;
    const { globals } = state.machine;
    os.write(2, `awk: run time error: ${error.message}\n\tFILENAME="${state.file}" FNR=${toNumber(globals['FNR'] ?? 0)} NR=${toNumber(globals['NR'] ?? 0)}\n`);
    state.failed = true;
  }
}

function line(state: Awk, next: Line, os: Os): boolean {
  const { globals } = state.machine;
  if (state.input.name !== state.file) {
    state.file = state.input.name;
    globals['FILENAME'] = state.file;
    globals['FNR'] = 0;
  }
  globals['NR'] = toNumber(globals['NR'] ?? 0) + 1;
  globals['FNR'] = toNumber(globals['FNR'] ?? 0) + 1;
  setRecord(state.machine, next.text);
  phase(state, 'line', os);
  return state.exit === null && !state.failed;
}

function finish(state: Awk, os: Os): void {
  const status = state.exit;
  state.exit = null;
  if (!state.failed && state.machine.program.rules.some((rule) => rule.when === 'END')) phase(state, 'END', os);
  os.exit(state.failed ? 2 : (state.exit ?? status ?? 0));
}

function missing(state: Awk, file: string, why: string, os: Os): void {
  os.write(2, `awk: cannot open "${file}" (${why})\n`);
  state.failed = true;
}

const tool = { begin, line, end: finish, missing };
export const awk: Program = lineProgram<Awk>({ name: 'awk', ...tool });
export const mawk: Program = lineProgram<Awk>({ name: 'mawk', ...tool });
