// Every kind of fact as a sentence in the reader's language: for marks, histories and the chain of a "why?".
import type { FactKind } from '../../bridge/facts.ts';
import { m } from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { nodeName } from './names.ts';
import { duration, number } from './numbers.ts';
import { refusalText } from './refusals.ts';

type Params = Readonly<Record<string, string | number>>;
type Say = (params: Params) => string;

const text = (params: Params, name: string): string => String(params[name] ?? '');
const count = (params: Params, name: string): string => number(Number(params[name] ?? 0));
/** From the first to the last is one record. */
const isOne = (params: Params): boolean => params['first'] === params['last'];
/** ms as whole or half seconds: 9000 is "9". */
const seconds = (params: Params, name: string): string => number(Number(params[name] ?? 0) / 1000, 1);
/** ms as a duration with its unit. */
const took = (params: Params, name: string): string => duration(Number(params[name] ?? 0) * 1000);
/** Within a sentence a node has its article: "o broker 1". */
const node = (params: Params, name: string): string => nodeInSentence(text(params, name));
/** Broker ids with commas between: "o broker 1", "os brokers 2, 3". */
const brokers = (params: Params, name: string): string => (text(params, name).includes(',') ? m.the_brokers({ numbers: list(params, name) }) : m.the_broker({ number: text(params, name) }));
const list = (params: Params, name: string): string => text(params, name).split(',').map((one) => one.trim()).join(', ');

const SENTENCES: Readonly<Record<FactKind, Say>> = {
  'node-crashed': (p) => m.fact_node_crashed({ node: node(p, 'node') }),
  'node-stop-asked': (p) => m.fact_node_stop_asked({ node: node(p, 'node') }),
  'node-started': (p) => m.fact_node_started({ node: node(p, 'node') }),
  'link-cut': (p) => m.fact_link_cut({ from: node(p, 'from'), to: node(p, 'to') }),
  'link-healed': (p) => m.fact_link_healed({ from: node(p, 'from'), to: node(p, 'to') }),
  'link-shaped': (p) => m.fact_link_shaped({ from: node(p, 'from'), to: node(p, 'to') }),
  'flink-tasks-slowed': (p) => (Number(p['factor']) === 1 ? m.fact_flink_tasks_healed({ node: node(p, 'node') }) : m.fact_flink_tasks_slowed({ node: node(p, 'node'), factor: count(p, 'factor') })),
  'disk-slowed': (p) => (Number(p['factor']) === 1 ? m.fact_disk_healed({ node: node(p, 'node') }) : m.fact_disk_slowed({ node: node(p, 'node'), factor: count(p, 'factor') })),
  'disk-failed': (p) => (text(p, 'failure') === 'full' ? m.fact_disk_full({ node: node(p, 'node') }) : m.fact_disk_broken({ node: node(p, 'node') })),
  'disk-repaired': (p) => m.fact_disk_repaired({ node: node(p, 'node') }),
  'clock-skewed': (p) => (Number(p['ms']) === 0 ? m.fact_clock_right({ node: node(p, 'node') }) : m.fact_clock_skewed({ node: node(p, 'node'), seconds: seconds(p, 'ms') })),
  'file-saved': (p) => (text(p, 'failure') === '' ? m.fact_file_saved({ path: text(p, 'path') }) : m.fact_file_not_saved({ path: text(p, 'path'), failure: text(p, 'failure') })),
  'plan-refused': (p) => m.fact_plan_refused({ on: node(p, 'on'), reason: refusalText(text(p, 'reason')) }),
  'planned': (p) => m.fact_planned({ on: node(p, 'on') }),
  'plan-dropped': () => m.fact_plan_dropped(),
  'chaos-set': (p) => (Number(p['perMinute']) === 0 ? m.fact_chaos_off() : m.fact_chaos_set({ count: count(p, 'perMinute'), seed: text(p, 'seed') })),
  'broker-added': (p) => m.fact_broker_added({ broker: text(p, 'broker') }),
  'app-added': (p) => m.fact_app_added({ name: text(p, 'name') }),
  'app-changed': (p) => m.fact_app_changed({ name: text(p, 'name') }),
  'app-removed': (p) => m.fact_app_removed({ name: text(p, 'name') }),
  'command-entered': (p) => m.fact_command_entered({ text: text(p, 'text') }),
  'line-entered': (p) => m.fact_line_entered({ text: text(p, 'text') }),
  'control-entered': (p) => m.fact_control_entered({ key: text(p, 'key') }),
  'key-pressed': (p) => m.fact_key_pressed({ key: text(p, 'key') }),
  'engine-added': (p) => m.fact_engine_added({ node: node(p, 'node') }),
  'engine-changed': (p) => m.fact_engine_changed({ node: node(p, 'node') }),
  'messages-returned': messagesReturned,
  'batch-started': (p) => m.fact_batch_started({ job: text(p, 'job'), lines: count(p, 'lines'), every: took(p, 'everyMs') }),
  'batch-skipped': (p) => m.fact_batch_skipped({ job: text(p, 'job') }),
  'micro-batch-finished': (p) => m.fact_micro_batch_finished({ query: text(p, 'query'), batch: text(p, 'batch'), records: text(p, 'records'), rows: text(p, 'rows') }),
  'epoch-stored': (p) => m.fact_epoch_stored({ flow: text(p, 'flow'), epoch: text(p, 'epoch'), keys: text(p, 'keys') }),
  'query-failed': (p) => m.fact_query_failed({ query: text(p, 'query'), problem: text(p, 'problem') }),
  'alert-raised': (p) => m.fact_alert_raised({ by: text(p, 'by'), value: text(p, 'value'), delay: took(p, 'delayMs') }),
  'zookeeper-session-expired': (p) => m.fact_zookeeper_session_expired({ broker: text(p, 'broker'), seconds: seconds(p, 'forMs') }),
  'zookeeper-controller-elected': (p) => m.fact_zookeeper_controller_elected({ broker: text(p, 'broker') }),
  'zookeeper-state-read': (p) => m.fact_zookeeper_state_read({ broker: text(p, 'broker'), partitions: count(p, 'partitions'), time: took(p, 'forMs') }),
  'zookeeper-controller-lost': (p) => m.fact_zookeeper_controller_lost({ broker: text(p, 'broker') }),
  'message-dead': (p) => m.fact_message_dead({ queue: text(p, 'queue'), number: text(p, 'number') }),
  'batch-finished': (p) => m.fact_batch_finished({ job: text(p, 'job'), lines: text(p, 'lines'), alerts: text(p, 'alerts') }),
  'program-started': (p) => m.fact_program_started({ program: text(p, 'program') }),
  'program-ended': (p) => m.fact_program_ended({ program: text(p, 'program'), status: text(p, 'status') }),
  'node-stopped': (p) => m.fact_node_stopped({ node: node(p, 'node') }),
  'election-started': (p) => m.fact_election_started({ controller: text(p, 'controller'), epoch: text(p, 'epoch') }),
  'controller-elected': (p) => m.fact_controller_elected({ controller: text(p, 'controller'), epoch: text(p, 'epoch') }),
  'controller-resigned': (p) => m.fact_controller_resigned({ controller: text(p, 'controller') }),
  'broker-registered': (p) => m.fact_broker_registered({ broker: text(p, 'broker') }),
  'broker-unfenced': (p) => m.fact_broker_unfenced({ broker: text(p, 'broker') }),
  'broker-session-expired': (p) => m.fact_broker_session_expired({ broker: text(p, 'broker'), seconds: seconds(p, 'forMs') }),
  'broker-fenced': (p) => m.fact_broker_fenced({ broker: text(p, 'broker') }),
  'controlled-shutdown': (p) => m.fact_controlled_shutdown({ broker: text(p, 'broker') }),
  'topic-created': (p) => m.fact_topic_created({ topic: text(p, 'topic'), partitions: count(p, 'partitions'), factor: count(p, 'replicationFactor') }),
  'topic-deleted': (p) => m.fact_topic_deleted({ topic: text(p, 'topic') }),
  'partitions-added': (p) => m.fact_partitions_added({ topic: text(p, 'topic'), from: count(p, 'from'), to: count(p, 'to') }),
  'config-changed': (p) => m.fact_config_changed({ resource: text(p, 'resource'), name: text(p, 'name'), value: text(p, 'value') }),
  'leader-changed': leaderChanged,
  'isr-shrunk': (p) => (text(p, 'isr') === '' ? m.fact_isr_lost_all({ partition: text(p, 'partition'), removed: brokers(p, 'removed') }) : m.fact_isr_shrunk({ partition: text(p, 'partition'), removed: brokers(p, 'removed'), isr: list(p, 'isr') })),
  'isr-expanded': (p) => m.fact_isr_expanded({ partition: text(p, 'partition'), added: brokers(p, 'added'), isr: list(p, 'isr') }),
  'replica-lagged': (p) => m.fact_replica_lagged({ partition: text(p, 'partition'), broker: text(p, 'broker'), seconds: seconds(p, 'forMs') }),
  'reassignment-started': reassignmentStarted,
  'reassignment-replica-added': (p) => m.fact_reassignment_replica_added({ partition: text(p, 'partition'), broker: text(p, 'broker') }),
  'reassignment-completed': (p) => m.fact_reassignment_completed({ partition: text(p, 'partition'), replicas: brokers(p, 'replicas') }),
  'reassignment-cancelled': (p) => m.fact_reassignment_cancelled({ partition: text(p, 'partition'), replicas: brokers(p, 'replicas') }),
  'quota-changed': (p) => (text(p, 'value') === '' ? m.fact_quota_removed({ name: text(p, 'name'), entity: text(p, 'entity') }) : m.fact_quota_changed({ name: text(p, 'name'), entity: text(p, 'entity'), value: text(p, 'value') })),
  'client-throttled': (p) => m.fact_client_throttled({ client: text(p, 'client'), quota: text(p, 'quota'), ms: count(p, 'throttleMs') }),
  'feature-changed': (p) => m.fact_feature_changed({ feature: text(p, 'feature'), from: text(p, 'from'), to: text(p, 'to') }),
  'log-dir-failed': (p) => (text(p, 'failure') === 'full' ? m.fact_log_dir_full({ broker: text(p, 'broker'), dir: text(p, 'dir') }) : m.fact_log_dir_broken({ broker: text(p, 'broker'), dir: text(p, 'dir') })),
  'log-truncated': (p) => m.fact_log_truncated({ partition: text(p, 'partition'), broker: text(p, 'broker'), from: count(p, 'from'), to: count(p, 'to') }),
  'segment-rolled': (p) => m.fact_segment_rolled({ partition: text(p, 'partition'), baseOffset: count(p, 'baseOffset') }),
  'segments-deleted': segmentsDeleted,
  'log-compacted': (p) => m.fact_log_compacted({ partition: text(p, 'partition'), from: count(p, 'from'), to: count(p, 'to'), removed: count(p, 'removed'), bytesBefore: count(p, 'bytesBefore'), bytesAfter: count(p, 'bytesAfter') }),
  'send-failed': (p) => m.fact_send_failed({ topic: text(p, 'topic'), partition: text(p, 'partition'), error: text(p, 'error') }),
  'records-refused': (p) => m.fact_records_refused({ partition: text(p, 'partition'), error: text(p, 'error') }),
  'member-joined': (p) => m.fact_member_joined({ client: text(p, 'client'), group: text(p, 'group') }),
  'member-left': (p) => m.fact_member_left({ client: text(p, 'client'), group: text(p, 'group') }),
  'member-expired': (p) => m.fact_member_expired({ client: text(p, 'client'), group: text(p, 'group'), seconds: seconds(p, 'forMs') }),
  'rebalance-started': (p) => m.fact_rebalance_started({ group: text(p, 'group') }),
  'rebalance-finished': (p) => m.fact_rebalance_finished({ group: text(p, 'group'), generation: count(p, 'generation'), members: count(p, 'members') }),
  'group-epoch': (p) => m.fact_group_epoch({ group: text(p, 'group'), epoch: text(p, 'epoch') }),
  'assignment-made': (p) => m.fact_assignment_made({ group: text(p, 'group'), epoch: text(p, 'epoch'), assignor: text(p, 'assignor'), members: count(p, 'members') }),
  'member-revoking': (p) => m.fact_member_revoking({ client: text(p, 'client'), group: text(p, 'group'), partitions: text(p, 'partitions') }),
  'member-reconciled': memberReconciled,
  'member-fenced': (p) => m.fact_member_fenced({ client: text(p, 'client'), group: text(p, 'group'), seconds: seconds(p, 'forMs') }),
  'group-converted': (p) => (p['to'] === 'consumer' ? m.fact_group_converted_consumer({ group: text(p, 'group') }) : m.fact_group_converted_classic({ group: text(p, 'group') })),
  'offsets-reset': (p) => m.fact_offsets_reset({ group: text(p, 'group'), partition: text(p, 'partition'), from: count(p, 'from'), to: count(p, 'to') }),
  'group-deleted': (p) => m.fact_group_deleted({ group: text(p, 'group') }),
  'record-lock-expired': (p) => (isOne(p) ? m.fact_record_lock_expired_one : m.fact_record_lock_expired)({ group: text(p, 'group'), partition: text(p, 'partition'), first: count(p, 'first'), last: count(p, 'last'), seconds: seconds(p, 'forMs') }),
  'delivery-limit-reached': (p) => (isOne(p) ? m.fact_delivery_limit_reached_one : m.fact_delivery_limit_reached)({ group: text(p, 'group'), partition: text(p, 'partition'), first: count(p, 'first'), last: count(p, 'last'), deliveries: count(p, 'deliveries') }),
  'share-offset-set': (p) => m.fact_share_offset_set({ group: text(p, 'group'), partition: text(p, 'partition'), to: count(p, 'to') }),
  'transaction-begun': (p) => m.fact_transaction_begun({ id: text(p, 'id'), epoch: count(p, 'epoch') }),
  'transaction-decided': (p) => (text(p, 'decision') === 'commit' ? m.fact_transaction_will_commit({ id: text(p, 'id'), partitions: count(p, 'partitions') }) : m.fact_transaction_will_abort({ id: text(p, 'id'), partitions: count(p, 'partitions') })),
  'transaction-committed': (p) => m.fact_transaction_committed({ id: text(p, 'id') }),
  'transaction-aborted': (p) => m.fact_transaction_aborted({ id: text(p, 'id') }),
  'transaction-timed-out': (p) => m.fact_transaction_timed_out({ id: text(p, 'id'), seconds: seconds(p, 'forMs') }),
  'producer-fenced': (p) => m.fact_producer_fenced({ id: text(p, 'id'), epoch: count(p, 'epoch') }),
  'flink-taskmanager-registered': (p) => m.fact_flink_taskmanager_registered({ node: text(p, 'node'), slots: count(p, 'slots') }),
  'flink-taskmanager-lost': (p) => m.fact_flink_taskmanager_lost({ node: text(p, 'node') }),
  'flink-job-submitted': (p) => m.fact_flink_job_submitted({ job: text(p, 'job'), tasks: count(p, 'tasks') }),
  'flink-slots-missing': (p) => m.fact_flink_slots_missing({ job: text(p, 'job'), wanted: count(p, 'wanted'), free: count(p, 'free') }),
  'flink-task-failed': (p) => (text(p, 'task') === '' ? m.fact_flink_failure({ job: text(p, 'job'), error: text(p, 'error') }) : m.fact_flink_task_failed({ task: text(p, 'task'), error: text(p, 'error') })),
  'flink-job-restarting': (p) => m.fact_flink_job_restarting({ job: text(p, 'job'), tasks: count(p, 'tasks'), time: took(p, 'inMs') }),
  'flink-job-finished': (p) => m.fact_flink_job_finished({ job: text(p, 'job') }),
  'flink-job-cancelled': (p) => m.fact_flink_job_cancelled({ job: text(p, 'job') }),
  'flink-job-failed': (p) => m.fact_flink_job_failed({ job: text(p, 'job'), error: text(p, 'error') }),
  'flink-checkpoint-completed': (p) => m.fact_flink_checkpoint_completed({ job: text(p, 'job'), checkpoint: count(p, 'checkpoint'), time: took(p, 'ms') }),
  'flink-checkpoint-failed': (p) => m.fact_flink_checkpoint_failed({ job: text(p, 'job'), checkpoint: count(p, 'checkpoint'), error: text(p, 'error') }),
};

/** -1 stands for no leader on either side. */
function leaderChanged(p: Params): string {
  const partition = text(p, 'partition');
  if (Number(p['to']) < 0) return m.fact_leader_lost({ partition, from: text(p, 'from') });
  if (Number(p['from']) < 0) return m.fact_leader_found({ partition, to: text(p, 'to') });
  return m.fact_leader_changed({ partition, from: text(p, 'from'), to: text(p, 'to') });
}

/** Either side may be empty: a partition gets more replicas, or fewer. */
function reassignmentStarted(p: Params): string {
  const [partition, adding, removing] = [text(p, 'partition'), brokers(p, 'adding'), brokers(p, 'removing')];
  if (text(p, 'removing') === '') return m.fact_reassignment_started_adding({ partition, adding });
  return text(p, 'adding') === '' ? m.fact_reassignment_started_removing({ partition, removing }) : m.fact_reassignment_started({ partition, adding, removing });
}

function segmentsDeleted(p: Params): string {
  const words = { partition: text(p, 'partition'), segments: count(p, 'segments'), logStart: count(p, 'logStart') };
  if (text(p, 'reason') === 'start') return m.fact_segments_deleted_start(words);
  const bytes = count(p, 'bytes');
  return text(p, 'reason') === 'size' ? m.fact_segments_deleted_size({ ...words, bytes }) : m.fact_segments_deleted_time({ ...words, bytes });
}

/** A member may have come to the epoch and still wait for partitions that others hold. */
function memberReconciled(p: Params): string {
  const said = { client: text(p, 'client'), group: text(p, 'group'), epoch: text(p, 'epoch'), partitions: count(p, 'partitions') };
  return Number(p['waits']) > 0 ? m.fact_member_waits(said) : m.fact_member_reconciled(said);
}

function messagesReturned(p: Params): string {
  const [queue, from, many] = [text(p, 'queue'), node(p, 'from'), count(p, 'count')];
  switch (text(p, 'reason')) {
    case 'timeout': return m.fact_messages_returned_timeout({ queue, from });
    case 'refused': return m.fact_messages_returned_refused({ queue, from });
    case 'queue-restarted': return m.fact_messages_returned_restart({ queue, count: many });
    default: return m.fact_messages_returned_gone({ queue, from, count: many });
  }
}

const ENGINES: Readonly<Record<string, (name: { readonly name: string }) => string>> = {
  queue: m.the_queue, batch: m.the_batch, zookeeper: m.the_zookeeper, 'zookeeper-broker': m.the_candidate, 'queue-producer': m.the_producer, 'queue-consumer': m.the_consumer, 'batch-source': m.the_producer, 'micro-batch': m.the_micro_batch, dataflow: m.the_dataflow, database: m.the_database, dashboard: m.the_dashboard,
};

function nodeInSentence(node: string): string {
  const [, engine = '', name = ''] = /^(queue-producer|queue-consumer|queue|batch-source|batch|zookeeper-broker|zookeeper|micro-batch|dataflow|database|dashboard)-(.+)$/.exec(node) ?? [];
  const said = ENGINES[engine];
  if (said !== undefined) return said({ name });
  if (node === 'jobmanager') return m.flink_the_jobmanager();
  if (/^tm-\w+$/.test(node)) return m.flink_the_taskmanager({ name: node });
  const [, role, rest] = /^(broker|controller|producer|consumer)-(.+)$/.exec(node) ?? [];
  if (rest === undefined) return nodeName(node);
  if (role === 'broker') return m.the_broker({ number: rest });
  if (role === 'controller') return m.the_controller({ number: rest });
  return role === 'producer' ? m.the_producer({ name: rest }) : m.the_consumer({ name: rest });
}

/** Portuguese contracts a preposition with an article: "de o broker" is "do broker". What a person typed stays as it was typed. */
function contracted(sentence: string, params: Params): string {
  return 'text' in params || getLocale() !== 'pt-BR' ? sentence : sentence.replace(/\bde (os?|as?) (?=(?:broker|brokers|controladora|produtor|consumidor|TaskManager|JobManager)\b)/g, 'd$1 ').replace(/\bem (os?|as?) (?=brokers? )/g, 'n$1 ').replace(/ a o (?=(?:broker|produtor|consumidor|TaskManager|JobManager)\b)/g, ' ao ').replace(/ a a (?=controladora )/g, ' à ');
}

/** The sentence for a fact. A kind that this page does not know yet is shown by its name. */
export function factText(kind: string, params: Params): string {
  return isFactKind(kind) ? contracted(SENTENCES[kind](params), params) : kind;
}

export function isFactKind(kind: string): kind is FactKind {
  return Object.hasOwn(SENTENCES, kind);
}

export const FACT_KINDS = Object.keys(SENTENCES).filter(isFactKind);
