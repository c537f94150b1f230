// A lesson in progress: opens or resumes its world, watches the shown step, plays solutions, and keeps what was reached.
// It lives outside of the panel, so that a lesson goes on while the panel is folded away or another tab is looked at.
import { isRight } from '../../lesson/answers.ts';
import { look, type Look } from '../../lesson/evaluate.ts';
import type { StepHistory } from '../../lesson/history.ts';
import { type ActStep, firstRun, type Lesson, type Move, type PredictStep, type Step } from '../../lesson/lesson.ts';
import { type Playing, playingStart, playMoves, waitingFrom } from '../../lesson/play-moves.ts';
import { answered, type Confidence, hinted, moved, type Progress, startOfLesson, stepDone } from '../../lesson/progress.ts';
import { reviewed } from '../../lesson/review.ts';
import { inputWithJobIds } from '../../lesson/job-names.ts';
import { inputsAtOnce } from '../../lesson/moves.ts';
import { movesBefore } from '../../lesson/way-back.ts';
import { reached } from '../../lesson/stars.ts';
import { forget, keep, readKept } from './keep.ts';
import { scheduleReview } from './kept-reviews.ts';
import type { LessonWorld } from './world.ts';

/** What the panel shows. A new object at each change. */
export interface SessionView {
  readonly ready: boolean;
  readonly progress: Progress;
  /** The known mistake that the world shows now. */
  readonly wrong: string | null;
  /** The solution being played for the learner. */
  readonly showing: 'no' | 'playing' | 'stuck';
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
/** How often a solution being played looks whether it may go on, in real milliseconds. */
const PLAY_EVERY_MS = 100;

export class LessonSession {
  readonly lesson: Lesson;
  view: SessionView;
  private readonly world: LessonWorld;
  private readonly listeners = new Set<() => void>();
  private stamp: unknown = null;
  private keepSoon: ReturnType<typeof setTimeout> | null = null;
  private keeping: ReturnType<typeof setInterval> | null = null;
  private playing: ReturnType<typeof setInterval> | null = null;
  /** What the lesson does in the shown step and has not done yet. */
  private rest: (() => Promise<void>) | null = null;
  private leave: (() => void) | null = null;
  /** How many inputs the world had at the last look, since when, and at the last try of the way to the goal. */
  private inputs = { count: 0, sinceMs: 0, tried: 0 };

  constructor(lesson: Lesson, world: LessonWorld) {
    const kept = readKept(lesson);
    this.lesson = lesson;
    this.world = world;
    this.view = { ready: false, progress: kept?.progress ?? startOfLesson, wrong: null, showing: 'no', lost: 'no', seeingFromUs: null };
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
    this.stopPlaying();
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

  goTo(at: number): void {
    const { rest } = this;
    this.stopPlaying();
    this.change({ progress: moved(this.view.progress, this.lesson, at), wrong: null, showing: 'no', lost: 'no', seeingFromUs: null });
    // Who goes on before the lesson has done all that it does there finds it done: the next step counts on it.
    if (rest === null) void this.openStep();
    else void rest().then(() => this.openStep());
    void this.keep();
  }

  /** Asks a copy of the learner's world for the truth, and records both. */
  async answer(asked: PredictStep, given: string, confidence: Confidence): Promise<void> {
    const atUs = this.world.nowUs();
    const [truth, run] = await Promise.all([this.world.predict(asked), this.world.save()]);
    this.change({ progress: answered(this.view.progress, asked.id, { answer: given, confidence, truth, atUs }) });
    const { path } = reviewed(this.lesson.path) ?? this.lesson;
    if (truth !== null) scheduleReview({ path, step: asked.id, atUs, run: { ...run, inputs: run.inputs.filter((one) => one.atUs <= atUs) } }, isRight(asked.question, given, truth), confidence, Date.now());
    void this.keep();
  }

  askHint(of: number): void {
    const { step } = this;
    if (step !== undefined) this.change({ progress: hinted(this.view.progress, step.id, of) });
  }

  /** The lesson from its beginning, in a new world. */
  restart(): void {
    this.stop();
    forget(this.lesson.path);
    this.change({ ready: false, progress: startOfLesson, wrong: null, showing: 'no', lost: 'no' });
    void this.begin(true);
  }

  /** Plays the step's solution in the learner's own world, slowly: letters appear in the terminal as if someone typed them. */
  showSolution(step: ActStep): void {
    const { progress } = this.view;
    this.change({ progress: progress.shown.includes(step.id) ? progress : { ...progress, shown: [...progress.shown, step.id] } });
    this.playSlowly(step.solution);
  }

  /** `isNeeded`: what is left when the step is left is given to the world at once. */
  private playSlowly(moves: readonly Move[], isNeeded = false): void {
    this.stopPlaying();
    this.change({ showing: 'playing' });
    let playing: Playing = playingStart;
    let busy: Promise<void> | null = null;
    const give = async (): Promise<void> => {
      const next = playMoves(playing, moves, this.look());
      ({ playing } = next);
      for (const input of next.inputs) await this.world.act(input);
      if (next.inputs.length > 0) playing = waitingFrom(playing, moves, this.world.nowUs());
      busy = null;
      if ((!next.done && !next.stuck) || this.playing !== timer) return;
      this.stopPlaying();
      this.change({ showing: next.stuck ? 'stuck' : 'no' });
      if (next.stuck) void this.tryTheWay();
    };
    const timer = setInterval(() => {
      busy ??= give();
    }, PLAY_EVERY_MS);
    this.playing = timer;
    if (!isNeeded) return;
    this.rest = async () => {
      await busy;
      for (const input of moves.slice(playing.at).flatMap(inputsAtOnce)) await this.world.act(inputWithJobIds(input, this.look()));
    };
  }

  stopShowing(): void {
    this.stopPlaying();
    this.change({ showing: 'no' });
  }

  /** The learner has played freely: back to where the shown step began. */
  async returnToStep(): Promise<void> {
    const history = await this.world.stepHistory();
    if (history === null) return;
    this.stopPlaying();
    await this.world.seek(history.sinceUs);
    await this.world.play();
    this.change({ showing: 'no', lost: 'no', wrong: null });
  }

  /** A world in order: as the lesson's own solutions leave it just before the shown step. */
  async mend(): Promise<void> {
    const { progress, lost } = this.view;
    this.stopPlaying();
    this.change({ lost: 'mending' });
    const run = await this.world.follow(firstRun(this.lesson), movesBefore(this.lesson, progress.at));
    if (run === null || this.view.progress.at !== progress.at) {
      this.change({ lost });
      return;
    }
    await this.world.load(run);
    await this.world.play();
    this.inputs = { count: run.inputs.length, sinceMs: Date.now(), tried: run.inputs.length };
    this.change({ lost: 'no', wrong: null, showing: 'no' });
    await this.openStep();
  }

  /** Once the learner has done something and pauses: is the goal still within reach? A copy of the world tells. */
  private async followInputs(count: number): Promise<void> {
    const now = Date.now();
    if (count !== this.inputs.count) this.inputs = { ...this.inputs, count, sinceMs: now };
    if (count !== this.inputs.tried && now - this.inputs.sinceMs >= QUIET_MS && this.view.showing === 'no') await this.tryTheWay();
  }

  private async tryTheWay(): Promise<void> {
    const { step } = this;
    if (step?.kind !== 'act' || this.view.progress.done.includes(step.id) || this.view.lost === 'mending') return;
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
      await this.world.load(kept?.run ?? firstRun(this.lesson));
      await this.world.play();
    }
    if (anew || kept === null) await this.openStep();
    else {
      this.show();
      await this.watch(kept.history);
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
    await this.watch(null);
    const { inputs } = await this.world.save();
    this.inputs = { count: inputs.length, sinceMs: Date.now(), tried: inputs.length };
    if (step?.kind !== 'watch' || step.moves === undefined || step.moves.length === 0 || this.view.progress.done.includes(step.id)) return;
    this.change({ progress: stepDone(this.view.progress, step.id) });
    this.playSlowly(step.moves, true);
  }

  private show(): void {
    const { step } = this;
    this.world.show(step?.shown ?? null, this.look());
  }

  /** Has the world watch the shown step, where that waits for something to be done. */
  private async watch(history: StepHistory | null): Promise<void> {
    const { step } = this;
    const waits = step?.kind === 'act' && !this.view.progress.done.includes(step.id);
    await this.world.watchStep(waits ? step : null, history);
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
    if (!ready || verdict === null || step?.kind !== 'act' || verdict.step !== step.id || progress.done.includes(step.id)) return;
    if (verdict.done) {
      this.change({ progress: stepDone(progress, step.id), wrong: null, lost: 'no' });
      void this.noteSpan(step.id);
    } else if (verdict.wrong !== wrong) this.change({ wrong: verdict.wrong });
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
        await this.until(() => !isSeeing() || this.world.nowUs() >= from + atUs);
      }
      if (!isSeeing()) return;
      await this.world.act(input);
    }
    await this.world.play();
  }

  /** Resolves at the first frame at which it is so. */
  private async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const leave = this.world.subscribe(() => {
        if (!isSo()) return;
        leave();
        resolve();
      });
    });
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
    if (run.scenario.name === this.lesson.scenario.name) keep(this.lesson.path, { progress: this.view.progress, history, run, reached: reached(this.view.progress, this.lesson) });
    else this.stop();
    await this.followInputs(run.inputs.length);
  }

  private stopPlaying(): void {
    if (this.playing !== null) clearInterval(this.playing);
    this.playing = null;
    this.rest = null;
  }

  private change(change: Partial<SessionView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

let current: { readonly session: LessonSession; readonly world: LessonWorld } | null = null;

/** The session of this lesson in this world: the one that is going on, or a new one. */
export function sessionOf(lesson: Lesson, world: LessonWorld): LessonSession {
  if (current !== null && current.session.lesson.path === lesson.path && current.world === world) return current.session;
  current?.session.stop();
  const session = new LessonSession(lesson, world);
  current = { session, world };
  return session;
}

/** Leaves the lesson: it waits, as it was kept, until it is opened again. */
export function leaveLesson(): void {
  current?.session.stop();
  current = null;
}
