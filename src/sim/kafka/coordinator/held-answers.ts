// Groups whose state changes at once and is written afterwards (consumer and share groups): no answer leaves before the
// records behind it are replicated (CoordinatorRuntime's deferred events).
import { freeze } from '../../kernel/freeze.ts';
import { type CoordinatorWork, type Env, respond, type StoredEntry } from '../broker/plane.ts';
import type { ErrorCode } from '../protocol.ts';
import type { ConsumerGroup } from './consumer-group/state.ts';
import type { Group } from './group-state.ts';
import type { HeldAnswer, Reply } from './group-writes.ts';
import type { ShareGroup } from './share/state.ts';
import { writeEntries } from './write.ts';

type ModernGroup = ConsumerGroup | ShareGroup;

/** Writes the records of a change that the group already shows, and answers when they and all earlier ones are replicated. `reply` is null where nobody asked. */
export function writeChange(env: Env, group: ModernGroup, entries: readonly StoredEntry[], reply: Reply | null): void {
  const { writes } = group;
  if (entries.length === 0) {
    if (reply === null) return;
    if (writes.begun <= writes.done) answerNow(env, reply.to, reply.correlationId, reply.answer);
    else writes.held.push(freeze({ after: writes.begun, ...reply }));
    return;
  }
  writes.begun = env.plane.groups.nextWrite++;
  const work: CoordinatorWork = {
    kind: 'group-changed', group: group.groupId, generation: writes.begun, entries,
    reply: reply === null ? null : { to: reply.to, correlationId: reply.correlationId }, answer: reply?.answer ?? null,
  };
  writeEntries(env, freeze(work));
}

/** A write is replicated, or failed: whoever waited for it is answered. `group` is null where it is gone meanwhile. */
export function afterGroupChanged(env: Env, group: Group | null, work: CoordinatorWork, error: ErrorCode): void {
  const { answer, reply } = work;
  if (reply !== null && answer !== null && isHeld(answer)) answerNow(env, reply.to, reply.correlationId, withError(answer, error));
  if (group === null || group.kind === 'classic') return;
  const { writes } = group;
  writes.done = Math.max(writes.done, work.generation);
  const due = writes.held.filter((one) => one.after <= writes.done);
  if (due.length === 0) return;
  writes.held = writes.held.filter((one) => one.after > writes.done);
  for (const one of due) answerNow(env, one.to, one.correlationId, withError(one.answer, error));
}

/** Everybody who waits for this group gets an error: its coordinator moves. Those whose own write is under way hear of it when that fails. */
export function answerHeld(env: Env, group: ModernGroup, error: ErrorCode): void {
  for (const one of group.writes.held) answerNow(env, one.to, one.correlationId, withError(one.answer, error));
  group.writes.held = [];
}

function isHeld(answer: NonNullable<CoordinatorWork['answer']>): answer is HeldAnswer {
  return answer.kind === 'consumer-heartbeat' || answer.kind === 'share-heartbeat' || answer.kind === 'classic-join' || answer.kind === 'classic-sync';
}

function withError(answer: HeldAnswer, errorCode: ErrorCode): HeldAnswer {
  if (errorCode === 'NONE') return answer;
  switch (answer.kind) {
    case 'consumer-heartbeat': return { kind: answer.kind, body: { ...answer.body, errorCode, memberEpoch: 0, assignment: null } };
    case 'share-heartbeat': return { kind: answer.kind, body: { ...answer.body, errorCode, memberEpoch: 0, assignment: null } };
    case 'classic-join': return { kind: answer.kind, body: { ...answer.body, errorCode, generationId: -1 } };
    case 'classic-sync': return { kind: answer.kind, body: { ...answer.body, errorCode, assignment: [] } };
  }
}

function answerNow(env: Env, to: string, correlationId: number, answer: HeldAnswer): void {
  switch (answer.kind) {
    case 'consumer-heartbeat': return respond(env.ctx, to, 'ConsumerGroupHeartbeat', correlationId, answer.body);
    case 'share-heartbeat': return respond(env.ctx, to, 'ShareGroupHeartbeat', correlationId, answer.body);
    case 'classic-join': return respond(env.ctx, to, 'JoinGroup', correlationId, answer.body);
    case 'classic-sync': return respond(env.ctx, to, 'SyncGroup', correlationId, answer.body);
  }
}
