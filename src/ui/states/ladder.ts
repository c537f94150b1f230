// The named world of the API ladder: three rungs have finished and differ in a row, the fourth was not run.
import type { ProgramPlan } from '../../bridge/program.ts';
import type { FlinkVertex } from '../../bridge/flink-records.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { cluster, log, topic, tty } from './build.ts';
import { job, jobManager, type JobSketch, noon, taskManager } from './build-flink.ts';

const ROWS = ['ana,12:01:00,3', 'bia,12:01:00,2', 'rui,12:01:00,2', 'ana,12:02:00,2'];
const rowsTopic = (name: string, rows: readonly string[]): WorldRecord[] => topic(name, [{ replicas: [1], records: log(rows.length, () => null).map((record, at) => ({ ...record, value: rows[at] ?? '' })) }]);

const step = (name: string, depth: number, operators: readonly string[]): FlinkVertex => ({ name, parallelism: 1, maxParallelism: 128, depth, reads: [], writes: [], operators: operators.map((own, at) => ({ name: own, kind: '', parent: at - 1 })) });

/** What each text becomes in this still world. */
export const ladderPlan: ProgramPlan = {
  ok: true,
  jobs: [{ name: 'por-minuto-sql', vertices: [step('Source: cliques', 0, ['Source: cliques[1]', 'Calc[2]', 'WatermarkAssigner[3]']), step('WindowAggregate', 1, ['GlobalWindowAggregate[5]', 'Calc[6]', 'resultado[7]: Writer'])], edges: [{ from: 0, to: 1, partitioner: 'HASH', outputTag: null }] }],
};

const finished = (rung: string, at: number): JobSketch => ({
  id: `e${at}`, name: `por-minuto-${rung}`, slots: [], watermark: 'end', steps: [{ name: 'Source: cliques', operators: [['Source: cliques', 'source-kafka']], parallelism: 1, reads: ['cliques'] }],
  more: { status: 'FINISHED', startedMs: noon(20 + at), endedMs: noon(22 + at), runningTasks: 0 }, task: () => ({ status: 'FINISHED', running: false, node: null }),
});

export const ladderRecords: readonly WorldRecord[] = [
  ...cluster(), jobManager({ taskManagers: 2, freeSlots: 4, jobs: 0 }), taskManager('tm-1', 2, []), taskManager('tm-2', 2, []),
  ...topic('cliques', [{ replicas: [1, 2, 3], records: log(12, () => null) }]),
  ...['sql', 'table', 'datastream'].flatMap((rung, at) => [...job(finished(rung, at)), ...rowsTopic(`por-minuto-${rung}`, rung === 'datastream' ? ROWS.filter((row) => !row.startsWith('rui')) : ROWS)]),
  ...tty('main', [], 'shell', ['aluno@correnteza:~$ ']),
];
