// What a lesson needs of the page: to look at the world, to act in it, and to ask what would happen.
import type { StepVerdict } from '../../bridge/frame.ts';
import type { Input, SavedRun } from '../../bridge/input.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import type { StepHistory } from '../../lesson/history.ts';
import type { Look } from '../../lesson/evaluate.ts';
import type { ActStep, PredictStep, Shown } from '../../lesson/lesson.ts';
import type { Reach } from '../../lesson/way-back.ts';

export interface LessonWorld {
  /** Resolves once the page has a world to look at. */
  ready(): Promise<void>;
  records(): Iterable<WorldRecord>;
  nowUs(): number;
  /** Calls back after each frame, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Null when taken, else a key that says why not. */
  input(input: Input): Promise<string | null>;
  /** What a copy of this world answers to a prediction, as it is kept; null where that is not clear. */
  predict(step: PredictStep): Promise<string | null>;
  /** From where this step's goal is still reached, found in copies of this world; null where that is not known. */
  reach(step: ActStep): Promise<Reach | null>;
  /** The run that comes of this one where these steps are done; null where they can't be. */
  follow(run: SavedRun, steps: readonly ActStep[]): Promise<SavedRun | null>;
  /** Watches a step from now on, or goes on with what was seen of it; null watches none. */
  watchStep(step: ActStep | null, history: StepHistory | null): Promise<void>;
  /** What has been seen of the watched step, to be kept. */
  stepHistory(): Promise<StepHistory | null>;
  /** What has come of the watched step, as of the last frame. */
  verdict(): StepVerdict | null;
  load(run: SavedRun): Promise<void>;
  save(): Promise<SavedRun>;
  /** Another value once something was typed or shown in a terminal. */
  stamp(): unknown;
  /** Lets virtual time run. */
  play(): Promise<void>;
  /** Goes to a time of this branch. */
  seek(atUs: number): Promise<void>;
  /** Does something for the learner so that it can be followed: a line is typed letter by letter, a thing of the stage is pointed at first. */
  act(input: Input): Promise<void>;
  /** Shows what a step says is to be shown; null shows what the learner had. */
  show(shown: Shown | null, world: Look): void;
  /** Tells the learner that another tab is further in this lesson, and is what is kept. */
  sayElsewhere(): void;
}
