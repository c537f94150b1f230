// Match: MATCH_RECOGNIZE over a stream, each key with a search of its own (CepOperator).
import { freeze } from '../../kernel/freeze.ts';
import { type OperatorEnv, type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import type { StreamRecord, Value } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import { type Event, type Match, MatchEngine, type Node, orderWithin, type Search, type SearchStore } from '../match/engine.ts';
import { millisOf, type Row } from '../value.ts';
import type { MatchConfig } from './config.ts';
import { keyedOf, sqlEnv } from './env.ts';

export const match: OperatorKind = stateless((env) => new MatchRun(env));

/** Events and nodes of the key in hand, in tables by their numbers. */
class TableStore implements SearchStore {
  private readonly keyed: KeyedBackend;
  private readonly events: StateTable;
  private readonly nodes: StateTable;

  constructor(keyed: KeyedBackend) {
    this.keyed = keyed;
    this.events = keyed.table('match-events');
    this.nodes = keyed.table('match-nodes');
  }

  event(id: number): Event {
    return this.events.get(this.keyed.group, this.keyed.text, `e${id}`) as Event;
  }

  node(id: number): Node {
    return this.nodes.get(this.keyed.group, this.keyed.text, `n${id}`) as Node;
  }

  putEvent(id: number, event: Event): void {
    this.events.put(this.keyed.group, this.keyed.text, `e${id}`, event);
  }

  putNode(id: number, node: Node): void {
    this.nodes.put(this.keyed.group, this.keyed.text, `n${id}`, node);
  }

  keep(events: ReadonlySet<number>, nodes: ReadonlySet<number>): void {
    for (const [table, kept] of [[this.events, events], [this.nodes, nodes]] as const) {
      if (kept.size === 0) table.removeNamespace(this.keyed.group, this.keyed.text);
      else for (const name of Object.keys(table.entries(this.keyed.group, this.keyed.text) ?? {})) if (!kept.has(Number(name.slice(1)))) table.remove(this.keyed.group, this.keyed.text, name);
    }
  }
}

class MatchRun implements Running {
  private readonly env: OperatorEnv;
  private readonly config: MatchConfig;
  private readonly keyed: KeyedBackend;
  private readonly engine: MatchEngine;
  private readonly store: TableStore;
  private readonly searches: StateTable;
  private readonly queue: StateTable;
  private readonly within: ((a: Row, b: Row) => number) | null;
  private readonly time: number;

  constructor(env: OperatorEnv) {
    const config = env.spec.config as MatchConfig;
    this.env = env;
    this.config = config;
    this.keyed = keyedOf(env);
    this.engine = new MatchEngine(config.spec, sqlEnv(env, config));
    this.store = new TableStore(this.keyed);
    this.searches = this.keyed.table('match-search');
    this.queue = this.keyed.table('match-queue');
    this.within = orderWithin(config.spec, config.input);
    this.time = config.spec.order[0]?.index ?? 0;
  }

  element(record: StreamRecord): void {
    const { env, config } = this;
    if (!config.processing) {
      const time = millisOf(record.row[this.time] ?? 0);
      if (time <= env.watermark()) return env.dropLate(record);
      this.enqueue(time, record);
      return env.eventTimers?.register(time, '');
    }
    const now = env.nowMs();
    if (this.within === null) return this.run([[record.row, now, record.lineage]], now, now);
    // Rows of one instant are put in order once it is over.
    this.enqueue(now, record);
    env.processingTimers?.register(now + 1, '');
  }

  eventTimer(): void {
    const now = this.env.watermark();
    this.due(now);
    this.run([], now, now);
  }

  processingTimer(): void {
    this.due(this.env.nowMs() - 1);
  }

  private enqueue(time: number, { row, lineage }: StreamRecord): void {
    const { keyed, queue } = this;
    const name = `t${time}`;
    const kept = queue.get(keyed.group, keyed.text, name);
    const one: Value = [row, lineage];
    if (Array.isArray(kept) && !Object.isFrozen(kept)) (kept as Value[]).push(one);
    else queue.put(keyed.group, keyed.text, name, [...(Array.isArray(kept) ? (kept as readonly Value[]) : []), one]);
  }

  /** Rows that wait up to this time go into the search, in the order of time. */
  private due(until: number): void {
    const { keyed, queue, within } = this;
    const times = Object.keys(queue.entries(keyed.group, keyed.text) ?? {}).map((name) => Number(name.slice(1))).filter((time) => time <= until).sort((a, b) => a - b);
    for (const time of times) {
      const rows = queue.get(keyed.group, keyed.text, `t${time}`) as readonly (readonly [Row, Event[2]])[];
      queue.remove(keyed.group, keyed.text, `t${time}`);
      const sorted = within === null ? rows : rows.toSorted((a, b) => within(a[0], b[0]));
      this.run(sorted.map(([row, lineage]): Event => [row, time, lineage]), time, time);
    }
  }

  private run(events: readonly Event[], time: number, timestamp: number): void {
    const { keyed, searches, engine, store } = this;
    const kept = searches.get(keyed.group, '', keyed.text) as Search | undefined;
    let step = engine.advance(kept ?? engine.fresh(), time, store);
    this.give(step.matches, timestamp);
    for (const event of events) {
      step = engine.process(step.search, event, store);
      this.give(step.matches, timestamp);
    }
    if (step.search !== kept) searches.put(keyed.group, '', keyed.text, freeze({ ...step.search }));
  }

  private give(matches: readonly Match[], timestamp: number): void {
    for (const one of matches) {
      const { row, lineage } = this.engine.row(one);
      this.env.emit({ kind: '+I', row, timestamp, lineage });
    }
  }
}
