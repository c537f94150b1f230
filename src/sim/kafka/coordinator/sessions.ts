// Members' sessions: who is not heard of for session.timeout.ms is out.
import { MILLISECOND } from '../../kernel/types.ts';
import { dataTimer, type Env } from '../broker/plane.ts';
import type { ClassicGroup, Member } from './group-state.ts';

/** The member was heard of: its session begins anew. */
export function startSession(env: Env, group: ClassicGroup, member: Member): void {
  stopSession(env, member);
  const timer = dataTimer({ kind: 'group', timer: { kind: 'session', group: group.groupId, member: member.memberId } });
  member.session = env.ctx.schedule(member.sessionTimeoutMs * MILLISECOND, timer);
}

export function stopSession(env: Env, member: Member): void {
  if (member.session !== null) env.ctx.cancel(member.session);
  member.session = null;
}
