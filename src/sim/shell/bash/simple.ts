// Simple commands: words, assignments and redirections first, then a function, a built-in, or a program.
import { freeze } from '../../kernel/freeze.ts';
import { nodeAt } from '../machine/files.ts';
import { resolvePath } from '../machine/path.ts';
import { absenceNote } from '../machine/tool-folder.ts';
import { execProgram } from '../machine/process.ts';
import { programNamed } from '../program/list.ts';
import type { Assignment, Command } from './ast.ts';
import { builtinNamed } from './builtins.ts';
import { makeLocal } from './declare.ts';
import { expandText, expandWord, type Needed } from './expand.ts';
import type { Step } from './interpreter.ts';
import { addJob, forkSubshell } from './jobs.ts';
import { complain, write } from './output.ts';
import { arrayKey } from './parameter.ts';
import { applyRedirect, redirectTarget } from './redirect.ts';
import { createShell, exported, type Frame, newExpansion, type Shell, type SimpleFrame, type Variable } from './shell-state.ts';
import { substitute } from './substitute.ts';
import { assign, hasRoom, plainVariable, valueOf, variableOf } from './variables.ts';

export function stepSimple(sh: Shell, frame: SimpleFrame): Step {
  const s = sh.s;
  s.line = frame.node.line;
  if (frame.phase === 'words') {
    while (frame.expansion.at < frame.node.args.length) {
      const argument = frame.node.args[frame.expansion.at];
      if (argument === undefined) break;
      const needed = argument.kind === 'word' ? expandWord(sh, argument.word, frame.expansion) : expandAssignment(sh, argument.assignment, frame.expansion);
      if (needed !== null) return substitute(sh, needed);
      if (s.failed) return 'more';
      frame.expansion.at += 1;
    }
    frame.fields = frame.expansion.fields;
    frame.expansion = newExpansion();
    frame.phase = 'redirects';
  }
  if (frame.phase === 'redirects') {
    while (frame.expansion.at < frame.node.redirects.length) {
      const redirect = frame.node.redirects[frame.expansion.at];
      if (redirect === undefined) break;
      const target = redirectTarget(sh, redirect, frame.expansion);
      if (target !== null && typeof target !== 'string') return substitute(sh, target);
      if (target === null || s.failed) return failed(sh);
      frame.values.push(target);
      frame.expansion.results = {};
      frame.expansion.at += 1;
    }
    frame.expansion = newExpansion();
    frame.phase = 'assignments';
  }
  return stepAssignments(sh, frame);
}

function failed(sh: Shell): Step {
  sh.s.frames.pop();
  sh.s.status = 1;
  return 'more';
}

function stepAssignments(sh: Shell, frame: SimpleFrame): Step {
  const { node } = frame;
  const temporary: Frame = { kind: 'variables', saved: {} };
  while (frame.expansion.at < node.assignments.length) {
    const each = node.assignments[frame.expansion.at];
    if (each === undefined) break;
    const value = each.elements === null ? expandText(sh, each.value, frame.expansion) : '';
    if (typeof value !== 'string') return substitute(sh, value);
    if (each.elements !== null) {
      const needed = assignArray(sh, each, frame.expansion);
      if (needed !== null) return substitute(sh, needed);
    } else if (frame.fields.length === 0) {
      const needed = assignOne(sh, each, value, frame.expansion);
      if (needed !== null) return substitute(sh, needed);
    } else frame.expansion.fields.push(value);
    if (sh.s.failed) return 'more';
    frame.expansion.results = {};
    frame.expansion.at += 1;
  }
  sh.s.frames.pop();
  if (sh.s.options['x'] === true) trace(sh, frame);
  if (frame.fields.length > 0) node.assignments.forEach((each, index) => {
    const found = variableOf(sh, each.name);
    temporary.saved[each.name] ??= found === null ? null : { ...found };
    const variable: Variable = plainVariable((each.append ? (valueOf(sh, each.name) ?? '') : '') + (frame.expansion.fields[index] ?? ''));
    sh.s.variables[each.name] = { ...variable, exported: true };
  });
  if (Object.keys(temporary.saved).length > 0) sh.s.frames.push(temporary);
  return dispatch(sh, frame);
}

function trace(sh: Shell, frame: SimpleFrame): void {
  const shown = frame.node.assignments.map((each) => `${each.name}=${valueOf(sh, each.name) ?? ''}`);
  const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`);
  write(sh, 2, `+ ${[...shown, ...frame.fields.map(quote)].join(' ')}\n`);
}

function assignOne(sh: Shell, each: Assignment, value: string, expansion: SimpleFrame['expansion']): Needed | null {
  let key: string | null = null;
  if (each.index !== null) {
    const found = arrayKey(sh, each.name, each.index, expansion);
    if (typeof found !== 'string') return found;
    key = found;
  }
  const before = key === null ? (valueOf(sh, each.name) ?? '') : (variableOf(sh, each.name)?.elements?.[key] ?? '');
  const integer = variableOf(sh, each.name)?.integer === true;
  assign(sh, each.name, each.append ? (integer ? String(Number(before) + Number(value)) : before + value) : value, key);
  return null;
}

/** `name=(a b c)`; null when done. */
export function assignArray(sh: Shell, each: Assignment, expansion: SimpleFrame['expansion']): Needed | null {
  const found = variableOf(sh, each.name);
  const elements: Record<string, string> = each.append && found !== null ? { ...(found.elements ?? { 0: found.value }) } : {};
  let next = Object.keys(elements).length === 0 ? 0 : Number(Object.keys(elements).at(-1)) + 1;
  for (const element of each.elements ?? []) {
    if (element.key !== null) {
      const key = expandText(sh, element.key, expansion);
      const value = expandText(sh, element.value, expansion);
      if (typeof key !== 'string') return key;
      if (typeof value !== 'string') return value;
      elements[key] = value;
      next = Number(key) + 1;
      continue;
    }
    const scratch = { at: 0, fields: [], results: expansion.results };
    const needed = expandWord(sh, element.value, scratch);
    if (needed !== null) return needed;
    for (const value of scratch.fields) {
      elements[next] = value;
      next += 1;
    }
  }
  const made = { ...(found ?? plainVariable('')), elements };
  const count = Object.keys(elements).length;
  sh.m.moved += count;
  if (hasRoom(sh, made, count)) sh.s.variables[each.name] = made;
  return null;
}

/** An assignment among the arguments (`export x=1`): one field, not split. Arrays are set first, and leave their name. */
function expandAssignment(sh: Shell, each: Assignment, expansion: SimpleFrame['expansion']): Needed | null {
  if (each.elements !== null) {
    if (/^(?:local|declare|typeset)$/.test(expansion.fields[0] ?? '') && !expansion.fields.includes('-g')) makeLocal(sh, each.name);
    if (expansion.fields.includes('-A')) sh.s.variables[each.name] = { ...plainVariable(''), elements: {}, associative: true };
    const needed = assignArray(sh, each, expansion);
    if (needed === null) expansion.fields.push(each.name);
    return needed;
  }
  const text = expandText(sh, each.value, expansion);
  if (typeof text !== 'string') return text;
  expansion.fields.push(`${each.name}=${each.append ? (valueOf(sh, each.name) ?? '') : ''}${text}`);
  expansion.results = {};
  return null;
}

function dispatch(sh: Shell, frame: SimpleFrame): Step {
  const s = sh.s;
  const [name = ''] = frame.fields;
  if (frame.fields.length === 0) {
    s.status = s.substituted === -1 ? 0 : s.substituted;
    s.substituted = -1;
    const saved: Record<string, number> = {};
    s.frames.push({ kind: 'restore', saved });
    if (!redirectAll(sh, frame, saved)) s.status = 1;
    return 'more';
  }
  s.substituted = -1;
  const own = Object.hasOwn(s.functions, name) ? s.functions[name] : undefined;
  const builtin = builtinNamed(name);
  if (own === undefined && builtin === null) return runProgram(sh, frame, name);
  const permanent = name === 'exec';
  const saved: Record<string, number> = {};
  if (frame.node.redirects.length > 0 && !permanent) s.frames.push({ kind: 'restore', saved });
  if (!redirectAll(sh, frame, permanent ? null : saved)) {
    s.status = 1;
    return 'more';
  }
  if (own !== undefined) {
    s.frames.push({ kind: 'call', name, positional: s.positional, locals: {} }, { kind: 'command', node: own.body });
    s.positional = frame.fields.slice(1);
    return 'more';
  }
  const status = builtin?.(sh, frame.fields) ?? null;
  if (status !== null) s.status = status;
  return 'more';
}

function redirectAll(sh: Shell, frame: SimpleFrame, saved: Record<string, number> | null): boolean {
  return frame.node.redirects.every((each, index) => applyRedirect(sh, each, frame.values[index] ?? '', saved));
}

function runProgram(sh: Shell, frame: SimpleFrame, name: string): Step {
  const s = sh.s;
  const alone = s.frames.every((each) => each.kind === 'variables' || each.kind === 'restore') && !s.interactive && !Object.hasOwn(s.traps, 'EXIT');
  if (alone) {
    if (!redirectAll(sh, frame, null)) {
      s.frames = [{ kind: 'exit', status: 1 }];
      return 'more';
    }
    become(sh, name, frame.fields);
    return 'more';
  }
  const child = forkSubshell(sh, [], 0);
  if (child === null || child.shell === null) {
    s.status = 254;
    return 'more';
  }
  if (programNamed(name) !== null) s.hashed[name] = (s.hashed[name] ?? 0) + 1;
  const inner: Shell = { m: sh.m, p: child, s: child.shell };
  const job = addJob(sh, [child], frame.fields.join(' '), true);
  s.frames.push({ kind: 'wait-foreground', job: job.id });
  if (redirectAll(inner, frame, null)) become(inner, name, frame.fields);
  else child.shell.frames = [{ kind: 'exit', status: 1 }];
  return 'more';
}

/** exec: this process becomes the program, or ends with what bash says where there is none. */
export function become(sh: Shell, name: string, fields: readonly string[]): void {
  const base = /^\/(?:usr\/)?(?:local\/)?bin\//.test(name) ? name.slice(name.lastIndexOf('/') + 1) : name;
  if (base === 'bash' || base === 'sh') return becomeShell(sh, base, fields);
  if (programNamed(base) !== null) return execProgram(sh.m, sh.p, base, fields, exported(sh.s));
  const path = resolvePath(sh.p.cwd, name);
  const node = nodeAt(sh.m, path);
  if (name.includes('/') && node?.kind === 'file' && node.executable) return runScript(sh, name, node.text, fields.slice(1));
  const [why, status] = !name.includes('/') ? ['command not found', 127] : node === null ? ['No such file or directory', 127] : [node.kind === 'folder' ? 'Is a directory' : 'Permission denied', 126];
  complain(sh, `${name}: ${why}`);
  write(sh, 2, absenceNote(name));
  sh.s.frames = [{ kind: 'exit', status }];
}

function becomeShell(sh: Shell, name: string, fields: readonly string[]): void {
  const args = fields.slice(1);
  const options: Record<string, boolean> = {};
  while (/^-[euxf]+$/.test(args[0] ?? '')) for (const letter of (args.shift() ?? '').slice(1)) options[letter] = true;
  if (args[0] === '-c') {
    const [, text = '', zero = name, ...rest] = args;
    runScript(sh, zero, text, rest);
  } else if (args[0] === undefined) {
    runScript(sh, name, '', []);
    sh.s.frames = [];
    if (sh.p.shell !== null) sh.p.shell.frames = [{ kind: 'repl', pending: '', prompted: false }];
  } else {
    const node = nodeAt(sh.m, resolvePath(sh.p.cwd, args[0]));
    if (node?.kind !== 'file') {
      complain(sh, `${args[0]}: ${node === null ? 'No such file or directory' : 'Is a directory'}`);
      sh.s.frames = [{ kind: 'exit', status: node === null ? 127 : 126 }];
      return;
    }
    runScript(sh, args[0], node.text, args.slice(1));
  }
  if (sh.p.shell !== null) Object.assign(sh.p.shell.options, options);
}

/** The process becomes a new shell that runs this text. */
function runScript(sh: Shell, name: string, text: string, positional: readonly string[]): void {
  const shell = createShell(false, name, sh.p.pid, exported(sh.s));
  shell.positional = [...positional];
  shell.frames = [{ kind: 'script', text, line: 1, message: '' }];
  sh.p.shell = shell;
  sh.m.state.runQueue.push(sh.p.pid);
}

/** A function or a loop with redirections: they are opened first, and closed after it. */
export function stepRedirect(sh: Shell, frame: Extract<Frame, { kind: 'redirect' }>): Step {
  const saved: Record<string, number> = {};
  while (frame.expansion.at < frame.redirects.length) {
    const redirect = frame.redirects[frame.expansion.at];
    if (redirect === undefined) break;
    const target = redirectTarget(sh, redirect, frame.expansion);
    if (target !== null && typeof target !== 'string') return substitute(sh, target);
    if (target === null || sh.s.failed) return failed(sh);
    frame.expansion.fields.push(target);
    frame.expansion.results = {};
    frame.expansion.at += 1;
  }
  sh.s.frames.pop();
  sh.s.frames.push({ kind: 'restore', saved });
  if (!frame.redirects.every((each, index) => applyRedirect(sh, each, frame.expansion.fields[index] ?? '', saved))) {
    sh.s.status = 1;
    return 'more';
  }
  const inner: Command = freeze({ ...frame.node, redirects: [] });
  sh.s.frames.push({ kind: 'command', node: inner });
  return 'more';
}
