// Why a job restarts, and what can be done where a window does not fire: its last failure, where that ran, and what it goes back to.
import type { FlinkJobRecord, FlinkTaskRecord, FlinkWindowRecord } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { type WhyLine, whyTask, whyWindow } from '../words/flink-why.ts';
import { nodeName } from '../words/names.ts';
import { duration, number } from '../words/numbers.ts';
import { about, type Answer, newestFact, plain, type Question, type Remedy, type Seen, since } from './answer.ts';

export function jobQuestions(job: FlinkJobRecord, seen: Seen): Question[] {
  const troubled = job.restarts > 0 || job.restartsAtUs !== null || job.missingSlots > 0 || ['FAILING', 'FAILED', 'RESTARTING'].includes(job.status);
  return [{ id: `restarts/${job.id}`, text: m.why_q_restarts({ job: job.name }), about: job.id, holds: troubled, answer: () => whyRestarts(job, seen) }];
}

export function whyRestarts(job: FlinkJobRecord, { tables, nowUs }: Seen): Answer {
  const failure = job.exceptions.at(-1);
  const slots = job.missingSlots > 0 ? [about(m.why_needs_slots({ missing: number(job.missingSlots), free: number(job.freeSlots) }), job.id)] : [];
  if (failure === undefined && job.restarts === 0) return { lines: slots.length > 0 ? slots : [plain(m.why_never_restarted())], remedies: slots.length > 0 ? [taskManagerRemedy()] : [] };
  const error = firstLine(failure?.text ?? '');
  const text = failure?.task === null || failure === undefined ? m.why_restarts_job({ count: number(job.restarts), error }) : m.why_restarts({ count: number(job.restarts), task: failure.task, error });
  const waits = job.restartsAtUs !== null && job.restartsAtUs > nowUs ? [about(m.why_waits_delay({ time: duration(job.restartsAtUs - nowUs) }), job.id)] : [];
  const lost = whyLost(failure?.text ?? '', failure?.atUs ?? nowUs, tables);
  return {
    lines: [failure === undefined ? about(text, job.id) : { text, about: job.id, atUs: failure.atUs }, ...lost, goesBack(job, failure?.atUs ?? nowUs, tables), ...slots, ...waits],
    remedies: lost.length > 0 || slots.length > 0 ? [taskManagerRemedy()] : [...(isPoison(error) ? [{ text: m.why_poison_remedy(), command: "'json.ignore-parse-errors' = 'true'" }] : []), { text: m.why_look_jobs_remedy(), command: 'flink list -a' }],
  };
}

/** An exception's first line says what happened; the rest says where in Flink's code. */
const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** A deserializer's complaint: the same record will come again. */
const isPoison = (error: string): boolean => /deseriali|JsonParse|parse|NumberFormat|Malformed/i.test(error);

const taskManagerRemedy = (): Remedy => ({ text: m.why_taskmanager_remedy(), command: 'taskmanager.sh start' });

/** The TaskManager that an exception names, or that was lost about then, and what had happened to it. */
function whyLost(error: string, atUs: number, tables: Tables): WhyLine[] {
  const lost = newestFact(tables, ['flink-taskmanager-lost'], (fact) => Math.abs(fact.atUs - atUs) < ABOUT_THEN_US);
  const named = [...tables['flink-node'].values()].find(({ role, node }) => role === 'taskmanager' && error.includes(node))?.node;
  const node = named ?? (lost === undefined ? undefined : String(lost.params['node']));
  if (node === undefined) return [];
  const id = `flink-node/${node}`;
  const crash = newestFact(tables, ['node-crashed', 'node-stop-asked'], (fact) => fact.subjects.includes(`node/${node}`) && fact.atUs <= atUs);
  if (crash === undefined && lost === undefined) return [];
  return [...(crash === undefined ? [] : [since(m.why_ran_on({ node: nodeName(node) }), id, crash)]), about(m.why_until_noticed({ node: nodeName(node) }), 'flink-node/jobmanager'), ...(lost === undefined ? [] : [since(m.why_node_lost({ node: nodeName(node) }), id, lost)])];
}

/** heartbeat.timeout, Flink's default 50 s, and a little more. */
const ABOUT_THEN_US = 55_000_000;

/** The newest checkpoint that was complete when it failed. */
function goesBack(job: FlinkJobRecord, atUs: number, tables: Pick<Tables, 'flink-checkpoint' | 'fact'>): WhyLine {
  const done = newestFact(tables, ['flink-checkpoint-completed'], (fact) => fact.params['job'] === job.name && fact.atUs <= atUs);
  if (done === undefined) return about(job.checkpointsRestored > 0 ? m.why_from_latest() : m.why_from_start(), job.id);
  const id = `flink-checkpoint/${job.job}/${done.params['checkpoint']}`;
  return since(m.why_from_checkpoint({ checkpoint: number(Number(done.params['checkpoint'])) }), tables['flink-checkpoint'].has(id) ? id : job.id, done);
}

/** What one asks at a window, a subtask or a checkpoint; the answers are `flink-why.ts`'s, with what to do about them. */
export function windowQuestions(window: FlinkWindowRecord, { tables, nowUs, epochMs }: Seen): Question[] {
  return [{ id: `fire/${window.id}`, text: m.flink_why_not_fire(), about: window.id, holds: true, answer: () => ({ lines: whyWindow(window, tables, epochMs + nowUs / 1_000), remedies: holdsSilent(window, tables) ? [idleness()] : [] }) }];
}

/** Whether a partition that nothing comes from, and that is not left aside, is read by a source of its job. */
function holdsSilent(window: FlinkWindowRecord, tables: Pick<Tables, 'flink-task'>): boolean {
  const splits = [...tables['flink-task'].values()].filter(({ job }) => job === window.job).flatMap((task) => task.splits);
  const busy = splits.filter(({ watermark }) => typeof watermark === 'number').map(({ watermark }) => Number(watermark));
  const ahead = Math.max(...busy);
  return splits.some(({ idle, watermark, lag }) => !idle && (lag ?? 0) === 0 && (watermark === null || (typeof watermark === 'number' && ahead - watermark > 5_000)));
}

const idleness = (): Remedy => ({ text: m.why_idleness_remedy(), command: "SET 'table.exec.source.idle-timeout' = '5 s';" });

export function taskQuestions(task: FlinkTaskRecord, { tables, nowUs }: Seen): Question[] {
  return [{ id: `waits/${task.id}`, text: m.flink_why_task(), about: task.id, holds: true, answer: () => ({ lines: whyTask(task, tables, nowUs), remedies: [] }) }];
}

