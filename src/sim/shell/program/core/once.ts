// Tools that do all their work at once and exit: from arguments to output and status.
import type { Os, Program } from '../../program.ts';

/** A program that neither reads its input nor waits. `run` returns the status; `startup` is what passes before it, in virtual microseconds. */
export function once(name: string, run: (os: Os, args: readonly string[]) => number, startup = 1_000): Program<object> {
  return {
    name,
    startup,
    handles: [],
    start: (os) => {
      os.exit(run(os, os.argv.slice(1)));
      return {};
    },
    wake: () => {},
  };
}

export function say(os: Os, text: string): number {
  os.write(2, `${text}\n`);
  return 1;
}

/** Single-letter options in front of the operands; `--` ends them. */
export function lettersOf(args: readonly string[], withValue = ''): { readonly flags: string; readonly values: Readonly<Record<string, string>>; readonly operands: readonly string[] } {
  let flags = '';
  const values: Record<string, string> = {};
  const operands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return { flags, values, operands: [...operands, ...args.slice(at + 1)] };
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg);
      continue;
    }
    for (let i = 1; i < arg.length; i += 1) {
      const letter = arg[i] ?? '';
      if (!withValue.includes(letter)) {
        flags += letter;
        continue;
      }
      const rest = arg.slice(i + 1);
      values[letter] = rest === '' ? (args[at + 1] ?? '') : rest;
      if (rest === '') at += 1;
      break;
    }
  }
  return { flags, values, operands };
}

export interface Options {
  readonly flags: string;
  /** All values of each letter that takes one, in order. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly operands: readonly string[];
}

/** What a tool takes: letters (a colon after those with a value) and long names for them. */
export interface Grammar {
  readonly letters: string;
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand, as for a tool whose operands are a command. */
  readonly inFront?: boolean;
}

/** Reads options as getopt does; null where one is not known, which has been said. */
export function optionsOf(os: Os, name: string, args: readonly string[], grammar: Grammar): Options | null {
  let flags = '';
  const values: Record<string, string[]> = {};
  const operands: string[] = [];
  const take = (letter: string, value: string): void => {
    values[letter] = [...(values[letter] ?? []), value];
  };
  const refuse = (what: string): null => {
    say(os, `${name}: ${what}\n${name === 'diff' ? 'diff: ' : ''}Try '${name} --help' for more information.`);
    return null;
  };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return { flags, values, operands: [...operands, ...args.slice(at + 1)] };
    const long = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg);
    if (long !== null) {
      const letter = grammar.long?.[long[1] ?? ''];
      if (letter === undefined) return refuse(`unrecognized option '--${long[1] ?? ''}'`);
      if (!grammar.letters.includes(`${letter}:`)) flags += letter;
      else if (long[2] !== undefined) take(letter, long[2]);
      else if ((at += 1) < args.length) take(letter, args[at] ?? '');
      else return refuse(`option '--${long[1] ?? ''}' requires an argument`);
      continue;
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (grammar.inFront === true) return { flags, values, operands: args.slice(at) };
      operands.push(arg);
      continue;
    }
    for (let i = 1; i < arg.length; i += 1) {
      const letter = arg[i] ?? '';
      const found = grammar.letters.indexOf(letter);
      if (found === -1 || letter === ':') return refuse(`invalid option -- '${letter}'`);
      if (grammar.letters[found + 1] !== ':') {
        flags += letter;
        continue;
      }
      const rest = arg.slice(i + 1);
      if (rest === '' && at + 1 >= args.length) return refuse(`option requires an argument -- '${letter}'`);
      take(letter, rest === '' ? (args[at + 1] ?? '') : rest);
      if (rest === '') at += 1;
      break;
    }
  }
  return { flags, values, operands };
}
