// All that the page can see of a world's Flink. Fetched with Flink itself, so that a world of Kafka alone carries nothing of it.
import type { WorldRecord } from '../../bridge/records.ts';
import type { KernelState } from '../../sim/kernel/state.ts';
import { flinkOf } from './actors.ts';
import { jobFlights } from './flights.ts';
import { checkpointRecords, flinkNodeRecords, jobRecord, otherJobs, shownJobs } from './jobs.ts';
import { sqlRecords } from './sql.ts';
import { stateRecords } from './state.ts';
import { edgeRecords, taskRecord, tasksOf } from './tasks.ts';
import { timeRecords } from './time.ts';

/** Subtasks of a job that are told one by one. */
const MOST_TASKS = 400;

/** Kinds that Flink has something to say of. */
const OURS = /^(?:flink-|sql-|flight$)/;

/** The records of Flink, by kinds where only some are asked for. Buffers on their way are among the flights. */
export function flinkRecords(world: KernelState, kinds: ReadonlySet<string> | null = null): WorldRecord[] {
  const flink = kinds === null || [...kinds].some((kind) => OURS.test(kind)) ? flinkOf(world) : null;
  if (flink === null) return [];
  const asked = (...some: readonly WorldRecord['kind'][]): boolean => kinds === null || some.some((kind) => kinds.has(kind));
  const records: WorldRecord[] = [...(asked('flink-node') ? flinkNodeRecords(flink) : []), ...sqlRecords(world, kinds)];
  if (asked('flink-job')) records.push(...otherJobs(flink).map((job) => jobRecord(flink, job)));
  for (const job of shownJobs(flink)) {
    const tasks = tasksOf(flink, job);
    const told = tasks.slice(0, MOST_TASKS);
    if (asked('flink-job')) records.push(jobRecord(flink, job));
    if (asked('flink-task')) records.push(...told.map((task) => taskRecord(flink, job, task)));
    if (asked('flink-edge')) records.push(...edgeRecords(job, tasks));
    if (asked('flink-time', 'flink-window')) records.push(...timeRecords(job, tasks));
    if (asked('flink-state')) records.push(...told.flatMap((task) => stateRecords(job, task)));
    if (asked('flink-checkpoint')) records.push(...checkpointRecords(job));
    if (asked('flight')) records.push(...jobFlights(flink, job, told));
  }
  return records;
}
