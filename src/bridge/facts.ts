// The kinds of fact that a world can note, and what each carries. A fact is a mark on the timeline and a link in a "why?".
// The words for each kind are the page's (one text per language, its parameters by these names).

export interface FactKinds {
  // --- inputs: what a person did; the ends of every chain -------------------------------------------------------------
  'node-crashed': { readonly node: string };
  'node-stop-asked': { readonly node: string };
  'node-started': { readonly node: string };
  'link-cut': { readonly from: string; readonly to: string };
  'link-healed': { readonly from: string; readonly to: string };
  'link-shaped': { readonly from: string; readonly to: string };
  'disk-slowed': { readonly node: string; readonly factor: number };
  'flink-tasks-slowed': { readonly node: string; readonly factor: number };
  'disk-failed': { readonly node: string; readonly failure: 'full' | 'broken' };
  'disk-repaired': { readonly node: string };
  'clock-skewed': { readonly node: string; readonly ms: number };
  /** What was planned, or drawn by the chaos dial, came and was refused: `kind` of the input, what it was `on`, and why. */
  'plan-refused': { readonly kind: string; readonly on: string; readonly reason: string };
  'planned': { readonly name: string; readonly kind: string; readonly on: string };
  'plan-dropped': { readonly name: string };
  'chaos-set': { readonly perMinute: number; readonly seed: number };
  'broker-added': { readonly broker: number };
  'app-added': { readonly name: string };
  'app-changed': { readonly name: string };
  'app-removed': { readonly name: string };
  'command-entered': { readonly tty: string; readonly text: string };
  /** In an editor of the page; `failure` as the C library words it, empty where it was saved. */
  'file-saved': { readonly path: string; readonly failure: string };
  'line-entered': { readonly tty: string; readonly text: string };
  /** While a program reads single keys. */
  'key-pressed': { readonly tty: string; readonly key: string };
  'control-entered': { readonly tty: string; readonly key: string };
  // --- other engines, for comparison ----------------------------------------------------------------------------------
  'engine-added': { readonly node: string };
  'engine-changed': { readonly node: string };
  'message-dead': { readonly queue: string; readonly number: number };
  /** Messages that somebody had wait again: its process ended, its time was over, it refused them, or the queue itself began again. */
  'messages-returned': { readonly queue: string; readonly from: string; readonly count: number; readonly reason: 'consumer-gone' | 'timeout' | 'refused' | 'queue-restarted' };
  'batch-started': { readonly job: string; readonly lines: number; readonly everyMs: number };
  'batch-skipped': { readonly job: string };
  'batch-finished': { readonly job: string; readonly lines: number; readonly alerts: number };
  /** A batch of a micro-batch engine is committed; its program failed, or a dataflow's did. */
  'micro-batch-finished': { readonly query: string; readonly batch: number; readonly records: number; readonly rows: number };
  'epoch-stored': { readonly flow: string; readonly epoch: number; readonly keys: number };
  'query-failed': { readonly query: string; readonly problem: string };
  /** Somebody who looks for something found it: a batch job in its file, or a consumer application as it came; `delayMs` after it was written. */
  'alert-raised': { readonly by: string; readonly key: string; readonly value: string; readonly delayMs: number };
  'zookeeper-session-expired': { readonly broker: number; readonly forMs: number };
  'zookeeper-controller-elected': { readonly broker: number; readonly epoch: number };
  'zookeeper-state-read': { readonly broker: number; readonly partitions: number; readonly forMs: number };
  'zookeeper-controller-lost': { readonly broker: number };
  // --- processes ------------------------------------------------------------------------------------------------------
  'program-started': { readonly program: string; readonly pid: number };
  'program-ended': { readonly program: string; readonly pid: number; readonly status: number };
  'node-stopped': { readonly node: string };
  // --- controllers ----------------------------------------------------------------------------------------------------
  'election-started': { readonly controller: number; readonly epoch: number };
  'controller-elected': { readonly controller: number; readonly epoch: number };
  'controller-resigned': { readonly controller: number; readonly epoch: number };
  // --- brokers, as the active controller sees them ---------------------------------------------------------------------
  'broker-registered': { readonly broker: number; readonly epoch: number };
  'broker-unfenced': { readonly broker: number };
  /** No heartbeat for `forMs`, the broker session timeout. */
  'broker-session-expired': { readonly broker: number; readonly forMs: number };
  'broker-fenced': { readonly broker: number };
  'controlled-shutdown': { readonly broker: number };
  // --- topics and partitions --------------------------------------------------------------------------------------------
  'topic-created': { readonly topic: string; readonly partitions: number; readonly replicationFactor: number };
  'topic-deleted': { readonly topic: string };
  'partitions-added': { readonly topic: string; readonly from: number; readonly to: number };
  /** `entity` as Kafka's tool names it, for example `user-principal 'alice'`; the value is empty where the quota is taken away. */
  'quota-changed': { readonly entity: string; readonly name: string; readonly value: string };
  /** A client used more than it may: its broker keeps silent to it for so long. */
  'client-throttled': { readonly client: string; readonly quota: string; readonly throttleMs: number };
  'feature-changed': { readonly feature: string; readonly from: number; readonly to: number };
  'config-changed': { readonly resource: string; readonly name: string; readonly value: string };
  /** Leaders are broker ids, -1 for none. */
  'leader-changed': { readonly partition: string; readonly from: number; readonly to: number; readonly epoch: number };
  'isr-shrunk': { readonly partition: string; readonly removed: string; readonly isr: string };
  'isr-expanded': { readonly partition: string; readonly added: string; readonly isr: string };
  /** The leader saw that a follower has not caught up for longer than replica.lag.time.max.ms. */
  'replica-lagged': { readonly partition: string; readonly broker: number; readonly forMs: number };
  /** KIP-455: lists of broker ids, with commas between. */
  'reassignment-started': { readonly partition: string; readonly adding: string; readonly removing: string };
  'reassignment-replica-added': { readonly partition: string; readonly broker: number };
  'reassignment-completed': { readonly partition: string; readonly replicas: string };
  'reassignment-cancelled': { readonly partition: string; readonly replicas: string };
  /** The broker could not write to its only log directory, and ended. */
  'log-dir-failed': { readonly broker: number; readonly dir: string; readonly failure: 'full' | 'broken' };
  'log-truncated': { readonly partition: string; readonly broker: number; readonly from: number; readonly to: number };
  /** The active segment was full or old: a new one begins at `baseOffset`. */
  'segment-rolled': { readonly partition: string; readonly broker: number; readonly baseOffset: number; readonly segments: number };
  /** Retention: below the log's start, by retention.bytes or by retention.ms. */
  'segments-deleted': { readonly partition: string; readonly broker: number; readonly segments: number; readonly bytes: number; readonly logStart: number; readonly reason: 'start' | 'size' | 'time' };
  /** The log cleaner has cleaned from the first to before the second offset. */
  'log-compacted': { readonly partition: string; readonly broker: number; readonly from: number; readonly to: number; readonly removed: number; readonly tombstones: number; readonly bytesBefore: number; readonly bytesAfter: number };
  // --- clients and groups -------------------------------------------------------------------------------------------------
  'send-failed': { readonly topic: string; readonly partition: number; readonly error: string };
  'records-refused': { readonly partition: string; readonly error: string };
  'member-joined': { readonly group: string; readonly member: string; readonly client: string };
  'member-left': { readonly group: string; readonly member: string; readonly client: string };
  'member-expired': { readonly group: string; readonly member: string; readonly client: string; readonly forMs: number };
  'rebalance-started': { readonly group: string; readonly generation: number };
  'rebalance-finished': { readonly group: string; readonly generation: number; readonly members: number };
  /** KIP-848: members, their subscriptions or the subscribed topics changed. */
  'group-epoch': { readonly group: string; readonly epoch: number };
  /** The coordinator worked out who is to own what, for this group epoch. */
  'assignment-made': { readonly group: string; readonly epoch: number; readonly assignor: string; readonly members: number };
  /** The member is to give partitions up before anything else moves; a list with commas. */
  'member-revoking': { readonly group: string; readonly member: string; readonly client: string; readonly partitions: string };
  /** The member has come to the assignment's epoch, with so many partitions; `waits` is 1 where others still hold some of its own. */
  'member-reconciled': { readonly group: string; readonly member: string; readonly client: string; readonly epoch: number; readonly partitions: number; readonly waits: number };
  /** The member took longer than its rebalance time-out to give partitions up. */
  'member-fenced': { readonly group: string; readonly member: string; readonly client: string; readonly forMs: number };
  /** A group changed its kind, `classic` or `consumer`. */
  'group-converted': { readonly group: string; readonly to: string };
  'offsets-reset': { readonly group: string; readonly partition: string; readonly from: number; readonly to: number };
  'group-deleted': { readonly group: string };
  // --- share groups (KIP-932) ---------------------------------------------------------------------------------------------
  /** A member had acquired the records for as long as it may (group.share.record.lock.duration.ms): they come back, or are archived. */
  'record-lock-expired': { readonly group: string; readonly partition: string; readonly member: string; readonly first: number; readonly last: number; readonly forMs: number };
  /** Records were delivered as often as they may be (group.share.delivery.count.limit), and are not delivered any more. */
  'delivery-limit-reached': { readonly group: string; readonly partition: string; readonly first: number; readonly last: number; readonly deliveries: number };
  'share-offset-set': { readonly group: string; readonly partition: string; readonly to: number };
  // --- transactions, as their coordinator sees them; `id` is the transactional.id ----------------------------------------------
  'transaction-begun': { readonly id: string; readonly producerId: number; readonly epoch: number };
  /** The decision is in the coordinator's log; the markers follow. */
  'transaction-decided': { readonly id: string; readonly decision: 'commit' | 'abort'; readonly partitions: number };
  'transaction-committed': { readonly id: string; readonly producerId: number };
  'transaction-aborted': { readonly id: string; readonly producerId: number };
  /** It was open for longer than `forMs`, its transaction.timeout.ms. */
  'transaction-timed-out': { readonly id: string; readonly forMs: number };
  /** A newer producer came with the same id: this one and its open transaction are out. */
  'producer-fenced': { readonly id: string; readonly producerId: number; readonly epoch: number };
  // --- Flink; `job` is its name, `task` a subtask as Flink's logs name it ---------------------------------------------------
  'flink-taskmanager-registered': { readonly node: string; readonly slots: number };
  'flink-taskmanager-lost': { readonly node: string; readonly error: string };
  'flink-job-submitted': { readonly job: string; readonly tasks: number };
  'flink-slots-missing': { readonly job: string; readonly wanted: number; readonly free: number };
  'flink-task-failed': { readonly job: string; readonly task: string; readonly error: string };
  'flink-job-restarting': { readonly job: string; readonly tasks: number; readonly inMs: number };
  'flink-job-finished': { readonly job: string };
  'flink-job-cancelled': { readonly job: string };
  'flink-job-failed': { readonly job: string; readonly error: string };
  'flink-checkpoint-completed': { readonly job: string; readonly checkpoint: number; readonly bytes: number; readonly ms: number };
  'flink-checkpoint-failed': { readonly job: string; readonly checkpoint: number; readonly error: string };
}

export type FactKind = keyof FactKinds;
