// What the rungs of the ladder have come to, as the world shows it: their jobs, the rows that they wrote, and whether they agree.
import type { FlinkJobRecord } from '../../bridge/flink-records.ts';
import type { Tables } from '../store/world-store.ts';
import { EVENTS_TOPIC, type QuestionId, resultTopic, type RungId, RUNGS } from './questions.ts';
import { rungTerminal } from './run-inputs.ts';

type ResultTables = Pick<Tables, 'flink-node' | 'flink-job' | 'replica' | 'tty' | 'topic'>;

export type RungState =
  | { readonly kind: 'none' }
  /** Its terminal still compiles and submits. */
  | { readonly kind: 'submitting' }
  | { readonly kind: 'job'; readonly job: FlinkJobRecord }
  /** It was run, and there is no job: its terminal says why. */
  | { readonly kind: 'refused' };

export interface RungResult {
  readonly rung: RungId;
  readonly state: RungState;
  /** What it wrote, as it came. */
  readonly rows: readonly string[];
}

export interface Comparison {
  /** Every row that any rung wrote, in order, with how often each rung wrote it. */
  readonly rows: readonly { readonly text: string; readonly counts: Readonly<Record<RungId, number>> }[];
  /** Rungs that have finished. */
  readonly finished: readonly RungId[];
  /** Rows about which those that have finished differ. */
  readonly differing: number;
}

export function rungResult(question: QuestionId, rung: RungId, tables: ResultTables): RungResult {
  return { rung, state: stateOf(question, rung, tables), rows: rowsIn(resultTopic(question, rung), tables) };
}

function stateOf(question: QuestionId, rung: RungId, tables: ResultTables): RungState {
  const tty = tables.tty.get(`tty/${rungTerminal(rung)}`);
  const name = resultTopic(question, rung);
  const asked = tty?.history.findLast((line) => line.includes(`--topic ${name} `));
  if (tty !== undefined && asked !== undefined && tty.waiting !== 'shell' && tty.history.at(-1) === asked) return { kind: 'submitting' };
  const job = [...tables['flink-job'].values()].filter((one) => one.name === name).sort((a, b) => a.startedMs - b.startedMs).at(-1);
  if (job !== undefined) return { kind: 'job', job };
  return asked === undefined ? { kind: 'none' } : { kind: 'refused' };
}

function rowsIn(topic: string, { replica }: ResultTables): readonly string[] {
  const leaders = [...replica.values()].filter((one) => one.topic === topic && one.role === 'leader').sort((a, b) => a.partition - b.partition);
  return leaders.flatMap(({ tail }) => tail.map(({ value }) => value ?? ''));
}

/** The rows of all rungs side by side. */
export function compare(results: readonly RungResult[]): Comparison {
  const finished = results.filter(({ state }) => state.kind === 'job' && state.job.status === 'FINISHED').map(({ rung }) => rung);
  const texts = [...new Set(results.flatMap(({ rows }) => rows))].sort();
  const countIn = (rung: RungId, text: string): number => results.find((one) => one.rung === rung)?.rows.filter((row) => row === text).length ?? 0;
  const rows = texts.map((text) => ({ text, counts: { sql: countIn('sql', text), table: countIn('table', text), datastream: countIn('datastream', text), process: countIn('process', text) } }));
  return { rows, finished, differing: rows.filter(({ counts }) => new Set(finished.map((rung) => counts[rung])).size > 1).length };
}

/** What is missing before a rung can be run. */
export function missing(tables: ResultTables): 'flink' | 'events' | null {
  const manager = [...tables['flink-node'].values()].find(({ role }) => role === 'jobmanager');
  if (manager === undefined || manager.state === 'down') return 'flink';
  const events = [...tables.replica.values()].some(({ topic, role, logEndOffset }) => topic === EVENTS_TOPIC && role === 'leader' && logEndOffset > 0);
  return events ? null : 'events';
}

export const allResults = (question: QuestionId, tables: ResultTables): readonly RungResult[] => RUNGS.map((rung) => rungResult(question, rung, tables));
