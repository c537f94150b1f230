// What a move names and only the running world knows: `{job totais}` is the number that Flink gave the job, `{savepoint}` the path of the last savepoint.
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { Look } from './evaluate.ts';
import type { RecordKind } from './fields.ts';
import type { Move } from './lesson.ts';

const NAMED = /\{job ([^{}]+)\}/g;
const ENDED = new Set(['FAILED', 'CANCELED', 'FINISHED']);

const SAVEPOINT = '{savepoint}';

/** Which records say what the moves name. */
export function kindsNamed(moves: readonly Move[]): readonly RecordKind[] {
  const names = (text: string): boolean => moves.some((move) => 'text' in move && move.text.includes(text));
  return [...(names('{job ') ? ['flink-job' as const] : []), ...(names(SAVEPOINT) ? ['line' as const] : [])];
}

/** The line with the ids of the jobs that it names: of several with one name the newest that has not ended. What is not there stays as it is. */
export function withJobIds(text: string, world: Look): string {
  return text.replaceAll(SAVEPOINT, () => lastSavepoint(world.byKind.line ?? []) ?? SAVEPOINT).replace(NAMED, (whole, name: string) => jobNamed(name, world.byKind['flink-job'] ?? []) ?? whole);
}

/** The same for what is given to a world. */
export function inputWithJobIds(input: Input, world: Look): Input {
  return input.kind === 'line' && /\{(?:job |savepoint\})/.test(input.text) ? { ...input, text: withJobIds(input.text, world) } : input;
}

/** The path that a terminal shows last; `flink stop` and `flink savepoint` say it so. */
function lastSavepoint(records: readonly WorldRecord[]): string | null {
  return records.flatMap((record) => (record.kind === 'line' ? (/^Savepoint completed\. Path: (\S+)$/.exec(record.text.trimEnd())?.[1] ?? []) : [])).at(-1) ?? null;
}

function jobNamed(name: string, records: readonly WorldRecord[]): string | null {
  const jobs = records.flatMap((record) => (record.kind === 'flink-job' && record.name === name ? [record] : [])).toSorted((a, b) => b.startedMs - a.startedMs);
  return (jobs.find(({ status }) => !ENDED.has(status)) ?? jobs[0])?.job ?? null;
}
