// What the two windows of a lesson in class say to each other: what the presenter sees of the class's page, and what the class is shown.
import { createStore } from 'zustand/vanilla';
import type { WorkerApi } from '../../../bridge/command.ts';
import type { Frame } from '../../../bridge/frame.ts';
import type { PageState } from '../../store/page-store.ts';
import type { Vote } from '../votes.ts';

/** What stands over the class's page. */
export interface ClassView {
  /** A picture of the page stands before it while the presenter prepares something behind. */
  readonly frozen: boolean;
  /** The thing of the stage that is lit, by its record; null for none. */
  readonly spot: string | null;
  readonly vote: Vote | null;
}

export const NOTHING_SHOWN: ClassView = { frozen: false, spot: null, vote: null };

/** In the class's window: what it is shown. */
export const classView = createStore<ClassView>(() => NOTHING_SHOWN);

/** The step of a lesson that the class has before it. Texts are HTML that was made of the lesson's files, but titles and answers. */
export interface LessonSeen {
  readonly path: string;
  readonly lesson: string;
  readonly at: number;
  readonly of: number;
  readonly title: string;
  readonly body: string;
  /** What is said once the step is done, or the truth is known. */
  readonly done: string;
  readonly hints: readonly string[];
  /** What it asks, as plain text; empty where it asks nothing. */
  readonly question: string;
  /** Where it asks for one of some answers. */
  readonly answers: readonly { readonly id: string; readonly text: string }[];
  /** What the class's page has of this step: something to do that is not done, being done for the class, or done; null where nothing is to be done. */
  readonly doing: 'open' | 'showing' | 'done' | null;
  /** Steps before it that were left undone, and on which it counts. */
  readonly missing: number;
  /** What was foreseen can be seen to happen, or is being seen; null where nothing was answered. */
  readonly seeing: boolean | null;
}

/** What the presenter sees of the class's page. */
export interface PageSeen extends Pick<PageState, 'theme' | 'locale' | 'door' | 'present'> {
  readonly lesson: LessonSeen | null;
  /** A lesson is open, but another world stands before it. */
  readonly lessonWaits: boolean;
}

/** The part of the page that goes where the presenter goes. */
export const LED = ['lens', 'zoom', 'following', 'flinkJob', 'internalTopics', 'controlTraffic', 'folded', 'traced', 'tracedRecords', 'demo', 'marks', 'ladder', 'dockOpen', 'dockTab', 'marked', 'beside'] as const satisfies readonly (keyof PageState)[];

export type Led = Partial<Pick<PageState, (typeof LED)[number] | 'selected' | 'tab' | 'door' | 'lessonOpen' | 'present' | 'marks'>>;

/** The class's page as the presenter's window calls it. */
export interface Audience {
  readonly api: WorkerApi;
  /** Answers as long as the page is there. */
  ready(): boolean;
  frames(receive: (frame: Frame) => void): void;
  page(receive: (seen: PageSeen) => void): void;
  /** Where the class's page stands: a presenter who comes begins there. */
  led(): Led;
  lead(change: Led): void;
  /** What it is shown: a presenter who comes back goes on with it. */
  shown(): ClassView;
  show(view: ClassView): void;
  /** To the lesson's next step, or the one before. */
  goLesson(by: 1 | -1): Promise<void>;
  /** Opens a lesson before the class. */
  openLesson(path: string): void;
  /** Closes the lesson: the class has the course's map before it. */
  endLesson(): void;
  /** Does what the step asks for before the class's eyes, or stops doing it. */
  doStep(): void;
  /** Puts the class's world in order where steps before were left undone. */
  mend(): Promise<void>;
  /** What was foreseen happens in the class's world, or time goes back to before it. */
  see(): Promise<void>;
  /** The truth about the question of the lesson's step; null where there is none, or none yet. `given`, what most of the class say, is then answered in the lesson. */
  truth(given: string | null): Promise<string | null>;
}
