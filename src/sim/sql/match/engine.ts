// The search for matches: partial matches go on with each row, whole ones wait for those that began earlier (NFA, AfterMatchSkipStrategy).
import { compile, type Compiled } from '../expr/compile.ts';
import type { Env } from '../expr/env.ts';
import { accumulator } from '../function/accumulators.ts';
import { failed } from '../problem.ts';
import type { MatchExpression, MatchRef, MatchSpec } from '../query/rel.ts';
import { rowOrder } from '../query/row-order.ts';
import { type Lineage, mergeLineage } from '../../flink/record.ts';
import type { Row, Value } from '../value.ts';
import { automatonOf, type Automaton, FINAL } from './states.ts';

/** A row of the search: the row, its time in ms, its origin. */
export type Event = readonly [Row, number, Lineage];
/** One taken row of a path: the node before it (-1: none), the variable, the row's number. */
export type Node = readonly [number, string, number];
/** A search that goes on: its state, the number and time of its first row (-1: none yet), its last node. */
export type Partial = readonly [number, number, number, number];

/** Of one key. Plain data, replaced as a whole. */
export interface Search {
  /** The next row's number, and the next node's. */
  readonly nextEvent: number;
  readonly nextNode: number;
  readonly partials: readonly Partial[];
  /** Whole matches that wait: their first row's number and last node. */
  readonly complete: readonly (readonly [number, number])[];
}

/** Where the rows and nodes of the key in hand lie. */
export interface SearchStore {
  event(id: number): Event;
  node(id: number): Node;
  putEvent(id: number, event: Event): void;
  putNode(id: number, node: Node): void;
  /** Drops all but these. */
  keep(events: ReadonlySet<number>, nodes: ReadonlySet<number>): void;
}

/** A match: its rows by variable, in the order in which they came. */
export interface Match {
  readonly path: readonly (readonly [string, Event])[];
}

interface Ready {
  readonly refs: readonly ((rows: RowsOf, path: readonly (readonly [string, Event])[]) => Value)[];
  readonly value: Compiled;
}

type RowsOf = (variable: string | null) => readonly Event[];

const newSearch = (automaton: Automaton): Search => ({ nextEvent: 0, nextNode: 0, partials: [[automaton.start, -1, 0, -1]], complete: [] });

export class MatchEngine {
  private readonly spec: MatchSpec;
  private readonly automaton: Automaton;
  private readonly define: ReadonlyMap<string, Ready>;
  private readonly measures: readonly Ready[];
  private readonly env: Env;

  constructor(spec: MatchSpec, env: Env) {
    this.spec = spec;
    this.env = env;
    this.automaton = automatonOf(spec.pattern);
    this.define = new Map(Object.entries(spec.define).map(([name, expression]) => [name, ready(expression, env)]));
    this.measures = spec.measures.map((expression) => ready(expression, env));
  }

  fresh(): Search {
    return newSearch(this.automaton);
  }

  /** What a match gives: the partition's columns, then the measures; and its origin. */
  row({ path }: Match): { readonly row: Row; readonly lineage: Lineage } {
    const first = path[0]?.[1][0] ?? [];
    const rows = rowsOf(path);
    const row = this.spec.partitionBy.map((column) => first[column] ?? null);
    for (const { refs, value } of this.measures) row.push(value(refs.map((ref) => ref(rows, path)), this.env));
    return { row, lineage: path.reduce((all: Lineage, [, event]) => mergeLineage(all, event[2]), 0) };
  }

  /** Time goes on: what began too long ago ends without a match. */
  advance(search: Search, time: number, store: SearchStore): { readonly search: Search; readonly matches: readonly Match[] } {
    const { withinMs } = this.spec;
    if (withinMs === null || withinMs <= 0) return { search, matches: [] };
    const partials = search.partials.filter(([, first, began]) => first < 0 || time - began < withinMs);
    if (partials.length === search.partials.length) return { search, matches: [] };
    return this.settle({ ...search, partials }, store);
  }

  /** A row comes. */
  process(search: Search, event: Event, store: SearchStore): { readonly search: Search; readonly matches: readonly Match[] } {
    const id = search.nextEvent;
    const [, time] = event;
    const partials: Partial[] = [];
    const complete = [...search.complete];
    let nextNode = search.nextNode;
    let taken = false;
    for (const partial of search.partials) {
      const [, first, began, last] = partial;
      for (const { variable, to } of this.takes(partial, event, store)) {
        taken = true;
        const node = nextNode++;
        store.putNode(node, [last, variable, id]);
        const [from, since] = first < 0 ? [id, time] : [first, began];
        if (to === FINAL) complete.push([from, node]);
        else {
          partials.push([to, from, since, node]);
          if (this.mayEnd(to)) complete.push([from, node]);
        }
      }
      if (first < 0) partials.push(partial);
    }
    if (taken) store.putEvent(id, event);
    // The earliest first; that which has not begun is the last.
    const order = (first: number): number => (first < 0 ? Infinity : first);
    partials.sort((a, b) => (order(a[1]) === order(b[1]) ? 0 : order(a[1]) - order(b[1])));
    complete.sort((a, b) => a[0] - b[0]);
    return this.settle({ nextEvent: id + 1, nextNode, partials, complete }, store);
  }

  /** The edges by which a row is taken, over those that take none. */
  private takes([start, , , last]: Partial, event: Event, store: SearchStore): { readonly variable: string; readonly to: number }[] {
    const { states } = this.automaton;
    const path = pathOf(last, store);
    const known = new Map<string, boolean>();
    const fits = (variable: string): boolean => {
      const before = known.get(variable);
      if (before !== undefined) return before;
      const result = this.holds(variable, [...path, [variable, event]]);
      known.set(variable, result);
      return result;
    };
    const found: { readonly variable: string; readonly to: number }[] = [];
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const state = states[at];
      if (state === undefined) continue;
      for (const edge of state.edges) {
        if (edge.action === 'take') {
          if (fits(state.variable)) found.push({ variable: state.variable, to: edge.to });
        } else if (edge.to !== FINAL && (!edge.unlessTaken || !fits(state.variable))) open.push(edge.to);
      }
    }
    return found;
  }

  /** Whether nothing more need come (findFinalStateAfterProceed). */
  private mayEnd(state: number): boolean {
    const { states } = this.automaton;
    const open = [state];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const current = states[at];
      if (current === undefined || current.greedy) continue;
      for (const edge of current.edges) {
        if (edge.action !== 'proceed') continue;
        if (edge.to === FINAL) return true;
        open.push(edge.to);
      }
    }
    return false;
  }

  private holds(variable: string, path: readonly (readonly [string, Event])[]): boolean {
    const condition = this.define.get(variable);
    if (condition === undefined) return true;
    const rows = rowsOf(path);
    return condition.value(condition.refs.map((ref) => ref(rows, path)), this.env) === true;
  }

  /** Whole matches come out, the earliest first, unless a search that began before still goes on; what the skip rules out ends. */
  private settle(search: Search, store: SearchStore): { readonly search: Search; readonly matches: readonly Match[] } {
    const matches: Match[] = [];
    let { partials, complete } = search;
    for (let head = complete[0]; head !== undefined; head = complete[0]) {
      const earliest = partials[0];
      if (earliest !== undefined && earliest[1] >= 0 && earliest[1] < head[0]) break;
      const path = pathOf(head[1], store);
      const ids = idsOf(head[1], store);
      matches.push({ path });
      const until = this.skipTo(ids, path);
      complete = complete.slice(1).filter(([first]) => first >= until);
      partials = partials.filter(([, first]) => first < 0 || first >= until);
    }
    const settled = { ...search, partials, complete };
    if (matches.length > 0 || settled.nextNode % 64 === 0 || (partials.length === 1 && complete.length === 0)) sweep(settled, store);
    return { search: settled, matches };
  }

  /** The first row from which another match may begin. */
  private skipTo(ids: readonly number[], path: readonly (readonly [string, Event])[]): number {
    const { after } = this.spec;
    const [first = 0] = ids;
    if (!('variable' in after)) return (after.kind === 'TO NEXT ROW' ? first : (ids.at(-1) ?? first)) + 1;
    const places = ids.filter((_id, i) => path[i]?.[0] === after.variable);
    const to = after.kind === 'TO FIRST' ? places[0] : places.at(-1);
    if (to === undefined) throw failed('org.apache.flink.util.FlinkRuntimeException', `Could not skip to ${after.variable}. No such element in the found match {}`);
    if (to === first) throw failed('org.apache.flink.util.FlinkRuntimeException', 'Could not skip to first element of a match.');
    return to;
  }
}

/** Rows and nodes that nothing leads to any more go. */
function sweep({ partials, complete }: Search, store: SearchStore): void {
  const [events, nodes] = [new Set<number>(), new Set<number>()];
  for (const last of [...partials.map((partial) => partial[3]), ...complete.map((one) => one[1])]) {
    for (let at = last; at >= 0 && !nodes.has(at); at = store.node(at)[0]) {
      nodes.add(at);
      events.add(store.node(at)[2]);
    }
  }
  store.keep(events, nodes);
}

function idsOf(last: number, store: SearchStore): readonly number[] {
  const ids: number[] = [];
  for (let at = last; at >= 0; at = store.node(at)[0]) ids.push(store.node(at)[2]);
  return ids.reverse();
}

function pathOf(last: number, store: SearchStore): readonly (readonly [string, Event])[] {
  const path: (readonly [string, Event])[] = [];
  for (let at = last; at >= 0; at = store.node(at)[0]) {
    const [, variable, id] = store.node(at);
    path.push([variable, store.event(id)]);
  }
  return path.reverse();
}

function rowsOf(path: readonly (readonly [string, Event])[]): RowsOf {
  const known = new Map<string | null, readonly Event[]>();
  return (variable) => {
    const before = known.get(variable);
    if (before !== undefined) return before;
    const rows = path.filter(([name]) => variable === null || name === variable).map(([, event]) => event);
    known.set(variable, rows);
    return rows;
  };
}

function ready({ refs, rex }: MatchExpression, env: Env): Ready {
  return { refs: refs.map((ref) => reference(ref, env)), value: compile(rex) };
}

function reference(ref: MatchRef, env: Env): Ready['refs'][number] {
  switch (ref.kind) {
    case 'row': {
      const { variable, which, offset, column } = ref;
      return (rows) => {
        const all = rows(variable);
        return all[which === 'FIRST' ? offset : all.length - 1 - offset]?.[0][column] ?? null;
      };
    }
    case 'aggregate': {
      const args = ref.args.map((arg) => compile(arg));
      const of = accumulator(ref.call, ref.args.map((arg) => arg.type), env.zone);
      return (rows) => {
        const state = of.start();
        for (const [row] of rows(ref.variable)) of.add(state, args.map((arg) => arg(row, env)));
        return of.result(state);
      };
    }
    case 'rowtime': return (_rows, path) => path.at(-1)?.[1][1] ?? null;
    case 'proctime': return () => env.now();
  }
}

/** The order of rows of one time: by the sort keys behind the first. */
export function orderWithin(spec: MatchSpec, types: Parameters<typeof rowOrder>[1]): ((a: Row, b: Row) => number) | null {
  return spec.order.length < 2 ? null : rowOrder(spec.order.slice(1), types);
}
