// What a lesson is once its files have been read: plain data that the page, the prover and later a teacher's tools share.
import type { Input, SavedRun, TimedInput } from '../bridge/input.ts';
import type { Scenario } from '../bridge/scenario.ts';
import type { Expression, Selection } from './expression.ts';

export type Language = 'pt' | 'en';

export const LANGUAGES: readonly Language[] = ['pt', 'en'];

/** One thing done in the world, as a person would do it. */
export type Move = Done & {
  /** Why the goal of a solution is reached without it all the same. */
  readonly optional?: string;
};

type Done =
  /** A command is typed, and its prompt is waited for. */
  | { readonly kind: 'run'; readonly tty: string; readonly text: string }
  /** A line is typed, and this much time passes. */
  | { readonly kind: 'type'; readonly tty: string; readonly text: string; readonly thenUs: number }
  /** A control key, after which the prompt is waited for. */
  /** Without `thenUs` it waits for the shell's prompt. */
  | { readonly kind: 'press'; readonly tty: string; readonly key: 'C' | 'D' | 'Z'; readonly thenUs?: number }
  | { readonly kind: 'wait'; readonly us: number }
  /** What a hand does on the stage, all at once. */
  | { readonly kind: 'inputs'; readonly inputs: readonly Input[] };

export interface WrongAttempt {
  readonly id: string;
  readonly moves: readonly Move[];
  /** True where the learner's world shows this mistake. */
  readonly when: Expression;
}

export interface Option {
  readonly id: string;
  /** True in the foreseen world where this option is what happens. */
  readonly when: Expression;
}

/** One of the things to put in order, and the number in the foreseen world that gives it its place. */
export interface Ranked {
  readonly id: string;
  readonly value: Expression;
}

export type Question =
  | { readonly kind: 'choice'; readonly options: readonly Option[] }
  | { readonly kind: 'number'; readonly value: Expression }
  | { readonly kind: 'order'; readonly first: 'smallest' | 'largest'; readonly items: readonly Ranked[] }
  /** A thing of the stage is to be clicked: any of those that the foreseen world selects is right. */
  | { readonly kind: 'click'; readonly of: Selection };

/** What the page shows when a step is opened. Everything may be left out. */
export interface Shown {
  /** Things of the stage to look at: the records that each selection picks. */
  readonly look: readonly Selection[];
  /** Virtual seconds per real second; null leaves it as it is. */
  readonly speed: number | null;
  /** Whether the stage shows messages without records, and internal topics; null leaves it as it is. */
  readonly control: boolean | null;
  readonly internal: boolean | null;
  /** With Flink: Kafka alone, Flink between its topics, or both whole; null leaves it as it is. */
  readonly lens: 'kafka' | 'flink' | 'all' | null;
  /** The name of the job whose graph is shown; null leaves it as it is. */
  readonly job: string | null;
  /** The inspector shows the first that it picks; false closes it, null leaves it as it is. */
  readonly inspect: Selection | false | null;
  /** The API ladder stands before the stage, at this question and rung; false closes it, null leaves it as it is. */
  readonly ladder: LadderShown | false | null;
  /** What stands under the stage: the terminals, or the SQL editor with its results or its drawn plan; null leaves it as it is. */
  readonly panel: 'terminal' | 'sql' | 'plan' | null;
}

export interface LadderShown {
  readonly question: 'por-minuto' | 'pagamentos' | 'inativos';
  readonly rung: 'sql' | 'table' | 'datastream' | 'process';
  readonly language: 'java' | 'python';
}

export interface PredictStep {
  readonly kind: 'predict';
  readonly id: string;
  readonly shown?: Shown;
  readonly question: Question;
  /** What is tried in a fork of the learner's world to find the answer; times are counted from its beginning. */
  readonly inputs: readonly TimedInput[];
  readonly forUs: number;
}

/** What an operator does who looks at the world again and again: the first rule that applies is followed. */
export interface Rule {
  readonly id: string;
  /** It applies where this is true; null for always. */
  readonly when: Expression | null;
  /** It applies where this picks something: `{field}` in the moves stands for a field of the first. Null for none. */
  readonly of: Selection | null;
  readonly moves: readonly Move[];
  /** It does not apply again for so long after its moves were made. */
  readonly restUs: number;
}

export interface ActStep {
  readonly kind: 'act';
  readonly id: string;
  readonly shown?: Shown;
  readonly check: Expression;
  /** Empty where rules stand for it. */
  readonly solution: readonly Move[];
  /** Where no list of moves solves it, because what is to be done depends on what happens. */
  readonly rules?: readonly Rule[];
  readonly wrong: readonly WrongAttempt[];
  /** Why the goal is out of reach for one who took much time at all steps before: the page then offers a world in order. */
  readonly soon?: string;
}

export interface WatchStep {
  readonly kind: 'watch';
  readonly id: string;
  readonly shown?: Shown;
  /** What the lesson itself does in the learner's world when the step is opened for the first time. */
  readonly moves?: readonly Move[];
  /** True once the moves have had their effect. */
  readonly until?: Expression;
}

export type Step = PredictStep | ActStep | WatchStep;

/** Texts of a step. They are Markdown in the files, and HTML where the lesson was compiled for the page. */
export interface StepText {
  readonly title: string;
  readonly body: string;
  /** How the real one is set up, for who wants to know; folded away. */
  readonly real?: string;
  /** From the gentlest to the plainest. */
  readonly hints: readonly string[];
  /** Said when the check holds, or when the answer of a prediction is shown. */
  readonly done: string;
  readonly wrong: Readonly<Record<string, string>>;
  /** What each option says, in plain text, and what is answered to one who chose it. */
  readonly options: Readonly<Record<string, { readonly label: string; readonly feedback: string }>>;
}

export interface LessonText {
  readonly title: string;
  readonly intro: string;
  /** What each incident of a shift was, in plain text, and what it costs to leave it: told at the end. */
  readonly incidents?: Readonly<Record<string, { readonly label: string; readonly feedback: string }>>;
  readonly steps: Readonly<Record<string, StepText>>;
  /** What the lesson taught, for the summary of its level; where it is missing, the last step says it. */
  readonly summary?: string;
  /** What to read next. */
  readonly reading?: string;
}

/** Something that may go wrong in a shift. */
export interface Incident {
  readonly id: string;
  readonly moves: readonly Move[];
}

/** What a seed draws for a shift: which incidents, in which order, when, and where. */
export interface ShiftPlan {
  readonly choose: Readonly<Record<string, readonly string[]>>;
  readonly pick: number;
  /** When the first one comes, and how long after it the next: drawn evenly between the two, to the second. */
  readonly firstUs: readonly [number, number];
  readonly nextUs: readonly [number, number];
  readonly incidents: readonly Incident[];
}

export interface Lesson {
  /** Where it stands in the course, for example `kafka/3-kafka/07-topic-is-a-log`. */
  readonly path: string;
  readonly number: number;
  readonly minutes: number;
  readonly seed: number;
  readonly scenario: Scenario;
  /** What happens before the learner comes: inputs from the time on at which the world is shown. */
  readonly before?: readonly TimedInput[];
  /** Where the lesson is a shift: another seed is another night. */
  readonly shift?: ShiftPlan;
  readonly steps: readonly Step[];
  readonly texts: Readonly<Record<Language, LessonText>>;
}

/** The run that a lesson begins with: its world, and one terminal. */
export function firstRun(lesson: Pick<Lesson, 'scenario' | 'seed' | 'before'>): SavedRun {
  const { scenario, seed, before = [] } = lesson;
  const atUs = before.at(-1)?.atUs ?? scenario.shownFromUs;
  return { version: 1, scenario, seed, inputs: [...before, { atUs, input: { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true } }] };
}

/** What a list of lessons shows, without loading them. */
export interface LessonEntry {
  readonly path: string;
  readonly number: number;
  readonly minutes: number;
  readonly title: Readonly<Record<Language, string>>;
}

/** A level of the course as its map shows it. */
export interface CourseLevel {
  readonly id: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly story: Readonly<Record<Language, string>>;
  /** `path` is null where a lesson is still to come. */
  readonly lessons: readonly { readonly number: number; readonly title: Readonly<Record<Language, string>>; readonly path: string | null; readonly minutes: number | null }[];
  /** A world to play in. */
  readonly sandbox: SavedRun | null;
  /** The path of its exam. */
  readonly exam: string | null;
}

/** What the lessons of a level taught, in HTML. */
export interface LevelSummary {
  readonly lessons: readonly { readonly path: string; readonly number: number; readonly texts: Readonly<Record<Language, { readonly title: string; readonly learned: string; readonly reading: string }>> }[];
}

/** A term of the course and what it means, in both languages. */
export interface GlossaryWord {
  readonly id: string;
  readonly term: Readonly<Record<Language, string>>;
  readonly meaning: Readonly<Record<Language, string>>;
}

/** What is wrong in a lesson's files, where, and what to do about it. */
export interface LessonProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/** A problem in one line, as compilers print theirs. */
export function problemLine(problem: LessonProblem): string {
  return `${problem.file}:${problem.line}: ${problem.message}: ${problem.remedy}`;
}
