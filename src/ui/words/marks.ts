// Which facts are marked on the timeline, and as what. Apart from their sentences, which the first picture does without.
import type { FactKind } from '../../bridge/facts.ts';

/** What a mark on the timeline is about; null for facts that would only be noise there. */
export type MarkKind = 'command' | 'fault' | 'leader' | 'group' | 'topic';

const MARKS: Partial<Record<FactKind, MarkKind>> = {
  'node-crashed': 'fault', 'node-stop-asked': 'fault', 'node-started': 'fault', 'link-cut': 'fault', 'link-healed': 'fault', 'link-shaped': 'fault', 'disk-slowed': 'fault', 'flink-tasks-slowed': 'fault', 'disk-failed': 'fault', 'disk-repaired': 'fault', 'clock-skewed': 'fault', 'log-dir-failed': 'fault',
  'broker-fenced': 'fault', 'app-added': 'command', 'broker-added': 'command', 'chaos-set': 'command', 'plan-refused': 'command', 'app-changed': 'command', 'app-removed': 'command', 'command-entered': 'command', 'control-entered': 'command',
  'controller-elected': 'leader', 'leader-changed': 'leader', 'rebalance-finished': 'group', 'member-expired': 'group', 'offsets-reset': 'group',
  'engine-added': 'command', 'engine-changed': 'command', 'messages-returned': 'group', 'message-dead': 'fault', 'batch-finished': 'topic', 'query-failed': 'fault', 'alert-raised': 'group', 'zookeeper-session-expired': 'fault', 'zookeeper-controller-elected': 'leader', 'zookeeper-state-read': 'leader',
  'topic-created': 'topic', 'topic-deleted': 'topic', 'partitions-added': 'topic', 'records-refused': 'fault', 'send-failed': 'fault', 'log-truncated': 'fault', 'transaction-timed-out': 'fault', 'producer-fenced': 'fault', 'segments-deleted': 'topic', 'log-compacted': 'topic',
  'flink-taskmanager-lost': 'fault', 'flink-task-failed': 'fault', 'flink-job-restarting': 'group', 'flink-job-failed': 'fault', 'flink-slots-missing': 'fault', 'flink-checkpoint-failed': 'fault', 'flink-job-submitted': 'command', 'flink-job-cancelled': 'command', 'flink-job-finished': 'topic',
};

function isMarked(kind: string): kind is FactKind {
  return Object.hasOwn(MARKS, kind);
}

export function markKind(kind: string): MarkKind | null {
  return isMarked(kind) ? (MARKS[kind] ?? null) : null;
}
