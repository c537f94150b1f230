// A job's name in a move, `{job totais}`: the number that Flink gave it is known only once it runs.
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { Look } from './evaluate.ts';
import type { Move } from './lesson.ts';

const NAMED = /\{job ([^{}]+)\}/g;
const ENDED = new Set(['FAILED', 'CANCELED', 'FINISHED']);

/** Whether some move names a job. */
export function namesJobs(moves: readonly Move[]): boolean {
  return moves.some((move) => 'text' in move && move.text.includes('{job '));
}

/** The line with the ids of the jobs that it names: of several with one name the newest that has not ended. What is not there stays as it is. */
export function withJobIds(text: string, world: Look): string {
  return text.replace(NAMED, (whole, name: string) => jobNamed(name, world.byKind['flink-job'] ?? []) ?? whole);
}

/** The same for what is given to a world. */
export function inputWithJobIds(input: Input, world: Look): Input {
  return input.kind === 'line' && input.text.includes('{job ') ? { ...input, text: withJobIds(input.text, world) } : input;
}

function jobNamed(name: string, records: readonly WorldRecord[]): string | null {
  const jobs = records.flatMap((record) => (record.kind === 'flink-job' && record.name === name ? [record] : [])).toSorted((a, b) => b.startedMs - a.startedMs);
  return (jobs.find(({ status }) => !ENDED.has(status)) ?? jobs[0])?.job ?? null;
}
