// A world in numbers: what charts draw along the timeline. A pure function of one state, so that series rewind and fork with everything else.
import type { GroupSample, JobSample, Sample } from '../bridge/history.ts';
import type { FlinkJobRecord, FlinkTaskRecord } from '../bridge/flink-records.ts';
import type { OwnerRecord, WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { MILLISECOND } from '../sim/kernel/types.ts';
import { isInternal } from './logs.ts';
import { projectKinds } from './project.ts';

/** What is measured is in these records; logs are not looked into. */
const KAFKA: ReadonlySet<string> = new Set(['partition', 'client', 'group', 'owner']);
const FLINK: ReadonlySet<string> = new Set(['flink-job', 'flink-task', 'flink-checkpoint']);
const NO_RECORDS = { recordsPerReplica: 0, partition: null };

type Find<K extends WorldRecord['kind']> = Extract<WorldRecord, { kind: K }>;

/** `flinkRecords` is Flink's part of the projection, null in a world that has none. */
export function sampleOf(world: KernelState, flinkRecords: ((world: KernelState, kinds: ReadonlySet<string>) => readonly WorldRecord[]) | null): Sample {
  const records: WorldRecord[] = [...projectKinds(world, KAFKA, NO_RECORDS).values(), ...(flinkRecords?.(world, FLINK) ?? [])];
  const of = <K extends WorldRecord['kind']>(kind: K): Find<K>[] => records.filter((record): record is Find<K> => record.kind === kind);
  const partitions = of('partition');
  const written: Record<string, number> = {};
  const headless = new Set(partitions.filter(({ leader }) => leader < 0).map(({ topic }) => topic));
  for (const { topic, logEndOffset } of partitions) if (!isInternal(topic) && !headless.has(topic)) written[topic] = (written[topic] ?? 0) + Math.max(0, logEndOffset);
  return {
    atUs: world.now, written, groups: groupsOf(of('owner'), of('client'), partitions),
    underReplicated: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length, offline: partitions.filter(({ leader }) => leader < 0).length,
    jobs: jobsOf(of('flink-job'), of('flink-task'), of('flink-checkpoint'), world.startedAtMs + world.now / MILLISECOND),
  };
}

function groupsOf(owners: readonly OwnerRecord[], clients: readonly Find<'client'>[], partitions: readonly Find<'partition'>[]): Record<string, GroupSample> {
  const byName = new Map(partitions.map((partition) => [`${partition.topic}-${partition.partition}`, partition]));
  const groups: Record<string, GroupSample> = {};
  for (const { group, topic, partition, lag, position, committed } of owners) {
    const place = byName.get(`${topic}-${partition}`);
    const whole = place === undefined ? 0 : Math.max(0, place.highWatermark - Math.max(0, place.logStartOffset));
    const known = groups[group] ?? { lag: 0, read: 0, delayMs: delayOf(group, clients) };
    groups[group] = { ...known, lag: known.lag + (lag ?? whole), read: known.read + (position ?? committed ?? 0) };
  }
  return groups;
}

function delayOf(group: string, clients: readonly Find<'client'>[]): number | null {
  const delays = clients.flatMap(({ group: own, state, reading }) => (own === group && state === 'running' && typeof reading?.delayMs === 'number' ? [reading.delayMs] : []));
  return delays.length === 0 ? null : Math.max(...delays);
}

/** How old the newest result was when it was written: FLIP-33's emit event time lag, taken at the sink. */
function resultOf(tasks: readonly FlinkTaskRecord[]): number | null {
  let newest: { readonly atMs: number; readonly timestampMs: number } | null = null;
  for (const { written } of tasks) for (const { atMs, timestampMs } of written) if (atMs !== undefined && timestampMs >= 0 && (newest === null || atMs > newest.atMs)) newest = { atMs, timestampMs };
  return newest === null ? null : Math.max(0, newest.atMs - newest.timestampMs);
}

function jobsOf(jobs: readonly FlinkJobRecord[], tasks: readonly FlinkTaskRecord[], checkpoints: readonly Find<'flink-checkpoint'>[], nowMs: number): Record<string, JobSample> {
  return Object.fromEntries(jobs.map(({ job, name }): [string, JobSample] => {
    const watermarks = tasks.flatMap(({ job: own, running, watermark }) => (own === job && running && typeof watermark === 'number' ? [watermark] : []));
    const done = checkpoints.filter((one) => one.job === job && one.status === 'COMPLETED' && one.endedAtUs !== null).sort((a, b) => b.checkpoint - a.checkpoint)[0];
    return [job, {
      name, watermarkLagMs: watermarks.length === 0 ? null : Math.max(0, nowMs - Math.min(...watermarks)),
      checkpointMs: done?.endedAtUs === undefined || done.endedAtUs === null ? null : (done.endedAtUs - done.triggeredAtUs) / MILLISECOND, stateBytes: done?.bytes ?? null, resultMs: resultOf(tasks.filter(({ job: own }) => own === job)),
    }];
  }));
}
