// OverAggregate in the order of columns that are no time: a row that comes or goes changes the results of those behind it (NonTime…UnboundedPrecedingFunction).
import type { OperatorEnv, Running } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type RowKind, type StreamRecord, type Value } from '../../flink/record.ts';
import { failed } from '../problem.ts';
import type { SortKey } from '../query/rel.ts';
import { rowOrder } from '../query/row-order.ts';
import { listOf, type Row } from '../value.ts';
import type { OverConfig } from './config.ts';
import { Expiry, keyedOf, ttlOf } from './env.ts';
import { isRetraction, sameRow } from './row-kinds.ts';
import { StreamAggregates } from './stream-aggregates.ts';
import { type Place, Sorted } from './views.ts';

/** A row, where it came from, and the accumulators up to it: of RANGE up to its last peer. */
type Item = readonly [row: Row, lineage: Lineage, acc: readonly Value[]];

export function overOther(env: OperatorEnv, config: OverConfig, keys: readonly SortKey[]): Running {
  const run = new OtherOrder(env, config, keys);
  const expiry = new Expiry(env, 'sortedListStateTime', ttlOf(config.ttlMs[0]));
  return {
    element(record) {
      expiry.look(() => run.clear());
      expiry.touch();
      run.because(record);
      if (isRetraction(record.kind)) run.remove(record);
      else run.insert(record);
    },
  };
}

class OtherOrder {
  private readonly env: OperatorEnv;
  private readonly items: Sorted;
  private readonly functions: StreamAggregates;
  private readonly order: (a: Row, b: Row) => number;
  private readonly isRows: boolean;
  /** LAG's accumulator is of a type that Flink can't compare, which it does here. */
  private readonly hasRaw: boolean;
  private cause: StreamRecord = { kind: '+I', row: [], timestamp: 0, lineage: 0 };

  constructor(env: OperatorEnv, { calls, input, zone, constants }: OverConfig, keys: readonly SortKey[]) {
    const keyed = keyedOf(env);
    this.env = env;
    this.order = rowOrder(keys, input);
    this.items = new Sorted(keyed, 'sortedListState', (a, b) => this.order(rowOf(a), rowOf(b)));
    // Accumulators only grow, and each row has its own: nothing of them may lie beside.
    this.functions = new StreamAggregates(calls.map((call) => ({ ...call })), input, false, zone, { backend: keyed, ttl: null, nowMs: () => env.nowMs() }, { whole: true, constants });
    this.hasRaw = calls.some((call) => call.name === 'LAG');
    this.isRows = calls[0]?.frame.unit === 'ROWS' || calls[0]?.name === 'ROW_NUMBER';
  }

  because(record: StreamRecord): void {
    this.cause = record;
  }

  clear(): void {
    this.items.clear();
  }

  insert(record: StreamRecord): void {
    const { items } = this;
    const place = items.insert([record.row, record.lineage, []]);
    const first = this.isRows ? place : items.from([record.row]);
    this.renew(first, record, null);
  }

  remove(record: StreamRecord): void {
    const { items } = this;
    const place = this.find(record);
    if (place === null) return;
    const gone = items.item(place) as unknown as Item;
    const number = items.rank(place);
    if (this.isRows) {
      this.send('-D', gone, gone[2]);
      items.remove(place);
      return this.renew(items.placeOf(number), null, null);
    }
    const first = items.rank(items.from([record.row]));
    items.remove(place);
    this.renew(items.placeOf(first), null, { item: gone, number });
  }

  /** The last of the rows that are equal. */
  private find({ row }: StreamRecord): Place | null {
    const { items } = this;
    let found: Place | null = null;
    for (let place = items.from([row]); ; place = items.next(place)) {
      const item = items.item(place);
      if (item === undefined || this.order(rowOf(item), row) !== 0) return found;
      if (sameRow(rowOf(item), row)) found = place;
    }
  }

  /** Makes the results new from a place on, until they are what they were. `fresh` is new among them, `gone` was there and is told of in its place. */
  private renew(from: Place, fresh: StreamRecord | null, gone: { readonly item: Item; readonly number: number } | null): void {
    const { items } = this;
    const before = items.previous(from);
    let acc = this.copy(before === null ? null : (items.item(before) as unknown as Item)[2]);
    let told = gone;
    for (let place = from; items.item(place) !== undefined; ) {
      const group = this.peers(place);
      for (const { item } of group) this.functions.add(acc, 0, item[0]);
      const isOld = group.every(({ item }) => item[2].length > 0);
      const old = group.find(({ item }) => item[2].length > 0)?.item[2] ?? null;
      if (old !== null && this.hasRaw) throw failed('java.lang.UnsupportedOperationException', 'Unmaterialized BinaryRawValueData cannot be compared.');
      const isSame = old !== null && sameRow(old, acc);
      if (told !== null && (group[0] === undefined || this.order(group[0].item[0], told.item[0]) !== 0)) {
        this.send('-D', told.item, told.item[2]);
        told = null;
      }
      if (isSame && isOld && told === null) return;
      told = this.tell(group, acc, old, isSame, told, fresh);
      const shared = this.copy(acc);
      for (const { item, at } of group) items.replace(at, [item[0], item[1], shared]);
      place = items.next(group.at(-1)?.at ?? place);
      acc = this.copy(acc);
    }
    if (told !== null) this.send('-D', told.item, told.item[2]);
  }

  /** A group's rows with what they were and what they are. What came is given where it stands, and what went where it stood. */
  private tell(group: readonly { readonly item: Item; readonly at: Place }[], acc: readonly Value[], old: readonly Value[] | null, isSame: boolean, gone: { readonly item: Item; readonly number: number } | null, fresh: StreamRecord | null): null {
    let told = gone;
    for (const { item, at } of group) {
      if (told !== null && this.items.rank(at) >= told.number) {
        this.send('-D', told.item, told.item[2]);
        told = null;
      }
      if (item[2].length === 0) this.send(fresh?.kind ?? '+I', item, acc);
      else if (!isSame && old !== null) {
        this.send('-U', item, item[2]);
        this.send('+U', item, acc);
      }
    }
    if (told !== null) this.send('-D', told.item, told.item[2]);
    return null;
  }

  /** RANGE: all rows that are equal in the order; ROWS: one alone. */
  private peers(place: Place): { readonly item: Item; readonly at: Place }[] {
    const found: { readonly item: Item; readonly at: Place }[] = [];
    for (let at = place; ; at = this.items.next(at)) {
      const item = this.items.item(at) as unknown as Item | undefined;
      const [first] = found;
      if (item === undefined || (first !== undefined && (this.isRows || this.order(first.item[0], item[0]) !== 0))) return found;
      found.push({ item, at });
    }
  }

  private copy(acc: readonly Value[] | null): Value[] {
    if (acc !== null) return acc.map(deepCopy);
    const fresh: Value[] = [];
    this.functions.start(fresh);
    return fresh;
  }

  private send(kind: RowKind, [row, lineage]: Item, acc: readonly Value[]): void {
    const out = [...row];
    this.functions.results(acc, 0, out);
    this.env.emit({ kind, row: out, timestamp: this.cause.timestamp, lineage: mergeLineage(lineage, this.cause.lineage) });
  }
}

const rowOf = (item: Value): Row => (item as unknown as Item)[0];

function deepCopy(value: Value): Value {
  return Array.isArray(value) ? listOf(value).map(deepCopy) : value;
}
