// How a partition changes when its in-sync replicas, its assignment or its leader must: elections and eligible leader
// replicas (KIP-966), as PartitionChangeBuilder of Apache Kafka 4.3 does it.
import type { PartitionChange, PartitionState } from '../metadata-record.ts';

/** PREFERRED wants the first replica; ONLINE any in-sync one; UNCLEAN takes any that is alive where no in-sync one is. */
export type Election = 'PREFERRED' | 'ONLINE' | 'UNCLEAN';

export interface ChangeOptions {
  readonly election: Election;
  readonly targetIsr: readonly number[];
  readonly targetReplicas: readonly number[];
  /** Replicas on their way out and in (KIP-455); both empty where nothing moves. */
  readonly targetRemoving: readonly number[];
  readonly targetAdding: readonly number[];
  /** min.insync.replicas of the topic. */
  readonly minIsr: number;
  /** Whether the cluster keeps eligible leader replicas; new clusters of 4.1 and later do. */
  readonly elrEnabled: boolean;
  /** Replicas whose process died and may have lost what was not flushed: they leave the ELR. */
  readonly uncleanShutdown: readonly number[];
  isAcceptableLeader(replica: number): boolean;
}

const NO_LEADER = -1;

interface Targets {
  isr: readonly number[];
  elr: readonly number[];
  lastKnownElr: readonly number[];
}

/** The change that the options ask for, null where nothing changes. */
export function partitionChange(partition: PartitionState, wanted: ChangeOptions): PartitionChange | null {
  const options = completed(wanted);
  const targets = targetElr(partition, options);
  const elected = elect(partition, options, targets);
  const leaderChanges = elected.leader !== partition.leader;
  let recovery: 0 | 1 | null = null;
  let isr: readonly number[] | null = null;
  if (leaderChanges && elected.unclean) {
    isr = [elected.leader];
    targets.elr = [];
    if (partition.leaderRecoveryState === 0) recovery = 1;
  } else if (elected.leader !== NO_LEADER && !targets.isr.includes(elected.leader) && targets.elr.includes(elected.leader)) {
    isr = [elected.leader];
  } else if ((targets.isr.length > 0 || options.elrEnabled) && !same(targets.isr, partition.isr)) isr = targets.isr;
  if (isr !== null) targets.elr = targets.elr.filter((replica) => !(isr ?? []).includes(replica));
  const lastKnownElr = lastKnown(partition, targets, isr);
  const replicas = same(options.targetReplicas, partition.replicas) ? null : options.targetReplicas;
  // Where a replica goes, everybody must look again at who copies from whom: a new epoch of the same leader tells them.
  const isBumped = partition.replicas.some((replica) => !options.targetReplicas.includes(replica));
  const elr = same(targets.elr, partition.elr) ? null : targets.elr;
  const change: PartitionChange = {
    isr, leader: leaderChanges || isBumped ? elected.leader : null, replicas,
    removingReplicas: same(options.targetRemoving, partition.removingReplicas) ? null : options.targetRemoving,
    addingReplicas: same(options.targetAdding, partition.addingReplicas) ? null : options.targetAdding,
    leaderRecoveryState: recovery, elr, lastKnownElr,
  };
  return Object.values(change).every((value) => value === null) ? null : change;
}

/** A reassignment ends when the ISR holds everybody who shall stay: then the others go (PartitionReassignmentReplicas). */
function completed(options: ChangeOptions): ChangeOptions {
  const { targetAdding, targetRemoving } = options;
  if (targetAdding.length === 0 && targetRemoving.length === 0) return options;
  const staying = (ids: readonly number[]): number[] => ids.filter((id) => !targetRemoving.includes(id));
  const [isr, replicas] = [staying(options.targetIsr), staying(options.targetReplicas)];
  const isDone = isr.length > 0 && replicas.length > 0 && replicas.every((id) => isr.includes(id));
  return isDone ? { ...options, targetIsr: isr, targetReplicas: replicas, targetAdding: [], targetRemoving: [] } : options;
}

/** Who leaves the ISR while it is below min.insync.replicas stays eligible; once it is large enough, nobody needs to be. */
function targetElr(partition: PartitionState, options: ChangeOptions): Targets {
  const { targetIsr: isr, uncleanShutdown } = options;
  if (!options.elrEnabled) return { isr, elr: [], lastKnownElr: [] };
  if (isr.length >= Math.min(options.minIsr, options.targetReplicas.length)) return { isr, elr: [], lastKnownElr: [] };
  // Who has been reassigned away is no candidate any more: coming back, it would have nothing.
  const candidates = union(partition.elr, partition.isr).filter((replica) => !isr.includes(replica) && options.targetReplicas.includes(replica));
  return { isr, elr: candidates.filter((replica) => !uncleanShutdown.includes(replica)), lastKnownElr: partition.lastKnownElr };
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return [...a, ...b.filter((each) => !a.includes(each))].sort((x, y) => x - y);
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/** The last leader is remembered when a partition loses its last in-sync replica: it may be brought back first. */
function lastKnown(partition: PartitionState, targets: Targets, isr: readonly number[] | null): readonly number[] | null {
  const leaderless = isr?.length === 0 && targets.lastKnownElr.length === 0 && partition.leader !== NO_LEADER;
  const saved = isr !== null && isr !== targets.isr;
  const wanted = leaderless ? [partition.leader] : saved ? [] : targets.lastKnownElr;
  return same(wanted, partition.lastKnownElr) ? null : wanted;
}

interface Elected {
  readonly leader: number;
  readonly unclean: boolean;
}

function elect(partition: PartitionState, options: ChangeOptions, targets: Targets): Elected {
  const fromElr = (replica: number): boolean => options.elrEnabled && targets.isr.length === 0 && targets.elr.includes(replica);
  const isValid = (replica: number): boolean => (targets.isr.includes(replica) || fromElr(replica)) && options.isAcceptableLeader(replica);
  const clean = (leader: number): Elected => ({ leader, unclean: false });
  const [preferred = NO_LEADER] = options.targetReplicas;
  if (options.election === 'PREFERRED' && isValid(preferred)) return clean(preferred);
  if (isValid(partition.leader)) return clean(partition.leader);
  const online = options.targetReplicas.find(isValid);
  if (online !== undefined) return clean(online);
  const [lastLeader] = partition.lastKnownElr;
  const canTakeLast = options.elrEnabled && targets.elr.length === 0 && targets.isr.length === 0 && partition.lastKnownElr.length === 1;
  if (canTakeLast && lastLeader !== undefined && options.isAcceptableLeader(lastLeader)) return { leader: lastLeader, unclean: true };
  if (options.election === 'UNCLEAN') {
    const alive = options.targetReplicas.find((replica) => options.isAcceptableLeader(replica));
    if (alive !== undefined) return { leader: alive, unclean: true };
  }
  return clean(NO_LEADER);
}
