// What a group coordinator asks others for a tool's sake: states of share-partitions from share coordinators, ends of logs from leaders.
import { freeze } from '../../../kernel/freeze.ts';
import { ask, type Env, respond } from '../../broker/plane.ts';
import type { StateEnd } from '../../broker/share-persister.ts';
import type { AfterState, OffsetsJob, OffsetsRow } from '../../broker/share-plane.ts';
import { partitionOf } from '../../metadata-image.ts';
import { type ErrorCode, nodeOf } from '../../protocol.ts';
import type { ListOffsetsResponse } from '../../protocol-data.ts';
import { writeChange } from '../held-answers.ts';
import { handleDeleteGroups } from '../group-admin.ts';
import type { InitializedTopic, ShareGroup } from './state.ts';
import { topicsEntry } from './stored.ts';

export function newRow(topic: string, partition: number): OffsetsRow {
  return { topic, partition, pending: 1, error: 'NONE', startOffset: -1, leaderEpoch: 0, deliveryCompleteCount: -1, endOffset: -1, asked: -1 };
}

export function addJob(env: Env, job: Omit<OffsetsJob, 'id'>): OffsetsJob {
  const { shares } = env.plane;
  const added: OffsetsJob = { ...job, id: shares.nextId++ };
  shares.jobs.push(added);
  return added;
}

/** Asks the partition's leader where its log ends: what the lag is counted from. */
export function askEndOffset(env: Env, row: OffsetsRow): void {
  const leader = partitionOf(env.broker.image, row.topic, row.partition)?.leader ?? -1;
  if (leader < 0) return;
  row.asked = env.broker.nextCorrelation();
  row.pending += 1;
  ask(env.ctx, nodeOf(leader), 'ListOffsets', row.asked, { replicaId: -1, isolationLevel: 0, topics: [{ name: row.topic, partitions: [{ partitionIndex: row.partition, currentLeaderEpoch: -1, timestamp: -1 }] }] });
}

export function jobEndOffsets(env: Env, correlationId: number, body: ListOffsetsResponse): void {
  const found = body.topics[0]?.partitions[0];
  settleRow(env, (row) => row.asked === correlationId, (row) => {
    row.asked = -1;
    row.endOffset = found?.errorCode === 'NONE' ? found.offset : -1;
  });
}

/** A leader ended: its log's end stays unknown. */
export function jobPeerGone(env: Env, peer: string): void {
  settleRow(env, (row) => row.asked >= 0 && nodeOf(partitionOf(env.broker.image, row.topic, row.partition)?.leader ?? -1) === peer, (row) => {
    row.asked = -1;
  });
}

function settleRow(env: Env, isMeant: (row: OffsetsRow) => boolean, change: (row: OffsetsRow) => void): void {
  for (const job of env.plane.shares.jobs.slice()) {
    let touched = false;
    for (const row of job.rows) {
      if (!isMeant(row)) continue;
      change(row);
      row.pending -= 1;
      touched = true;
    }
    if (touched) finishIfDone(env, job);
  }
}

/** The share coordinator has answered for one row of a job. */
export function jobAnswered(env: Env, end: StateEnd, after: Extract<AfterState, { kind: 'offsets-job' }>): void {
  const job = env.plane.shares.jobs.find((one) => one.id === after.job);
  const row = job?.rows.find((one) => one.topic === after.topic && one.partition === after.partition);
  if (job === undefined || row === undefined) return;
  row.pending -= 1;
  row.error = end.error;
  if (end.result !== null && 'deliveryCompleteCount' in end.result) {
    row.startOffset = end.result.startOffset;
    row.leaderEpoch = end.result.leaderEpoch;
    row.deliveryCompleteCount = end.result.deliveryCompleteCount;
  }
  finishIfDone(env, job);
}

export function finishIfDone(env: Env, job: OffsetsJob): void {
  const { shares } = env.plane;
  if (job.rows.some((row) => row.pending > 0) || !shares.jobs.includes(job)) return;
  shares.jobs = shares.jobs.filter((one) => one !== job);
  switch (job.work.kind) {
    case 'describe': return describeDone(env, job);
    case 'alter': return alterDone(env, job);
    case 'delete': return deleteDone(env, job, job.work.topics);
    case 'delete-group': return groupStatesDeleted(env, job);
  }
}

function groupOf(env: Env, job: OffsetsJob): ShareGroup | null {
  const group = env.plane.groups.groups[`g:${job.group}`];
  return group?.kind === 'share' ? group : null;
}

function byTopic<Row extends { readonly topic: string }>(rows: readonly Row[]): [string, Row[]][] {
  return [...new Set(rows.map((row) => row.topic))].map((topic) => [topic, rows.filter((row) => row.topic === topic)]);
}

function describeDone(env: Env, job: OffsetsJob): void {
  const topics = byTopic(job.rows).map(([topicName, rows]) => ({
    topicName,
    partitions: rows.map((row) => ({
      partitionIndex: row.partition, errorCode: row.error, errorMessage: null, startOffset: row.startOffset, leaderEpoch: row.leaderEpoch,
      // What is acknowledged or archived beyond the start is not behind (KIP-1226).
      lag: row.startOffset < 0 || row.endOffset < 0 || row.deliveryCompleteCount < 0 ? -1 : Math.max(0, row.endOffset - row.startOffset - row.deliveryCompleteCount),
    })),
  }));
  respond(env.ctx, job.from, 'DescribeShareGroupOffsets', job.correlationId, { errorCode: 'NONE', errorMessage: null, topics });
}

function alterDone(env: Env, job: OffsetsJob): void {
  const group = groupOf(env, job);
  if (group !== null) {
    for (const [topic, rows] of byTopic(job.rows.filter((row) => row.error === 'NONE'))) markInitialized(env, group, topic, rows.map((row) => row.partition));
    writeChange(env, group, freeze([topicsEntry(group)]), null);
  }
  const responses = byTopic(job.rows).map(([topicName, rows]) => ({ topicName, partitions: rows.map((row) => ({ partitionIndex: row.partition, errorCode: row.error, errorMessage: null })) }));
  respond(env.ctx, job.from, 'AlterShareGroupOffsets', job.correlationId, { errorCode: 'NONE', errorMessage: null, responses });
}

function deleteDone(env: Env, job: OffsetsJob, topics: readonly string[]): void {
  const group = groupOf(env, job);
  const failedWith = (topic: string): ErrorCode => (env.broker.image.topics[topic] === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : (job.rows.find((row) => row.topic === topic && row.error !== 'NONE')?.error ?? 'NONE'));
  if (group !== null) {
    for (const topic of topics) if (failedWith(topic) === 'NONE') forgetTopic(group, topic);
    writeChange(env, group, freeze([topicsEntry(group)]), null);
  }
  const responses = topics.map((topicName) => ({ topicName, errorCode: failedWith(topicName), errorMessage: null }));
  respond(env.ctx, job.from, 'DeleteShareGroupOffsets', job.correlationId, { errorCode: 'NONE', errorMessage: null, responses });
}

function forgetTopic(group: ShareGroup, topic: string): void {
  delete group.initialized[topic];
  delete group.initializing[topic];
}

/** The share coordinators have nothing of the group any more: now the group itself goes. */
function groupStatesDeleted(env: Env, job: OffsetsJob): void {
  const failed = job.rows.find((row) => row.error !== 'NONE');
  if (failed !== undefined) return respond(env.ctx, job.from, 'DeleteGroups', job.correlationId, { results: [{ groupId: job.group, errorCode: failed.error }] });
  const group = groupOf(env, job);
  if (group !== null) for (const topic of [...Object.keys(group.initialized), ...Object.keys(group.initializing)]) forgetTopic(group, topic);
  handleDeleteGroups(env, { kind: 'Request', api: 'DeleteGroups', correlationId: job.correlationId, clientId: '', body: { groupsNames: [job.group] } }, job.from);
}

// --- initialization -----------------------------------------------------------------------------------------------------

/** A share-partition of the group has its state: members can be given it from their next heartbeats on. */
export function groupInitialized(env: Env, end: StateEnd, after: Extract<AfterState, { kind: 'group-initialized' }>): void {
  const group = env.plane.groups.groups[`g:${after.group}`];
  if (group?.kind !== 'share') return;
  const asked = group.initializing[after.topic];
  if (asked === undefined || !asked.partitions.includes(after.partition)) return;
  const partitions = asked.partitions.filter((one) => one !== after.partition);
  if (partitions.length === 0) delete group.initializing[after.topic];
  else group.initializing[after.topic] = freeze({ ...asked, partitions });
  // Where it failed, the next heartbeat asks again.
  if (end.error === 'NONE') markInitialized(env, group, after.topic, [after.partition]);
  const isMore = env.plane.shares.requests.some((one) => one.after.kind === 'group-initialized' && one.after.group === after.group);
  if (!isMore) writeChange(env, group, freeze([topicsEntry(group)]), null);
}

function markInitialized(env: Env, group: ShareGroup, topic: string, partitions: readonly number[]): void {
  const topicId = env.broker.image.topics[topic]?.topicId;
  if (topicId === undefined) return;
  const known: InitializedTopic | undefined = group.initialized[topic];
  const all = new Set([...(known?.topicId === topicId ? known.partitions : []), ...partitions]);
  group.initialized[topic] = freeze({ topicId, partitions: [...all].sort((a, b) => a - b) });
}
