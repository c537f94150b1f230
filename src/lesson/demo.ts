// What a prepared failure is once its file has been read: a world, what is to come in it, and what to look at. Plain data.
import type { Input, SavedRun, TimedInput } from '../bridge/input.ts';
import type { Scenario } from '../bridge/scenario.ts';
import type { Expression } from './expression.ts';
import type { Language, Shown } from './lesson.ts';

type Said = Readonly<Record<Language, string>>;

/** An instant of a demo: something is done then, or something has come of it, or both. */
export interface DemoMark {
  /** After the demo's beginning, in virtual microseconds. */
  readonly atUs: number;
  readonly inputs: readonly Input[];
  /** Becomes true at about this instant; null where something is only done. A test holds it to that. */
  readonly when: Expression | null;
  readonly says: Said;
}

export interface Demo {
  /** `leader-loss`; the file's name without its number. */
  readonly id: string;
  readonly number: number;
  readonly group: 'kafka' | 'flink';
  readonly title: Said;
  /** One sentence on what to look at. */
  readonly watch: Said;
  readonly scenario: Scenario;
  readonly seed: number;
  /** What happens before it is shown. */
  readonly before: readonly TimedInput[];
  readonly shown: Shown;
  readonly lastsUs: number;
  readonly marks: readonly DemoMark[];
}

/** What a list of demos shows, without loading them. */
export type DemoEntry = Pick<Demo, 'id' | 'number' | 'group' | 'title' | 'watch'>;

/** The scenario of a demo is named so: by it a page knows whose world it shows. */
export const demoScenario = (id: string): string => `demo/${id}`;

/** The id of the demo whose world this is; null for any other world. */
export function demoIdOf(scenarioName: string): string | null {
  return scenarioName.startsWith('demo/') ? scenarioName.slice('demo/'.length) : null;
}

/** When a demo begins to be shown, in virtual microseconds. */
export function demoStart({ before, scenario }: Pick<Demo, 'before' | 'scenario'>): number {
  return Math.max(scenario.shownFromUs, before.at(-1)?.atUs ?? 0);
}

/** What the demo plans in its world: it comes on every branch, and a teacher may take it out. */
export function plannedInputs(demo: Demo): readonly Input[] {
  const startUs = demoStart(demo);
  return demo.marks.flatMap(({ atUs, inputs }, mark) => inputs.flatMap((input, at): Input[] => (isPlannable(input) ? [{ kind: 'schedule', name: `demo-${mark + 1}-${at + 1}`, atUs: startUs + atUs, input }] : [])));
}

function isPlannable(input: Input): input is Extract<Input, { readonly kind: 'schedule' }>['input'] {
  return !['schedule', 'unschedule', 'chaos', 'client-connects', 'client-asks', 'client-leaves'].includes(input.kind);
}

/** The run that a demo begins with: its world, a terminal, and its plan. It stands at the demo's beginning. */
export function demoRun(demo: Demo): SavedRun {
  const atUs = demoStart(demo);
  const open: Input = { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true };
  return { version: 1, scenario: demo.scenario, seed: demo.seed, inputs: [...demo.before, ...[open, ...plannedInputs(demo)].map((input) => ({ atUs, input }))] };
}
