// Sources that need nothing outside: a list of rows, and a generator of rows from a running number (NumberSequenceSource, DataGeneratorSource).
import { duration } from '../config.ts';
import { compile, compileRow, NO_ENV } from '../expression/compile.ts';
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { NO_TIMESTAMP, type Row, sourceRecordId } from '../record.ts';
import { type GeneratorState, newGenerator, onEvent, onPeriodic, timestampOf, watermarkOf, type WatermarkStrategy } from '../time/watermarks.ts';
import type { OperatorLists } from '../state/snapshot.ts';
import { UserCodeError } from '../user-code-error.ts';
import { listItems, type OperatorEnv, type OperatorKind, type Running, stateless } from './operator.ts';

export interface CollectionConfig {
  readonly rows: readonly Row[];
  /** Event times of the rows; absent where they have none. */
  readonly timestamps?: readonly number[];
  /** Rows a second, of all subtasks together; null as fast as it goes. */
  readonly perSecond: number | null;
  readonly watermarks: WatermarkStrategy | null;
}

export interface GeneratorConfig {
  /** Rows in all; null without end. */
  readonly count: number | null;
  readonly perSecond: number | null;
  /** The fields of row number `n`, from 0. */
  readonly fields: readonly string[];
  readonly watermarks: WatermarkStrategy | null;
}

/** Splits of such a source: row i lies in split i % SPLITS, and a split belongs to subtask split % parallelism. */
const SPLITS = 16;

/** A source's own data. */
interface SourceOwn {
  /** Of each own split: its number and how many of its rows were read. */
  readonly splits: { readonly split: number; position: number }[];
  /** Whose turn it is among the own splits. */
  turn: number;
  /** False after a restore, until the splits that are behind have caught up: then the one that is furthest behind is read. */
  isLevel: boolean;
  /** Rows since the rate began to count. */
  emitted: number;
  startedMs: number;
  readonly generator: GeneratorState;
  statusIdle: boolean;
  /** When watermarks are looked at next, ms; null where there are none. */
  periodicMs: number | null;
  /** Alignment: the furthest that may be read; null without a limit. */
  allowed: number | null;
  reportMs: number;
}

type RowAt = (place: number) => { readonly row: Row; readonly timestamp: number } | null;

function kindOf(rowsOf: (config: object) => RowAt, strategyOf: (config: object) => Pick<CollectionConfig, 'perSecond' | 'watermarks'>): OperatorKind {
  return {
    create: (_config, subtask, parallelism): SourceOwn => ({
      splits: Array.from({ length: SPLITS }, (_, split) => ({ split, position: 0 })).filter(({ split }) => split % parallelism === subtask),
      turn: 0, isLevel: true, emitted: 0, startedMs: 0, generator: newGenerator(), statusIdle: false, periodicMs: null, allowed: null, reportMs: 0,
    }),
    restore(own, lists) {
      const { splits } = own as SourceOwn;
      for (const item of listItems(lists, 'splits')) {
        const [split, position] = item as readonly [number, number];
        const mine = splits.find((one) => one.split === split);
        if (mine !== undefined) mine.position = position;
      }
      (own as SourceOwn).isLevel = false;
    },
    run: (env) => new SourceRun(env, rowsOf(env.spec.config), strategyOf(env.spec.config)),
  };
}

class SourceRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: SourceOwn;
  private readonly at: RowAt;
  private readonly perSecond: number | null;
  private readonly watermarks: WatermarkStrategy | null;
  private readonly stamp: ReturnType<typeof timestampOf> | null;
  private readonly intervalMs: number;
  private readonly keepsLineage: boolean;

  constructor(env: OperatorEnv, at: RowAt, { perSecond, watermarks }: Pick<CollectionConfig, 'perSecond' | 'watermarks'>) {
    this.env = env;
    this.own = env.own as SourceOwn;
    this.at = at;
    // The rate is the whole source's: this subtask has its share of the splits.
    this.perSecond = perSecond === null ? null : (perSecond * this.own.splits.length) / SPLITS;
    this.watermarks = watermarks;
    this.stamp = watermarks === null ? null : timestampOf(watermarks, env.spec.fields);
    this.intervalMs = (duration(env.configuration, 'pipeline.auto-watermark-interval') ?? 0) / MILLISECOND;
    this.keepsLineage = env.configuration['correnteza.lineage'] !== 'false';
  }

  open(): void {
    const { env, own } = this;
    own.startedMs = env.nowMs();
    if (this.watermarks !== null && this.intervalMs > 0) own.periodicMs = env.nowMs() + this.intervalMs;
    this.plan();
  }

  element(): void {}

  poll(most: number): 'more' | 'nothing' | 'end' {
    const { own, env } = this;
    const due = this.perSecond === null ? Infinity : Math.floor(((env.nowMs() - own.startedMs) * this.perSecond) / 1_000) - own.emitted;
    for (let i = 0; i < most; i++) {
      if (i >= due || (own.allowed !== null && own.generator.emitted > own.allowed)) {
        this.plan();
        return 'nothing';
      }
      if (!this.emitNext()) return 'end';
    }
    return 'more';
  }

  wake(): void {
    const { own, env } = this;
    if (own.periodicMs !== null && env.nowMs() >= own.periodicMs) {
      own.periodicMs = env.nowMs() + this.intervalMs;
      this.look();
    }
    this.plan();
  }

  allow(group: string, max: number): void {
    if (group === this.group()) this.own.allowed = max;
  }

  lists(): OperatorLists {
    return { splits: { mode: 'UNION', items: this.own.splits.map(({ split, position }) => [split, position]) } };
  }

  private group(): string | null {
    const alignment = this.watermarks?.alignment;
    return alignment === undefined ? null : `${alignment.group}|${alignment.maxDriftMs}`;
  }

  /** The next row of the splits in turn; false where all have ended. */
  private emitNext(): boolean {
    const { own, env } = this;
    if (!own.isLevel) this.furthestBehind();
    for (let tried = 0; tried < own.splits.length; tried++) {
      const split = own.splits[own.turn];
      own.turn = own.turn + 1 < own.splits.length ? own.turn + 1 : 0;
      if (split === undefined) return false;
      const place = split.position * SPLITS + split.split;
      const next = this.at(place);
      if (next === null) continue;
      split.position += 1;
      own.emitted += 1;
      const timestamp = this.stamp === null ? next.timestamp : this.stamp(next.row, next.timestamp);
      if (this.stamp !== null) this.active(timestamp);
      env.emit({ kind: '+I', row: next.row, timestamp, lineage: this.keepsLineage ? sourceRecordId(env.vertexIndex, 0, place) : 0 });
      if (this.watermarks?.emit === 'on-event') this.emitWatermark();
      return true;
    }
    return false;
  }

  private furthestBehind(): void {
    const { own } = this;
    const open = own.splits.filter(({ split, position }) => this.at(position * SPLITS + split) !== null);
    const least = Math.min(...open.map(({ position }) => position));
    const most = Math.max(...open.map(({ position }) => position));
    own.turn = Math.max(0, own.splits.findIndex((one) => one.position === least && open.includes(one)));
    own.isLevel = open.length === 0 || (least === most && own.turn === 0);
  }

  private active(timestamp: number): void {
    const { own, env } = this;
    if (own.statusIdle) {
      own.statusIdle = false;
      own.generator.idle = false;
      env.emitStatus(false);
    }
    onEvent(own.generator, timestamp);
  }

  private emitWatermark(): void {
    const { own, watermarks } = this;
    if (watermarks === null) return;
    const now = watermarkOf(watermarks, own.generator);
    if (now <= own.generator.emitted) return;
    own.generator.emitted = now;
    this.env.emitWatermark(now);
  }

  private look(): void {
    const { own, env, watermarks } = this;
    if (watermarks === null) return;
    onPeriodic(watermarks, own.generator, env.nowMs());
    this.emitWatermark();
    if (own.generator.idle && !own.statusIdle) {
      own.statusIdle = true;
      env.emitStatus(true);
    }
    const group = this.group();
    // SourceOperator reports once a second (withWatermarkAlignment's default update interval).
    if (group === null || env.nowMs() < own.reportMs) return;
    own.reportMs = env.nowMs() + 1_000;
    env.toJobManager(freeze({ kind: 'ReportWatermark', job: env.job, attempt: env.attempt, group, subtask: env.subtask, watermark: own.generator.emitted }));
  }

  /** Wakes for the next row that is due, or for the next look at watermarks. */
  private plan(): void {
    const { own, env, perSecond } = this;
    const next = perSecond === null || perSecond === 0 ? Infinity : own.startedMs + Math.ceil(((own.emitted + 1) * 1_000) / perSecond);
    // A row that is overdue waits for the task, which tries again by itself.
    const at = Math.min(next > env.nowMs() ? next : Infinity, own.periodicMs ?? Infinity);
    env.wakeAt(at === Infinity ? null : at);
  }
}

/** A list of rows. */
export const collectionSource: OperatorKind = kindOf(
  (config) => {
    const { rows, timestamps } = config as CollectionConfig;
    return (place) => {
      const row = rows[place];
      return row === undefined ? null : { row, timestamp: timestamps?.[place] ?? NO_TIMESTAMP };
    };
  },
  (config) => config as CollectionConfig,
);

/** Rows from a running number. */
export const generatorSource: OperatorKind = kindOf(
  (config) => {
    const { count, fields } = config as GeneratorConfig;
    const rowOf = compileRow(fields.map((field) => compile(field, { inputs: [{ alias: 'row', fields: ['n'] }] })));
    return (place) => {
      if (count !== null && place >= count) return null;
      const input = [place];
      return { row: rowOf(input, input, NO_ENV), timestamp: NO_TIMESTAMP };
    };
  },
  (config) => config as GeneratorConfig,
);

/** A source whose connection is refused when its task begins: a socket that nobody listens at. */
export const refusedSource: OperatorKind = stateless(() => ({
  open() {
    throw new UserCodeError('java.net.ConnectException', 'Connection refused');
  },
  element() {},
  poll: () => 'nothing',
}));
