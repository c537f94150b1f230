// Mini-batches (`table.exec.mini-batch.*`): rows gathered by key and worked on together, when there are enough, with each mark, before a barrier and at the end (AbstractMapBundleOperator).
import type { KeyFieldType, KeySelector } from '../../../bridge/flink.ts';
import { binaryRowHash } from '../../flink/binary-row.ts';
import type { OperatorEnv, Running } from '../../flink/operator/operator.ts';
import type { StreamRecord } from '../../flink/record.ts';
import { hashOrder } from '../../jvm/hash-map.ts';
import { type Row, rowKey } from '../value.ts';
import { keyedOf } from './env.ts';

/** What waits of a key. */
export interface Gathered {
  readonly key: Row;
  readonly records: StreamRecord[];
}

/** The operator's own state; no part of a checkpoint, for nothing waits when a barrier passes. */
export interface BundleOwn {
  /** Rows since the last time. */
  count: number;
  /** By input. */
  gathered: [Gathered[], Gathered[]];
}

export const newBundle = (): BundleOwn => ({ count: 0, gathered: [[], []] });

interface Bundling {
  /** So many rows are enough (`table.exec.mini-batch.size`). */
  readonly size: number;
  /** Of the key's fields, by input. */
  readonly types: readonly (readonly KeyFieldType[])[];
  readonly keyOf: (record: StreamRecord) => Row;
  /** Works on what was gathered of both inputs, in the order of Flink's HashMap. */
  readonly finish: (gathered: readonly [readonly Gathered[], readonly Gathered[]]) => void;
}

/** An operator over mini-batches. */
export function bundled(env: OperatorEnv, { size, types, keyOf, finish }: Bundling): Running {
  const own = env.own as BundleOwn;
  const known = own.gathered.map((all) => new Map(all.map((one) => [rowKey(one.key), one])));
  const ordered = (gathered: readonly Gathered[], input: number): Gathered[] => hashOrder(gathered, ({ key }) => binaryRowHash(key, types[input]));
  const flush = (): void => {
    if (own.count === 0) return;
    const [left, right] = own.gathered;
    own.gathered = [[], []];
    own.count = 0;
    for (const one of known) one.clear();
    finish([ordered(left, 0), ordered(right, 1)]);
  };
  return {
    element(record, input) {
      const key = keyOf(record);
      const name = rowKey(key);
      const before = known[input]?.get(name);
      if (before === undefined) {
        const fresh: Gathered = { key, records: [record] };
        known[input]?.set(name, fresh);
        own.gathered[input].push(fresh);
      } else before.records.push(record);
      own.count += 1;
      if (own.count >= size) flush();
    },
    watermark: flush,
    inputWatermark: flush,
    beforeBarrier: flush,
    finish: flush,
  };
}

const isOne = (selector: KeySelector): boolean => selector.fields.length === 1;

/** The same for an operator with keyed state; `hold` takes a key of an input in hand. */
export function keyedBundle(env: OperatorEnv, size: number, finish: (gathered: readonly [readonly Gathered[], readonly Gathered[]], hold: (key: Row, input: 0 | 1) => void) => void): Running {
  const keyed = keyedOf(env);
  const [first = { fields: [], hash: 'binary-row' as const }, second = first] = env.spec.keys ?? [];
  const hold = (key: Row, input: 0 | 1): void => {
    const selector = input === 0 ? first : second;
    keyed.setKey(isOne(selector) ? (key[0] ?? null) : key, selector);
  };
  return bundled(env, { size, types: [first.types ?? [], second.types ?? []], keyOf: () => (isOne(first) ? [keyed.key] : (keyed.key as Row)), finish: (gathered) => finish(gathered, hold) });
}

/** For operators of one input: the rows of a key, in the order in which they came. */
export function keyBundle(env: OperatorEnv, size: number, finish: (records: readonly StreamRecord[]) => void): Running {
  return keyedBundle(env, size, ([gathered], hold) => {
    for (const { key, records } of gathered) {
      hold(key, 0);
      finish(records);
    }
  });
}
