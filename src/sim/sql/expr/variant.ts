// VARIANT values: JSON whose type is known only when it is read, and how its parts become SQL's values.
import { fit, parseDecimal, truncateTo } from '../number/decimal.ts';
import { failed } from '../problem.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { bigintValue, type Value } from '../value.ts';
import { type Json, parseJson } from './json.ts';

const BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

/** A variant as a value of the type; a kind of JSON that does not fit fails the cast. */
export function variantTo(value: Value, type: LogicalType): Value {
  const json = parseJson(value as string);
  if (json === undefined || json.kind === 'null') return null;
  switch (type.kind) {
    case 'BOOLEAN': if (json.kind === 'boolean') return json.value; break;
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': if (json.kind === 'number') return whole(json.text, BITS[type.kind] ?? 64); break;
    case 'FLOAT': case 'DOUBLE': if (json.kind === 'number') return Number(json.text); break;
    case 'DECIMAL': {
      const number = json.kind === 'number' ? parseDecimal(json.text) : null;
      if (number !== null) return fit(number, type.precision, type.scale);
      break;
    }
    case 'CHAR': case 'VARCHAR': return json.kind === 'text' ? json.value : value;
    default: break;
  }
  throw mismatch(json, type);
}

function whole(text: string, bits: number): Value {
  const number = parseDecimal(text);
  return number === null ? null : bigintValue(BigInt.asIntN(bits, truncateTo(number, 0).digits));
}

function mismatch(json: Json, type: LogicalType): Error {
  return failed('org.apache.flink.types.variant.VariantTypeException', `Expected ${type.kind} but got ${json.kind.toUpperCase()}`);
}
