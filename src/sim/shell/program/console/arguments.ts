// Command lines of the console tools, read as jopt-simple 5 reads them, and the usage that it prints.

export interface OptionSpec {
  readonly name: string;
  readonly argument: 'none' | 'required' | 'optional';
}

/** The values given for each option, in order; an option without an argument has one empty text each time it was given. */
export type Given = Readonly<Record<string, readonly string[]>>;

export type Arguments =
  | { readonly kind: 'ok'; readonly given: Given }
  /** The message of the OptionException. */
  | { readonly kind: 'error'; readonly message: string };

/** Reads arguments. Long options may have one dash; words that are no options are ignored; nothing after `--` is read. */
export function readArguments(argv: readonly string[], specs: readonly OptionSpec[]): Arguments {
  const given: Record<string, string[]> = {};
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') break;
    if (!/^--?[^-=]/.test(word)) continue;
    const text = word.replace(/^--?/, '');
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const spec = specs.find((s) => s.name === name);
    if (spec === undefined) return { kind: 'error', message: `${word.startsWith('--') ? name : name.slice(0, 1)} is not a recognized option` };
    const values = (given[name] ??= []);
    if (equals >= 0) {
      values.push(text.slice(equals + 1));
    } else if (spec.argument === 'required') {
      const next = argv[++i];
      if (next === undefined) return { kind: 'error', message: `Option ${name} requires an argument` };
      values.push(next);
    } else {
      const next = argv[i + 1];
      const takesNext = spec.argument === 'optional' && next !== undefined && !next.startsWith('-');
      values.push(takesNext ? next : '');
      if (takesNext) i++;
    }
  }
  return { kind: 'ok', given };
}

export function has(given: Given, name: string): boolean {
  return given[name] !== undefined;
}

/** The first value of an option, or null. */
export function valueOf(given: Given, name: string): string | null {
  return given[name]?.[0] ?? null;
}

/** What is thrown where one value is wanted of an option that was given several times. */
export const SEVERAL = 'joptsimple.MultipleArgumentsForOptionException';

/** The message of that exception for the first of these options that it concerns, null where none is given twice. */
export function severalGiven(given: Given, ...names: readonly string[]): string | null {
  const name = names.find((each) => (given[each]?.length ?? 0) > 1);
  return name === undefined ? null : `Found multiple arguments for option ${name}, but you asked for only one`;
}

/** The options table as printed: every line filled with blanks to the end of the longest. */
export function optionsTable(options: string): string {
  const lines = options.trim().split('\n');
  const width = Math.max(...lines.map((line) => line.length));
  return lines.map((line) => `${line.padEnd(width)}\n`).join('');
}

/** A message and the table: what CommandLineUtils prints before it exits with status 1. */
export function usage(message: string, options: string): string {
  return `${message}\n${optionsTable(options)}`;
}
