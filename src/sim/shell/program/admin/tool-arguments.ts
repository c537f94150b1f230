// What the admin tools have in common on their command lines: help, version, required and forbidden options.
import type { Os } from '../../program.ts';
import { type Given, has, type OptionSpec, optionsTable, readArguments, usage } from '../console/arguments.ts';
import { propertiesFile } from '../console/properties.ts';

/** An option of a tool: `with` takes a value, `maybe` may take one, `flag` takes none. */
export function specs(withValue: string, flags: string, maybe = ''): OptionSpec[] {
  const list = (names: string, argument: OptionSpec['argument']): OptionSpec[] => names.split(' ').filter((name) => name !== '').map((name) => ({ name, argument }));
  return [...list(withValue, 'required'), ...list(flags, 'none'), ...list(maybe, 'optional')];
}

export interface ToolHelp {
  readonly headline: string;
  /** Printed where the tool is called with no argument at all. */
  readonly noArguments: string;
  readonly options: string;
}

export type Opened =
  | { readonly kind: 'ok'; readonly given: Given }
  /** The OptionException's message; each tool prints it in a way of its own. */
  | { readonly kind: 'refused'; readonly message: string; readonly exception: string }
  | { readonly kind: 'exit'; readonly status: number; readonly fd: 1 | 2; readonly text: string };

/** Reads the command line, and answers --help and --version. */
export function openArguments(os: Os, options: readonly OptionSpec[], help: ToolHelp): Opened {
  const argv = os.argv.slice(1);
  const read = readArguments(argv, options);
  if (read.kind === 'error') {
    const exception = read.message.startsWith('Option ') ? 'joptsimple.OptionMissingRequiredArgumentException' : 'joptsimple.UnrecognizedOptionException';
    return { kind: 'refused', message: read.message, exception };
  }
  if (argv.length === 0) return { kind: 'exit', status: 1, fd: 2, text: `${help.noArguments}\n${optionsTable(help.options)}` };
  if (has(read.given, 'help')) return { kind: 'exit', status: 1, fd: 2, text: `${help.headline}\n${optionsTable(help.options)}` };
  if (has(read.given, 'version')) return { kind: 'exit', status: 0, fd: 1, text: '4.3.1\n' };
  return { kind: 'ok', given: read.given };
}

/** The complaint about the first required option that is missing, null where none is. */
export function missing(given: Given, ...required: readonly string[]): string | null {
  const name = required.find((each) => !has(given, each));
  return name === undefined ? null : `Missing required argument "[${name}]"`;
}

/** The complaint about an option that can't stand beside `used`, null where none does. */
export function conflict(given: Given, used: string, ...forbidden: readonly string[]): string | null {
  if (!has(given, used)) return null;
  const name = forbidden.find((each) => has(given, each));
  return name === undefined ? null : `Option "[${used}]" can't be used with option "[${name}]"`;
}

export function complain(message: string, help: ToolHelp): string {
  return usage(message, help.options);
}

/** The properties of --command-config; null where the file is not there. */
export function commandConfig(text: string | null): Record<string, string> | null {
  return text === null ? null : propertiesFile(text);
}
