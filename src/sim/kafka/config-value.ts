// What may stand as a value of a setting, in ConfigDef's words.
import type { ConfigKey } from './config.ts';

/** What is wrong with a value; null where nothing is. */
export function valueProblem(key: ConfigKey, value: string): string | null {
  const trimmed = value.trim();
  switch (key.type) {
    case 'BOOLEAN': return /^(true|false)$/i.test(trimmed) ? null : `${wrong(key, value)}Expected value to be either true or false`;
    case 'INT':
    case 'LONG':
    case 'SHORT': {
      if (!/^[+-]?\d+$/.test(trimmed) || !fits(key.type, BigInt(trimmed.replace('+', '')))) return `${wrong(key, value)}Not a number of type ${key.type}`;
      return rangeProblem(key, Number(trimmed), BigInt(trimmed.replace('+', '')).toString());
    }
    case 'DOUBLE': {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return `${wrong(key, value)}Not a number of type DOUBLE`;
      const number = Number(trimmed);
      // Java prints a whole double with its zero.
      return rangeProblem(key, number, Number.isInteger(number) ? `${number}.0` : String(number));
    }
    case 'LIST': return listProblem(key, trimmed === '' ? [] : trimmed.split(',').map((item) => item.trim()));
    default: return choiceProblem(key, [trimmed]);
  }
}

function wrong(key: ConfigKey, value: string): string {
  return `Invalid value ${value} for configuration ${key.name}: `;
}

const LARGEST: Readonly<Record<string, bigint>> = { SHORT: 32_767n, INT: 2_147_483_647n, LONG: 9_223_372_036_854_775_807n };

function fits(type: string, value: bigint): boolean {
  const largest = LARGEST[type] ?? 0n;
  return value <= largest && value >= -largest - 1n;
}

function rangeProblem(key: ConfigKey, value: number, shown: string): string | null {
  const [, lowest, highest, also] = /^\[(-?[\d.]+),\.\.\.(?:,(-?[\d.]+))?\](?: or (-?\d+))?/.exec(key.validator) ?? [];
  if (lowest === undefined) return null;
  const isLow = value < Number(lowest);
  const isHigh = highest !== undefined && value > Number(highest);
  if (also !== undefined) return (isLow || isHigh) && value !== Number(also) ? `${wrong(key, shown)}Value must be between ${lowest} and ${highest ?? ''} or equal to ${also}` : null;
  if (isLow) return `${wrong(key, shown)}Value must be at least ${lowest}`;
  return isHigh ? `${wrong(key, shown)}Value must be no more than ${highest}` : null;
}

/** ThrottledReplicaListValidator's own form, else a choice of words. */
function listProblem(key: ConfigKey, items: readonly string[]): string | null {
  if (!key.validator.startsWith('[partitionId]')) return choiceProblem(key, items);
  if ((items.length === 1 && items[0] === '*') || items.every((item) => /^(\d+:\d+)?$/.test(item))) return null;
  return `${wrong(key, `[${items.join(', ')}]`)}${key.name} must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...`;
}

function choiceProblem(key: ConfigKey, items: readonly string[]): string | null {
  const allowed = /^\[([A-Za-z][\w, -]*)\]$/.exec(key.validator)?.[1]?.split(', ');
  const bad = allowed === undefined ? undefined : items.find((item) => !allowed.includes(item));
  return allowed === undefined || bad === undefined ? null : `${wrong(key, bad)}String must be one of: ${allowed.join(', ')}`;
}
