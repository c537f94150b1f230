// Rank: the first rows of each partition by an order, kept as rows come, change and go (AppendOnlyTopN, UpdatableTopN, RetractableTopN, FastTop1).
import { type OperatorEnv, type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import type { StreamRecord, Value } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import { rowKey } from '../value.ts';
import type { RankConfig } from './config.ts';
import { Expiry, keyedOf, ttlOf } from './env.ts';
import { kept, keptOrder, keptRow, RankOutput } from './rank-output.ts';
import { isRetraction, sameRow } from './row-kinds.ts';
import { KeyedMap, type Place, Sorted } from './views.ts';

export const rank: OperatorKind = stateless((env) => ranking(env, env.spec.config as RankConfig));

/** A Top-N with one of Flink's ways, chosen as StreamExecRank chooses: SortLimit and Limit are Top-Ns over all rows. */
export function ranking(env: OperatorEnv, config: RankConfig): Running {
  const out = new RankOutput(env, config);
  const isFirst = config.from === 1 && config.to === 1;
  if (config.strategy.kind === 'retract') return retractable(env, config, out);
  if (config.strategy.kind === 'append' && isByArrival(config)) return firstComers(env, config, out);
  if (isFirst) return best(env, config, out);
  return config.strategy.kind === 'append' ? appendOnly(env, config, out) : updatable(env, config, out, config.strategy.key);
}

/** Whether rows come in the order: by processing time. */
function isByArrival({ order, input }: RankConfig): boolean {
  const [first, second] = order;
  const type = input[first?.index ?? -1];
  return first !== undefined && second === undefined && !first.descending && type !== undefined && 'attribute' in type && type.attribute === 'PROCTIME';
}

/** AppendOnlyFirstNFunction: a counter is all that is kept. */
function firstComers(env: OperatorEnv, { ttlMs }: RankConfig, out: RankOutput): Running {
  const count = new KeyedValue(keyedOf(env), 'counterState', ttlOf(ttlMs[0]), () => env.nowMs());
  return {
    element(record) {
      const number = Number(count.get() ?? 0) + 1;
      if (number > out.to) return;
      count.put(number);
      out.because(record);
      out.send('+I', kept(record), number);
    },
  };
}

/** FastTop1Function: the best row so far, which only a better one replaces. */
function best(env: OperatorEnv, { order, input, ttlMs }: RankConfig, out: RankOutput): Running {
  const state = new KeyedValue(keyedOf(env), 'Top1-Rank-State', ttlOf(ttlMs[0]), () => env.nowMs());
  const compare = keptOrder(order, input);
  return {
    element(record) {
      if (isRetraction(record.kind)) return;
      out.because(record);
      const before = state.get();
      const item = kept(record);
      if (before !== null && compare(item, before) >= 0) return;
      state.put(item);
      if (before === null) return out.send('+I', item, 1);
      out.send('-U', before, 1);
      out.send('+U', item, 1);
    },
  };
}

/** AppendOnlyTopNFunction: no more than N rows are kept. */
function appendOnly(env: OperatorEnv, { order, input, ttlMs }: RankConfig, out: RankOutput): Running {
  const compare = keptOrder(order, input);
  const items = new Sorted(keyedOf(env), 'data-state-with-append', compare);
  const expiry = new Expiry(env, 'data-state-with-append-time', ttlOf(ttlMs[0]));
  return {
    element(record) {
      expiry.look(() => items.clear());
      const item = kept(record);
      if (!isInRange(items, compare, item, out.to)) return;
      expiry.touch();
      out.because(record);
      const place = items.insert(item);
      if (out.isNumbered) {
        out.pushDown(items, items.next(place), item, items.rank(place) + 1);
        while (items.size() > out.to) items.remove(items.lastPlace());
        return;
      }
      if (items.size() > out.to) {
        const last = items.last() ?? null;
        items.remove(items.lastPlace());
        if (sameRow(keptRow(last), record.row)) return;
        out.send('-D', last, 1);
      }
      out.send('+I', item, 1);
    },
  };
}

/** TopNBuffer.checkSortKeyInBufferRange: better than the worst, or room is left. */
function isInRange(items: Sorted, compare: (a: Value, b: Value) => number, item: Value, most: number): boolean {
  const worst = items.last();
  return worst === undefined || compare(item, worst) < 0 || items.size() < most;
}

/** RetractableTopNFunction: every row is kept, for any may come to be among the first. */
function retractable(env: OperatorEnv, { order, input, ttlMs }: RankConfig, out: RankOutput): Running {
  const items = new Sorted(keyedOf(env), 'data-state', keptOrder(order, input));
  const expiry = new Expiry(env, 'data-state-time', ttlOf(ttlMs[0]));
  const add = (record: StreamRecord): void => {
    const item = kept(record);
    const place = items.insert(item);
    const number = items.rank(place, out.to) + 1;
    if (number > out.to) return;
    if (out.isNumbered) return out.pushDown(items, items.next(place), item, number);
    const pushed = at(items, out.to);
    if (pushed !== undefined) out.send('-D', pushed, 1);
    out.send('+I', item, 1);
  };
  const takeBack = (record: StreamRecord): void => {
    const place = find(items, record);
    // State that expired does not know the row.
    if (place === null) return;
    const number = items.rank(place, out.to) + 1;
    const item = items.item(place) ?? null;
    items.remove(place);
    if (number > out.to) return;
    if (out.isNumbered) return out.pullUp(items, items.placeOf(number - 1), item, number);
    out.send('-D', item, 1);
    const risen = at(items, out.to - 1);
    if (risen !== undefined) out.send('+I', risen, 1);
  };
  return {
    element(record) {
      expiry.look(() => items.clear());
      expiry.touch();
      out.because(record);
      if (isRetraction(record.kind)) takeBack(record);
      else add(record);
    },
  };
}

/** The place of the first row that is equal to the record's. */
function find(items: Sorted, record: StreamRecord): Place | null {
  const wanted = kept(record);
  let place = items.from(wanted);
  const end = items.after(wanted);
  while (place.chunk < end.chunk || (place.chunk === end.chunk && place.at < end.at)) {
    const item = items.item(place);
    if (item === undefined) return null;
    if (sameRow(keptRow(item), record.row)) return place;
    place = items.next(place);
  }
  return null;
}

function at(items: Sorted, before: number): Value | undefined {
  return items.item(items.placeOf(before));
}

/** UpdatableTopNFunction: rows by a key of their own, whose place only ever improves. */
function updatable(env: OperatorEnv, { order, input, ttlMs }: RankConfig, out: RankOutput, key: readonly number[]): Running {
  const compare = keptOrder(order, input);
  const keyed = keyedOf(env);
  const ttl = ttlOf(ttlMs[0]);
  const items = new Sorted(keyed, 'data-state-with-update', compare);
  const byKey = new KeyedMap(keyed, 'data-state-with-update-keys', null, () => env.nowMs());
  const expiry = new Expiry(env, 'data-state-with-update-time', ttl);
  const keyOf = (item: Value): string => rowKey(key.map((index) => keptRow(item)[index] ?? null));
  const placeOf = (item: Value): Place => {
    const name = keyOf(item);
    let place = items.from(item);
    for (let found = items.item(place); found !== undefined && keyOf(found) !== name; found = items.item(place)) place = items.next(place);
    return place;
  };
  const update = (item: Value, old: Value): void => {
    const place = placeOf(old);
    const oldRank = items.rank(place) + 1;
    byKey.put(keyOf(item), item);
    const better = compare(item, old);
    if (better === 0) {
      items.replace(place, item);
      out.send('-U', old, out.isNumbered ? oldRank : 1);
      return out.send('+U', item, out.isNumbered ? oldRank : 1);
    }
    items.remove(place);
    const rank = items.rank(items.insert(item)) + 1;
    if (!out.isNumbered) {
      out.send('-U', old, 1);
      return out.send('+U', item, 1);
    }
    if (rank <= oldRank) risen(items, out, { item, rank, old, oldRank });
    else fallen(items, out, { item, rank, old, oldRank });
  };
  const add = (item: Value): void => {
    const place = items.insert(item);
    byKey.put(keyOf(item), item);
    if (out.isNumbered) out.pushDown(items, items.next(place), item, items.rank(place) + 1);
    let isFirst = true;
    while (items.size() > out.to) {
      const last = items.last() ?? null;
      items.remove(items.lastPlace());
      byKey.remove(keyOf(last));
      if (!out.isNumbered && isFirst) out.send('-D', last, 1);
      isFirst = false;
    }
    if (!out.isNumbered) out.send('+I', item, 1);
  };
  return {
    element(record) {
      if (isRetraction(record.kind)) return;
      expiry.look(() => {
        items.clear();
        byKey.clear();
      });
      out.because(record);
      const item = kept(record);
      const old = byKey.get(keyOf(item));
      if (old === null && !isInRange(items, compare, item, out.to)) return;
      expiry.touch();
      if (old === null) add(item);
      else update(item, old);
    },
  };
}

interface Move {
  readonly item: Value;
  readonly rank: number;
  readonly old: Value;
  readonly oldRank: number;
}

/** A row rose: those between its new number and its old one move down, the old row is taken back before the new one comes. */
function risen(items: Sorted, out: RankOutput, { item, rank, old, oldRank }: Move): void {
  let [current, number, isTold] = [item, rank, false];
  items.each(items.placeOf(rank), (before) => {
    if (number >= oldRank) return false;
    out.send('-U', before, number);
    if (!isTold) out.send('-U', old, oldRank);
    isTold = true;
    out.send('+U', current, number);
    current = before;
    number += 1;
    return true;
  });
  if (!isTold) out.send('-U', old, oldRank);
  out.send('+U', current, oldRank);
}

/** A row fell, which the order of the input forbids but an expired state may bring about: those between move up. */
function fallen(items: Sorted, out: RankOutput, { item, rank, old, oldRank }: Move): void {
  out.send('-U', old, oldRank);
  let number = oldRank;
  items.each(items.placeOf(oldRank - 1), (current) => {
    if (number >= rank) return false;
    out.send('-U', current, number + 1);
    out.send('+U', current, number);
    number += 1;
    return true;
  });
  out.send('+U', item, rank);
}
