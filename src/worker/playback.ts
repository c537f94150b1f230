// Playback: maps the wall clock to virtual time, runs the timeline within a budget, and makes frames of what changed.
import type { Completion, PlaybackCommand, Reason, Watch } from '../bridge/command.ts';
import type { Clock, Frame, StepVerdict } from '../bridge/frame.ts';
import type { Input, KeptLines, SavedRun, TimedInput } from '../bridge/input.ts';
import { Timeline } from '../sim/timeline.ts';
import type { Search } from '../sim/walker.ts';
import { completing } from './completing.ts';
import { FlightTrail } from './flight-trail.ts';
import { Frames, NOTHING, type Records } from './frames.ts';
import { Live } from './live.ts';
import type { PlaybackOptions } from './playback-options.ts';
import { nextSlice, restAfter, withinLimits } from './portion.ts';
import { emptyClock, isSameStep, LONGEST_AHEAD_US } from './same.ts';
import type { StepWatch } from './step-watch.ts';

/** One tick works so long at most; what it did not reach is given up, and time runs late. */
const BUDGET_MS = 10;
/** A pause of the worker (a hidden tab, a debugger) is not caught up. */
const LONGEST_ELAPSED_MS = 100;
/** A long way to a seek's aim is shown from time to time. */
const SHOW_WAY_AFTER_MS = 300;
const SLOWEST = 0.01;
const FASTEST = 1000;
/** The way to a moment begins at most so much before it, in virtual microseconds. */
const LONGEST_REPLAYED_US = 3_000_000;

/** A world as it is left while another one is opened. */
interface Standing {
  readonly timeline: Timeline;
  readonly playing: boolean;
  readonly stepWatch: StepWatch | null;
  readonly trail: FlightTrail;
}

export class Playback {
  private readonly options: PlaybackOptions;
  private timeline: Timeline | null = null;
  private playing = false;
  private speed = 1;
  /** Virtual time as it should be, with fractions of a microsecond: slow speeds need them. */
  private position = 0;
  private tickedAt = 0;
  /** Where a seek is going, and where the next one will, once it is there: the latest wins. */
  private goal: number | null = null;
  private nextGoal: number | null = null;
  /** A step that is being looked for, forward or back. */
  private search: (Extract<PlaybackCommand, { kind: 'step' }> & { readonly work: Search; done: number }) | null = null;
  /** False where the last step looked for a moment that never came. */
  found = true;
  /** Since when a seek or a search is on its way. */
  private goalSince = 0;
  private slice = 10_000;
  private failure: string | null = null;
  private watching: Watch = { recordsPerReplica: 40, partition: null };
  private trail = new FlightTrail();
  private readonly frames = new Frames();
  /** Something may have changed since the last frame. */
  private dirty = false;
  private framedAt = -Infinity;
  /** What the last frame took to make, in ms. */
  private frameCost = 0;
  private stepWatch: StepWatch | null = null;
  /** The world that lives elsewhere, where this one is its copy. */
  private live: Live | null = null;
  /** What stood before the run that is being opened, until that has come to its present. */
  private before: Standing | null = null;

  constructor(options: PlaybackOptions) {
    this.options = options;
  }

  /** Grows with each run that is opened. */
  run = 0;

  /** Starts a run; its present is the end of what was lived in it. `kept` are all lines of the timeline that it was one of. */
  open(run: SavedRun, kept: KeptLines | null = null): void {
    const { timeline, playing, stepWatch, trail } = this;
    const before = this.before ?? (timeline === null || this.live !== null || this.failure !== null ? null : { timeline, playing, stepWatch, trail });
    this.clear();
    this.before = before;
    const read = this.options.read(run);
    if (read.kind === 'problems') {
      this.failure = read.problems.join('\n');
      return;
    }
    this.begin(() => Timeline.open(this.options.source, read.run, kept));
  }

  /** Leaves the run that is being opened: what stood before it goes on, as it was. Whether there was something to go back to. */
  giveUp(): boolean {
    const { before } = this;
    if (before === null || this.failure !== null) return false;
    this.clear();
    Object.assign(this, before);
    this.arrive(before.timeline);
    return true;
  }

  /** How much of the way to where it was told to go has been lived, from 0 to 1; null where it is not on its way. */
  get lived(): number | null {
    const { timeline, goal } = this;
    return timeline === null || goal === null ? null : Math.min(1, timeline.now / Math.max(1, goal));
  }

  /** Whether there is a world that goes on where another one is given up. */
  get stands(): boolean {
    return this.timeline !== null && this.failure === null;
  }

  /** Starts as the copy of a world that lives elsewhere, has had these inputs and come so far. It goes on as `hear` says. */
  attach(run: SavedRun, untilUs: number): void {
    this.clear();
    this.begin(() => {
      const timeline = new Timeline(this.options.source, run.scenario, run.seed);
      timeline.hear(run.inputs, untilUs);
      return timeline;
    });
    this.live = new Live(untilUs);
    this.playing = true;
  }

  /** What was given to the world that this one copies, and how far it has come. */
  hear(inputs: readonly TimedInput[], untilUs: number): void {
    const { timeline, live } = this;
    if (timeline === null || live === null || this.failure !== null) return;
    this.dirty = true;
    if (!timeline.hear(inputs, untilUs)) {
      this.live = null;
      return;
    }
    const position = live.heard(untilUs, this.position);
    if (this.goal === null && timeline.branch === 0) this.position = position;
  }

  /** Whether the present is that of a world that lives elsewhere: what is done now is to be done there. */
  get isLive(): boolean {
    return this.timeline?.branch === 0 && this.live?.isLatest(this.position) === true;
  }

  private clear(): void {
    this.run += 1;
    this.playing = false;
    this.live = this.before = this.failure = null;
    this.nextGoal = null;
    this.timeline = null;
    this.stepWatch = this.search = null;
    this.frames.clear();
    this.dirty = true;
    this.tickedAt = this.options.clock();
  }

  private begin(make: () => Timeline): void {
    this.guard(() => {
      const timeline = make();
      this.timeline = timeline;
      const trail = new FlightTrail();
      this.trail = trail;
      timeline.kernel.onEvent = (event) => trail.seen(event);
      this.setGoal(Math.max(timeline.end, this.start));
    });
  }

  /** Whether it is still on its way to where it was told to go. */
  get busy(): boolean {
    return (this.goal !== null || this.search !== null) && this.failure === null;
  }

  /** Whether time passes by itself: the next tick should come soon. */
  get active(): boolean {
    if (this.failure !== null) return this.dirty;
    return this.timeline !== null && (this.playing || this.busy || this.dirty);
  }

  save(): SavedRun | null {
    return this.timeline?.save() ?? null;
  }

  hash(): string {
    return this.timeline?.hash() ?? '';
  }

  command(command: PlaybackCommand): void {
    const { timeline } = this;
    if (timeline === null || this.failure !== null) return;
    this.dirty = true;
    this.live?.commanded(command, this.position);
    switch (command.kind) {
      case 'play':
        this.endSearch(timeline);
        this.playing = true;
        this.tickedAt = this.options.clock();
        return;
      case 'pause':
        this.playing = false;
        return;
      case 'speed':
        if (Number.isFinite(command.speed)) this.speed = Math.min(FASTEST, Math.max(SLOWEST, command.speed));
        return;
      case 'seek': {
        if (!Number.isFinite(command.atUs)) return;
        this.endSearch(timeline);
        const aim = Math.min(Math.max(Math.round(command.atUs), this.start), this.latest(timeline, timeline.end + LONGEST_AHEAD_US));
        // Quick seeks follow one another; a slow one makes way, and one that would pass the new aim stops there.
        if (this.goal === null || this.isFar || (aim >= timeline.now && aim <= this.goal)) this.setGoal(aim);
        else this.nextGoal = aim;
        return;
      }
      case 'stay':
        this.endSearch(timeline);
        if (this.goal === null || timeline.now < this.start) return;
        this.nextGoal = null;
        this.arrive(timeline);
        return;
      case 'step':
        this.playing = false;
        this.step(timeline, command);
        return;
      case 'branch':
        this.endSearch(timeline);
        this.trail.clear();
        this.goal = this.nextGoal = null;
        this.setGoal(this.guard(() => timeline.enter(command.branch)) ?? timeline.now);
    }
  }

  /** Gives an input at the present virtual time. Null when taken, else a message key. */
  input(input: Input, joined = false): string | null {
    const { timeline } = this;
    if (timeline === null || this.failure !== null) return 'world_stopped';
    this.dirty = true;
    const answer = this.guard(() => timeline.give(input, joined));
    this.position = Math.max(this.position, timeline.now);
    return this.failure === null ? (answer ?? null) : 'world_stopped';
  }

  /** Takes back the last act; what that was, or null. */
  undo(): readonly Input[] | null {
    const { timeline } = this;
    if (timeline === null || this.failure !== null || this.isLive) return null;
    this.endSearch(timeline);
    this.goal = this.nextGoal = null;
    const back = this.guard(() => timeline.takeBack());
    this.trail.clear();
    this.setGoal(back?.at ?? timeline.now);
    return back?.taken ?? null;
  }

  watch(watch: Watch): void {
    this.watching = withinLimits(watch);
    this.dirty = true;
  }

  get watched(): Watch {
    return this.watching;
  }

  /** The next frame will be a whole one. */
  resync(): void {
    this.frames.whole = true;
    this.dirty = true;
  }

  /** The branch that is shown. */
  get branch(): number {
    return this.timeline?.branch ?? 0;
  }

  /** Watches a step of a lesson, or none any more. What its history lacks of the way to the present is lived again. */
  watchStep(watch: StepWatch | null): void {
    const { timeline } = this;
    this.stepWatch = timeline === null ? null : watch;
    this.dirty = true;
    if (timeline === null) return;
    if (watch === null) {
      timeline.watch(null);
      return;
    }
    const { branch, now } = timeline;
    timeline.watch((at) => watch.see(timeline.kernel.state, at, timeline.branch, timeline.branches));
    const last = timeline.save().inputs.at(-1)?.atUs;
    if (last !== undefined) watch.forgetAfter(branch, last);
    const seen = watch.seenUntil(branch);
    if (seen === null) {
      watch.see(timeline.kernel.state, now, branch, timeline.branches);
      // Whatever is done from here on comes after the step's first instant, also where time stands still: the way back leads to before it.
      this.guard(() => timeline.advance(now + 1));
      this.position = Math.max(this.position, timeline.now);
    } else if (seen < now && this.goal === null) {
      this.guard(() => timeline.approach(seen));
      this.goal = now;
      this.goalSince = this.options.clock();
    }
  }

  /** What has been seen of the watched step on the shown branch. */
  stepHistory(): unknown {
    const { timeline } = this;
    return timeline === null ? null : (this.stepWatch?.historyOf(timeline.branch, timeline.branches) ?? null);
  }

  why(factId: number): readonly Reason[] {
    const chain = this.timeline?.why(factId) ?? [];
    return chain.map(({ id, at, actor, kind, params, subjects }) => ({ factId: id, atUs: at, actor, kind, params, subjects }));
  }

  /** Whether a program with a line editor of its own reads the terminal's lines. */
  editsItself(tty: string): boolean {
    const record = this.frames.records.get(`tty/${tty}`);
    return record?.kind === 'tty' && record.edits === true;
  }

  complete(tty: string, line: string, cursor: number): Completion {
    const none: Completion = { from: cursor, candidates: [] };
    const world = this.timeline?.kernel.state;
    return world === undefined ? none : (this.guard(() => completing(this.options.complete, world, this.frames.records.values(), tty, line, cursor)) ?? none);
  }

  /** Work on copies of this world; null where there is none, or where its copy breaks. */
  onCopies<T>(work: (timeline: Timeline, history: unknown) => T): T | null {
    const { timeline } = this;
    if (timeline === null || this.failure !== null) return null;
    try {
      return work(timeline, this.stepHistory());
    } catch {
      return null;
    }
  }

  /** Lets virtual time pass as the wall clock has, within the budget. A frame where something changed, one is due, and the page has time for one; the way of a run that is opened is not shown, the world before it stands. */
  tick(hasTime = true): Frame | null {
    const { timeline } = this;
    const begun = this.options.clock();
    const elapsed = Math.min(LONGEST_ELAPSED_MS, Math.max(0, begun - this.tickedAt));
    this.tickedAt = begun;
    if (timeline === null) return this.failure === null || !this.dirty ? null : this.frame(begun, emptyClock(this.speed), NOTHING);
    if (this.failure === null) this.guard(() => this.pass(timeline, begun, elapsed));
    const shown = this.failure !== null || (timeline.now >= this.start && (!this.busy || (this.isFar && this.before === null)));
    if (!this.dirty || !shown || (!hasTime && this.playing) || begun - this.framedAt < restAfter(this.frameCost)) return null;
    const looked = this.options.clock();
    const records = this.guard(() => this.look(timeline)) ?? this.frames.records;
    const verdict = this.guard(() => this.stepWatch?.verdict(timeline.kernel.state, timeline.branch, timeline.branches) ?? null);
    const frame = this.frame(begun, this.clockOf(timeline), records, verdict);
    this.frameCost = this.options.clock() - looked;
    return frame;
  }

  /** The seek or search on its way has taken long enough to be shown. */
  private get isFar(): boolean {
    return this.busy && this.options.clock() - this.goalSince > SHOW_WAY_AFTER_MS;
  }

  // --- inside ---------------------------------------------------------------------------------------------------------

  private get start(): number {
    return this.timeline?.scenario.shownFromUs ?? 0;
  }

  /** For how long a message is told after it was sent, in virtual microseconds. */
  private get trailUs(): number {
    return (this.watching.flightTrailMs ?? 0) * 1000 * this.speed;
  }

  /** What can be seen now: the world, and the messages that have only just arrived. */
  private look(timeline: Timeline): Records {
    const records = this.options.project(timeline.kernel.state, this.watching);
    const { trailUs } = this;
    if (trailUs > 0) for (const flight of this.trail.shown(timeline.now, trailUs)) records.set(flight.id, flight);
    return records;
  }

  private pass(timeline: Timeline, begun: number, elapsed: number): void {
    if (this.search !== null) {
      this.dirty = true;
      this.goOn(timeline, begun);
      return;
    }
    if (this.goal !== null) {
      this.dirty = true;
      if (!this.runTo(timeline, this.goal, begun)) return;
      this.arrive(timeline);
      if (this.nextGoal !== null) this.setGoal(this.nextGoal);
      return;
    }
    if (!this.playing) return;
    this.position = this.latest(timeline, this.position + elapsed * 1000 * this.speed);
    const aim = Math.floor(this.position);
    if (aim > timeline.now) this.dirty = true;
    // What the budget does not allow is given up: time runs late rather than the page stands still.
    if (!this.runTo(timeline, aim, begun)) this.position = timeline.now;
  }

  /** A copy of a world that lives elsewhere goes no further than that one has come. */
  private latest(timeline: Timeline, time: number): number {
    return timeline.branch === 0 ? (this.live?.cap(time) ?? time) : time;
  }

  /** Runs towards `aim` as long as the budget lasts; whether it got there. */
  private runTo(timeline: Timeline, aim: number, begun: number): boolean {
    let before = this.options.clock();
    while (timeline.now < aim) {
      timeline.advance(Math.min(aim, timeline.now + this.slice));
      const after = this.options.clock();
      this.slice = nextSlice(this.slice, after - before);
      before = after;
      if (after - begun >= BUDGET_MS && timeline.now < aim) return false;
    }
    return true;
  }

  private setGoal(aim: number): void {
    const { timeline } = this;
    if (timeline === null) return;
    this.nextGoal = null;
    this.goal = aim;
    this.goalSince = this.options.clock();
    this.trail.backTo(aim);
    // What is still seen to fly at the aim was sent before it: the way there begins early enough to see that sent.
    const from = Math.max(0, aim - Math.min(LONGEST_REPLAYED_US, this.trailUs));
    if (aim < timeline.now) this.guard(() => timeline.approach(this.trail.reaches(from) ? aim : from));
    else if (from > timeline.now) this.guard(() => timeline.approach(from));
  }

  private arrive(timeline: Timeline): void {
    this.goal = this.before = null;
    this.position = timeline.now;
    this.tickedAt = this.options.clock();
    this.dirty = true;
  }

  /** A step is taken at once where that is quickly done; else the ticks go on with it. Asked for again meanwhile, it is the same one. */
  private step(timeline: Timeline, asked: Extract<PlaybackCommand, { kind: 'step' }>): void {
    this.goal = this.nextGoal = null;
    if (this.search?.direction === asked.direction && isSameStep(this.search.step, asked.step)) return;
    this.endSearch(timeline);
    const work = asked.direction === 'forward' ? timeline.searchForward(asked.step) : timeline.searchBack(asked.step, this.start);
    this.search = { ...asked, work, done: 0 };
    this.goalSince = this.options.clock();
    this.guard(() => this.goOn(timeline, this.goalSince));
  }

  /** Searches as long as the budget lasts. */
  private goOn(timeline: Timeline, begun: number): void {
    const { search } = this;
    if (search === null) return;
    do {
      const next = search.work.next();
      if (next.done === true) {
        this.endSearch(timeline);
        this.found = next.value;
        return;
      }
      search.done = next.value;
    } while (this.options.clock() - begun < BUDGET_MS);
  }

  /** What is looked for is given up, or was found: time goes on from here. */
  private endSearch(timeline: Timeline): void {
    if (this.search === null) return;
    this.search = null;
    this.found = true;
    this.trail.backTo(timeline.now);
    this.arrive(timeline);
  }

  private frame(at: number, clock: Clock, records: Records, verdict: StepVerdict | null = null): Frame | null {
    const frame = this.frames.next(records, { clock, branches: this.timeline?.branches ?? [], failure: this.failure, verdict });
    // The rest of a very large world comes with the next frames, as it is then.
    this.dirty = this.frames.hasMore;
    if (frame !== null) this.framedAt = at;
    return frame;
  }

  private clockOf(timeline: Timeline): Clock {
    const { now, end, branch } = timeline;
    return { nowUs: now, endUs: end, startUs: this.start, playing: this.playing, speed: this.speed, branch, ...this.way };
  }

  /** What the clock says of a way that takes its time. */
  private get way(): Pick<Clock, 'goalUs' | 'searched'> {
    if (!this.isFar) return {};
    if (this.search !== null) return { searched: Math.floor(this.search.done * 100) / 100 };
    return this.goal === null ? {} : { goalUs: this.goal };
  }

  /** A world that throws is a defect of the simulator: time stops, and the page says so. */
  private guard<T>(work: () => T): T | null {
    try {
      return work();
    } catch (problem) {
      this.failure = problem instanceof Error ? problem.message : String(problem);
      this.before = null;
      this.playing = false;
      this.goal = this.nextGoal = this.search = null;
      this.dirty = true;
      this.frames.again();
      return null;
    }
  }
}
