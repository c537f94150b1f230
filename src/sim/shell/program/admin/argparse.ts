// Command lines of the tools that read theirs with argparse4j: sub-commands, groups of which one option is needed, its words
// for what is wrong.
import { didYouMean } from './did-you-mean.ts';

export interface ArgOption {
  /** The long name first, with its dashes. */
  readonly names: readonly string[];
  /** `texts` takes one word or more. */
  readonly takes: 'nothing' | 'text' | 'texts' | 'integer' | 'long' | 'double';
  readonly required?: true;
  /** The values that it may have, as the complaint lists them. */
  readonly choices?: readonly string[];
  /** Given again, its values are gathered, one a line. */
  readonly repeats?: true;
  /** Of the options of one group exactly one must be given; `optional`: at most one. */
  readonly group?: true | 'optional';
}

export interface ArgCommand {
  /** Empty for the tool itself. */
  readonly name: string;
  /** Its lines from `usage:` on. */
  readonly usage: string;
  /** What -h prints below the usage. */
  readonly help: string;
  readonly options: readonly ArgOption[];
}

export interface ArgTool {
  readonly program: string;
  readonly main: ArgCommand;
  /** None where the tool has no sub-commands. */
  readonly commands: readonly ArgCommand[];
  /** The exit status of -h. */
  readonly helpStatus: number;
  /** A tool that catches the parser's exceptions says them in its own way. */
  complaint?(message: string): string;
}

export type Parsed =
  | { readonly kind: 'ok'; readonly command: string; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'exit'; readonly status: number; readonly fd: 1 | 2; readonly text: string };

interface Reading {
  readonly tool: ArgTool;
  readonly values: Record<string, string>;
  command: ArgCommand;
}

/** Reads the words after the program's name. Values are kept under the option's long name without dashes, several with a line's end between; flags are `true`. */
export function parseArguments(tool: ArgTool, words: readonly string[]): Parsed {
  const reading: Reading = { tool, values: {}, command: tool.main };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!/^-./.test(word)) {
      const problem = takeCommand(reading, word);
      if (problem !== null) return problem;
      continue;
    }
    const taken = takeOption(reading, word, words.slice(i + 1));
    if (typeof taken !== 'number') return taken;
    i += taken;
  }
  return finish(reading);
}

/** `meant` are lines with guesses below the complaint. */
function refuse({ tool, command }: Reading, message: string, meant = ''): Parsed {
  if (tool.complaint !== undefined) return { kind: 'exit', status: 1, fd: 2, text: tool.complaint(message) };
  return { kind: 'exit', status: 1, fd: 2, text: `${command.usage}\n${tool.program}: error: ${message}\n${meant}` };
}

function takeCommand(reading: Reading, word: string): Parsed | null {
  const { tool, command } = reading;
  if (command !== tool.main || tool.commands.length === 0) return refuse(reading, `unrecognized arguments: '${word}'`);
  const chosen = tool.commands.find((each) => each.name === word);
  if (chosen === undefined) return refuse(reading, `invalid choice: '${word}' (choose from ${tool.commands.map((each) => `'${each.name}'`).join(', ')})`, didYouMean(word, tool.commands.map((each) => ({ subject: each.name, body: each.name }))));
  reading.command = chosen;
  return null;
}

/** How many further words the option took, or what is wrong. */
function takeOption(reading: Reading, word: string, following: readonly string[]): number | Parsed {
  const { tool, command, values } = reading;
  if (word === '-h' || word === '--help') return { kind: 'exit', status: tool.helpStatus, fd: 1, text: `${command.usage}\n\n${command.help}\n` };
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const exact = command.options.find((each) => each.names.includes(name));
  const starting = exact === undefined && name.startsWith('--') ? command.options.filter((each) => each.names.some((one) => one.startsWith(name))) : [];
  if (starting.length > 1) return refuse(reading, `ambiguous option: ${name} could match ${starting.map((each) => each.names[0]).join(', ')}`);
  const option = exact ?? starting[0];
  if (option === undefined) return refuse(reading, `unrecognized arguments: '${word}'`, flagsNear(command, word));
  const shown = option.names.join('/');
  const rival = option.group !== undefined ? command.options.find((each) => each.group !== undefined && each !== option && values[keyOf(each)] !== undefined) : undefined;
  if (rival !== undefined) return refuse(reading, `argument ${shown}: not allowed with argument ${rival.names.join('/')}`);
  if (option.takes === 'nothing') {
    values[keyOf(option)] = 'true';
    return 0;
  }
  const given = equals < 0 ? valuesFor(option, following) : [word.slice(equals + 1)];
  if (given.length === 0) return refuse(reading, `argument ${shown}: expected ${option.takes === 'texts' ? 'at least one argument' : 'one argument'}`);
  const problem = given.map((value) => valueProblem(option, value)).find((each) => each !== null);
  if (problem !== undefined && problem !== null) return refuse(reading, `argument ${shown}: ${problem}`);
  const before = option.repeats === true ? values[keyOf(option)] : undefined;
  values[keyOf(option)] = [...(before === undefined ? [] : [before]), ...given].join('\n');
  return equals < 0 ? given.length : 0;
}

/** Options that look like a word which is none; of one letter nothing can be guessed. */
function flagsNear(command: ArgCommand, word: string): string {
  const body = word.replace(/^-+/, '');
  if (body.length < 2) return '';
  return didYouMean(body, ['--help', ...command.options.flatMap((each) => each.names)].map((subject) => ({ subject, body: subject.replace(/^-+/, '') })).filter((one) => one.body.length > 1));
}

/** The words that belong to the option: those before the next option; a negative number is a value. */
function valuesFor(option: ArgOption, following: readonly string[]): readonly string[] {
  const end = following.findIndex((word) => /^-./.test(word) && !/^-\d+(\.\d+)?$/.test(word));
  const words = end < 0 ? following : following.slice(0, end);
  return option.takes === 'texts' ? words : words.slice(0, 1);
}

const NUMBERS = { integer: /^[+-]?\d{1,10}$/, long: /^[+-]?\d{1,19}$/, double: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/ };
const TYPES = { integer: 'Integer', long: 'Long', double: 'Double' };

function valueProblem(option: ArgOption, value: string): string | null {
  const { takes, choices } = option;
  if (takes === 'integer' || takes === 'long' || takes === 'double') {
    if (!NUMBERS[takes].test(value)) return `could not convert '${value}' to ${TYPES[takes]} (For input string: "${value}")`;
  }
  if (choices !== undefined && !choices.includes(value)) return `invalid choice: '${value}' (choose from {${choices.join(',')}})`;
  return null;
}

function keyOf(option: ArgOption): string {
  return (option.names[0] ?? '').slice(2);
}

function finish(reading: Reading): Parsed {
  const { tool, command, values } = reading;
  if (command === tool.main && tool.commands.length > 0) return refuse(reading, 'too few arguments');
  for (const part of command === tool.main ? [command] : [command, tool.main]) {
    const lacking = part.options.find((each) => each.required === true && values[keyOf(each)] === undefined);
    if (lacking !== undefined) return refuse({ ...reading, command: part }, `argument ${lacking.names.join('/')} is required`);
    const group = part.options.filter((each) => each.group === true);
    if (group.length > 0 && group.every((each) => values[keyOf(each)] === undefined)) {
      return refuse({ ...reading, command: part }, `one of the arguments ${group.map((each) => each.names.join('/')).join(' ')} is required`);
    }
  }
  return { kind: 'ok', command: command.name, values };
}
