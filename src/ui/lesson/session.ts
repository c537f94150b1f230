// A lesson in progress: opens or resumes its world, watches the shown step, plays solutions, and keeps what was reached.
// It lives outside of the panel, so that a lesson goes on while the panel is folded away or another tab is looked at.
import { isRight } from '../../lesson/answers.ts';
import { look, type Look } from '../../lesson/evaluate.ts';
import type { StepHistory } from '../../lesson/history.ts';
import { type ActStep, firstRun, type Lesson, type PredictStep, type Step } from '../../lesson/lesson.ts';
import { doneByLesson, stepsBefore, toDo } from '../../lesson/by-lesson.ts';
import { answered, type Confidence, doneInStead, hinted, moved, moveMade, openBefore, type Progress, startOfLesson, stepDone } from '../../lesson/progress.ts';
import { isForeign } from '../../lesson/pack-path.ts';
import { reviewed } from '../../lesson/review.ts';
import { PATIENCE_US } from '../../lesson/way-back.ts';
import { reached } from '../../lesson/stars.ts';
import { forget, keep, readKept } from './keep.ts';
import { scheduleReview } from './kept-reviews.ts';
import { opened } from '../store/opened.ts';
import { MovePlayer, until } from './move-player.ts';
import { OperatorPlayer } from './operator-player.ts';
import type { LessonWorld } from './world.ts';

/** What the panel shows. A new object at each change. */
export interface SessionView {
  readonly ready: boolean;
  /** The reader did not wait for its world. */
  readonly left: boolean;
  readonly progress: Progress;
  /** The known mistake that the world shows now. */
  readonly wrong: string | null;
  /** The solution being played for the learner, or what the lesson itself does at a step to watch. */
  readonly showing: 'no' | 'playing' | 'stuck';
  /** The learner goes on before the lesson has done what it does at a step to watch: time is run until it has. */
  readonly hurrying: boolean;
  /** The world has no answer yet to the question that was answered: it is asked again as time passes. `long` where that takes too long to be a matter of time. */
  readonly unready: 'no' | 'soon' | 'long';
  /** The goal is out of reach from this world: the way back is to where the step began, or to a world put in order anew. */
  readonly lost: 'no' | 'start' | 'nowhere' | 'mending';
  /** Where the world stood before a prediction was shown in it; null where none is. */
  readonly seeingFromUs: number | null;
}

/** So soon after a terminal has changed the world's run is kept, in real milliseconds: who leaves then loses nothing. */
const KEEP_SOON_MS = 150;
/** How often the world's run is kept, in real milliseconds. */
const KEEP_EVERY_MS = 3_000;
/** After the last input the world is left alone for so long before the way to the goal is tried in a copy, in real milliseconds. */
const QUIET_MS = 9_000;
/** A question that the world could not answer is asked again after so much virtual time, and then at growing distances. */
const ASK_AGAIN_US = 1_000_000;
const ASK_AGAIN_AT_MOST_US = 16_000_000;
/** What the view begins with, at each step. */
const CALM = { wrong: null, showing: 'no', lost: 'no', seeingFromUs: null, hurrying: false, unready: 'no' } as const;

export class LessonSession {
  readonly lesson: Lesson;
  view: SessionView;
  private readonly world: LessonWorld;
  private readonly listeners = new Set<() => void>();
  private stamp: unknown = null;
  private keepSoon: ReturnType<typeof setTimeout> | null = null;
  private keeping: ReturnType<typeof setInterval> | null = null;
  private readonly player: MovePlayer;
  private readonly operator: OperatorPlayer;
  /** When the lesson had made all its own moves at the shown step; null where it has not, or makes none. */
  private madeAtUs: number | null = null;
  /** The question that waits for the world to be ready; `again` asks it at once. */
  private asking: { again: boolean } | null = null;
  private leave: (() => void) | null = null;
  private elsewhere = false;
  /** How many inputs the world had at the last look, since when, and at the last try of the way to the goal. */
  private inputs = { count: 0, sinceMs: 0, tried: 0 };

  constructor(lesson: Lesson, world: LessonWorld) {
    const kept = readKept(lesson);
    this.lesson = lesson;
    this.world = world;
    this.player = new MovePlayer(world, () => this.look());
    this.operator = new OperatorPlayer(world, () => this.look());
    this.view = { ready: false, left: false, progress: kept?.progress ?? startOfLesson, ...CALM };
    void this.begin(false);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The panel is shown again: the page may have gone to another world in the meantime. */
  async resume(): Promise<void> {
    if (!this.view.ready) return;
    const shown = await this.world.save();
    if (shown.scenario.name === this.lesson.scenario.name && this.keeping !== null) return;
    this.stop();
    this.change({ ready: false });
    await this.begin(false);
  }

  /** Ends it: nothing is watched or kept any more. */
  stop(): void {
    this.player.stop();
    this.operator.stop();
    this.asking = null;
    this.leave?.();
    this.leave = null;
    if (this.keepSoon !== null) clearTimeout(this.keepSoon);
    this.keepSoon = null;
    if (this.keeping !== null) clearInterval(this.keeping);
    this.keeping = null;
  }

  get step(): Step | undefined {
    return this.lesson.steps[this.view.progress.at];
  }

  /** The steps before the shown one that were left undone, by their places in the lesson. */
  get openBefore(): readonly number[] {
    return openBefore(this.view.progress, this.lesson);
  }

  /** Goes to another step. Who goes on before the lesson has done what it does in the shown one finds it done: the next step counts on it. */
  async goTo(at: number): Promise<void> {
    const { progress, hurrying } = this.view;
    if (hurrying) return;
    if (this.view.seeingFromUs !== null) await this.unsee();
    if (at > progress.at && this.isDoing && !(await this.hurry())) return;
    this.player.stop();
    this.operator.stop();
    this.asking = null;
    this.change({ ...CALM, progress: moved(this.view.progress, this.lesson, at) });
    void this.openStep();
    void this.keep();
  }

  /** Whether it came to its end, and was not left meanwhile. */
  private async hurry(): Promise<boolean> {
    const { step } = this;
    this.change({ hurrying: true });
    await this.player.hurry(() => !this.isDoing);
    if (!this.view.hurrying || this.step !== step) return false;
    this.change({ hurrying: false });
    return true;
  }

  /** Whether the lesson has something to do at the shown step that it has not done yet. */
  private get isDoing(): boolean {
    const { step } = this;
    return step?.kind === 'watch' && toDo(step) !== null && !this.view.progress.done.includes(step.id);
  }

  /** Asks a copy of the learner's world for the truth, and records both. A world that has none yet is asked again as time passes. */
  async answer(asked: PredictStep, given: string, confidence: Confidence): Promise<void> {
    const asking = { again: false };
    this.asking = asking;
    const isLeft = (): boolean => this.asking !== asking;
    const sinceUs = this.world.nowUs();
    for (let pauseUs = ASK_AGAIN_US; !(await this.ask(asked, given, confidence)); pauseUs = Math.min(pauseUs * 2, ASK_AGAIN_AT_MOST_US)) {
      if (isLeft()) return;
      if (this.view.unready === 'no') await this.world.play();
      const askedUs = this.world.nowUs();
      this.change({ unready: askedUs - sinceUs > PATIENCE_US ? 'long' : 'soon' });
      await until(this.world, () => isLeft() || asking.again || Math.abs(this.world.nowUs() - askedUs) >= pauseUs);
      if (isLeft()) return;
      asking.again = false;
    }
    if (!isLeft()) this.asking = null;
  }

  /** Whether the world had an answer. */
  private async ask(asked: PredictStep, given: string, confidence: Confidence): Promise<boolean> {
    const atUs = this.world.nowUs();
    const [truth, run] = await Promise.all([this.world.predict(asked), this.world.save()]);
    if (truth === null) return false;
    this.change({ unready: 'no', progress: answered(this.view.progress, asked.id, { answer: given, confidence, truth, atUs }) });
    const { path } = reviewed(this.lesson.path) ?? this.lesson;
    if (!isForeign(path)) scheduleReview({ path, step: asked.id, atUs, run: { ...run, inputs: run.inputs.filter((one) => one.atUs <= atUs) } }, isRight(asked.question, given, truth), confidence, Date.now());
    void this.keep();
    return true;
  }

  /** The truth about a question as it stands, without an answer; null where the world has none yet. */
  truthOf(asked: PredictStep): Promise<string | null> {
    return this.world.predict(asked);
  }

  askHint(of: number): void {
    const { step } = this;
    if (step !== undefined) this.change({ progress: hinted(this.view.progress, step.id, of) });
  }

  /** The lesson from its beginning, in a new world. */
  restart(): void {
    this.stop();
    this.change({ ready: false });
    void this.begin(true);
  }

  /** Plays the step's solution in the learner's own world, slowly: letters appear in the terminal as if someone typed them. */
  showSolution(step: ActStep): void {
    const { progress } = this.view;
    this.change({ progress: progress.shown.includes(step.id) ? progress : { ...progress, shown: [...progress.shown, step.id] } });
    this.change({ showing: 'playing' });
    if (step.rules !== undefined) return this.operator.play(step.rules);
    this.player.play(step.solution, {
      onEnd: (stuck) => {
        this.change({ showing: stuck ? 'stuck' : 'no' });
        if (stuck) void this.tryTheWay();
      },
    });
  }

  /** What the lesson itself does at the shown step, or has still to do there. */
  private doAsLesson(): void {
    const { step, isDoing } = this;
    const act = step?.kind === 'watch' ? doneByLesson(step) : null;
    this.madeAtUs = null;
    if (act === null || !isDoing) return;
    this.change({ showing: 'playing' });
    this.player.play(act.solution, {
      onMove: (at) => this.change({ progress: moveMade(this.view.progress, act.id, at + 1) }),
      onEnd: (stuck) => {
        this.madeAtUs ??= this.world.nowUs();
        this.change({ showing: stuck ? 'stuck' : 'no', lost: stuck ? 'nowhere' : 'no' });
        this.see();
      },
    }, this.view.progress.made?.[act.id] ?? 0);
  }

  stopShowing(): void {
    this.player.stop();
    this.operator.stop();
    this.change({ showing: 'no' });
  }

  /** The learner has played freely: back to where the shown step began. */
  async returnToStep(): Promise<void> {
    const history = await this.world.stepHistory();
    if (history === null) return;
    this.player.stop();
    this.operator.stop();
    await this.world.seek(history.sinceUs);
    await this.world.play();
    this.change({ showing: 'no', lost: 'no', wrong: null });
    if (!this.isDoing || this.step === undefined) return;
    this.change({ progress: moveMade(this.view.progress, this.step.id, 0) });
    this.doAsLesson();
  }

  /** A world in order: as the lesson's own solutions leave it just before the shown step. */
  async mend(): Promise<void> {
    const { progress, lost } = this.view;
    this.player.stop();
    this.operator.stop();
    this.change({ lost: 'mending', showing: 'no' });
    const before = stepsBefore(this.lesson, progress.at);
    const run = await this.world.follow(firstRun(this.lesson), before);
    if (run === null || this.view.progress.at !== progress.at) {
      this.change({ lost });
      return;
    }
    await this.world.load(run);
    await this.world.play();
    const { step } = this;
    const inStead = doneInStead(this.view.progress, before.map(({ id }) => id));
    this.change({ ...CALM, unready: this.view.unready, progress: step?.kind === 'watch' ? moveMade(inStead, step.id, 0) : inStead });
    await this.openStep();
    if (this.asking !== null) this.asking.again = true;
  }

  /** Once the learner has done something and pauses: is the goal still within reach? A copy of the world tells. */
  private async followInputs(count: number): Promise<void> {
    const now = Date.now();
    if (count !== this.inputs.count) this.inputs = { ...this.inputs, count, sinceMs: now };
    if (count !== this.inputs.tried && now - this.inputs.sinceMs >= QUIET_MS && this.view.showing === 'no') await this.tryTheWay();
  }

  private async tryTheWay(): Promise<void> {
    const { step } = this;
    // Where an operator's rules stand for a solution, no list of moves can be tried.
    if (step?.kind !== 'act' || step.rules !== undefined || this.view.progress.done.includes(step.id) || this.view.lost === 'mending') return;
    this.inputs = { ...this.inputs, tried: this.inputs.count };
    const reach = await this.world.reach(step);
    if (this.step === step && !this.view.progress.done.includes(step.id) && reach !== null) this.change({ lost: reach === 'here' ? 'no' : reach });
  }

  private async begin(anew: boolean): Promise<void> {
    await this.world.ready();
    const kept = anew ? null : readKept(this.lesson);
    const shown = await this.world.save();
    // The page keeps runs too; the one that knows more inputs is the later one.
    const fresher = kept?.run != null && kept.run.inputs.length > shown.inputs.length;
    if (anew || fresher || shown.scenario.name !== this.lesson.scenario.name) {
      const came = await opened(() => this.world.load(kept?.run ?? firstRun(this.lesson)));
      // What was to be begun anew goes on where it was.
      if (!came) return anew ? this.begin(false) : this.change({ left: true });
      void this.world.play();
    }
    if (anew) {
      forget(this.lesson.path);
      this.change({ ...CALM, progress: startOfLesson });
    }
    if (anew || kept === null) await this.openStep();
    else {
      this.show();
      await this.watch(kept.history);
      this.doAsLesson();
    }
    this.leave = this.world.subscribe(() => this.see());
    this.keeping = setInterval(() => void this.keep(), KEEP_EVERY_MS);
    this.change({ ready: true });
    this.see();
    await this.keep();
  }

  /** What can be seen of the world now. */
  look(): Look {
    return look(this.world.nowUs(), this.world.records());
  }

  /** The shown step begins: the stage shows what it says, and the lesson does what it does there, once. */
  private async openStep(): Promise<void> {
    const { step } = this;
    this.show();
    // Asked for at once: each answer waits until the page has drawn.
    const [{ inputs }] = await Promise.all([this.world.save(), this.watch(null)]);
    this.inputs = { count: inputs.length, sinceMs: Date.now(), tried: inputs.length };
    if (this.step !== step || !this.isDoing) return;
    await this.world.play();
    this.doAsLesson();
  }

  private show(): void {
    const { step } = this;
    this.world.show(step?.shown ?? null, this.look());
  }

  /** Has the world watch the shown step, where that waits for something to be done. */
  private async watch(history: StepHistory | null): Promise<void> {
    const { step } = this;
    const asked = step === undefined || this.view.progress.done.includes(step.id) ? null : toDo(step);
    await this.world.watchStep(asked, history);
  }

  /** What the world says of the shown step: it has seen every instant. */
  private see(): void {
    const stamp = this.world.stamp();
    if (stamp !== this.stamp) {
      this.stamp = stamp;
      this.keepSoon ??= setTimeout(() => {
        this.keepSoon = null;
        void this.keep();
      }, KEEP_SOON_MS);
    }
    const { step } = this;
    const verdict = this.world.verdict();
    const { ready, progress, wrong } = this.view;
    if (!ready || verdict === null || step === undefined || verdict.step !== step.id || progress.done.includes(step.id)) return;
    if (step.kind === 'watch') this.seeDoing(step.id, verdict.done);
    if (step.kind !== 'act') return;
    if (verdict.done) {
      this.operator.stop();
      this.change({ progress: stepDone(progress, step.id), wrong: null, lost: 'no', ...(step.rules === undefined ? {} : { showing: 'no' }) });
      void this.noteSpan(step.id);
    } else if (verdict.wrong !== wrong) this.change({ wrong: verdict.wrong });
  }

  /** What the lesson does at a step to watch is done once all its moves are made and have had their effect. */
  private seeDoing(id: string, hasEffect: boolean): void {
    const { madeAtUs } = this;
    if (madeAtUs === null) return;
    if (hasEffect) {
      this.change({ progress: stepDone(this.view.progress, id), showing: 'no', lost: 'no' });
      void this.watch(null);
      void this.keep();
    } else if (this.view.lost === 'no' && this.world.nowUs() - madeAtUs > PATIENCE_US) this.change({ lost: 'nowhere' });
  }

  /** Notes when the step was open and done, for whoever plays the run again. */
  private async noteSpan(id: string): Promise<void> {
    const history = await this.world.stepHistory();
    if (history?.doneAtUs != null) this.change({ progress: { ...this.view.progress, spans: { ...this.view.progress.spans, [id]: { sinceUs: history.sinceUs, doneAtUs: history.doneAtUs } } } });
    if (this.step?.id === id) await this.watch(null);
    await this.keep();
  }

  /** What was foreseen happens in the learner's own world, to be looked at; `unsee` goes back to before. */
  async seeIt(asked: PredictStep): Promise<void> {
    const from = this.world.nowUs();
    this.change({ seeingFromUs: from });
    const isSeeing = (): boolean => this.view.seeingFromUs === from;
    for (const { atUs, input } of asked.inputs) {
      if (atUs > 0) {
        await this.world.play();
        await until(this.world, () => !isSeeing() || this.world.nowUs() >= from + atUs);
      }
      if (!isSeeing()) return;
      await this.world.act(input);
    }
    await this.world.play();
  }

  async unsee(): Promise<void> {
    const { seeingFromUs } = this.view;
    if (seeingFromUs === null) return;
    this.change({ seeingFromUs: null });
    await this.world.seek(seeingFromUs);
    await this.world.play();
  }

  private async keep(): Promise<void> {
    if (!this.view.ready || this.keeping === null) return;
    const [run, history] = await Promise.all([this.world.save(), this.world.stepHistory()]);
    if (run.scenario.name === this.lesson.scenario.name) this.sayElsewhere(keep(this.lesson.path, { progress: this.view.progress, history, run, reached: { ...reached(this.view.progress, this.lesson), ...this.points() } }));
    else this.stop();
    await this.followInputs(run.inputs.length);
  }

  /** Another tab is further in this lesson, and what it keeps stays: said once. */
  private sayElsewhere(isKept: boolean): void {
    if (!isKept && !this.elsewhere) this.world.sayElsewhere();
    this.elsewhere = !isKept;
  }

  /** What a shift came to, once it is over. */
  private points(): { readonly points?: number } {
    const shift = this.look().byKind.shift?.[0];
    return shift?.kind === 'shift' && shift.state === 'over' ? { points: shift.points } : {};
  }

  private change(change: Partial<SessionView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

let current: { readonly session: LessonSession; readonly world: LessonWorld } | null = null;
const watchers = new Set<() => void>();

function become(next: typeof current): void {
  current?.session.stop();
  current = next;
  for (const watcher of watchers) watcher();
}

/** The session of this lesson in this world: the one that is going on, or a new one. */
export function sessionOf(lesson: Lesson, world: LessonWorld): LessonSession {
  if (current !== null && current.session.lesson.path === lesson.path && current.world === world) return current.session;
  const session = new LessonSession(lesson, world);
  become({ session, world });
  return session;
}

/** Leaves the lesson: it waits, as it was kept, until it is opened again. */
export function leaveLesson(): void {
  become(null);
}

/** The session that is going on; null where no lesson is open. */
export function openSession(): LessonSession | null {
  return current?.session ?? null;
}

/** Calls back whenever another lesson is opened, or the open one is left, until the returned function is called. */
export function watchSession(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
