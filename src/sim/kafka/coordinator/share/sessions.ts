// Sessions of share group members: who is not heard of for share.session.timeout.ms is out.
import { MILLISECOND } from '../../../kernel/types.ts';
import { groupConfig } from '../../broker/group-config.ts';
import { dataTimer, type Env } from '../../broker/plane.ts';
import type { ShareGroup, ShareMember } from './state.ts';

/** The member was heard of: its session begins anew. */
export function startShareSession(env: Env, group: ShareGroup, member: ShareMember): void {
  stopShareSession(env, member);
  member.session = env.ctx.schedule(sessionTimeoutMs(env, group) * MILLISECOND, dataTimer({ kind: 'group', timer: { kind: 'share-session', group: group.groupId, member: member.memberId } }));
}

/** share.session.timeout.ms of the group, Kafka default 45 s. */
export function sessionTimeoutMs(env: Env, group: ShareGroup): number {
  return Number(groupConfig(env, group.groupId, 'share.session.timeout.ms'));
}

export function stopShareSession(env: Env, member: ShareMember): void {
  if (member.session !== null) env.ctx.cancel(member.session);
  member.session = null;
}

