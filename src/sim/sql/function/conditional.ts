// CASE, COALESCE and their kin, GREATEST and LEAST, and what asks about values as such.
import { castFunction } from '../expr/cast.ts';
import { comparator } from '../expr/compare.ts';
import { failed } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { commonType } from '../type/common-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Value } from '../value.ts';
import { parseJson, writeJson } from '../expr/json.ts';
import { type CallSite, type Evaluate, flink, type FunctionSpec, made, own } from './spec.ts';
import { comparing } from './operators.ts';

/** Every argument as a value of the result's type. */
function casts(site: CallSite, from: number, step = 1): readonly ((value: Value, zone: string) => Value)[] {
  return site.types.map((type, i) => (i < from || (i - from) % step !== 0 || t.sameType(type, site.type) ? (value) => value : castFunction(type, site.type)));
}

function coalesce(site: CallSite): Evaluate {
  const all = casts(site, 0);
  return (v, env) => {
    const at = v.findIndex((value) => value !== null);
    return at < 0 ? null : (all[at]?.(v[at] ?? null, env.zone) ?? null);
  };
}

function coalesceType(types: readonly LogicalType[]): LogicalType | null {
  const common = commonType(types);
  return common === null ? null : t.withNull(common, types.every((type) => type.nullable));
}

function greatest(most: boolean): (site: CallSite) => Evaluate {
  return (site) => {
    const all = casts(site, 0);
    const order = comparator(site.type);
    return (v, env) => {
      const values = v.map((value, i) => all[i]?.(value, env.zone) ?? null);
      return values.reduce((best, value) => (best === null || value === null ? null : order(value, best) * (most ? 1 : -1) > 0 ? value : best));
    };
  };
}

function nullIf({ types }: CallSite): Evaluate {
  const order = comparing(types);
  return ([a, b], env) => ((a ?? null) === null || (b ?? null) === null ? (a ?? null) : order(a ?? null, b ?? null, env.zone) === 0 ? null : (a ?? null));
}

/** IF(condition, yes, no). */
function either(site: CallSite): Evaluate {
  const all = casts(site, 1);
  return ([condition, yes, no], env) => (condition === true ? (all[1]?.(yes ?? null, env.zone) ?? null) : (all[2]?.(no ?? null, env.zone) ?? null));
}

function eitherType([, yes, no]: readonly LogicalType[]): LogicalType | null {
  return yes === undefined || no === undefined ? null : commonType([yes, no]);
}

function variant([text]: readonly Value[]): Value {
  const json = parseJson(text as string);
  if (json === undefined) throw failed('org.apache.flink.table.api.TableRuntimeException', `Failed to parse json string: ${text as string}`);
  return writeJson(json);
}

export const CONDITIONAL: readonly FunctionSpec[] = [
  own('COALESCE', '<ANY>...', coalesceType, coalesce, flink),
  own('IFNULL', 'input <ANY>, nullReplacement <ANY>', ([a, b]) => {
    const common = a === undefined || b === undefined ? null : commonType([a, b]);
    return common === null ? null : t.withNull(common, (a?.nullable ?? true) && (b?.nullable ?? true));
  }, coalesce, flink),
  own('IF', '<BOOLEAN>, <ANY>, <ANY>', eitherType, either),
  own('NULLIF', '<ANY>, <ANY>', ([type]) => (type === undefined ? null : t.withNull(type, true)), nullIf),
  made('GREATEST', '<ANY>...', commonType, greatest(true), flink),
  made('LEAST', '<ANY>...', commonType, greatest(false), flink),
  own('TYPEOF', ['<ANY>', '<ANY>, <BOOLEAN>'], t.notNull(t.STRING), ({ types: [type = t.NULL], literals }) => () => (literals[1] === true ? t.serialized(type) : t.summary(type)), flink),
  made('PARSE_JSON', ['<CHARACTER>', '<CHARACTER>, <BOOLEAN>'], t.VARIANT, () => variant, flink),
  { ...made('TRY_PARSE_JSON', ['<CHARACTER>', '<CHARACTER>, <BOOLEAN>'], t.VARIANT, () => ([text]) => {
    const json = parseJson(text as string);
    return json === undefined ? null : writeJson(json);
  }, flink), type: () => t.VARIANT },
];
