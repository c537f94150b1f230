// Variables by name, the special ones among them, and what assigning to them does.
import { complain } from './output.ts';
import type { Shell, Variable } from './shell-state.ts';

/** How long a variable's text may be, in UTF-16 units: the machine's memory is small. bash then says what it does where memory has run out. */
const MAX_VALUE = 4 * 1_048_576;

export function plainVariable(value: string): Variable {
  return { value, exported: false, readonly: false, integer: false, elements: null, associative: false };
}

export function variableOf(sh: Shell, name: string): Variable | null {
  return Object.hasOwn(sh.s.variables, name) ? (sh.s.variables[name] ?? null) : null;
}

/** The value of a variable or special parameter; null where it is not set. `@` and `*` are the caller's. */
export function valueOf(sh: Shell, name: string): string | null {
  const s = sh.s;
  if (/^\d+$/.test(name)) return name === '0' ? s.name : (s.positional[Number(name) - 1] ?? null);
  switch (name) {
    case '?':
      return String(s.status);
    case '$':
      return String(s.mainPid);
    case '!':
      return s.lastBackground === 0 ? null : String(s.lastBackground);
    case '#':
      return String(s.positional.length);
    case '-':
      return `${['e', 'f', 'u', 'x'].filter((each) => s.options[each] === true).join('')}h${s.interactive ? 'im' : ''}B${s.interactive ? 'H' : ''}`;
    case 'BASH_VERSION':
      return '5.2.15(1)-release';
    case 'BASH_VERSINFO':
      return '5';
    case 'RANDOM':
      return String(Math.floor(sh.m.context.random() * 32_768));
    case 'SECONDS':
      return String(Math.floor(sh.m.context.now / 1_000_000));
    case 'EPOCHSECONDS':
      return String(Math.floor(sh.m.context.wallClockMs / 1000));
    case 'BASHPID':
      return String(sh.p.pid);
    case 'PPID':
      return String(sh.p.ppid);
    case 'LINENO':
      return String(s.line);
    case 'UID':
    case 'EUID':
      return '1000';
    case 'FUNCNAME': {
      const call = s.frames.findLast((each) => each.kind === 'call');
      return call?.kind === 'call' ? call.name : null;
    }
    case 'PIPESTATUS':
      return String(s.pipeStatus[0] ?? 0);
  }
  const variable = variableOf(sh, name);
  if (variable === null) return null;
  return variable.elements === null ? variable.value : (variable.elements['0'] ?? null);
}

/** Elements of an array, of a plain variable as one, of `PIPESTATUS`; null where not set. */
export function elementsOf(sh: Shell, name: string): readonly (readonly [string, string])[] {
  if (name === 'PIPESTATUS') return sh.s.pipeStatus.map((each, index) => [String(index), String(each)]);
  const variable = variableOf(sh, name);
  if (variable === null) {
    const special = valueOf(sh, name);
    return special === null ? [] : [['0', special]];
  }
  return variable.elements === null ? [['0', variable.value]] : Object.entries(variable.elements);
}

/** How many elements an array may have. */
const MOST_ELEMENTS = 100_000;
/** Counted once for each array. */
const counts = new WeakMap<object, number>();

/** An element of it is gone. */
export function countAgain(elements: object): void {
  counts.delete(elements);
}

/** Whether an array may have one more element, or `count` in all; said where it may not. */
export function hasRoom(sh: Shell, { elements }: Variable, key: string | number): boolean {
  if (elements === null) return true;
  if (typeof key === 'string' && Object.hasOwn(elements, key)) return true;
  const count = typeof key === 'number' ? key : (counts.get(elements) ?? Object.keys(elements).length) + 1;
  counts.set(elements, count);
  if (count <= MOST_ELEMENTS) return true;
  complain(sh, `xrealloc: cannot allocate ${count * 64} bytes`);
  sh.s.failed = true;
  return false;
}

/** Assigns; false where it is read-only, which has been said. */
export function assign(sh: Shell, name: string, value: string, key: string | null = null): boolean {
  const found = variableOf(sh, name);
  if (found?.readonly === true) {
    complain(sh, `${name}: readonly variable`);
    sh.s.failed = true;
    return false;
  }
  if (value.length > MAX_VALUE) {
    complain(sh, `xrealloc: cannot allocate ${value.length} bytes`);
    sh.s.failed = true;
    return false;
  }
  const variable = found ?? plainVariable('');
  if (found === null) sh.s.variables[name] = variable;
  if (sh.s.options['a'] === true) variable.exported = true;
  if ((key !== null || variable.elements !== null) && !hasRoom(sh, variable, key ?? '0')) return false;
  if (key === null && variable.elements === null) variable.value = value;
  else {
    variable.elements ??= found === null ? {} : { 0: variable.value };
    variable.elements[key ?? '0'] = value;
  }
  return true;
}

export function unsetVariable(sh: Shell, name: string): boolean {
  const found = variableOf(sh, name);
  if (found?.readonly === true) {
    complain(sh, `unset: ${name}: cannot unset: readonly variable`);
    return false;
  }
  delete sh.s.variables[name];
  return true;
}
