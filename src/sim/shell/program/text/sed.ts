// sed: a stream editor, as GNU sed 4.9 answers.
import { held } from '../../exhausted.ts';
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';
import type { Os, Program } from '../../program.ts';
import { fail, type Line, type LineInput, lineInput, lineProgram } from './lines.ts';
import { SED_USAGE } from './sed-usage.ts';
import { type Address, parseScript, type Piece, type SedCommand, type Substitution } from './sed-script.ts';

interface Sed {
  readonly input: LineInput;
  readonly commands: readonly SedCommand[];
  readonly quiet: boolean;
  /** Whether a line is handled only when the next one, or the end, is known: needed for `$`, n and N. */
  readonly readsAhead: boolean;
  /** The file that -i rewrites, one at a time; null without -i. */
  readonly inPlace: boolean;
  held: Line | null;
  pattern: string;
  hold: string;
  lineNumber: number;
  /** The command to go on with when n or N waited for a line; -1 between cycles. */
  at: number;
  waiting: '' | 'n' | 'N';
  /** Per command: the last line of an open range, 0 where none is open, -1 where its end is a match. */
  ranges: number[];
  substituted: boolean;
  appended: string[];
  ended: boolean;
  quit: boolean;
  status: number;
  /** What -i has gathered for the present file. */
  gathered: string;
  file: string;
}


function begin(os: Os): Sed | null {
  const scripts: string[] = [];
  const files: string[] = [];
  let quiet = false;
  let extended = false;
  let inPlace = false;
  const args = os.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-n' || arg === '--quiet' || arg === '--silent') quiet = true;
    else if (arg === '-E' || arg === '-r' || arg === '--regexp-extended') extended = true;
    else if (arg === '-i' || arg === '--in-place') inPlace = true;
    else if (arg === '-ne' || arg === '-e' || arg === '-f' || arg === '-nf' || arg === '-En' || arg === '-nE') {
      if (arg.includes('n')) quiet = true;
      if (arg.includes('E')) extended = true;
      else {
        const value = args[++i];
        if (value === undefined) return fail(os, 1, `sed: option requires an argument -- '${arg.slice(-1)}'\n${SED_USAGE}`);
        const text = arg.endsWith('f') ? os.readFile(value) : value;
        if (text === null) return fail(os, 1, `sed: couldn't open file ${value}: No such file or directory`);
        scripts.push(text.replace(/\n$/, ''));
      }
    } else if (arg === '-s' || arg === '-u' || arg === '--posix') continue;
    else if (/^-./.test(arg)) return fail(os, 1, arg.startsWith('--') ? `sed: unrecognized option '${arg}'\n${SED_USAGE}` : `sed: invalid option -- '${arg.charAt(1)}'\n${SED_USAGE}`);
    else files.push(arg);
  }
  if (scripts.length === 0) {
    const first = files.shift();
    if (first === undefined) return fail(os, 1, SED_USAGE);
    scripts.push(first);
  }
  const script = parseScript(scripts.join('\n'), extended);
  if (script.kind === 'error') return fail(os, 1, `sed: ${script.message}`);
  return {
    input: lineInput(files), commands: script.commands, quiet, readsAhead: script.readsAhead, inPlace,
    held: null, pattern: '', hold: '', lineNumber: 0, at: -1, waiting: '', ranges: script.commands.map(() => 0),
    substituted: false, appended: [], ended: true, quit: false, status: 0, gathered: '', file: '',
  };
}

function print(state: Sed, text: string, os: Os): void {
  if (state.inPlace) state.gathered += text;
  else os.write(1, text);
}

function line(state: Sed, next: Line, os: Os): boolean {
  if (state.inPlace && state.input.name !== state.file) {
    if (state.held !== null) take(state, state.held, true, os);
    state.held = null;
    saveFile(state, os);
    state.file = state.input.name;
    state.lineNumber = 0;
  }
  if (!state.readsAhead) {
    take(state, next, false, os);
    return !state.quit;
  }
  const present = state.held;
  state.held = next;
  if (present !== null) take(state, present, false, os);
  return !state.quit;
}

function saveFile(state: Sed, os: Os): void {
  if (state.file !== '') os.writeFile(state.file, state.gathered, false);
  state.gathered = '';
}

/** One input line arrives: it starts a cycle, or is what n or N waited for. */
function take(state: Sed, next: Line, last: boolean, os: Os): void {
  if (state.quit) return;
  state.lineNumber++;
  if (state.waiting === 'N') {
    state.pattern += `\n${next.text}`;
    held(state.pattern.length);
  }
  else if (state.waiting === 'n') state.pattern = next.text;
  else {
    state.pattern = next.text;
    state.at = 0;
    state.substituted = false;
  }
  state.ended = next.ended;
  state.waiting = '';
  cycle(state, last, os);
}

function flushAppended(state: Sed, os: Os): void {
  for (const text of state.appended) print(state, text, os);
  state.appended = [];
}

function endCycle(state: Sed, printed: boolean, os: Os): void {
  if (printed && !state.quiet) print(state, `${state.pattern}${state.ended ? '\n' : ''}`, os);
  flushAppended(state, os);
  state.at = -1;
}

/** A long pattern counts for more: looking through so many letters is a step. */
const LETTERS_A_STEP = 256;
const MOST_STEPS = 100_000;

/** Runs commands until the cycle ends or n / N wants a line. A limit stops a script that jumps for ever. */
function cycle(state: Sed, last: boolean, os: Os): void {
  for (let steps = 0; steps < MOST_STEPS; steps += 1 + Math.floor(state.pattern.length / LETTERS_A_STEP)) {
    const index = state.at;
    const command = state.commands[index];
    if (command === undefined) {
      endCycle(state, true, os);
      return;
    }
    state.at++;
    if (!selects(state, command, index, last)) {
      if (command.name === '{') state.at = command.jump;
      continue;
    }
    if (command.name === 'n' || command.name === 'N') {
      if (last) {
        endCycle(state, true, os);
        state.quit = true;
        return;
      }
      if (command.name === 'n') {
        if (!state.quiet) print(state, `${state.pattern}\n`, os);
        flushAppended(state, os);
      }
      state.waiting = command.name;
      return;
    }
    if (!execute(state, command, os)) return;
  }
  os.write(2, 'sed: the script jumps without end\n');
  state.status = 4;
  state.quit = true;
}

/** One command; false where it ended the cycle. */
function execute(state: Sed, command: SedCommand, os: Os): boolean {
  switch (command.name) {
    case 's': if (command.substitution !== null) substitute(state, command.substitution, os); return true;
    case 'y': state.pattern = [...state.pattern].map((char) => command.map.find(([from]) => from === char)?.[1] ?? char).join(''); return true;
    case 'p': print(state, `${state.pattern}\n`, os); return true;
    case 'P': print(state, `${state.pattern.split('\n')[0] ?? ''}\n`, os); return true;
    case '=': print(state, `${state.lineNumber}\n`, os); return true;
    case 'l': print(state, `${JSON.stringify(state.pattern).slice(1, -1)}$\n`, os); return true;
    case 'd': endCycle(state, false, os); return false;
    case 'D': return deleteFirst(state, os);
    case 'h': state.hold = state.pattern; return true;
    case 'H': state.hold += `\n${state.pattern}`; held(state.hold.length); return true;
    case 'g': state.pattern = state.hold; return true;
    case 'G': state.pattern += `\n${state.hold}`; held(state.pattern.length); return true;
    case 'x': [state.pattern, state.hold] = [state.hold, state.pattern]; return true;
    case 'z': state.pattern = ''; return true;
    case 'a': state.appended.push(command.text); return true;
    case 'r': state.appended.push(os.readFile(command.text) ?? ''); return true;
    case 'w': os.writeFile(command.text, `${state.pattern}\n`, true); return true;
    case 'i': print(state, command.text, os); return true;
    case 'c': if (command.to === null || state.ranges[state.at - 1] === 0) print(state, command.text, os); endCycle(state, false, os); return false;
    case 'b': state.at = command.jump; return true;
    case 't': if (state.substituted) state.at = command.jump; state.substituted = false; return true;
    case 'T': if (!state.substituted) state.at = command.jump; state.substituted = false; return true;
    case 'q': case 'Q': endCycle(state, command.name === 'q', os); state.quit = true; state.status = Number(command.text); return false;
    default: return true;
  }
}

function deleteFirst(state: Sed, os: Os): boolean {
  const newline = state.pattern.indexOf('\n');
  if (newline < 0) {
    endCycle(state, false, os);
    return false;
  }
  state.pattern = state.pattern.slice(newline + 1);
  flushAppended(state, os);
  state.at = 0;
  return true;
}

function matches(state: Sed, address: Address, last: boolean): boolean {
  switch (address.kind) {
    case 'line': return state.lineNumber === address.line;
    case 'last': return last;
    case 'match': return new BoundedRegex(address.source, address.flags).test(state.pattern);
    case 'step': return address.step === 0 ? state.lineNumber === address.first : state.lineNumber >= address.first && (state.lineNumber - address.first) % address.step === 0;
    case 'plus': return false;
  }
}

function selects(state: Sed, command: SedCommand, index: number, last: boolean): boolean {
  const { from, to } = command;
  if (from === null) return !command.negated;
  if (to === null) return matches(state, from, last) !== command.negated;
  const open = state.ranges[index] ?? 0;
  if (open !== 0) {
    const over = open > 0 ? state.lineNumber >= open : matches(state, to, last);
    if (over) state.ranges[index] = 0;
    // A line number that has already passed ends the range before this line.
    return (open > 0 && state.lineNumber > open) === command.negated;
  }
  if (!matches(state, from, last)) return command.negated;
  const end = to.kind === 'plus' ? state.lineNumber + to.lines : to.kind === 'line' ? to.line : -1;
  state.ranges[index] = end === -1 ? (to.kind === 'last' && last ? 0 : -1) : end <= state.lineNumber ? 0 : end;
  return !command.negated;
}

function substitute(state: Sed, substitution: Substitution, os: Os): void {
  const pattern = new BoundedRegex(substitution.source, `${substitution.flags}g`);
  let out = '';
  let from = 0;
  let count = 0;
  let ended = -1;
  for (const found of state.pattern.matchAll(pattern)) {
    // An empty match right behind the match before is none.
    if (found[0] === '' && found.index === ended) continue;
    ended = found.index + found[0].length;
    count++;
    if (count < substitution.nth) continue;
    out += state.pattern.slice(from, found.index) + expand(substitution.replacement, found);
    held(out.length);
    from = found.index + found[0].length;
    if (!substitution.all) break;
  }
  if (count < substitution.nth) return;
  state.pattern = out + state.pattern.slice(from);
  state.substituted = true;
  if (substitution.print) print(state, `${state.pattern}\n`, os);
}

function expand(pieces: readonly Piece[], found: RegExpMatchArray): string {
  let out = '';
  let whole = '';
  let once = '';
  for (const piece of pieces) {
    if (piece.kind === 'case') {
      if (piece.sign === 'E') whole = '';
      else if (piece.sign === 'u' || piece.sign === 'l') once = piece.sign;
      else whole = piece.sign;
      continue;
    }
    let text = piece.kind === 'text' ? piece.text : (found[piece.group] ?? '');
    if (whole === 'U') text = text.toUpperCase();
    if (whole === 'L') text = text.toLowerCase();
    if (once !== '' && text !== '') {
      const first = text.charAt(0);
      text = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + text.slice(1);
      once = '';
    }
    out += text;
  }
  return out;
}

function end(state: Sed, os: Os): void {
  if (state.held !== null && !state.quit) take(state, state.held, true, os);
  if (state.waiting === 'N' && !state.quiet) print(state, `${state.pattern}\n`, os);
  if (state.inPlace) saveFile(state, os);
  os.exit(state.status);
}

function missing(state: Sed, file: string, why: string, os: Os): void {
  os.write(2, why === 'Is a directory' ? `sed: couldn't edit ${file}: not a regular file\n` : `sed: can't read ${file}: ${why}\n`);
  state.status = 2;
}

export const sed: Program = lineProgram<Sed>({ name: 'sed', begin, line, end, missing });
