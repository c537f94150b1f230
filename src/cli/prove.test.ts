// Every lesson is proved: what it asks can be done, what it warns of is recognised, what it predicts is what happens.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { examPaths, lessonPaths } from './lesson-plugin.ts';

const ROOT = join(import.meta.dirname, '../..');

// The command itself, in processes of its own: lessons are proved beside each other.
it('every lesson and exam is proved', { timeout: 900_000 }, async () => {
  const lessons = join(ROOT, 'lessons');
  const paths = [...lessonPaths(lessons), ...examPaths(lessons)];
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', join(ROOT, 'src/cli/main.ts'), 'prove', '--quiet'], { cwd: ROOT, maxBuffer: 10_000_000 });
  const said = await run.then(({ stdout }) => stdout, (problem: { readonly stdout: string }) => problem.stdout);
  expect(said.split('\n').filter((line) => line !== '' && !line.startsWith('proved'))).toEqual([`${paths.length} of ${paths.length} lessons proved`]);
});
