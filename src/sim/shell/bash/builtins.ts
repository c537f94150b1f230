// The shell's own commands, by name. Each returns its status, or null where frames that it pushed will say it.
import { nodeAt } from '../machine/files.ts';
import { resolvePath } from '../machine/path.ts';
import { programNamed } from '../program/list.ts';
import { programPath } from '../machine/tool-folder.ts';
import { evaluate } from './arithmetic.ts';
import { formatPrintf, unescape } from './escapes.ts';
import { leave, popFrame } from './interpreter.ts';
import { jobBuiltins } from './job-builtins.ts';
import { complain, write } from './output.ts';
import type { Shell } from './shell-state.ts';
import { become } from './simple.ts';
import { readingBuiltins } from './reading.ts';
import { testBuiltin } from './test-command.ts';
import { assign, countAgain, unsetVariable, valueOf } from './variables.ts';
import { declareBuiltins } from './declare.ts';

export type Builtin = (sh: Shell, fields: readonly string[]) => number | null;

function echo(sh: Shell, fields: readonly string[]): number {
  const args = fields.slice(1);
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(args[0] ?? '')) {
    for (const letter of args.shift() ?? '') {
      if (letter === 'n') newline = false;
      if (letter === 'e') escapes = true;
      if (letter === 'E') escapes = false;
    }
  }
  const plain = escapes ? unescape(args.join(' ')) : { text: args.join(' '), stop: false };
  return write(sh, 1, plain.text + (newline && !plain.stop ? '\n' : '')) ? 0 : 1;
}

function printf(sh: Shell, fields: readonly string[]): number {
  let args = fields.slice(1);
  let name: string | null = null;
  if (args[0] === '-v') {
    name = args[1] ?? '';
    args = args.slice(2);
  }
  if (args[0] === '--') args = args.slice(1);
  const [format, ...values] = args;
  if (format === undefined) {
    write(sh, 2, 'printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const { text, problems } = formatPrintf(format, values);
  for (const each of problems) complain(sh, `printf: ${each}`);
  const element = /^(\w+)\[(.+)\]$/.exec(name ?? '');
  if (element !== null) assign(sh, element[1] ?? '', text, element[2] ?? '0');
  else if (name !== null) assign(sh, name, text);
  else write(sh, 1, text);
  return problems.length > 0 ? 1 : 0;
}

function cd(sh: Shell, fields: readonly string[]): number {
  const target = fields[1] ?? valueOf(sh, 'HOME') ?? '/';
  const to = target === '-' ? (valueOf(sh, 'OLDPWD') ?? '') : target;
  if (target === '-' && to === '') {
    complain(sh, 'cd: OLDPWD not set');
    return 1;
  }
  if (fields.length > 2) {
    complain(sh, 'cd: too many arguments');
    return 1;
  }
  const path = resolvePath(sh.p.cwd, to);
  const node = nodeAt(sh.m, path);
  if (node?.kind !== 'folder') {
    complain(sh, `cd: ${target}: ${node === null ? 'No such file or directory' : 'Not a directory'}`);
    return 1;
  }
  assign(sh, 'OLDPWD', sh.p.cwd);
  sh.p.cwd = path;
  assign(sh, 'PWD', path);
  if (target === '-') write(sh, 1, `${path}\n`);
  return 0;
}

function loopExit(sh: Shell, fields: readonly string[]): number | null {
  const word = fields[0] ?? '';
  const inLoop = (kind: string): boolean => kind === 'while' || kind === 'for' || kind === 'for-arithmetic';
  let count = Math.max(1, Number(fields[1] ?? 1));
  const limit = sh.s.frames.findLastIndex((each) => each.kind === 'call');
  if (!sh.s.frames.some((each, index) => index > limit && inLoop(each.kind))) {
    if (sh.s.frames.some((each) => inLoop(each.kind))) return 0;
    complain(sh, `${word}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  sh.s.status = 0;
  while (sh.s.frames.length > limit + 1) {
    const top = sh.s.frames.at(-1);
    if (top !== undefined && inLoop(top.kind)) {
      count -= 1;
      const outermost = !sh.s.frames.some((each, index) => index > limit && index < sh.s.frames.length - 1 && inLoop(each.kind));
      if (count === 0 || outermost) {
        if (word === 'break') sh.s.frames.pop();
        return null;
      }
    }
    popFrame(sh);
  }
  return null;
}

function returnFrom(sh: Shell, fields: readonly string[]): number | null {
  const status = fields[1] === undefined ? sh.s.status : Number(fields[1]) & 255;
  const at = sh.s.frames.findLastIndex((each) => each.kind === 'call' || each.kind === 'source');
  if (at === -1) {
    complain(sh, "return: can only `return' from a function or sourced script");
    return 2;
  }
  while (sh.s.frames.length > at) popFrame(sh);
  sh.s.status = status;
  return null;
}

function exit(sh: Shell, fields: readonly string[]): number | null {
  if (fields[1] !== undefined && !/^-?\d+$/.test(fields[1])) complain(sh, `exit: ${fields[1]}: numeric argument required`);
  if (sh.s.interactive) write(sh, 2, 'exit\n');
  if (fields.length > 2 && /^-?\d+$/.test(fields[1] ?? '')) {
    complain(sh, 'exit: too many arguments');
    return 1;
  }
  leave(sh, fields[1] === undefined ? sh.s.status : /^-?\d+$/.test(fields[1]) ? Number(fields[1]) & 255 : 2);
  return null;
}

function shift(sh: Shell, fields: readonly string[]): number {
  const count = Number(fields[1] ?? 1);
  if (count > sh.s.positional.length) return 1;
  sh.s.positional = sh.s.positional.slice(count);
  return 0;
}

const LONG_OPTIONS: Readonly<Record<string, string>> = { errexit: 'e', nounset: 'u', xtrace: 'x', noglob: 'f', pipefail: 'pipefail', allexport: 'a', noclobber: 'C', verbose: 'v', histexpand: 'H' };

function set(sh: Shell, fields: readonly string[]): number {
  const args = fields.slice(1);
  if (args.length === 0) {
    for (const name of Object.keys(sh.s.variables).sort((a, b) => (a < b ? -1 : 1))) write(sh, 1, `${name}=${valueOf(sh, name) ?? ''}\n`);
    return 0;
  }
  while (args.length > 0) {
    const arg = args.shift() ?? '';
    if (arg === '--') {
      sh.s.positional = args;
      return 0;
    }
    if (!/^[-+][a-zA-Z]/.test(arg)) {
      sh.s.positional = [arg, ...args];
      return 0;
    }
    for (const letter of arg.slice(1)) {
      const name = letter === 'o' ? LONG_OPTIONS[args.shift() ?? ''] : letter;
      if (name === undefined) {
        complain(sh, 'set: invalid option name');
        return 2;
      }
      sh.s.options[name] = arg.startsWith('-');
    }
  }
  return 0;
}

function source(sh: Shell, fields: readonly string[]): number | null {
  const name = fields[1];
  if (name === undefined) {
    complain(sh, `${fields[0] ?? '.'}: filename argument required`);
    return 2;
  }
  const node = nodeAt(sh.m, resolvePath(sh.p.cwd, name));
  if (node?.kind !== 'file') {
    complain(sh, `${name}: ${node === null ? 'No such file or directory' : 'Is a directory'}`);
    return 1;
  }
  sh.s.frames.push({ kind: 'source', positional: fields.length > 2 ? sh.s.positional : null }, { kind: 'script', text: node.text, line: 1, message: '' });
  if (fields.length > 2) sh.s.positional = fields.slice(2);
  return null;
}

function exec(sh: Shell, fields: readonly string[]): number | null {
  if (fields.length < 2) return 0;
  become(sh, fields[1] ?? '', fields.slice(1));
  return null;
}

const KEYWORD = /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|select|time|!|\[\[|\]\]|\{|\})$/;

/** What a name means as a command, as `type -t` says it; empty for nothing. */
function kindOf(sh: Shell, name: string): 'alias' | 'keyword' | 'function' | 'builtin' | 'file' | '' {
  if (Object.hasOwn(sh.s.aliases, name)) return 'alias';
  if (KEYWORD.test(name)) return 'keyword';
  if (Object.hasOwn(sh.s.functions, name)) return 'function';
  if (builtinNamed(name) !== null) return 'builtin';
  return programNamed(name) !== null || name === 'bash' || name === 'sh' ? 'file' : '';
}

function described(sh: Shell, name: string): string {
  switch (kindOf(sh, name)) {
    case 'alias':
      return `${name} is aliased to \`${sh.s.aliases[name] ?? ''}'\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function':
      return `${name} is a function\n${sh.s.functions[name]?.text ?? ''}\n`;
    case 'builtin':
      return `${name} is a shell builtin\n`;
    case 'file':
      return Object.hasOwn(sh.s.hashed, name) ? `${name} is hashed (${programPath(name)})\n` : `${name} is ${programPath(name)}\n`;
    case '':
      return '';
  }
}

function type(sh: Shell, fields: readonly string[]): number {
  const flags = fields.slice(1).filter((each) => /^-[aptPf]+$/.test(each)).join('');
  let status = 0;
  for (const name of fields.slice(1).filter((each) => !/^-[aptPf]+$/.test(each))) {
    const kind = kindOf(sh, name);
    if (kind === '') status = 1;
    if (flags.includes('t')) write(sh, 1, kind === '' ? '' : `${kind}\n`);
    else if (/[pP]/.test(flags)) write(sh, 1, kind === 'file' ? `${programPath(name)}\n` : '');
    else if (kind === '') complain(sh, `type: ${name}: not found`);
    else write(sh, 1, described(sh, name));
  }
  return status;
}

function command(sh: Shell, fields: readonly string[]): number | null {
  if (fields[1] === '-v' || fields[1] === '-V') {
    let found = false;
    for (const name of fields.slice(2)) {
      const kind = kindOf(sh, name);
      if (kind === '' && fields[1] === '-V') complain(sh, `command: ${name}: not found`);
      if (kind === '') continue;
      found = true;
      write(sh, 1, fields[1] === '-V' ? described(sh, name) : kind === 'alias' ? `alias ${name}='${sh.s.aliases[name] ?? ''}'\n` : `${kind === 'file' ? programPath(name) : name}\n`);
    }
    return found ? 0 : 1;
  }
  const inner = fields.slice(1);
  const builtin = builtinNamed(inner[0] ?? '');
  if (inner.length === 0) return 0;
  if (builtin !== null) return builtin(sh, inner);
  return runText(sh, inner.map((each) => `'${each.replace(/'/g, `'\\''`)}'`).join(' '));
}

function runText(sh: Shell, text: string): null {
  sh.s.frames.push({ kind: 'script', text, line: sh.s.line, message: '' });
  return null;
}

function evaluateText(sh: Shell, fields: readonly string[]): number | null {
  return fields.length < 2 ? 0 : runText(sh, fields.slice(1).join(' '));
}

function alias(sh: Shell, fields: readonly string[]): number {
  const quote = (name: string): string => `alias ${name}='${sh.s.aliases[name] ?? ''}'\n`;
  if (fields.length === 1) for (const name of Object.keys(sh.s.aliases).sort((a, b) => (a < b ? -1 : 1))) write(sh, 1, quote(name));
  for (const each of fields.slice(1)) {
    const cut = each.indexOf('=');
    if (cut > 0) sh.s.aliases[each.slice(0, cut)] = each.slice(cut + 1);
    else if (Object.hasOwn(sh.s.aliases, each)) write(sh, 1, quote(each));
    else {
      complain(sh, `alias: ${each}: not found`);
      return 1;
    }
  }
  return 0;
}

function trap(sh: Shell, fields: readonly string[]): number {
  const args = fields.slice(1);
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, text] of Object.entries(sh.s.traps)) write(sh, 1, `trap -- '${text}' ${name === 'EXIT' ? name : `SIG${name}`}\n`);
    return 0;
  }
  const [action = '', ...names] = args;
  for (const each of names) {
    const name = ({ 0: 'EXIT', 1: 'HUP', 2: 'INT', 15: 'TERM' } as Record<string, string>)[each] ?? each.replace(/^SIG/, '');
    if (action === '-') delete sh.s.traps[name];
    else sh.s.traps[name] = action;
  }
  return 0;
}

function history(sh: Shell, fields: readonly string[]): number {
  if (fields[1] === '-c') sh.s.history = [];
  const from = fields[1] === undefined || fields[1] === '-c' ? 0 : Math.max(0, sh.s.history.length - Number(fields[1]));
  sh.s.history.forEach((each, index) => index >= from && write(sh, 1, `${String(index + 1).padStart(5)}  ${each}\n`));
  return 0;
}

/** Options that change nothing here are kept all the same, so that scripts can ask for them. */
function shopt(sh: Shell, fields: readonly string[]): number {
  const flags = fields.slice(1).filter((each) => /^-[suqpo]+$/.test(each)).join('');
  let status = 0;
  for (const name of fields.slice(1).filter((each) => !/^-[suqpo]+$/.test(each))) {
    const on = sh.s.options[name] === true;
    if (/[su]/.test(flags)) sh.s.options[name] = flags.includes('s');
    else {
      if (!on) status = 1;
      if (!flags.includes('q')) write(sh, 1, `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
    }
  }
  return status;
}

/** Where the programs are that were run, and how often; -r forgets them. */
function hash(sh: Shell, fields: readonly string[]): number {
  const names = fields.slice(1).filter((each) => !each.startsWith('-'));
  if (fields.includes('-r')) sh.s.hashed = {};
  let status = 0;
  for (const name of names) {
    if (programNamed(name) !== null) sh.s.hashed[name] = 0;
    else {
      complain(sh, `hash: ${name}: not found`);
      status = 1;
    }
  }
  if (fields.length > 1) return status;
  const hashed = Object.entries(sh.s.hashed);
  write(sh, 1, hashed.length === 0 ? 'hash: hash table empty\n' : `hits\tcommand\n${hashed.map(([name, hits]) => `${String(hits).padStart(4)}\t${programPath(name)}\n`).join('')}`);
  return 0;
}

/** The soft limit of open files on a Linux machine as it comes; others are not limited here. */
const OPEN_FILES = 1024;

/** Says a limit, and takes a new one without a word: nothing here is held to them. */
function ulimit(sh: Shell, fields: readonly string[]): number {
  const letter = /^-[SH]*([a-zA-Z])$/.exec(fields[1] ?? '-f')?.[1] ?? '';
  if (!'bcdefiklmnpqrstuvxPRT'.includes(letter)) {
    complain(sh, `ulimit: ${fields[1] ?? ''}: invalid option`);
    write(sh, 2, 'ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]\n');
    return 2;
  }
  if (fields[2] === undefined) write(sh, 1, letter === 'n' ? `${OPEN_FILES}\n` : 'unlimited\n');
  return 0;
}

function letBuiltin(sh: Shell, fields: readonly string[]): number {
  let last: bigint | string = 0n;
  for (const each of fields.slice(1)) {
    last = evaluate(sh, each);
    if (typeof last === 'string') complain(sh, `let: ${last}`);
  }
  return typeof last === 'string' || last === 0n ? 1 : 0;
}

function unset(sh: Shell, fields: readonly string[]): number {
  let status = 0;
  for (const name of fields.slice(1)) {
    if (name.startsWith('-')) continue;
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    const elements = element === null ? null : (sh.s.variables[element[1] ?? '']?.elements ?? null);
    if (elements !== null) {
      delete elements[element?.[2] ?? ''];
      countAgain(elements);
    }
    else if (fields[1] !== '-f' && Object.hasOwn(sh.s.variables, name)) status = unsetVariable(sh, name) ? status : 1;
    else delete sh.s.functions[name];
  }
  return status;
}

const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => 0, true: () => 0, false: () => 1, echo, printf, cd, pwd: (sh) => (write(sh, 1, `${sh.p.cwd}\n`) ? 0 : 1), break: loopExit, continue: loopExit, return: returnFrom,
  exit, logout: exit, shift, set, '.': source, source, exec, type, command, builtin: command, eval: evaluateText, alias,
  unalias: (sh, fields) => {
    for (const each of fields.slice(1)) delete sh.s.aliases[each];
    return 0;
  },
  trap, history, let: letBuiltin, unset, test: testBuiltin, '[': testBuiltin, umask: (sh) => (write(sh, 1, '0022\n') ? 0 : 1), shopt, hash, ulimit, enable: () => 0,
  times: (sh) => (write(sh, 1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n') ? 0 : 1),
  ...jobBuiltins, ...declareBuiltins, ...readingBuiltins,
};

export function builtinNamed(name: string): Builtin | null {
  return Object.hasOwn(BUILTINS, name) ? (BUILTINS[name] ?? null) : null;
}

export function builtinNames(): readonly string[] {
  return Object.keys(BUILTINS);
}
