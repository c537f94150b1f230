// MATCH_RECOGNIZE in the batch evaluator: each partition in its order, through the same search as a stream's.
import type { Env } from '../expr/env.ts';
import { type Event, MatchEngine, type Node, type SearchStore } from '../match/engine.ts';
import { millisOf, type Row, rowKey } from '../value.ts';
import { type Rel, typesOf } from './rel.ts';
import { rowOrder } from './row-order.ts';

export function evaluateMatch(rel: Extract<Rel, { kind: 'match' }>, rows: readonly Row[], env: Env): readonly Row[] {
  const { spec } = rel;
  const partitions = new Map<string, Row[]>();
  for (const row of rows) {
    const key = rowKey(spec.partitionBy.map((column) => row[column] ?? null));
    const found = partitions.get(key);
    if (found === undefined) partitions.set(key, [row]);
    else found.push(row);
  }
  const engine = new MatchEngine(spec, env);
  const order = rowOrder(spec.order, typesOf(rel.input));
  return [...partitions.values()].flatMap((part) => {
    const out: Row[] = [];
    const store = memory();
    let search = engine.fresh();
    const take = (step: ReturnType<MatchEngine['process']>): void => {
      search = step.search;
      for (const match of step.matches) out.push(engine.row(match).row);
    };
    for (const row of part.toSorted(order)) {
      const time = millisOf(row[spec.order[0]?.index ?? 0] ?? 0);
      take(engine.advance(search, time, store));
      take(engine.process(search, [row, time, 0], store));
    }
    take(engine.advance(search, Number.MAX_SAFE_INTEGER, store));
    return out;
  });
}

function memory(): SearchStore {
  const [events, nodes] = [new Map<number, Event>(), new Map<number, Node>()];
  return {
    event: (id) => events.get(id) ?? [[], 0, 0],
    node: (id) => nodes.get(id) ?? [-1, '', -1],
    putEvent: (id, event) => void events.set(id, event),
    putNode: (id, node) => void nodes.set(id, node),
    keep(keptEvents, keptNodes) {
      for (const id of events.keys()) if (!keptEvents.has(id)) events.delete(id);
      for (const id of nodes.keys()) if (!keptNodes.has(id)) nodes.delete(id);
    },
  };
}
