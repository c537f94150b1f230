// $x and ${x...}: values, lengths, defaults, pattern removal, replacement, slices, case, arrays.
import { replaced } from '../replaced.ts';
import type { ParameterPart, Word } from './ast.ts';
import { evaluate } from './arithmetic.ts';
import { expandParts, expandPattern, expandText, type Needed, type Piece } from './expand.ts';
import { complain } from './output.ts';
import { type Char, compile, patternSource } from '../pattern.ts';
import type { Expansion, Shell } from './shell-state.ts';
import { assign, elementsOf, valueOf } from './variables.ts';

/** The fields of a parameter as pieces; several for "$@" and "${a[@]}". */
export function parameterFields(sh: Shell, part: ParameterPart, expansion: Expansion, splits: boolean): Piece[] | Needed {
  if (part.operator === 'bad' || (part.name === '' && part.prefix === '')) {
    complain(sh, `${part.text}: bad substitution`);
    sh.s.failed = true;
    return [];
  }
  const whole = part.index?.text ?? (part.name === '@' || part.name === '*' ? part.name : '');
  if (whole === '@' || whole === '*') return manyFields(sh, part, whole, expansion, splits);
  if (part.operator === 'names') {
    const names = Object.keys(sh.s.variables).filter((each) => each.startsWith(part.name)).sort((a, b) => (a < b ? -1 : 1));
    return [one(part, names.join(' '))];
  }
  const value = single(sh, part, expansion);
  if (typeof value === 'object' && value !== null) return value;
  if (part.prefix === '#') return [one(part, String([...(value ?? '')].length))];
  return withDefault(sh, part, value, expansion, splits);
}

function one(part: ParameterPart, text: string): Piece {
  return { text, quoted: part.quoted, split: !part.quoted };
}

function single(sh: Shell, part: ParameterPart, expansion: Expansion): string | null | Needed {
  let name = part.name;
  if (part.prefix === '!' && part.index === null) name = valueOf(sh, name) ?? '';
  if (part.index === null) return valueOf(sh, name);
  const key = arrayKey(sh, name, part.index, expansion);
  if (typeof key !== 'string') return key;
  return Object.fromEntries(elementsOf(sh, name))[key] ?? null;
}

/** The key that an index means: text for an associative array, else the value of an expression. */
export function arrayKey(sh: Shell, name: string, index: Word, expansion: Expansion): string | Needed {
  const text = expandText(sh, index, expansion);
  if (typeof text !== 'string' || sh.s.variables[name]?.associative === true) return text;
  const value = evaluate(sh, text);
  if (typeof value === 'string') {
    complain(sh, value);
    sh.s.failed = true;
    return '0';
  }
  if (value >= 0n) return String(value);
  const last = elementsOf(sh, name).at(-1);
  return String(BigInt(last?.[0] ?? '0') + 1n + value);
}

function withDefault(sh: Shell, part: ParameterPart, value: string | null, expansion: Expansion, splits: boolean): Piece[] | Needed {
  const operator = part.operator;
  const missing = operator.startsWith(':') && operator.length === 2 ? value === null || value === '' : value === null;
  const operand = part.operands[0];
  switch (operator) {
    case '-':
    case ':-':
      if (missing) return operand === undefined ? [] : defaultPieces(sh, part, operand, expansion, splits);
      return [one(part, value ?? '')];
    case '+':
    case ':+':
      return missing || operand === undefined ? [one(part, '')] : defaultPieces(sh, part, operand, expansion, splits);
    case '=':
    case ':=': {
      if (!missing) return [one(part, value ?? '')];
      const text = operand === undefined ? '' : expandText(sh, operand, expansion);
      if (typeof text !== 'string') return text;
      assign(sh, part.name, text);
      return [one(part, text)];
    }
    case '?':
    case ':?': {
      if (!missing) return [one(part, value ?? '')];
      const text = operand === undefined ? '' : expandText(sh, operand, expansion);
      if (typeof text !== 'string') return text;
      complain(sh, `${part.name}: ${text === '' ? `parameter ${operator === '?' ? 'not set' : 'null or not set'}` : text}`);
      sh.s.failed = true;
      sh.s.status = 127;
      return [];
    }
  }
  if (value === null && sh.s.options['u'] === true && !/^[@*#?$!-]$/.test(part.name)) {
    complain(sh, `${/^\d+$/.test(part.name) ? `$${part.name}` : part.name}: unbound variable`);
    sh.s.failed = true;
    sh.s.status = 127;
    return [];
  }
  const text = transform(sh, part, value ?? '', expansion);
  return typeof text === 'string' ? [one(part, text)] : text;
}

function defaultPieces(sh: Shell, part: ParameterPart, operand: Word, expansion: Expansion, splits: boolean): Piece[] | Needed {
  const pieces = expandParts(sh, operand.parts, expansion, splits);
  if ('part' in pieces) return pieces;
  if (part.quoted) return pieces.length === 0 ? [one(part, '')] : pieces;
  return pieces.map((each) => ('kind' in each || each.quoted ? each : { ...each, split: true }));
}

/** `$@`, `$*`, `${a[@]}`, `${#a[@]}`, `${!a[@]}`, and operators on each of them. */
function manyFields(sh: Shell, part: ParameterPart, whole: '@' | '*', expansion: Expansion, splits: boolean): Piece[] | Needed {
  const positional = part.index === null;
  const entries = positional ? sh.s.positional.map((each, index) => [String(index + 1), each] as const) : elementsOf(sh, part.name);
  if (part.prefix === '#') return [one(part, String(entries.length))];
  let values = entries.map(([key, value]) => (part.prefix === '!' ? key : value));
  if (/^:?[-+]$/.test(part.operator)) {
    const empty = values.length === 0 || (part.operator.startsWith(':') && values.join('') === '');
    const operand = part.operands[0];
    if (empty === part.operator.endsWith('-')) return operand === undefined ? [] : defaultPieces(sh, part, operand, expansion, splits);
    if (part.operator.endsWith('+')) return [];
  } else if (part.operator === ':') {
    const bounds = sliceBounds(sh, part, expansion);
    if ('part' in bounds) return bounds;
    const list = positional ? [sh.s.name, ...values] : values;
    const from = bounds.offset < 0 ? Math.max(0, list.length + bounds.offset) : bounds.offset;
    values = list.slice(from, bounds.length === null ? undefined : from + Math.max(0, bounds.length));
    if (positional && bounds.offset === 0 && part.operands.length === 0) values = values.slice(1);
  } else if (part.operator !== '') {
    const changed: string[] = [];
    for (const value of values) {
      const text = transform(sh, part, value, expansion);
      if (typeof text !== 'string') return text;
      changed.push(text);
    }
    values = changed;
  }
  if (part.quoted && whole === '*') return [one(part, values.join((valueOf(sh, 'IFS') ?? ' ').slice(0, 1)))];
  if (!splits) return [one(part, values.join(' '))];
  return values.flatMap((each, index): Piece[] => (index === 0 ? [one(part, each)] : [{ kind: 'break' }, one(part, each)]));
}

function sliceBounds(sh: Shell, part: ParameterPart, expansion: Expansion): { offset: number; length: number | null } | Needed {
  const numbers: number[] = [];
  for (const operand of part.operands) {
    const text = expandText(sh, operand, expansion);
    if (typeof text !== 'string') return text;
    const value = evaluate(sh, text);
    if (typeof value === 'string') {
      complain(sh, value);
      sh.s.failed = true;
    }
    numbers.push(typeof value === 'string' ? 0 : Number(value));
  }
  return { offset: numbers[0] ?? 0, length: numbers[1] ?? null };
}

function transform(sh: Shell, part: ParameterPart, value: string, expansion: Expansion): string | Needed {
  switch (part.operator) {
    case ':': {
      const bounds = sliceBounds(sh, part, expansion);
      if ('part' in bounds) return bounds;
      const chars = [...value];
      const from = bounds.offset < 0 ? chars.length + bounds.offset : bounds.offset;
      if (from < 0) return '';
      const to = bounds.length === null ? chars.length : bounds.length < 0 ? chars.length + bounds.length : from + bounds.length;
      if (to < from) {
        complain(sh, `${String(bounds.length)}: substring expression < 0`);
        sh.s.failed = true;
      }
      return chars.slice(from, to).join('');
    }
    case '':
      return value;
  }
  const pattern = part.operands[0] === undefined ? [] : expandPattern(sh, part.operands[0], expansion);
  if ('part' in pattern) return pattern;
  if (part.operator.startsWith('/')) {
    const replacement = part.operands[1] === undefined ? '' : expandText(sh, part.operands[1], expansion);
    return typeof replacement === 'string' ? replace(part.operator, value, pattern, replacement) : replacement;
  }
  return changed(part.operator, value, pattern);
}

function replace(operator: string, value: string, pattern: readonly Char[], replacement: string): string {
  if (pattern.length === 0) return value;
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  return replaced(value, compile(anchored, operator === '//' ? 'gu' : 'u') ?? /$^/, () => replacement);
}

function changed(operator: string, value: string, pattern: readonly Char[]): string {
  switch (operator) {
    case '#':
      return value.replace(compile(`^(?:${patternSource(pattern, true)})`) ?? /$^/, '');
    case '##':
      return value.replace(compile(`^(?:${patternSource(pattern)})`) ?? /$^/, '');
    case '%':
    case '%%': {
      // The shortest (or longest) tail that fits: tried from the end (or from the start).
      const chars = [...value];
      const whole = compile(`^(?:${patternSource(pattern)})$`) ?? /$^/;
      for (let i = 0; i <= chars.length; i += 1) {
        const at = operator === '%' ? chars.length - i : i;
        if (whole.test(chars.slice(at).join(''))) return chars.slice(0, at).join('');
      }
      return value;
    }
    case '^':
    case ',':
      return cased(value.slice(0, 1), operator, pattern) + value.slice(1);
    case '^^':
    case ',,':
      return [...value].map((char) => cased(char, operator, pattern)).join('');
    case '@':
      return transformed(pattern.map((each) => each.char).join(''), value);
  }
  return value;
}

/** A character in the other case, where it fits the pattern (all do when there is none). */
function cased(char: string, operator: string, pattern: readonly Char[]): string {
  if (pattern.length > 0 && compile(`^(?:${patternSource(pattern)})$`)?.test(char) !== true) return char;
  return operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase();
}

function transformed(letter: string, value: string): string {
  switch (letter) {
    case 'Q':
      return `'${value.replace(/'/g, `'\\''`)}'`;
    case 'U':
      return value.toUpperCase();
    case 'L':
      return value.toLowerCase();
    case 'u':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
  }
  return value;
}
