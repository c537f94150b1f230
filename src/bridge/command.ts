// What the page asks of the worker. Everything that changes a world goes through `input`.
import type { Frame } from './frame.ts';
import type { Place, Samples } from './history.ts';
import type { ProgramLanguage, ProgramPlan } from './program.ts';
import type { Input, KeptLines, SavedRun, TimedInput } from './input.ts';
import type { WorldRecord } from './records.ts';
import type { Scenario } from './scenario.ts';
import type { SqlChecked, SqlCompletion, SqlExplained, SqlVocabulary } from './sql.ts';

export type StepKind =
  /** The very next event of the world. */
  | { readonly kind: 'event' }
  /** The next event that this node handles. */
  | { readonly kind: 'actor'; readonly node: string }
  /** The next fact of this kind, for example `leader-changed`. */
  | { readonly kind: 'fact'; readonly fact: string };

export type PlaybackCommand =
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  /** From 0.01 to 1000 virtual seconds per real second. */
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'seek'; readonly atUs: number }
  /** Ends a seek or the search for a step that is on its way, where it has come to; the search back leaves it where it was. */
  | { readonly kind: 'stay' }
  | { readonly kind: 'step'; readonly step: StepKind; readonly direction: 'forward' | 'back' }
  | { readonly kind: 'branch'; readonly branch: number };

/** One link in the answer to "why?", latest first. `params` fill the text of `kind` in the reader's language. */
export interface Reason {
  readonly factId: number;
  readonly atUs: number;
  readonly actor: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** What it is about, as record ids. */
  readonly subjects: readonly string[];
}

/** What could complete the word before the cursor. */
export interface Completion {
  /** Where the completed word starts in the line. */
  readonly from: number;
  readonly candidates: readonly string[];
}

/** A window that the page looks at, so that only what is seen crosses the bridge. */
export interface Watch {
  /** Records shown of each replica's log. */
  readonly recordsPerReplica: number;
  /** The partition that is read record by record, as `topic-partition`, or null. */
  readonly partition: string | null;
  /**
   * Flights stay among the records for this long after they arrived, in ms of the reader's time at the speed of play
   * (so `flightTrailMs * 1000 * speed` virtual microseconds): most are over sooner than a picture lasts, and the stage shows
   * them slower than real. At most 2,000 flights are sent, those with records first. Absent is 0.
   */
  readonly flightTrailMs?: number;
}

/** The worker's interface, spoken through comlink. Errors come as values, never as rejected promises. */
export interface WorkerApi {
  /** A scenario of the page's own, which is not read as a stranger's: a cluster alone is shown before anything else has been fetched. */
  open(scenario: Scenario, seed: number): Promise<void>;
  /** `kept`: all lines of the timeline that the run is one of, as `keepLines` gave them. */
  load(run: SavedRun, kept?: KeptLines | null): Promise<void>;
  /** Leaves the run that is being loaded: the world before it goes on as it was, and `load` resolves. False where none is being loaded, or none stood before. */
  giveUp(): Promise<boolean>;
  /** How much of the way to where the world was told to go was lived, from 0 to 1; null while its code is fetched, or where it stands. */
  lived(): Promise<number | null>;
  /** Fetches what lessons will need (Flink, what watches their steps) while nobody waits for it; what can't be fetched is asked for again when it is needed. */
  prepare(): Promise<void>;
  /** Shows the world of a bridge that serves this page, live; `from` is the page's address. Whether there is one. */
  attach(from: string): Promise<boolean>;
  save(): Promise<SavedRun>;
  onFrame(receive: (frame: Frame) => void): Promise<void>;
  /** Asks for a whole frame, after one that did not fit. */
  resync(): Promise<void>;
  /** Resolves when the world stands where it was told to go: false where a step found no such moment within two virtual minutes. */
  playback(command: PlaybackCommand): Promise<boolean>;
  /** Gives an input at the present virtual time, `joined` where it is part of the act before it; null when taken, else a message key that says why not. */
  input(input: Input, joined?: boolean): Promise<string | null>;
  /**
   * Takes back the last act before now: a new branch begins at its instant, on which it was never done. What was taken back; null where there is
   * nothing, in what a run was opened with neither.
   */
  undo(): Promise<readonly Input[] | null>;
  watch(watch: Watch): Promise<void>;
  /** The chain of causes of a fact, from the fact itself down to the input that began it. */
  why(factId: number): Promise<readonly Reason[]>;
  /** Measures of a branch along the timeline, after an instant; no more than one a virtual second. null where its code could not be fetched. */
  samples(branch: number, afterUs: number): Promise<Samples | null>;
  /** The records of another place on the timeline, without their logs' tails; the shown world stays as it is. null where that can't be found out. */
  recordsAt(place: Place): Promise<readonly WorldRecord[] | null>;
  /** All lines of the timeline, from which another worker can make it anew; null where there is none. */
  keepLines(): Promise<KeptLines | null>;
  /** The run of a branch, to be lived in another world beside this one; null where there is none. */
  saveBranch(branch: number): Promise<SavedRun | null>;
  complete(tty: string, line: string, cursor: number): Promise<Completion>;
  /** What a program would become, without running it; null where what reads it could not be fetched. */
  planProgram(language: ProgramLanguage, source: string): Promise<ProgramPlan | null>;
  /** The records of a forked world after `inputs` and `forUs` more microseconds; the shown world is untouched. */
  foresee(inputs: readonly Input[], forUs: number): Promise<readonly WorldRecord[]>;
  /**
   * Watches a step of a lesson from now on: frames carry its verdict. `step` and `history` are the lesson's own data; a history that was kept
   * is gone on with, and null begins the step now. A step of null ends the watching. A world that is opened or loaded is not watched.
   */
  watchStep(step: unknown, history: unknown): Promise<void>;
  /** What has been seen of the watched step on this branch, to be kept; null where none is watched. */
  stepHistory(): Promise<unknown>;
  /** A prediction's answer as the lesson keeps it, found in a copy of the world that is looked at all the while; null where it is not clear. Times are counted from now. */
  predict(step: unknown, inputs: readonly TimedInput[], forUs: number): Promise<string | null>;
  /**
   * From where the goal of this step is still reached by its solution: `here`, from the world as it is; `start`, from where the step began;
   * `nowhere`. Found in copies of the world, which goes on meanwhile; null where it can't be found out.
   */
  reach(step: unknown): Promise<'here' | 'start' | 'nowhere' | null>;
  /** The run that comes of this one where a lesson's steps are done, one after the other; null where they can't be. The shown world stays as it is. */
  follow(run: SavedRun, steps: readonly unknown[]): Promise<SavedRun | null>;
  /** The words of Flink SQL; null where they can't be fetched. */
  sqlWords(): Promise<SqlVocabulary | null>;
  /**
   * A text of Flink SQL read as a script over the session of the client in this terminal (a new one where none runs); nothing is run. null where
   * there is no world.
   */
  sqlCheck(tty: string, text: string): Promise<SqlChecked | null>;
  /** What could be typed at `offset`, in UTF-16 units. */
  sqlComplete(tty: string, text: string, offset: number): Promise<SqlCompletion | null>;
  /** The plan of the statement at `offset`. */
  sqlExplain(tty: string, text: string, offset: number): Promise<SqlExplained | null>;
  /** The running hash of handled events, in hexadecimal. */
  hash(): Promise<string>;
  /** This branch's run, how far it was lived, and the running hash of the world there; null where there is none. */
  sealed(): Promise<{ readonly run: SavedRun; readonly endUs: number; readonly hash: string } | null>;
  /**
   * Plays a homework's claim again in a world of its own, as `Graded` or `Unread`; null where the code for it could not be fetched. The claim, the lesson
   * and the result are the lesson's own data. `told` hears how much of the run was played, from 0 to 1.
   */
  grade(claim: unknown, lesson: unknown, build: string, told: (part: number) => void): Promise<unknown>;
  /** Opens a lesson pack of unknown origin, as the lesson's own `OpenedPack`; `tried` where it was opened here before. null where the code for it could not be fetched. */
  openPack(bytes: Uint8Array, tried: boolean): Promise<unknown>;
  /**
   * A run as a zip for the real systems, with these texts beside it in its one folder; null where the code for it could not be fetched. `told` hears how
   * much of the run was lived again, from 0 to 1. Rejects where the world breaks.
   */
  exportWorld(world: { readonly run: SavedRun; readonly endUs: number; readonly texts: Readonly<Record<string, string>>; readonly folder: string }, told: (part: number) => void): Promise<Uint8Array | null>;
}
