// find: walks through folders and prints, removes or hands on what fits.
import type { ChildEnded, FileStat, Os, Program } from '../../program.ts';
import { compile, patternChars, patternSource } from '../../pattern.ts';
import { join } from './files.ts';
import { say } from './once.ts';

interface Found {
  readonly path: string;
  readonly stat: FileStat;
  readonly depth: number;
}

/** What is done for a file that fits, in order. */
type Effect = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'run'; readonly argv: readonly string[] };

interface Walk {
  readonly os: Os;
  readonly effects: Effect[];
  /** Files gathered for each `-exec … +`, by its place in the command line. */
  readonly gathered: Map<number, { readonly argv: readonly string[]; readonly files: string[] }>;
  status: number;
}

type Test = (found: Found, walk: Walk) => boolean;

interface Expression {
  readonly test: Test;
  readonly acts: boolean;
  readonly minDepth: number;
  readonly maxDepth: number;
  /** What is in a folder comes before it (-depth, -delete). */
  readonly inner: boolean;
}

interface Parser {
  readonly args: readonly string[];
  readonly now: number;
  at: number;
  acts: boolean;
  minDepth: number;
  maxDepth: number;
  inner: boolean;
}

/** Its message is what find says. */
class Refused extends Error {}

/** What a pattern fits: nothing, where it has a range from behind to front. */
const pattern = (glob: string, ignoreCase: boolean): RegExp => compile(`^(?:${patternSource(patternChars(glob))})$`, ignoreCase ? 'iu' : 'u') ?? /(?!)/;
const baseName = (path: string): string => path.replace(/(?!^)\/+$/, '').replace(/^.*\/(?=.)/, '');

function expression(args: readonly string[], now: number): Expression {
  const parser: Parser = { args, now, at: 0, acts: false, minDepth: 0, maxDepth: Infinity, inner: false };
  const test = args.length === 0 ? () => true : either(parser);
  if (parser.at < args.length) throw new Refused(args[parser.at] === ')' ? "find: you have too many ')'" : misplaced(args, parser.at));
  return { test, acts: parser.acts, minDepth: parser.minDepth, maxDepth: parser.maxDepth, inner: parser.inner };
}

/** A word where none may stand: often the shell's doing, which had put names in the place of a pattern. */
function misplaced(args: readonly string[], at: number): string {
  const before = args[at - 2] ?? '';
  return `find: paths must precede expression: \`${args[at] ?? ''}'${/^-(?:i?name|path|wholename)$/.test(before) ? `\nfind: possible unquoted pattern after predicate \`${before}'?` : ''}`;
}

function either(parser: Parser): Test {
  const parts = [both(parser)];
  while (['-o', '-or'].includes(parser.args[parser.at] ?? '')) {
    parser.at += 1;
    parts.push(both(parser));
  }
  return (found, walk) => parts.some((each) => each(found, walk));
}

function both(parser: Parser): Test {
  const parts = [negated(parser)];
  for (let next = parser.args[parser.at]; next !== undefined && ![')', '-o', '-or'].includes(next); next = parser.args[parser.at]) {
    if (next === '-a' || next === '-and') parser.at += 1;
    parts.push(negated(parser));
  }
  return (found, walk) => parts.every((each) => each(found, walk));
}

function negated(parser: Parser): Test {
  const word = parser.args[parser.at];
  if (word === '!' || word === '-not') {
    parser.at += 1;
    const test = negated(parser);
    return (found, walk) => !test(found, walk);
  }
  if (word !== '(') return predicate(parser);
  parser.at += 1;
  const test = either(parser);
  if (parser.args[parser.at] !== ')') throw new Refused("find: invalid expression; I was expecting to find a ')' somewhere but did not see one.");
  parser.at += 1;
  return test;
}

function argument(parser: Parser, of: string): string {
  const value = parser.args[parser.at];
  if (value === undefined) throw new Refused(`find: missing argument to \`${of}'`);
  parser.at += 1;
  return value;
}

function predicate(parser: Parser): Test {
  const name = parser.args[parser.at] ?? '';
  parser.at += 1;
  const value = (): string => argument(parser, name);
  switch (name) {
    case '-name':
    case '-iname': {
      const fits = pattern(value(), name === '-iname');
      return ({ path }) => fits.test(baseName(path));
    }
    case '-path':
    case '-wholename': {
      const fits = pattern(value(), false);
      return ({ path }) => fits.test(path);
    }
    case '-type': {
      const type = value();
      if (!/^[bcdpflsD](?:,[bcdpflsD])*$/.test(type)) throw new Refused(`find: Unknown argument to -type: ${type}`);
      return ({ stat }) => type.split(',').includes(stat.kind === 'folder' ? 'd' : 'f');
    }
    case '-empty': return ({ path, stat }, { os }) => (stat.kind === 'folder' ? (os.list(path)?.length ?? 0) === 0 : stat.bytes === 0);
    case '-executable': return ({ stat }) => stat.kind === 'folder' || stat.executable === true;
    case '-true': return () => true;
    case '-false': return () => false;
    case '-depth':
      parser.inner = true;
      return () => true;
    case '-size': return size(value());
    case '-mmin': return age(parser, value(), name, 60_000);
    case '-mtime': return age(parser, value(), name, 86_400_000);
    case '-newer': {
      const than = value();
      return ({ stat }, { os }) => stat.modifiedMs > (os.stat(than)?.modifiedMs ?? Infinity);
    }
    case '-maxdepth':
    case '-mindepth': return depth(parser, name, value());
    default: return action(parser, name);
  }
}

function depth(parser: Parser, name: '-maxdepth' | '-mindepth', text: string): Test {
  if (!/^\d+$/.test(text)) throw new Refused(`find: Expected a positive decimal integer argument to ${name}, but got ‘${text}’`);
  if (name === '-maxdepth') parser.maxDepth = Number(text);
  else parser.minDepth = Number(text);
  return () => true;
}

/** `+5` is more than five, `-5` less, `5` just so many. */
function compared(text: string): ((amount: number) => boolean) | null {
  const parts = /^([-+]?)(\d+)$/.exec(text);
  if (parts === null) return null;
  const number = Number(parts[2]);
  return parts[1] === '+' ? (amount) => amount > number : parts[1] === '-' ? (amount) => amount < number : (amount) => amount === number;
}

const UNITS: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1_048_576, G: 1_073_741_824 };

/** Sizes are rounded up to whole units, blocks of 512 bytes where none is named. */
function size(text: string): Test {
  const unit = UNITS[/[a-zA-Z]$/.exec(text)?.[0] ?? 'b'];
  const fits = compared(text.replace(/[a-zA-Z]$/, ''));
  if (unit === undefined || fits === null) throw new Refused(/[a-zA-Z]$/.test(text) && unit === undefined ? `find: invalid -size type \`${text.slice(-1)}'` : `find: Invalid argument \`${text}' to -size`);
  return ({ stat }) => fits(Math.ceil(stat.bytes / unit));
}

function age(parser: Parser, text: string, name: string, unit: number): Test {
  const fits = compared(text);
  if (fits === null) throw new Refused(`find: invalid argument \`${text}' to \`${name}'`);
  return ({ stat }) => fits(Math.floor((parser.now - stat.modifiedMs) / unit));
}

function action(parser: Parser, name: string): Test {
  parser.acts = true;
  switch (name) {
    case '-print': return ({ path }, { effects }) => effects.push({ kind: 'text', text: `${path}\n` }) > 0;
    case '-print0': return ({ path }, { effects }) => effects.push({ kind: 'text', text: `${path}\0` }) > 0;
    case '-delete':
      parser.inner = true;
      return removed;
    case '-exec': return executed(parser);
    default:
      throw new Refused(name.startsWith('-') ? `find: unknown predicate \`${name}'` : misplaced(parser.args, parser.at - 1));
  }
}

function removed({ path }: Found, walk: Walk): boolean {
  const problem = walk.os.remove(path);
  if (problem !== null) walk.status = say(walk.os, `find: cannot delete ‘${path}’: ${problem}`);
  return problem === null;
}

function executed(parser: Parser): Test {
  const from = parser.at;
  const end = parser.args.findIndex((each, index) => index >= from && (each === ';' || (each === '+' && parser.args[index - 1] === '{}')));
  if (end <= from) throw new Refused("find: missing argument to `-exec'");
  const argv = parser.args.slice(from, end);
  parser.at = end + 1;
  if (parser.args[end] === ';') return ({ path }, { effects }) => effects.push({ kind: 'run', argv: argv.map((each) => each.split('{}').join(path)) }) > 0;
  return ({ path }, { gathered }) => {
    const before = gathered.get(from);
    if (before === undefined) gathered.set(from, { argv: argv.slice(0, -1), files: [path] });
    else before.files.push(path);
    return true;
  };
}

function visit(walk: Walk, { test, acts, minDepth, maxDepth, inner }: Expression, found: Found): void {
  const itself = (): void => {
    if (found.depth >= minDepth && test(found, walk) && !acts) walk.effects.push({ kind: 'text', text: `${found.path}\n` });
  };
  if (!inner) itself();
  if (found.stat.kind === 'folder' && found.depth < maxDepth) {
    for (const name of walk.os.list(found.path) ?? []) {
      const path = join(found.path, name);
      const stat = walk.os.stat(path);
      if (stat !== null) visit(walk, { test, acts, minDepth, maxDepth, inner }, { path, stat, depth: found.depth + 1 });
    }
  }
  if (inner) itself();
}

interface Find {
  effects: Effect[];
  status: number;
}

/** Writes what there is to write until a command runs. */
function proceed(state: Find, os: Os): void {
  for (let effect = state.effects.shift(); effect !== undefined; effect = state.effects.shift()) {
    if (effect.kind === 'text') os.write(1, effect.text);
    else if (os.spawn(effect.argv) !== null) return;
    else state.status = say(os, `find: ‘${effect.argv[0] ?? ''}’: No such file or directory`);
  }
  os.exit(state.status);
}

function start(os: Os): Find {
  const args = os.argv.slice(1);
  const first = args.findIndex((each) => /^-./.test(each) || ['!', '(', ')'].includes(each));
  const paths = first === -1 ? args : args.slice(0, first);
  const walk: Walk = { os, effects: [], gathered: new Map(), status: 0 };
  try {
    const asked = expression(first === -1 ? [] : args.slice(first), os.wallClockMs);
    for (const path of paths.length === 0 ? ['.'] : paths) {
      const stat = os.stat(path);
      if (stat === null) walk.status = say(os, `find: ‘${path}’: No such file or directory`);
      else visit(walk, asked, { path, stat, depth: 0 });
    }
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    os.exit(say(os, problem.message));
    return { effects: [], status: 1 };
  }
  for (const { argv, files } of walk.gathered.values()) walk.effects.push({ kind: 'run', argv: [...argv, ...files] });
  const state: Find = { effects: walk.effects, status: walk.status };
  proceed(state, os);
  return state;
}

export const find: Program<Find> = {
  name: 'find',
  startup: 1_000,
  handles: [],
  start,
  wake: (state, wake, os) => {
    if (wake.kind !== 'timer' || wake.message.kind !== 'ChildEnded') return;
    const child = wake.message as ChildEnded;
    if (!child.ended) return;
    proceed(state, os);
  },
};
