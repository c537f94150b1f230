// Rows that a collect sink brought to the JobManager, for whoever asks for them: what a SELECT shows.
import { freeze } from '../../kernel/freeze.ts';
import type { StreamRecord } from '../record.ts';
import type { ClientAnswer, ToJobManager } from '../rpc.ts';
import type { Job } from './state.ts';

/** Rows of one sink that are kept; the oldest go first. */
export const MOST_COLLECTED = 1_000_000;
/** Rows of one answer. */
const ANSWER = 5_000;

/** Takes rows in; what has come before, and comes again after a restart, is passed over. */
export function collect(job: Job, { name, subtask, from, records }: Extract<ToJobManager, { kind: 'CollectedRows' }>): void {
  const own = (job.collected[name] ??= { chunks: [], count: 0, first: {}, next: {} });
  own.first[subtask] ??= from;
  const next = own.next[subtask] ?? from;
  if (from > next) return;
  const fresh = records.slice(next - from);
  if (fresh.length === 0) return;
  own.next[subtask] = next + fresh.length;
  own.count += fresh.length;
  own.chunks.push(freeze(fresh));
  while (own.count > MOST_COLLECTED && own.chunks.length > 1) own.count -= own.chunks.shift()?.length ?? 0;
}

export function fetchResults(job: Job, name: string, from: number): ClientAnswer {
  const records: StreamRecord[] = [];
  let at = 0;
  for (const chunk of job.collected[name]?.chunks ?? []) {
    if (at + chunk.length > from) records.push(...chunk.slice(Math.max(0, from - at)));
    at += chunk.length;
    if (records.length >= ANSWER) break;
  }
  return { of: 'FetchResults', records, next: from + records.length, status: job.status };
}
