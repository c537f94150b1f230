// export, readonly, local, declare: variables with attributes.
import { evaluate } from './arithmetic.ts';
import type { Builtin } from './builtins.ts';
import { complain, write } from './output.ts';
import type { Shell, Variable } from './shell-state.ts';
import { assign, plainVariable, variableOf } from './variables.ts';

function declare(sh: Shell, fields: readonly string[]): number {
  const command = fields[0] ?? 'declare';
  const flags = fields.slice(1).filter((each) => /^[-+]\w/.test(each));
  const has = (letter: string): boolean => flags.some((each) => each.startsWith('-') && each.includes(letter));
  const names = fields.slice(1).filter((each) => !/^[-+]\w/.test(each));
  const call = sh.s.frames.findLast((each) => each.kind === 'call');
  if (command === 'local' && call?.kind !== 'call') {
    complain(sh, 'local: can only be used in a function');
    return 1;
  }
  if (has('p') && names.length > 0) return describeAll(sh, command, names);
  if (names.length === 0) return list(sh, command, has('x') || command === 'export');
  let status = 0;
  for (const each of names) {
    const cut = each.indexOf('=');
    const name = cut === -1 ? each : each.slice(0, cut);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      complain(sh, `${command}: \`${each}': not a valid identifier`);
      status = 1;
      continue;
    }
    const scoped = command === 'local' || ((command === 'declare' || command === 'typeset') && !has('g'));
    if (scoped) makeLocal(sh, name);
    if (has('i')) sh.s.variables[name] = { ...(variableOf(sh, name) ?? plainVariable('')), integer: true };
    if ((has('a') || has('A')) && variableOf(sh, name)?.elements == null) sh.s.variables[name] = { ...plainVariable(''), elements: {}, associative: has('A') };
    if (cut !== -1 && !assign(sh, name, valueFor(sh, each.slice(cut + 1), has('i')))) return 1;
    if (cut === -1 && variableOf(sh, name) === null && command !== 'export') sh.s.variables[name] = plainVariable('');
    const variable = variableOf(sh, name) ?? plainVariable('');
    if (command === 'export' || has('x')) sh.s.variables[name] = { ...variable, exported: !(command === 'export' && has('n')) };
    if (command === 'readonly' || has('r')) sh.s.variables[name] = { ...(variableOf(sh, name) ?? variable), readonly: true };
  }
  return status;
}

/** In a function: the variable is its own from now on, and what it was comes back afterwards. */
export function makeLocal(sh: Shell, name: string): void {
  const call = sh.s.frames.findLast((each) => each.kind === 'call');
  if (call?.kind !== 'call' || Object.hasOwn(call.locals, name)) return;
  const found = variableOf(sh, name);
  call.locals[name] = found === null ? null : { ...found };
  sh.s.variables[name] = plainVariable('');
}

function describeAll(sh: Shell, command: string, names: readonly string[]): number {
  let status = 0;
  for (const name of names) {
    const variable = variableOf(sh, name);
    if (variable !== null) write(sh, 1, described(name, variable));
    else {
      complain(sh, `${command}: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function described(name: string, variable: Variable): string {
  const flags = `${variable.elements === null ? '' : variable.associative ? 'A' : 'a'}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`;
  const quoted = (text: string): string => `"${text.replace(/["\\$`]/g, '\\$&')}"`;
  const elements = Object.entries(variable.elements ?? {}).map(([key, each]) => `[${key}]=${quoted(each)}`);
  const value = variable.elements === null ? quoted(variable.value) : variable.associative ? `(${elements.map((each) => `${each} `).join('')})` : `(${elements.join(' ')})`;
  return `declare -${flags === '' ? '-' : flags} ${name}=${value}\n`;
}

function valueFor(sh: Shell, text: string, integer: boolean): string {
  if (!integer) return text;
  const value = evaluate(sh, text);
  return typeof value === 'string' ? '0' : String(value);
}

function list(sh: Shell, command: string, onlyExported: boolean): number {
  for (const name of Object.keys(sh.s.variables).sort((a, b) => (a < b ? -1 : 1))) {
    const variable = sh.s.variables[name];
    if (variable === undefined || (onlyExported && !variable.exported) || (command === 'readonly' && !variable.readonly)) continue;
    write(sh, 1, described(name, variable));
  }
  return 0;
}

export const declareBuiltins: Readonly<Record<string, Builtin>> = { export: declare, readonly: declare, local: declare, declare, typeset: declare };
