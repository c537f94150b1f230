// Where a member stands in the new consumer protocol (KIP-848), beside what all members have (Membership).
import type { Time } from '../../../../kernel/types.ts';
import type { TopicPartitions } from '../../../protocol-consumer-groups.ts';

/** See membership.ts for the diagram. */
export type Phase = 'joining' | 'reconciling' | 'acknowledging' | 'stable' | 'stale';

export interface ConsumerProtocol {
  phase: Phase;
  /** As the coordinator says, 0 before its first answer. */
  heartbeatIntervalMs: number;
  inFlight: boolean;
  sentAt: Time;
  notBefore: Time;
  failures: number;
  /** The assignment that the coordinator sent last. Frozen. */
  target: readonly TopicPartitions[];
  /** Offsets are being committed before partitions are given up. */
  isCommitting: boolean;
  /** What the coordinator was told last, as texts; null where all is to be told again. */
  told: { readonly topics: string; readonly owned: string } | null;
}

export function newConsumerProtocol(): ConsumerProtocol {
  return { phase: 'joining', heartbeatIntervalMs: 0, inFlight: false, sentAt: 0, notBefore: 0, failures: 0, target: [], isCommitting: false, told: null };
}
