// Grades many files at once: as many processes as there are processors, each taking the next file when it is done with one.
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { GradeRow } from '../lesson/graded.ts';

type Rows = readonly Omit<GradeRow, 'alike'>[];
const MOST_PROCESSES = 8;
/** Fewer are graded sooner than another process has started. */
const FEWEST_FILES = 4;

/** The rows of each file, in the order of the files. The helpers read these packs for themselves. */
export async function gradeAll(files: readonly string[], alone: (file: string) => Rows, packs: readonly string[]): Promise<readonly Rows[]> {
  const count = files.length < FEWEST_FILES ? 1 : Math.min(MOST_PROCESSES, availableParallelism(), files.length);
  if (count === 1) return files.map((file) => alone(file));
  const found = new Map<number, Rows>();
  const waiting = files.map((file, at) => ({ file, at }));
  await Promise.all(Array.from({ length: count }, () => work(waiting, found, packs)));
  return files.map((file, at) => found.get(at) ?? [{ file, name: '', lesson: '', outcome: { kind: 'unread', problem: 'broken', where: 'the process that graded it ended' } }]);
}

async function work(waiting: { readonly file: string; readonly at: number }[], found: Map<number, Rows>, packs: readonly string[]): Promise<void> {
  let helper: ChildProcess | null = null;
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      helper ??= fork(process.argv[1] ?? '', ['grade', '--job', ...packs], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const rows = await ask(helper, next.file);
      if (rows === null) helper = null;
      else found.set(next.at, rows);
    }
  } finally {
    helper?.disconnect();
  }
}

/** Null where the helper ended before it answered. */
function ask(helper: ChildProcess, file: string): Promise<Rows | null> {
  return new Promise((resolve) => {
    const ended = (): void => resolve(null);
    helper.once('exit', ended);
    helper.once('message', (answer) => {
      helper.off('exit', ended);
      resolve(Array.isArray(answer) ? answer : null);
    });
    helper.send({ file });
  });
}

/** The other side: answers until the one who asks is gone. */
export function answerGrades(rowsOf: (file: string) => Rows): Promise<void> {
  return new Promise((over) => {
    process.on('disconnect', () => over());
    process.on('message', (job) => {
      if (typeof job === 'object' && job !== null && 'file' in job && typeof job.file === 'string') process.send?.(rowsOf(job.file));
    });
  });
}
