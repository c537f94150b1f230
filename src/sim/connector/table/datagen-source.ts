// The source of the datagen connector: so many rows at the beginning of each second, of all subtasks together.
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, sourceRecordId } from '../../flink/record.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { freeze } from '../../kernel/freeze.ts';
import { fit, fromDouble } from '../../sql/number/decimal.ts';
import type { PushedDown } from '../../sql/plan/connector.ts';
import { MS_PER_DAY } from '../../sql/time/calendar.ts';
import type { LogicalType } from '../../sql/type/logical-type.ts';
import { bigintValue, type Value } from '../../sql/value.ts';

interface Random {
  readonly type: LogicalType;
  readonly nullRate: number;
}

export type Generator =
  | { readonly kind: 'sequence'; readonly type: LogicalType; readonly start: number; readonly end: number }
  | (Random & { readonly kind: 'number'; readonly min: number; readonly max: number })
  | (Random & { readonly kind: 'text'; readonly length: number; readonly varies: boolean })
  | (Random & { readonly kind: 'boolean' })
  /** The present, or as far back as `maxPastMs` at most. */
  | (Random & { readonly kind: 'time'; readonly maxPastMs: number })
  | (Random & { readonly kind: 'collection'; readonly length: number; readonly of: readonly Generator[] })
  | (Random & { readonly kind: 'row'; readonly of: readonly Generator[] });

export interface DatagenConfig {
  readonly generators: readonly Generator[];
  readonly perSecond: number;
  /** Rows in all; null without end. */
  readonly rows: number | null;
  readonly pushed?: PushedDown;
}

interface DatagenOwn {
  /** Rows of this subtask so far, and those of them before the rate began to count. */
  emitted: number;
  base: number;
  startedMs: number;
}

/** The subtask's part of a number, as even as it goes. */
function share(all: number, { subtask, parallelism }: OperatorEnv): number {
  return Math.floor(all / parallelism) + (subtask < all % parallelism ? 1 : 0);
}

export const datagenSource: OperatorKind = {
  create: (): DatagenOwn => ({ emitted: 0, base: 0, startedMs: 0 }),
  restore(own, lists) {
    const [emitted] = listItems(lists, 'emitted');
    (own as DatagenOwn).emitted = Number(emitted ?? 0);
  },
  run: (env): Running => {
    const { generators, perSecond, rows, pushed } = env.spec.config as DatagenConfig;
    const own = env.own as DatagenOwn;
    const limit = Math.min(rows ?? Infinity, pushed?.limit ?? Infinity);
    const most = limit === Infinity ? Infinity : share(limit, env);
    const rate = share(perSecond, env);
    const keepsLineage = env.configuration['correnteza.lineage'] !== 'false';
    // The shortest sequence ends all.
    const longest = Math.min(most, ...generators.map((one) => (one.kind === 'sequence' ? Math.ceil((Math.abs(one.end - one.start + 1) - env.subtask) / env.parallelism) : Infinity)));
    const draw = generators.map((one) => drawn(one, env));
    const plan = (): void => {
      const second = Math.floor((own.emitted - own.base) / Math.max(1, rate));
      const at = own.startedMs + second * 1_000;
      env.wakeAt(rate > 0 && at > env.nowMs() ? at : null);
    };
    return {
      open() {
        own.startedMs = env.nowMs();
        own.base = own.emitted;
        plan();
      },
      element() {},
      wake: plan,
      poll(count) {
        const due = own.base + rate * (Math.floor((env.nowMs() - own.startedMs) / 1_000) + 1);
        for (let i = 0; i < count; i++) {
          if (own.emitted >= longest) return 'end';
          if (own.emitted >= due) {
            plan();
            return 'nothing';
          }
          const row: Value[] = [];
          for (const one of draw) row.push(one(own.emitted));
          env.emit({ kind: '+I', row: freeze(row), timestamp: NO_TIMESTAMP, lineage: keepsLineage ? sourceRecordId(env.vertexIndex, env.subtask, own.emitted) : 0 });
          own.emitted += 1;
        }
        return 'more';
      },
      lists: () => ({ emitted: { mode: 'SPLIT_DISTRIBUTE', items: [own.emitted] } }),
    };
  },
};

/** Makes the value of the field's how-manieth row. */
function drawn(one: Generator, env: OperatorEnv): (emitted: number) => Value {
  if (one.kind !== 'sequence' || one.type.kind !== 'BIGINT') return (emitted) => valueOf(one, env, emitted);
  const first = one.start + env.subtask;
  return (emitted) => first + emitted * env.parallelism;
}

function valueOf(one: Generator, env: OperatorEnv, emitted: number): Value {
  if (one.kind === 'sequence') return counted(one.type, one.start + env.subtask + emitted * env.parallelism);
  const random = (): number => env.context().random();
  if (one.nullRate > 0 && random() <= one.nullRate) return null;
  switch (one.kind) {
    case 'number': return numberOf(one.type, one.min, one.max, random);
    case 'boolean': return random() < 0.5;
    case 'text': return textOf(one, random);
    case 'time': return timeOf(one.type, env.nowMs() - Math.floor(random() * one.maxPastMs));
    case 'row': return one.of.map((field) => valueOf(field, env, emitted));
    case 'collection': return collectionOf(one, () => one.of.map((part) => valueOf(part, env, emitted)));
  }
}

function counted(type: LogicalType, value: number): Value {
  if (type.kind === 'CHAR' || type.kind === 'VARCHAR') return String(value);
  return type.kind === 'DECIMAL' ? fit({ digits: BigInt(value), scale: 0 }, type.precision, type.scale) : value;
}

function numberOf(type: LogicalType, min: number, max: number, random: () => number): Value {
  switch (type.kind) {
    case 'BIGINT': {
      const [least, range] = [BigInt(min), BigInt(max) - BigInt(min) + 1n];
      const drawn = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32));
      return bigintValue(BigInt.asIntN(64, least + (drawn % (range > 0n ? range : 1n))));
    }
    case 'FLOAT': return Math.fround(min + random() * (max - min));
    case 'DOUBLE': return min + random() * (max - min);
    case 'DECIMAL': {
      const drawn = fromDouble(min + random() * (max - min));
      return drawn === null ? null : fit(drawn, type.precision, type.scale);
    }
    default:
      if (min > max) throw new UserCodeError('org.apache.commons.math3.exception.NumberIsTooLargeException', `lower bound (${min}) must be strictly less than upper bound (${max})`);
      return Math.min(max, Math.floor(min + random() * (max - min + 1)));
  }
}

/** Longer values, in letters or elements, do not fit into a TaskManager of this size. */
const LONGEST_VALUE = 1_048_576;

function fitting(size: number): number {
  if (size > LONGEST_VALUE) throw new UserCodeError('java.lang.OutOfMemoryError', `Java heap space (a value of ${size} elements, more than ${LONGEST_VALUE})`);
  return size;
}

function textOf({ type, length, varies }: Extract<Generator, { kind: 'text' }>, random: () => number): Value {
  const size = fitting(varies ? 1 + Math.floor(random() * length) : length);
  const isBytes = type.kind === 'BINARY' || type.kind === 'VARBINARY';
  // RandomDataGenerator.nextHexString draws no empty text.
  if (!isBytes && size <= 0) throw new UserCodeError('org.apache.commons.math3.exception.NotStrictlyPositiveException', `length (${size})`);
  return Array.from({ length: isBytes ? size * 2 : size }, () => Math.floor(random() * 16).toString(16)).join('');
}

function timeOf(type: LogicalType, nowMs: number): Value {
  const time = ((nowMs % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
  if (type.kind === 'DATE') return (nowMs - time) / MS_PER_DAY;
  return type.kind === 'TIME' ? time : nowMs;
}

function collectionOf({ type, length }: Extract<Generator, { kind: 'collection' }>, draw: () => readonly Value[]): Value {
  const drawn = Array.from({ length: fitting(length) }, draw);
  if (type.kind === 'ARRAY') return drawn.map(([element]) => element ?? null);
  const entries: [Value, Value][] = [];
  for (const [key = null, value = 1] of drawn) {
    const before = entries.find(([known]) => JSON.stringify(known) === JSON.stringify(key));
    if (before === undefined) entries.push([key, type.kind === 'MULTISET' ? 1 : value]);
    else before[1] = type.kind === 'MULTISET' ? Number(before[1]) + 1 : value;
  }
  return entries;
}
