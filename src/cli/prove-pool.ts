// Proves many lessons at once: as many processes as there are processors, each taking the next lesson when it is done with one.
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What was found of one lesson or exam. */
export interface Proved {
  readonly path: string;
  readonly shown: readonly string[];
  readonly failures: readonly string[];
}

/** Which exams and nights are played: so many from this seed on; as many as is usual where the count is null. */
export interface Seeds {
  readonly from: number;
  readonly count: number | null;
}

const MOST_PROCESSES = 8;

/** Proves all paths; `told` hears of each in the order of the paths. What takes longest should come first. */
export async function proveAll(paths: readonly string[], seeds: Seeds, told: (proved: Proved) => void): Promise<void> {
  const waiting = [...paths];
  const found = new Map<string, Proved>();
  let next = 0;
  const take = (proved: Proved): void => {
    found.set(proved.path, proved);
    for (let path = paths[next]; path !== undefined; path = paths[next]) {
      const ready = found.get(path);
      if (ready === undefined) return;
      told(ready);
      next += 1;
    }
  };
  const count = Math.min(MOST_PROCESSES, availableParallelism(), paths.length);
  await Promise.all(Array.from({ length: count }, () => work(waiting, seeds, take)));
}

async function work(waiting: string[], seeds: Seeds, take: (proved: Proved) => void): Promise<void> {
  let helper: ChildProcess | null = null;
  try {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      helper ??= fork(process.argv[1] ?? '', ['prove', '--job'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const answer = await ask(helper, { path, seeds });
      take(answer ?? { path, shown: [], failures: ['the process that proved it ended'] });
      if (answer === null) helper = null;
    }
  } finally {
    helper?.disconnect();
  }
}

/** Null where the helper ended before it answered. */
function ask(helper: ChildProcess, job: { readonly path: string; readonly seeds: Seeds }): Promise<Proved | null> {
  return new Promise((resolve) => {
    const ended = (): void => resolve(null);
    helper.once('exit', ended);
    helper.once('message', (answer) => {
      helper.off('exit', ended);
      resolve(isProved(answer) ? answer : null);
    });
    helper.send(job);
  });
}

function isProved(value: unknown): value is Proved {
  return typeof value === 'object' && value !== null && 'path' in value && 'shown' in value && 'failures' in value && Array.isArray(value.shown) && Array.isArray(value.failures);
}

const isSeeds = (value: unknown): value is Seeds => typeof value === 'object' && value !== null && 'from' in value && typeof value.from === 'number' && 'count' in value && (value.count === null || typeof value.count === 'number');

/** The other side: answers jobs until the one who asks is gone. */
export function answerJobs(proofOf: (path: string, seeds: Seeds) => Omit<Proved, 'path'>): Promise<void> {
  return new Promise((over) => {
    process.on('disconnect', () => over());
    process.on('message', (job) => {
      if (typeof job !== 'object' || job === null || !('path' in job) || typeof job.path !== 'string' || !('seeds' in job) || !isSeeds(job.seeds)) return;
      process.send?.({ path: job.path, ...proofOf(job.path, job.seeds) });
    });
  });
}
