// What a function is: its forms (what it takes, as Flink's messages write it), the type that it gives, and how it calculates.
import type { Env } from '../expr/env.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Value } from '../value.ts';

export interface Evaluate {
  (values: readonly Value[], env: Env): Value;
  /** The same for a call with two arguments, without a list made of them. */
  readonly two?: (a: Value, b: Value, env: Env) => Value;
}

/** A calculation of two values. */
export function ofTwo(two: (a: Value, b: Value, env: Env) => Value): Evaluate {
  return Object.assign(([a = null, b = null]: readonly Value[], env: Env) => two(a, b, env), { two });
}

/** What is known of a call when its plan is made. */
export interface CallSite {
  readonly name: string;
  readonly types: readonly LogicalType[];
  readonly type: LogicalType;
  /** Values of arguments that are literals, undefined for the others. */
  readonly literals: readonly (Value | undefined)[];
}

export interface FunctionSpec {
  readonly name: string;
  /** `'str <CHARACTER_STRING>, regex <CHARACTER_STRING>'`: a form each. `...` behind the last: any number of it, at least one; `*`: none too. */
  readonly forms: readonly string[];
  /** Whose texts refuse a wrong call: Calcite's validator or Flink's own type inference. */
  readonly style: 'calcite' | 'flink';
  /** Null where the arguments' types do not go together. */
  readonly type: (types: readonly LogicalType[], literals: readonly (Value | undefined)[]) => LogicalType | null;
  /** Called with NULLs, or NULL as soon as an argument is. */
  readonly nulls: 'strict' | 'own';
  readonly make: (site: CallSite) => Evaluate;
  /** Whether equal arguments give equal results at any time: such calls may be folded. */
  readonly deterministic: boolean;
  /** What the validator says where the forms or the type rule refuse the arguments; without it, what it says of all. */
  readonly refusal?: (types: readonly LogicalType[]) => string;
  /** Checks literal arguments: the text of a problem, or null. */
  readonly check?: (literals: readonly (Value | undefined)[]) => string | null;
}

type TypeRule = LogicalType | FunctionSpec['type'];
type Body = (values: readonly Value[], env: Env) => Value;

const ruleOf = (rule: TypeRule): FunctionSpec['type'] => (typeof rule === 'function' ? rule : () => rule);
const anyNull = (types: readonly LogicalType[]): boolean => types.some((type) => type.nullable);

/** The form's rule, with NULL where an argument may be. */
function strictType(rule: TypeRule, always: boolean): FunctionSpec['type'] {
  const of = ruleOf(rule);
  return (types, literals) => {
    const type = of(types, literals);
    return type === null ? null : t.withNull(type, always || anyNull(types));
  };
}

interface More {
  readonly style?: FunctionSpec['style'];
  readonly deterministic?: boolean;
  readonly check?: FunctionSpec['check'];
  readonly refusal?: FunctionSpec['refusal'];
}

const listed = (forms: string | readonly string[]): readonly string[] => (typeof forms === 'string' ? [forms] : forms);

/** NULL where an argument is NULL. */
export function fn(name: string, forms: string | readonly string[], type: TypeRule, body: Body, more: More = {}): FunctionSpec {
  return { name, forms: listed(forms), style: 'calcite', type: strictType(type, false), nulls: 'strict', make: () => body, deterministic: true, ...more };
}

/** As `fn`, and may give NULL of itself. */
export function maybe(name: string, forms: string | readonly string[], type: TypeRule, body: Body, more: More = {}): FunctionSpec {
  return { ...fn(name, forms, type, body, more), type: strictType(type, true) };
}

/** A strict function that is made for its call: for types and literals that change how it calculates. */
export function made(name: string, forms: string | readonly string[], type: TypeRule, make: (site: CallSite) => Evaluate, more: More = {}): FunctionSpec {
  return { ...fn(name, forms, type, () => null, more), make };
}

/** A function that sees NULLs, and whose rule says itself whether it gives NULL. */
export function own(name: string, forms: string | readonly string[], type: TypeRule, make: (site: CallSite) => Evaluate, more: More = {}): FunctionSpec {
  return { ...fn(name, forms, type, () => null, more), type: ruleOf(type), nulls: 'own', make };
}

export const flink: More = { style: 'flink' };

/** A parameter of a form. */
export interface Parameter {
  readonly family: string;
  readonly repeat: '' | '...' | '*';
}

const PARSED = new Map<string, readonly Parameter[]>();

/** A form's parameters. */
export function parameters(form: string): readonly Parameter[] {
  const known = PARSED.get(form);
  if (known !== undefined) return known;
  const found = [...form.matchAll(/(ARRAY)?<([A-Z_ ]+)>(\.\.\.|\*)?/g)].map(([, array, inner = 'ANY', repeat = '']) => [array === undefined ? inner : `ARRAY OF ${inner}`, repeat] as const).map(([family, repeat]): Parameter => ({ family, repeat: repeat === '...' || repeat === '*' ? repeat : '' }));
  PARSED.set(form, found);
  return found;
}

/** Whether so many arguments go into a form. */
export function takes(form: string, count: number): boolean {
  const all = parameters(form);
  const last = all.at(-1);
  if (last === undefined || last.repeat === '') return count === all.length;
  return count >= all.length - (last.repeat === '*' ? 1 : 0);
}

/** Whether the types fit a form. */
export function fitsForm(form: string, types: readonly LogicalType[]): boolean {
  const all = parameters(form);
  return takes(form, types.length) && types.every((type, i) => inFamily(type, all[Math.min(i, all.length - 1)]?.family ?? 'ANY'));
}

export function inFamily(type: LogicalType, family: string): boolean {
  if (type.kind === 'NULL' || family === 'ANY' || family === 'ARRAY ELEMENT' || family === 'COMMON') return true;
  if (family.startsWith('ARRAY OF ')) return type.kind === 'ARRAY' && inFamily(type.element, family.slice(9));
  switch (family) {
    case 'CHARACTER': case 'CHARACTER_STRING': case 'STRING': return t.isText(type);
    case 'BINARY': case 'BINARY_STRING': return t.isBytes(type);
    case 'NUMERIC': return t.isNumeric(type);
    case 'EXACT_NUMERIC': return t.isExact(type);
    case 'INTEGER': case 'INTEGER_NUMERIC': return t.isWhole(type);
    case 'BOOLEAN': case 'DATE': case 'TIME': case 'DECIMAL': case 'ARRAY': case 'MAP': case 'MULTISET': case 'VARIANT': case 'SYMBOL': return type.kind === family;
    case 'TIMESTAMP': return t.isTimestamp(type);
    case 'DATETIME': return t.isTemporal(type);
    case 'DATETIME_INTERVAL': return t.isInterval(type);
    case 'COLLECTION': return type.kind === 'ARRAY' || type.kind === 'MAP' || type.kind === 'MULTISET';
    case 'ROW': return type.kind === 'ROW' || type.kind === 'STRUCTURED';
    default: return false;
  }
}
