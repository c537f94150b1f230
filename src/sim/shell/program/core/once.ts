// Tools that do all their work at once and exit: from arguments to output and status.
import type { Os, Program } from '../../program.ts';

/** A program that neither reads its input nor waits. `run` returns the status. */
export function once(name: string, run: (os: Os, args: readonly string[]) => number): Program<object> {
  return {
    name,
    startup: 1_000,
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
