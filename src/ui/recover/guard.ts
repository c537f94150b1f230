// Watches over the worker: one that died, fell silent or holds a world that threw is replaced, and the world is made anew up to the instant that was shown.
import type { WorkerApi } from '../../bridge/command.ts';
import type { Input, KeptLines, SavedRun, TimedInput } from '../../bridge/input.ts';
import type { WorldStore } from '../store/world-store.ts';
import type { Asked, CallName, Line } from '../worker.ts';
import { allInputs, type Known, type Remade, remake, type Try } from './plan.ts';

/** How often the worker is asked whether it is there, in real ms, and after how many of these without an answer or a frame it is taken for dead. */
export const LOOK_EVERY_MS = 2_000;
export const MOST_SILENT = 5;
/** So soon after an act the run is written down, in real ms. */
const NOTE_AFTER_MS = 150;
/** A world that went on for so long beyond the instant of its break, in virtual microseconds, and for so many looks, is well again. */
const WELL_AFTER_US = 1_000_000;
const WELL_AFTER_LOOKS = 10;
/** So many breaks of different kinds before that are taken for one. */
const MOST_TRIES = 3;

/** What is told to the reader. */
export interface News {
  /** How it was made anew; `fresh` where only a new small world could be, `gone` where not even that. */
  readonly how: Try | 'fresh' | 'gone';
  readonly problem: string;
  /** It did not throw, but no longer answered. */
  readonly silent: boolean;
  /** The virtual time at which it stands now, in microseconds. */
  readonly atUs: number;
  readonly left: readonly TimedInput[];
  /** What was known when it broke: the run that leads there. */
  readonly known: { readonly run: SavedRun; readonly shownUs: number };
}

export interface GuardOptions {
  readonly line: Line;
  readonly store: WorldStore;
  /** The world to begin with where no other can be made. */
  readonly fresh: SavedRun;
  readonly tell: (news: News) => void;
  /** Whether somebody looks at the page: one that is hidden gets no time from its browser. */
  readonly seen: () => boolean;
}

/** How it broke: in words, and at which virtual time where that is known. */
interface Break {
  readonly problem: string;
  readonly brokeUs: number | null;
}

/** What a new worker can be asked as well as the one that died; the rest is answered by what recovery does. */
const QUESTIONS: ReadonlySet<CallName> = new Set<CallName>(['save', 'why', 'samples', 'recordsAt', 'keepLines', 'saveBranch', 'complete', 'planProgram', 'foresee', 'stepHistory', 'predict', 'reach', 'follow', 'sqlWords', 'sqlCheck', 'sqlComplete', 'sqlExplain', 'hash', 'lived']);

export class Guard {
  private readonly options: GuardOptions;
  private run: SavedRun;
  private kept: KeptLines | null = null;
  private since: TimedInput[] = [];
  private step: unknown = null;
  private history: unknown = null;
  private attachedTo: string | null = null;
  /** What was known of the world before the one that was asked for last: it is back where that is given up. */
  private before: Partial<{ run: SavedRun; kept: KeptLines | null; since: TimedInput[]; step: unknown; history: unknown; attachedTo: string | null }> = {};
  /** Grows with each world that is opened. */
  private opened = 0;
  private noting: ReturnType<typeof setTimeout> | null = null;
  private silent = 0;
  private pinged = false;
  private lastTry: Try | null = null;
  private lastProblem: string | null = null;
  private tries = 0;
  private brokeUs = 0;
  private looksSince = 0;
  /** No world could be made any more. */
  private ended = false;
  /** While a world is made anew: what has become of it. */
  private making: { broken: Break | null; readonly give: () => void } | null = null;

  constructor(options: GuardOptions) {
    const { line, store, fresh } = options;
    this.options = options;
    this.run = fresh;
    for (const name of ['open', 'load', 'attach', 'watchStep'] as const) if (line.told.has(name)) this.called(name, line.told.get(name) ?? []);
    line.onCall = (name, args) => this.called(name, args);
    store.subscribe(() => { this.silent = 0; });
    this.noteSoon();
  }

  /** What leads to the shown instant, for a report. */
  get known(): Known {
    const { clock } = this.options.store.getState();
    return { run: this.run, kept: this.kept, since: this.since, shownUs: clock.nowUs, brokeUs: null, playing: clock.playing };
  }

  /** Called every `LOOK_EVERY_MS`: asks the worker whether it is there. */
  look(): void {
    if (this.ended || !this.options.seen()) return;
    this.forgive();
    this.silent += 1;
    if (this.silent >= MOST_SILENT) {
      this.broke('the worker does not answer', null, true);
      return;
    }
    if (this.pinged || this.making !== null) return;
    this.pinged = true;
    const { opened } = this;
    const answered = (): void => {
      this.pinged = false;
      if (opened === this.opened) this.silent = 0;
    };
    void this.options.line.hash().then(answered, answered);
  }

  /** The worker died (`brokeUs` null), or its world threw at this virtual time. Nothing is done twice for one break. */
  broke(problem: string, brokeUs: number | null, silent = false): void {
    this.silent = 0;
    if (this.ended) return;
    if (this.making === null) void this.makeAnew(problem, brokeUs, silent);
    else {
      this.making.broken ??= { problem, brokeUs };
      this.making.give();
    }
  }

  // --- inside ---------------------------------------------------------------------------------------------------------

  /** After a while in which all went well the next break is a new one. */
  private forgive(): void {
    this.looksSince += 1;
    if (this.looksSince >= WELL_AFTER_LOOKS && this.options.store.getState().clock.nowUs > this.brokeUs + WELL_AFTER_US) this.isWell();
  }

  private isWell(): void {
    this.lastTry = null;
    this.lastProblem = null;
    this.tries = 0;
  }

  private called(name: CallName, args: readonly unknown[]): void {
    switch (name) {
      case 'open': case 'load': case 'attach': {
        const { run, kept, since, step, history, attachedTo } = this;
        this.before = { run, kept, since, step, history, attachedTo };
        this.opened += 1;
        this.since = [];
        this.kept = null;
        this.step = null;
        this.history = null;
        this.isWell();
        this.attachedTo = name === 'attach' ? String(args[0]) : null;
        // What the worker reads is checked there; one that it refuses is a run that breaks.
        if (name === 'load') this.run = args[0] as SavedRun;
        if (name === 'open') this.run = { version: 1, scenario: args[0] as SavedRun['scenario'], seed: Number(args[1]), inputs: [] };
        return;
      }
      case 'giveUp':
        // Where the other world stays after all, the next note says so.
        this.opened += 1;
        Object.assign(this, this.before);
        this.noteSoon();
        return;
      case 'input':
        this.since.push({ atUs: this.options.store.getState().clock.nowUs, input: args[0] as Input, ...(args[1] === true ? { joined: true } : {}) });
        this.noteSoon();
        return;
      case 'watchStep':
        [this.step, this.history] = [args[0] ?? null, args[1] ?? null];
        return;
      case 'undo': case 'playback':
        this.noteSoon();
        return;
      default:
    }
  }

  private noteSoon(): void {
    this.noting ??= setTimeout(() => {
      this.noting = null;
      void this.note();
    }, NOTE_AFTER_MS);
  }

  /** Writes down the run as the worker has it, which knows the instants of all acts. */
  private async note(): Promise<void> {
    if (this.making !== null || this.attachedTo !== null) return;
    const { opened } = this;
    const asked = this.since.length;
    const { line } = this.options;
    const [run, kept, history] = await Promise.all([line.save(), line.keepLines(), line.stepHistory()]);
    if (opened !== this.opened || this.making !== null) return;
    this.run = run;
    this.kept = kept ?? null;
    this.history = history ?? this.history;
    this.since = this.since.slice(asked);
  }

  private async makeAnew(problem: string, brokeUs: number | null, silent: boolean): Promise<void> {
    const known = { ...this.known, brokeUs };
    let broken: Break = { problem, brokeUs };
    // Another break is another matter, but no endless series of them.
    const isAgain = problem === this.lastProblem || this.tries >= MOST_TRIES;
    let kind: Try | null = isAgain ? this.lastTry : null;
    this.lastProblem = problem;
    this.tries += 1;
    let left: readonly Asked[] = [];
    const hand = (given: readonly Asked[]): void => { left = [...left, ...given]; };
    const tell = (how: News['how'], atUs: number, without: readonly TimedInput[]): void => {
      this.opened += 1;
      this.settle(left, how);
      this.options.tell({ how, problem, silent, atUs, left: without, known: { run: { ...known.run, inputs: allInputs(known) }, shownUs: known.shownUs } });
    };
    if (this.attachedTo !== null) {
      const { attachedTo } = this;
      if ((await this.revive(async (worker) => { await worker.attach(attachedTo); }, hand)) === null) return tell('whole', known.shownUs, []);
      this.attachedTo = null;
      kind = 'start';
    }
    for (;;) {
      const next: Remade | null = remake({ ...known, brokeUs: broken.brokeUs ?? known.brokeUs }, kind);
      const aim = next ?? { kind: 'start', run: this.options.fresh, kept: null, atUs: 0, playing: true, left: allInputs(known) };
      const again = await this.revive((worker, isBroken) => this.live(worker, aim, isBroken), hand);
      this.lastTry = aim.kind;
      this.brokeUs = broken.brokeUs ?? known.shownUs;
      this.looksSince = 0;
      if (again === null) {
        this.run = aim.run;
        this.kept = aim.kept;
        this.since = [];
        return tell(next?.kind ?? 'fresh', aim.atUs, aim.left);
      }
      if (next === null) {
        this.ended = true;
        return tell('gone', 0, []);
      }
      broken = again;
      kind = next.kind;
    }
  }

  /** Starts a worker and has it live; null where that went well, else how it broke. */
  private async revive(live: (worker: WorkerApi, isBroken: () => boolean) => Promise<void>, handOver: (left: readonly Asked[]) => void): Promise<Break | null> {
    const { line } = this.options;
    const { fresh, left } = line.replace();
    handOver(left);
    this.pinged = false;
    let give = (): void => {};
    const givenUp = new Promise<void>((go) => { give = go; });
    const making: NonNullable<Guard['making']> = { broken: null, give };
    this.making = making;
    try {
      const [receive] = line.told.get('onFrame') ?? [];
      const listening = async (): Promise<void> => {
        if (typeof receive === 'function') await fresh.onFrame((frame) => { Reflect.apply(receive, null, [frame]); });
        const [watch] = line.told.get('watch') ?? [];
        if (watch !== undefined) await fresh.watch(watch as Parameters<Line['watch']>[0]);
        await live(fresh, () => making.broken !== null);
      };
      await Promise.race([listening(), givenUp]);
    } catch (problem) {
      making.broken ??= { problem: problem instanceof Error ? problem.message : String(problem), brokeUs: null };
    }
    this.making = null;
    return making.broken;
  }

  /** Lives a run again. A frame tells whether it threw on the way. */
  private async live(worker: WorkerApi, { kind, run, kept, atUs, playing }: Remade, isBroken: () => boolean): Promise<void> {
    const { speed } = this.options.store.getState().clock;
    await worker.load(run, kept);
    if (!isBroken() && this.step !== null && (kind === 'whole' || kind === 'before')) await worker.watchStep(this.step, this.history);
    if (!isBroken()) await worker.playback({ kind: 'seek', atUs });
    if (!isBroken()) await worker.playback({ kind: 'speed', speed });
    if (!isBroken() && playing) await worker.playback({ kind: 'play' });
    if (!isBroken()) await worker.resync();
  }

  /** Answers those who still wait for the worker that died. */
  private settle(left: readonly Asked[], how: News['how']): void {
    for (const { name, args, answer, refuse } of left) {
      if (QUESTIONS.has(name)) Reflect.apply(this.options.line[name], null, args).then(answer, refuse);
      else if (name === 'input') answer(how === 'whole' ? null : 'world_remade');
      else answer(name === 'undo' ? null : name === 'attach' ? false : undefined);
    }
  }
}
