// A trace's main thread: its longest task, and its work from one picture to the next.
import { expect, it } from 'vitest';
import { workOf } from './processor.ts';

const at = (name: string, ts: number, tdur: number, tid = 1): Parameters<typeof workOf>[0][number] => ({ name, ph: 'X', pid: 1, tid, ts, dur: tdur * 3, tdur });
const named = (tid: number, name: string): Parameters<typeof workOf>[0][number] => ({ name: 'thread_name', ph: 'M', pid: 1, tid, ts: 0, args: { name } });

it('sums the tasks between pictures by processor time, of the busiest main thread', () => {
  const tasks = [at('RunTask', 0, 4_000), at('Commit', 3_000, 500), at('RunTask', 5_000, 9_000), at('RunTask', 20_000, 2_000), at('Commit', 22_000, 500), at('RunTask', 30_000, 1_000), at('Commit', 31_000, 500)];
  const others = [at('RunTask', 0, 90_000, 2), at('RunTask', 0, 80_000, 3)];
  expect(workOf([named(1, 'CrRendererMain'), named(2, 'Compositor'), named(3, 'CrRendererMain'), ...tasks, ...others])).toEqual({ longest: 9, frames: [11, 1] });
});

it('finds nothing where nothing was traced', () => {
  expect(workOf([])).toEqual({ longest: 0, frames: [] });
});
