// Sessions of share group members with a broker: which partitions a member fetches from it, and in which order its requests come.
import type { NodeId } from '../../kernel/types.ts';
import type { ErrorCode, TopicPartition } from '../protocol.ts';
import type { Env } from './plane.ts';
import type { ShareSession } from './share-plane.ts';

export function findSession(env: Env, group: string, member: string): ShareSession | null {
  return env.plane.shares.sessions.find((one) => one.group === group && one.member === member) ?? null;
}

export type SessionResult = { readonly kind: 'ok'; readonly session: ShareSession } | { readonly kind: 'error'; readonly error: ErrorCode };

interface Asked {
  readonly group: string;
  readonly member: string;
  readonly epoch: number;
  readonly added: readonly TopicPartition[];
  readonly forgotten: readonly TopicPartition[];
}

/** The session of a request, after it: opened by epoch 0, ended by -1, advanced by the epoch expected (SharePartitionManager.newContext). */
export function sessionOf(env: Env, from: NodeId, asked: Asked): SessionResult {
  const { shares } = env.plane;
  if (asked.group === '' || asked.member === '') return { kind: 'error', error: 'INVALID_REQUEST' };
  const known = findSession(env, asked.group, asked.member);
  if (asked.epoch === 0) {
    if (known === null && shares.sessions.length >= Number(env.broker.config('group.share.max.share.sessions'))) return { kind: 'error', error: 'SHARE_SESSION_LIMIT_REACHED' };
    const session: ShareSession = { group: asked.group, member: asked.member, node: from, epoch: 1, partitions: [...asked.added] };
    shares.sessions = [...shares.sessions.filter((one) => one !== known), session];
    return { kind: 'ok', session };
  }
  if (known === null) return { kind: 'error', error: 'SHARE_SESSION_NOT_FOUND' };
  if (asked.epoch === -1) return { kind: 'ok', session: known };
  if (asked.epoch !== known.epoch) return { kind: 'error', error: 'INVALID_SHARE_SESSION_EPOCH' };
  known.epoch += 1;
  const isForgotten = (one: TopicPartition): boolean => asked.forgotten.some((other) => isSame(one, other));
  known.partitions = [...known.partitions.filter((one) => !isForgotten(one)), ...asked.added.filter((one) => !known.partitions.some((other) => isSame(one, other)))];
  return { kind: 'ok', session: known };
}

export function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.partition === b.partition && a.topic === b.topic;
}

/** The session's partitions, each time beginning with another one, so that none is always served first (PartitionRotateStrategy). */
export function rotated(partitions: readonly TopicPartition[], epoch: number): readonly TopicPartition[] {
  if (partitions.length < 2 || epoch < 1) return partitions;
  const by = epoch % partitions.length;
  return [...partitions.slice(by), ...partitions.slice(0, by)];
}
