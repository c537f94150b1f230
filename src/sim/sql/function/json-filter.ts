// Filters of JSON paths, `?(@.b > 1 && @.c in ['x'])`, as Jayway's JsonPath reads and asks them.
import { type Json, parseJson, writeJson } from '../expr/json.ts';
import { follow, pathSteps, type Step } from './json-path.ts';
import { javaPattern } from './regex.ts';

/** Whether a value is chosen; the second is the whole document. */
export type Filter = (json: Json, root: Json) => boolean;

type Operand = (json: Json, root: Json) => Json | undefined;

interface Reader {
  readonly text: string;
  at: number;
}

/** The filter whose parenthesis begins at `at`, up to the bracket that closes it; null where it is none. */
export function parseFilter(text: string, at: number): { readonly filter: Filter; readonly next: number } | null {
  const reader: Reader = { text, at };
  if (!take(reader, /\(/y)) return null;
  const filter = either(reader);
  if (filter === null || !take(reader, /\)/y) || !take(reader, /\]/y)) return null;
  return { filter, next: reader.at };
}

const SPACE = /\s*/y;

function take(reader: Reader, pattern: RegExp): string | null {
  SPACE.lastIndex = reader.at;
  SPACE.exec(reader.text);
  pattern.lastIndex = SPACE.lastIndex;
  const found = pattern.exec(reader.text);
  if (found === null) return null;
  reader.at = pattern.lastIndex;
  return found[0];
}

function either(reader: Reader): Filter | null {
  const all: Filter[] = [];
  do {
    const one = both(reader);
    if (one === null) return null;
    all.push(one);
  } while (take(reader, /\|\|/y) !== null);
  return (json, root) => all.some((one) => one(json, root));
}

function both(reader: Reader): Filter | null {
  const all: Filter[] = [];
  do {
    const one = test(reader);
    if (one === null) return null;
    all.push(one);
  } while (take(reader, /&&/y) !== null);
  return (json, root) => all.every((one) => one(json, root));
}

function test(reader: Reader): Filter | null {
  if (take(reader, /!(?!=)/y) !== null) {
    const of = test(reader);
    return of === null ? null : (json, root) => !of(json, root);
  }
  if (take(reader, /\(/y) !== null) {
    const of = either(reader);
    return of === null || take(reader, /\)/y) === null ? null : of;
  }
  const left = operand(reader);
  if (left === null) return null;
  const operator = take(reader, /==|!=|<=|>=|<|>|=~|(?:in|nin|contains|size|empty|subsetof|anyof|noneof)\b/y);
  if (operator === null) return (json, root) => left(json, root) !== undefined;
  const pattern = operator === '=~' ? take(reader, /\/(?:[^/\\]|\\.)*\/[a-z]*/y) : null;
  if (pattern !== null) return matching(left, pattern);
  const right = operand(reader);
  return right === null ? null : (json, root) => compares(operator, left(json, root), right(json, root));
}

function matching(left: Operand, written: string): Filter {
  const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(written) ?? [];
  const pattern = javaPattern(`^(?:${source})$`, flags.includes('i') ? 'i' : '');
  return (json, root) => {
    const value = left(json, root);
    return value !== undefined && (value.kind === 'text' || value.kind === 'number') && pattern?.test(value.kind === 'text' ? value.value : value.text) === true;
  };
}

/** A path from the value (`@`) or the document (`$`), or a constant. */
function operand(reader: Reader): Operand | null {
  const path = take(reader, /[@$](?:\.\.?[^\s.[\]()<>=!,&|]+(?:\(\))?|\[(?:[^\]'"]|'[^']*'|"[^"]*")*\])*/y);
  if (path !== null) {
    const steps = pathSteps(path);
    if (typeof steps === 'string') return null;
    const several = steps.some(isMany);
    return (json, root) => {
      const found = follow(path.startsWith('@') ? json : root, { steps, several });
      return 'value' in found ? found.value : undefined;
    };
  }
  const constant = take(reader, /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b|\[[^\]]*\]/y);
  if (constant === null) return null;
  const json = parseJson(constant.startsWith("'") ? JSON.stringify(constant.slice(1, -1).replace(/\\(.)/g, '$1')) : constant.startsWith('[') ? constant.replaceAll("'", '"') : constant);
  return json === undefined ? null : () => json;
}

const isMany = (step: Step): boolean => step.kind === 'all' || step.kind === 'deep' || step.kind === 'filter' || step.kind === 'slice';

function order(a: Json, b: Json): number | null {
  if (a.kind === 'number' && b.kind === 'number') return Number(a.text) - Number(b.text);
  if (a.kind === 'text' && b.kind === 'text') return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  return null;
}

const equal = (a: Json, b: Json): boolean => (a.kind === 'number' && b.kind === 'number' ? Number(a.text) === Number(b.text) : writeJson(a) === writeJson(b));
const items = (json: Json): readonly Json[] => (json.kind === 'array' ? json.items : []);

function compares(operator: string, a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return operator === '!=' ? a !== b : false;
  const sign = order(a, b);
  switch (operator) {
    case '==': return equal(a, b);
    case '!=': return !equal(a, b);
    case '<': return sign !== null && sign < 0;
    case '<=': return sign !== null && sign <= 0;
    case '>': return sign !== null && sign > 0;
    case '>=': return sign !== null && sign >= 0;
    case 'in': return items(b).some((one) => equal(a, one));
    case 'nin': return !items(b).some((one) => equal(a, one));
    case 'contains': return a.kind === 'text' && b.kind === 'text' ? a.value.includes(b.value) : items(a).some((one) => equal(one, b));
    case 'subsetof': return items(a).every((one) => items(b).some((other) => equal(one, other)));
    case 'anyof': return items(a).some((one) => items(b).some((other) => equal(one, other)));
    case 'noneof': return !items(a).some((one) => items(b).some((other) => equal(one, other)));
    default: {
      const length = a.kind === 'array' ? a.items.length : a.kind === 'text' ? a.value.length : null;
      if (operator === 'size') return length !== null && b.kind === 'number' && Number(b.text) === length;
      return length !== null && b.kind === 'boolean' && (length === 0) === b.value;
    }
  }
}
