// Which of many jobs are told, and how much of them.
import { expect, test } from 'vitest';
import type { Job } from '../../sim/flink/jobmanager/state.ts';
import type { FlinkWorld } from './actors.ts';
import { otherJobs, shownJobs } from './jobs.ts';

/** Jobs of a JobManager as `name:status`, in the order in which they were submitted. */
function check(name: string, jobs: string, shown: string, others: string): void {
  test(name, () => {
    const all = jobs.split(' ').map((text, at): [string, Pick<Job, 'id' | 'status'> & { readonly graph: { readonly name: string } }] => {
      const [graph = '', status = ''] = text.split(':');
      return [String(at), { id: String(at), status: status as Job['status'], graph: { name: graph } }];
    });
    const flink = { jobManager: { up: true, state: { jobs: Object.fromEntries(all) } } } as unknown as FlinkWorld;
    const told = (some: readonly Job[]): string => some.map(({ id, graph }) => `${graph.name}${id}`).join(' ');
    expect([told(shownJobs(flink)), told(otherJobs(flink))]).toEqual([shown, others]);
  });
}

check('all that run, and the last that has ended', 'a:RUNNING b:RUNNING c:RESTARTING d:RUNNING e:RUNNING f:FINISHED g:FAILED', 'a0 b1 c2 d3 e4 g6', 'f5');
check('where few run, as many as make four', 'a:FINISHED b:FINISHED c:FAILED d:RUNNING e:CANCELED f:FINISHED', 'd3 c2 e4 f5', 'a0 b1');
check('of a name that ran again the last', 'a:FINISHED a:FINISHED b:FINISHED c:FINISHED d:FINISHED a:FINISHED', 'b2 c3 d4 a5', '');
check('of many names the last', 'a:FAILED b:FAILED c:FAILED d:FAILED e:FAILED f:FAILED g:FAILED h:FAILED i:FAILED j:FAILED', 'g6 h7 i8 j9', 'c2 d3 e4 f5');
