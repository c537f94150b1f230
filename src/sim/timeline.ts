// The timeline: plays, seeks, steps and forks a world by snapshots and its log of inputs.
//
//   State(t) = what the scenario and seed become after every event due at or before t, and every input given at or
//   before t; an input comes after the events due at its instant.
import type { StepKind } from '../bridge/command.ts';
import type { Branch } from '../bridge/frame.ts';
import type { Input, KeptLines, SavedRun, TimedInput } from '../bridge/input.ts';
import type { Scenario } from '../bridge/scenario.ts';
import { foreseeing } from './foresee.ts';
import { assert } from './kernel/assert.ts';
import { factById } from './kernel/fact-store.ts';
import { frozenCopy } from './kernel/copy.ts';
import { freeze } from './kernel/freeze.ts';
import { hashText } from './kernel/hash.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { KernelState } from './kernel/state.ts';
import { actorOf } from './kernel/state.ts';
import { type Fact, type FactId, NO_FACT, SECOND, type Time } from './kernel/types.ts';
import { finish } from './in-pieces.ts';
import { lastAtOrBefore, type Snapshot, Snapshots, takeSnapshot } from './snapshots.ts';
import type { Refusal } from './apply-input.ts';
import { Onlooker, type See } from './onlooker.ts';
import { actorOfInput, isMoment, type Search, Walker } from './walker.ts';
import type { WorldSource } from './cluster-world.ts';

/** Snapshots are considered each time so much virtual time has passed. */
const BOUNDARY: Time = SECOND / 10;
/** A snapshot is taken after a second, or earlier after so many events; both grow where memory is short. */
const EVENTS_BETWEEN = 250;
const MAX_INPUTS = 100_000;
const MAX_BRANCHES = 64;
/** A search for the next event of a kind gives up after so much virtual time. */
const LONGEST_SEARCH: Time = 120 * SECOND;
const LONGEST_WHY = 100;

interface Line {
  readonly id: number;
  readonly parent: number | null;
  readonly forkedAt: Time;
  readonly inputs: TimedInput[];
  /** In the order of time; the first is the beginning. Shared with the parent up to the fork. */
  readonly snapshots: Snapshot[];
  end: Time;
}

/** Of the page's terminals alone. */
const isOfScreen = (input: Input | undefined): boolean => input?.kind === 'open-tty' || input?.kind === 'close-tty' || input?.kind === 'resize-tty';

/** Thrown where a replay did not do what the first run did: a defect of the simulator. */
export class ReplayError extends Error {
  constructor(at: Time, before: string, now: string) {
    super(`The replay went another way before ${at} us: its hash is ${now}, and was ${before}`);
    this.name = 'ReplayError';
  }
}

/** Work that is part of a search, of which so much is done. */
function* telling<T>(done: number, work: Generator<void, T>): Generator<number, T> {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    yield done;
  }
}

/** Lives on to a time with inputs at theirs, in pieces. */
function* living(kernel: Kernel, inputs: readonly TimedInput[], time: Time, apply: (input: Input) => void): Generator<void, Kernel> {
  let next = 0;
  for (;;) {
    const entry = inputs[next];
    const aim = Math.max(entry?.atUs ?? time, kernel.state.now);
    while (kernel.state.now + BOUNDARY < aim) {
      kernel.runUntil(kernel.state.now + BOUNDARY);
      yield;
    }
    kernel.runUntil(aim);
    if (entry === undefined) return kernel;
    apply(entry.input);
    next += 1;
  }
}

export class Timeline {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly kernel: Kernel;
  private readonly source: WorldSource;
  private readonly lines: Line[] = [];
  private readonly kept = new Snapshots();
  private line: Line;
  private readonly onlooker: Onlooker;
  /** So many inputs the run was opened with. */
  private opened: number;
  /** How many inputs of the line the kernel has had. */
  private applied = 0;

  constructor(source: WorldSource, scenario: Scenario, seed: number, inputs: readonly TimedInput[] = []) {
    this.source = source;
    this.scenario = frozenCopy(scenario);
    this.seed = seed;
    this.kernel = source.create(this.scenario, seed);
    this.onlooker = new Onlooker(this.kernel);
    const log = frozenCopy(inputs);
    const end = Math.max(this.kernel.state.now, ...log.slice(-1).map((entry) => entry.atUs));
    this.line = { id: 0, parent: null, forkedAt: 0, inputs: [...log], snapshots: [], end };
    this.lines.push(this.line);
    this.opened = log.length;
    this.settle(this.kernel.state.now);
    this.keep();
  }

  /** Takes over all lines of a timeline of the same scenario and seed, standing at its beginning on the line that was shown. Only right after it was made, without inputs. */
  adopt({ lines, shown, opened }: KeptLines): void {
    const { first } = this;
    assert(this.lines.length === 1 && first.applied === 0 && lines.length <= MAX_BRANCHES, 'a timeline that has not begun takes lines over');
    this.lines.length = 0;
    for (const [id, { parent, forkedAtUs, endUs, inputs }] of lines.entries()) this.lines.push({ id, parent, forkedAt: forkedAtUs, inputs: [...frozenCopy(inputs)], snapshots: [first], end: Math.max(endUs, first.at) });
    const line = this.lines[shown];
    assert(line !== undefined, 'the shown line is one of them');
    this.line = line;
    this.opened = opened;
    this.settle(this.now);
  }

  /** All lines, for `adopt`. */
  get keptLines(): KeptLines {
    return { shown: this.line.id, opened: this.opened, lines: this.lines.map(({ parent, forkedAt, end, inputs }) => ({ parent, forkedAtUs: forkedAt, endUs: end, inputs: [...inputs] })) };
  }

  /** A saved run, standing at its beginning; its end is the time of its last input. With `kept`, all lines of the timeline that it was one of. */
  static open(source: WorldSource, run: SavedRun, kept: KeptLines | null = null): Timeline {
    const timeline = new Timeline(source, run.scenario, run.seed, kept === null ? run.inputs : []);
    if (kept !== null) timeline.adopt(kept);
    return timeline;
  }

  get now(): Time {
    return this.kernel.state.now;
  }

  /** The latest time that this branch has reached. */
  get end(): Time {
    return this.line.end;
  }

  get branch(): number {
    return this.line.id;
  }

  get branches(): readonly Branch[] {
    return this.lines.map(({ id, parent, forkedAt, end }) => ({ id, parent, forkedAtUs: forkedAt, endUs: end }));
  }

  /** Looks on at instants that do not depend on how the world is played; what is lived again is seen again. Null looks away. */
  watch(see: See | null): void {
    this.onlooker.see = see;
    this.onlooker.jumped();
  }

  /** Plays on until `time`, feeding the inputs of the log at their times; beyond the end the line grows. */
  advance(time: Time): void {
    while (this.now < time) {
      const boundary = Math.min((Math.floor(this.now / BOUNDARY) + 1) * BOUNDARY, time);
      this.settle(boundary);
      if (boundary % BOUNDARY === 0) this.keep();
    }
    this.settle(this.now);
  }

  /** Goes to a time between the beginning and the end. */
  seek(time: Time): void {
    const to = Math.min(Math.max(time, this.first.at), this.line.end);
    this.approach(to);
    this.advance(to);
  }

  /** Goes to the nearest known point at or before a time, at once: the first half of `seek`, `advance` is the other. */
  approach(time: Time): void {
    const nearest = lastAtOrBefore(this.line.snapshots, time);
    if (time < this.now || nearest.at > this.now) this.restore(nearest);
  }

  /** Gives an input now, `joined` where it is part of the act before it. In the past it starts a new branch, and the old future is kept. */
  give(input: Input, joined = false): Refusal | null {
    this.settle(this.now);
    if (this.line.inputs.length >= MAX_INPUTS) return 'too_many_inputs';
    const forks = this.now < this.line.end || this.applied < this.line.inputs.length;
    if (forks && this.lines.length >= MAX_BRANCHES) return 'too_many_branches';
    const copy = frozenCopy(input);
    const refusal = this.source.apply(this.kernel, copy);
    if (refusal !== null) return refusal;
    if (forks) this.fork();
    this.line.inputs.push(freeze({ atUs: this.now, input: copy, ...(joined ? { joined } : {}) }));
    this.applied += 1;
    this.onlooker.tookInput();
    this.settle(this.now);
    return null;
  }

  /**
   * Takes back the last act before now: a new branch begins at its instant, on which neither it nor what came after it was given. What opens, closes and
   * sizes terminals is no act, and what the run was opened with stays. What was taken back; null where there is nothing.
   */
  undo(): readonly Input[] | null {
    const back = this.takeBack();
    if (back !== null) this.advance(back.at);
    return back?.taken ?? null;
  }

  /** The first half of `undo`: goes at once to a known point before the act. What was taken back, and up to which time to `advance` from there. */
  takeBack(): { readonly taken: readonly Input[]; readonly at: Time } | null {
    this.settle(this.now);
    if (this.lines.length >= MAX_BRANCHES) return null;
    const { inputs } = this.line;
    let last = this.applied - 1;
    while (last >= this.opened && isOfScreen(inputs[last]?.input)) last -= 1;
    if (last < this.opened) return null;
    let first = last;
    while (first > this.opened && inputs[first]?.joined === true) first -= 1;
    const at = inputs[first]?.atUs ?? this.now;
    const shared = this.line.snapshots.filter((snapshot) => snapshot.at <= at && snapshot.applied <= first);
    const taken = inputs.slice(first, last + 1).map(({ input }) => input);
    this.line = { id: this.lines.length, parent: this.line.id, forkedAt: at, inputs: inputs.slice(0, first), snapshots: shared, end: at };
    this.lines.push(this.line);
    this.restore(lastAtOrBefore(shared, at));
    return { taken, at };
  }

  /**
   * This world is a copy of one that lives elsewhere: what was given there since, and how far time has come there. It is added to the first
   * branch, whatever is looked at; nothing of it may lie before what was heard. False where the log is full: then it hears no more.
   */
  hear(inputs: readonly TimedInput[], until: Time): boolean {
    const [line] = this.lines;
    assert(line !== undefined, 'a timeline has its first line');
    if (line.inputs.length + inputs.length > MAX_INPUTS) return false;
    line.inputs.push(...frozenCopy(inputs));
    line.end = Math.max(line.end, until);
    return true;
  }

  /** Steps to the next moment of this kind. False where none comes within two virtual minutes; then it stands there. */
  stepForward(step: StepKind): boolean {
    return finish(this.searchForward(step));
  }

  /** Steps back to just after the latest earlier moment of this kind, not before `floor`. False where there is none: then it stays. */
  stepBack(step: StepKind, floor: Time = 0): boolean {
    return finish(this.searchBack(step, floor));
  }

  /** As `stepForward`, in pieces: given up, it stands where it has come to. Nothing else may move this timeline meanwhile. */
  *searchForward(step: StepKind): Search {
    const from = this.now;
    while (this.nextTime() <= from + LONGEST_SEARCH) {
      // Past snapshots on the way are compared, and new ones taken, as in playing.
      while (this.nextTime() > this.nextBoundary()) this.advance(this.nextBoundary());
      if (this.one(step)) return true;
      yield (this.now - from) / LONGEST_SEARCH;
    }
    return false;
  }

  /** As `stepBack`, in pieces: until it has found, and where it is given up, this timeline stands where it stood. */
  *searchBack(step: StepKind, floor: Time = 0): Search {
    const { now, place } = this;
    const { snapshots, inputs } = this.line;
    const walker = new Walker(this.source, this.kernel.fork(), inputs);
    const lowest = Math.max(floor, now - LONGEST_SEARCH, this.first.at);
    // At the present place itself only where time has passed since.
    const isWanted = (at: Time, found: number): boolean => at >= floor && (found < place || at < now);
    for (let i = snapshots.length - 1; i >= 0; i--) {
      const from = snapshots[i];
      assert(from !== undefined, 'a line has its snapshots');
      if (from.place >= place && !(from.place === place && from.at < now)) continue;
      if (now - from.at > LONGEST_SEARCH + SECOND || from.at + SECOND < floor) break;
      const until = Math.min(snapshots[i + 1]?.place ?? Infinity, place);
      const done = Math.min(1, Math.max(0, (now - from.at) / Math.max(1, now - lowest)));
      const found = yield* telling(done, walker.lastMoment(from, until, step, isWanted));
      if (found === null) continue;
      yield* telling(1, walker.goTo(from, found));
      this.kernel.restore(walker.kernel.state);
      this.applied = walker.applied;
      this.onlooker.jumped();
      return true;
    }
    return false;
  }

  /** Goes over to another branch: to the present time where both have it in common, else as near as that branch has it. */
  select(branch: number): boolean {
    const time = this.enter(branch);
    if (time !== null) this.advance(time);
    return time !== null;
  }

  /** The first half of `select`: goes at once to a known point of the branch. Up to which time to `advance` from there; null where there is no such branch. */
  enter(branch: number): Time | null {
    const line = this.lines[branch];
    if (line === undefined) return null;
    const time = Math.min(this.now, line.end);
    if (line !== this.line) {
      this.line = line;
      this.restore(lastAtOrBefore(line.snapshots, time));
    }
    return time;
  }

  /** What would be, `duration` from now with these inputs, their times counted from now: a world of its own, looked at on its way and at its end, in pieces. This one stays as it is, and may go on. */
  foresee(inputs: readonly TimedInput[], duration: Time, see?: (world: Kernel, at: Time) => void): Generator<void, Kernel> {
    this.settle(this.now);
    return foreseeing(this.kernel.fork(), (kernel, input) => this.source.apply(kernel, input), { inputs, duration, ...(see === undefined ? {} : { see }) });
  }

  /** The states of a branch that were kept, in the order of time; they never change. Empty where there is no such branch. */
  instants(branch: number): readonly KernelState[] {
    return (this.lines[branch]?.snapshots ?? []).map(({ state }) => state);
  }

  /** A world of its own as it was at a time of a branch (this one, where none is named), not before its beginning; the shown one stays as it is. */
  copyAt(time: Time, branch: number = this.line.id): Kernel {
    return finish(this.copying(time, branch));
  }

  /** As `copyAt`, in pieces; this timeline may go on meanwhile. */
  copying(time: Time, branch: number = this.line.id): Generator<void, Kernel> {
    const line = this.lines[branch] ?? this.line;
    const nearest = lastAtOrBefore(line.snapshots, time);
    const copy = this.kernel.fork();
    copy.restore(nearest.state);
    const inputs = line.inputs.slice(nearest.applied).filter(({ atUs }) => atUs <= time);
    return living(copy, inputs, time, (input) => void this.source.apply(copy, input));
  }

  /** The chain of causes, from this fact down to the input that began it. */
  why(fact: FactId): readonly Fact[] {
    const chain: Fact[] = [];
    for (let id = fact; id !== NO_FACT && chain.length < LONGEST_WHY; ) {
      const found = factById(this.kernel.state.facts, id);
      if (found === null || found.cause >= id) break;
      chain.push(found);
      id = found.cause;
    }
    if (chain.length === 0) {
      const only = factById(this.kernel.state.facts, fact);
      if (only !== null) chain.push(only);
    }
    return chain;
  }

  /** The run of a branch (this one, where none is named) up to its end. */
  save(branch: number = this.line.id): SavedRun {
    return { version: 1, scenario: this.scenario, seed: this.seed, inputs: [...(this.lines[branch] ?? this.line).inputs] };
  }

  hash(): string {
    return this.kernel.hash();
  }

  // --- inside ---------------------------------------------------------------------------------------------------------

  private get first(): Snapshot {
    const first = this.line.snapshots[0];
    assert(first !== undefined, 'a line has its beginning');
    return first;
  }

  /** How many events and inputs have been: the place on the line, finer than time. */
  private get place(): number {
    return this.kernel.state.handled + this.applied;
  }

  private nextTime(): Time {
    return Math.min(this.kernel.state.queue.nextTime(), this.line.inputs[this.applied]?.atUs ?? Infinity);
  }

  private nextBoundary(): Time {
    return (Math.floor(this.now / BOUNDARY) + 1) * BOUNDARY;
  }

  /** Everything due at or before `time`, in the order of the rule above. */
  private settle(time: Time): void {
    for (;;) {
      const entry = this.line.inputs[this.applied];
      if (entry === undefined || entry.atUs > time) break;
      this.onlooker.runUntil(Math.max(entry.atUs, this.now));
      this.compare();
      this.applyNext();
    }
    this.onlooker.runUntil(time);
    this.compare();
    if (this.now > this.line.end) this.line.end = this.now;
  }

  /** One event or one input; whether it was of this kind. */
  private one(step: StepKind): boolean {
    const facts = this.kernel.state.facts.next;
    const entry = this.line.inputs[this.applied];
    const event = this.kernel.state.queue.peek();
    let actor = '';
    if (entry !== undefined && (event === null || entry.atUs < event.at)) {
      this.onlooker.runUntil(entry.atUs);
      this.applyNext();
      actor = actorOfInput(entry.input);
    } else if (event !== null) {
      this.onlooker.step();
      actor = actorOf(event.to);
    }
    if (this.now > this.line.end) this.line.end = this.now;
    return isMoment(step, this.kernel.state, actor, facts);
  }

  private applyNext(): void {
    const entry = this.line.inputs[this.applied];
    assert(entry !== undefined, 'there is an input to apply');
    // What was refused when it was given is not in the log; of a foreign log it is refused again each time.
    const refusal = this.source.apply(this.kernel, entry.input);
    this.applied += 1;
    if (refusal === null) this.onlooker.tookInput();
  }

  /** Takes a snapshot at the far end of the line, where one is due. */
  private keep(): void {
    const last = this.line.snapshots.at(-1);
    const { now, handled } = this.kernel.state;
    const spacing = this.kept.spacing * (last?.spacing ?? 1);
    if (last !== undefined && (now <= last.at || (now - last.at < SECOND * spacing && handled - last.handled < EVENTS_BETWEEN * spacing))) return;
    this.line.snapshots.push(takeSnapshot(this.kernel, this.applied, last ?? null));
    this.kept.thin(this.lines.map((line) => line.snapshots), this.line.snapshots);
  }

  /** A replay that passes a snapshot must have become what it was. */
  private compare(): void {
    const nearest = lastAtOrBefore(this.line.snapshots, this.now, true);
    if (nearest === null || nearest.at !== this.now || nearest.applied !== this.applied) return;
    const hash = this.kernel.hash();
    if (hash !== hashText(nearest.state.hash)) throw new ReplayError(this.now, hashText(nearest.state.hash), hash);
  }

  private restore(snapshot: Snapshot): void {
    this.kernel.restore(snapshot.state);
    this.applied = snapshot.applied;
    this.onlooker.jumped();
  }

  /** The kernel has just taken an input that this line has not: from here on it is on a line of its own. */
  private fork(): void {
    const { line, now, applied } = this;
    const shared = line.snapshots.filter((snapshot) => snapshot.at < now || (snapshot.at === now && snapshot.applied <= applied));
    this.line = { id: this.lines.length, parent: line.id, forkedAt: now, inputs: line.inputs.slice(0, applied), snapshots: shared, end: now };
    this.lines.push(this.line);
  }
}
