// What a coordinator's timers do when they are due.
import type { Env } from '../broker/plane.ts';
import { consumerTimer } from './consumer-group/fence.ts';
import { findClassic, type GroupTimer } from './group-state.ts';
import { finishLoading } from './loading.ts';
import { sessionExpired } from './membership.ts';
import { shareTimer } from './share/group.ts';
import { completeJoin, initialDelayOver, maybeCompleteJoin, syncTimeOver } from './rebalance.ts';

export function groupTimer(env: Env, timer: GroupTimer): void {
  if (timer.kind === 'load') return finishLoading(env, timer.partition, timer.epoch);
  if (timer.kind === 'consumer-session' || timer.kind === 'consumer-rebalance' || timer.kind === 'consumer-regex') return consumerTimer(env, timer);
  if (timer.kind === 'share-session') return shareTimer(env, timer);
  const group = findClassic(env.plane.groups, timer.group);
  if (group === null) return;
  switch (timer.kind) {
    case 'session': return sessionExpired(env, group, timer.member);
    case 'initial-join': return initialDelayOver(env, group);
    case 'join':
      group.joinTimer = null;
      return completeJoin(env, group);
    case 'sync': return syncTimeOver(env, group, timer.generation);
    case 'pending-member':
      group.pending = group.pending.filter((one) => one.memberId !== timer.member);
      return maybeCompleteJoin(env, group);
  }
}
