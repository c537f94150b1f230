// Process functions as data: statements over the record, keyed state and timers (KeyedProcessFunction, KeyedCoProcessFunction, BroadcastProcessFunction).
import { freeze } from '../../kernel/freeze.ts';
import { type Compiled, compile } from '../expression/compile.ts';
import { type FunctionEnv, shown } from '../expression/functions.ts';
import { type Lineage, type Row, type StreamRecord, type Value, NO_TIMESTAMP } from '../record.ts';
import { KeyedCollection, KeyedValue, type Ttl } from '../state/keyed-backend.ts';
import type { OperatorLists } from '../state/snapshot.ts';
import type { Timer } from '../state/timers.ts';
import { listItems, type OperatorEnv, type OperatorKind, type Running } from './operator.ts';

export type Statement =
  | { readonly do: 'if'; readonly when: string; readonly does: readonly Statement[]; readonly otherwise?: readonly Statement[] }
  /** ValueState.update. */
  | { readonly do: 'set'; readonly state: string; readonly to: string }
  /** ListState.add. */
  | { readonly do: 'append'; readonly state: string; readonly to: string }
  /** MapState.put, or of a broadcast state. */
  | { readonly do: 'put'; readonly state: string; readonly key: string; readonly to: string }
  | { readonly do: 'remove'; readonly state: string; readonly key: string }
  | { readonly do: 'clear'; readonly state: string }
  /** A row, to the main output or to a side output. */
  | { readonly do: 'emit'; readonly fields: readonly string[]; readonly tag?: string }
  | { readonly do: 'register-timer' | 'delete-timer'; readonly time: 'event' | 'processing'; readonly at: string };

export interface StateSpec {
  readonly kind: 'value' | 'list' | 'map' | 'broadcast';
  readonly ttl: Ttl | null;
}

export interface ProcessConfig {
  readonly input: readonly string[];
  /** The fields of the second input; absent where there is one only. */
  readonly second?: readonly string[];
  readonly states: Readonly<Record<string, StateSpec>>;
  readonly onElement: readonly Statement[];
  readonly onSecond?: readonly Statement[];
  /** `timestamp()` is the timer's. */
  readonly onTimer?: readonly Statement[];
}

interface ProcessOwn {
  /** Broadcast states: every subtask has all of them. Entries are frozen. */
  readonly broadcast: Record<string, Record<string, Value>>;
}

type Step = () => void;

export const processFunction: OperatorKind = {
  create: (config): ProcessOwn => ({ broadcast: Object.fromEntries(Object.entries((config as ProcessConfig).states).flatMap(([name, { kind }]) => (kind === 'broadcast' ? [[name, {}]] : []))) }),
  restore(own, lists) {
    for (const [name, entries] of Object.entries((own as ProcessOwn).broadcast)) {
      for (const item of listItems(lists, name)) {
        const [key, value] = item as readonly [string, Value];
        entries[key] = value;
      }
    }
  },
  run: (env) => new ProcessRun(env),
};

class ProcessRun implements Running {
  private readonly env: OperatorEnv;
  private readonly config: ProcessConfig;
  private readonly own: ProcessOwn;
  private readonly states: Record<string, KeyedValue | KeyedCollection> = {};
  private readonly ask: FunctionEnv;
  private readonly first: readonly Step[];
  private readonly second: readonly Step[];
  private readonly timer: readonly Step[];
  /** What is in hand. */
  private row: Row = [];
  private now = NO_TIMESTAMP;
  private lineage: Lineage = 0;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.config = env.spec.config as ProcessConfig;
    this.own = env.own as ProcessOwn;
    const { states, input, second, onElement, onSecond, onTimer } = this.config;
    for (const [name, { kind, ttl }] of Object.entries(states)) {
      if (kind === 'broadcast' || env.keyed === null) continue;
      this.states[name] = kind === 'value' || ttl === null ? new KeyedValue(env.keyed, name, ttl, () => env.nowMs()) : new KeyedCollection(env.keyed, name, ttl, () => env.nowMs());
    }
    this.ask = {
      subtask: env.subtask, attempt: Number(env.attempt.slice(env.attempt.lastIndexOf('_') + 1)), timestamp: () => this.now, watermark: () => env.watermark(), processingTime: () => env.nowMs(), key: () => env.keyed?.key ?? null,
      state: (name) => this.states[name]?.get() ?? this.own.broadcast[name] ?? null,
    };
    this.first = this.steps(onElement, input);
    this.second = this.steps(onSecond ?? [], second ?? []);
    this.timer = this.steps(onTimer ?? [], []);
  }

  element(record: StreamRecord, input: 0 | 1): void {
    this.row = record.row;
    this.now = record.timestamp;
    this.lineage = record.lineage;
    for (const step of input === 0 ? this.first : this.second) step();
  }

  eventTimer(timer: Timer): void {
    this.fired(timer);
  }

  processingTimer(timer: Timer): void {
    this.fired(timer);
  }

  lists(): OperatorLists {
    const lists: Record<string, OperatorLists[string]> = {};
    for (const [name, entries] of Object.entries(this.own.broadcast)) lists[name] = { mode: 'BROADCAST', items: Object.entries(entries).map(([key, value]): Value => [key, value]) };
    return lists;
  }

  private fired({ time }: Timer): void {
    this.row = [];
    this.now = time;
    this.lineage = 0;
    for (const step of this.timer) step();
  }

  private steps(statements: readonly Statement[], fields: readonly string[]): Step[] {
    return statements.map((statement) => this.step(statement, fields));
  }

  private step(statement: Statement, fields: readonly string[]): Step {
    const value = (text: string): (() => Value) => {
      const compiled: Compiled = compile(text, { inputs: [{ alias: 'row', fields }] });
      return () => compiled(this.row, this.row, this.ask);
    };
    switch (statement.do) {
      case 'if': {
        const when = value(statement.when);
        const does = this.steps(statement.does, fields);
        const otherwise = this.steps(statement.otherwise ?? [], fields);
        return () => {
          for (const step of when() === true ? does : otherwise) step();
        };
      }
      case 'set': {
        const to = value(statement.to);
        return () => this.states[statement.state]?.put(freeze(to()));
      }
      case 'append': {
        const to = value(statement.to);
        return () => {
          const state = this.states[statement.state];
          const kept = state?.get() ?? null;
          state?.put(freeze([...(Array.isArray(kept) ? (kept as readonly Value[]) : []), to()]));
        };
      }
      case 'put': case 'remove': return this.mapStep(statement, value);
      case 'clear': return () => this.states[statement.state]?.clear();
      case 'emit': {
        const values = statement.fields.map(value);
        const { tag } = statement;
        return () => {
          const record: StreamRecord = { kind: '+I', row: values.map((one) => one()), timestamp: this.now, lineage: this.lineage };
          if (tag === undefined) this.env.emit(record);
          else this.env.emitTo(tag, record);
        };
      }
      case 'register-timer': case 'delete-timer': {
        const at = value(statement.at);
        const timers = statement.time === 'event' ? this.env.eventTimers : this.env.processingTimers;
        return () => {
          const time = at();
          if (typeof time !== 'number') return;
          if (statement.do === 'register-timer') timers?.register(time, '');
          else timers?.delete(time, '');
        };
      }
    }
  }

  private mapStep(statement: Extract<Statement, { do: 'put' | 'remove' }>, value: (text: string) => () => Value): Step {
    const key = value(statement.key);
    const to = statement.do === 'put' ? value(statement.to) : () => null;
    return () => {
      const broadcast = this.own.broadcast[statement.state];
      const name = shown(key());
      if (broadcast !== undefined) {
        if (statement.do === 'put') broadcast[name] = freeze(to());
        else delete broadcast[name];
        return;
      }
      const state = this.states[statement.state];
      if (state instanceof KeyedCollection && statement.do === 'put') return state.putEntry(name, freeze(to()));
      const kept = state?.get() ?? null;
      const entries = typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? (kept as Readonly<Record<string, Value>>) : {};
      if (statement.do === 'put') return state?.put(freeze({ ...entries, [name]: to() }));
      const { [name]: _gone, ...rest } = entries;
      state?.put(Object.keys(rest).length === 0 ? null : freeze(rest));
    };
  }
}
