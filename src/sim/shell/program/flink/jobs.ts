// flink list, cancel, stop, savepoint and checkpoint: what one does with jobs that run.
import type { Failure, JobRow } from '../../../flink/rpc.ts';
import { type Parsed } from './arguments.ts';
import { behind, type Chain, chainOf, fails, FLINK_EXCEPTION, operationError, refuses, restError, shown, UNREACHABLE, wrapped } from './failures.ts';
import { ask, type Part, print, type Script } from './script.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `dd.MM.yyyy HH:mm:ss`, in UTC. */
function clock(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

function* table(title: string, jobs: readonly JobRow[], none: string | null): Part<void> {
  if (jobs.length === 0) {
    if (none !== null) yield* print(none);
    return;
  }
  yield* print(title);
  for (const { job, name, status, startedMs } of [...jobs].sort((a, b) => a.startedMs - b.startedMs)) yield* print(`${clock(startedMs)} : ${job} : ${name} (${status})`);
  yield* print('-'.repeat(62));
}

/** Which of the three tables a job stands in. */
function placeOf({ status }: JobRow): 'scheduled' | 'running' | 'terminated' {
  if (status === 'CREATED' || status === 'INITIALIZING') return 'scheduled';
  return status === 'FINISHED' || status === 'CANCELED' || status === 'FAILED' ? 'terminated' : 'running';
}

export function* list({ options }: Parsed): Script {
  const [all, running, scheduled] = [options['a'] !== undefined, options['r'] !== undefined, options['s'] !== undefined];
  const both = all || (!running && !scheduled);
  yield* print('Waiting for response...');
  const reply = yield* ask({ kind: 'ListJobs' });
  if (reply.kind !== 'answer') return yield* fails([`${FLINK_EXCEPTION}: Failed to retrieve job list.`, ...(reply.kind === 'unreachable' ? UNREACHABLE : chainOf(reply.failure))]);
  const jobs = reply.value.of === 'ListJobs' ? reply.value.jobs : [];
  const of = (place: ReturnType<typeof placeOf>): readonly JobRow[] => jobs.filter((job) => placeOf(job) === place);
  if (both || running) yield* table('------------------ Running/Restarting Jobs -------------------', of('running'), 'No running jobs.');
  if (both || scheduled) yield* table('----------------------- Scheduled Jobs -----------------------', of('scheduled'), 'No scheduled jobs.');
  if (all) yield* table('---------------------- Terminated Jobs -----------------------', of('terminated'), null);
  return 0;
}

/** An id as JobID.toString writes it, null where it is none. */
function jobIdOf(text: string): string | null {
  return /^[0-9a-fA-F]{32}$/.test(text) ? text.toLowerCase() : null;
}

function* badId(text: string): Script {
  return yield* refuses(`Cannot parse JobID from "${text}". The expected format is [0-9a-fA-F]{32}, e.g. fd72014d4c864993a2e5a9287b4a9c5d.`);
}

export function* cancel({ options, rest }: Parsed): Script {
  if (options['s'] !== undefined) return yield* cancelWithSavepoint(options['s'][0] ?? null, rest);
  const [given] = rest;
  if (given === undefined) return yield* refuses('Missing JobID. Specify a JobID to cancel a job.');
  const job = jobIdOf(given);
  if (job === null) return yield* badId(given);
  yield* print(`Cancelling job ${job}.`);
  const reply = yield* ask({ kind: 'CancelJob', job });
  if (reply.kind === 'answer') {
    yield* print(`Cancelled job ${job}.`);
    return 0;
  }
  return yield* fails([`${FLINK_EXCEPTION}: Could not cancel job ${job}.`, ...behind(reply, (failure) => wrapped(cancelError(failure), 'execution'))]);
}

/** What JobCancellationHandler answers. */
function cancelError(failure: Failure): Chain {
  return failure.exception.endsWith('FlinkJobNotFoundException') ? restError('Job could not be found.', chainOf(failure)) : restError(failure.message, []);
}

function* cancelWithSavepoint(directory: string | null, rest: readonly string[]): Script {
  yield* print('DEPRECATION WARNING: Cancelling a job with savepoint is deprecated. Use "stop" instead.');
  // With one argument it is the job, for the directory may be left out.
  const [target, given] = rest.length > 0 ? [directory, rest[0] ?? ''] : [null, directory];
  if (given === null) return yield* refuses('Missing JobId');
  const job = jobIdOf(given);
  if (job === null) return yield* badId(given);
  yield* print(`Cancelling job ${job} with CANONICAL savepoint to ${target ?? 'default savepoint directory'}.`);
  const reply = yield* ask({ kind: 'CancelWithSavepoint', job, directory: target });
  if (reply.kind === 'answer') {
    yield* print(`Cancelled job ${job}. Savepoint stored in ${reply.value.of === 'CancelWithSavepoint' ? reply.value.path : ''}.`);
    return 0;
  }
  return yield* fails([`${FLINK_EXCEPTION}: Could not cancel job ${job}.`, ...behind(reply, (failure) => wrapped(operationError(failure), 'execution'))]);
}

/** `-type`; null where it is none. */
function formatOf({ options }: Parsed): string | null {
  const given = (options['type']?.at(-1) ?? 'canonical').toUpperCase();
  return given === 'CANONICAL' || given === 'NATIVE' ? given : null;
}

const BAD_FORMAT = ['java.lang.IllegalArgumentException: Could not parse value for enum class org.apache.flink.core.execution.SavepointFormatType. Expected one of: [[CANONICAL, NATIVE]]'];

export function* stop(parsed: Parsed): Script {
  const { options, rest } = parsed;
  const path = options['p']?.at(-1) ?? null;
  const [directory, given] = rest.length > 0 ? [path, rest[0] ?? ''] : [null, path];
  if (given === null) return yield* refuses('Missing JobId');
  const job = jobIdOf(given);
  if (job === null) return yield* badId(given);
  const format = formatOf(parsed);
  if (format === null) return yield* fails(BAD_FORMAT);
  const drain = options['d'] !== undefined;
  yield* print(`${drain ? 'Draining' : 'Suspending'} job "${job}" with a ${format} savepoint.`);
  const detached = options['detached'] !== undefined;
  yield* print(`Triggering stop-with-savepoint ${detached ? 'in detached mode ' : ''}for job ${job}.`);
  if (!detached) yield* print('Waiting for response...');
  const reply = yield* ask({ kind: 'StopWithSavepoint', job, drain, directory, ...(detached ? { detached } : {}) });
  if (reply.kind === 'answer') {
    const { value } = reply;
    if (value.of === 'Triggered') yield* print(`Successfully trigger stop-with-savepoint in detached mode, triggerId: ${value.trigger}`);
    else yield* print(`Savepoint completed. Path: ${value.of === 'StopWithSavepoint' ? value.path : ''}`);
    return 0;
  }
  return yield* fails([`${FLINK_EXCEPTION}: Could not stop with a savepoint job "${job}".`, ...behind(reply, (failure) => wrapped(operationError(failure), 'execution'))]);
}

export function* savepoint(parsed: Parsed): Script {
  const { options, rest } = parsed;
  if (options['d'] !== undefined) return yield* dispose(options['d'].at(-1) ?? '');
  const [given, directory] = rest;
  if (given === undefined) return yield* refuses('Missing JobID. Specify a Job ID to trigger a savepoint.');
  const job = jobIdOf(given);
  if (job === null) return yield* badId(given);
  const format = formatOf(parsed);
  if (format === null) return yield* fails(BAD_FORMAT);
  if (rest.length >= 3) yield* print('Provided more arguments than required. Ignoring not needed arguments.');
  const detached = options['detached'] !== undefined;
  yield* print(`Triggering savepoint ${detached ? 'in detached mode ' : ''}for job ${job}.`);
  if (!detached) yield* print('Waiting for response...');
  const reply = yield* ask({ kind: 'TriggerSavepoint', job, directory: directory ?? null, ...(detached ? { detached } : {}) });
  if (reply.kind === 'answer') {
    const { value } = reply;
    if (value.of === 'Triggered') yield* print(`Successfully trigger manual savepoint, triggerId: ${value.trigger}`);
    else {
      yield* print(`Savepoint completed. Path: ${value.of === 'TriggerSavepoint' ? value.path : ''}`);
      yield* print('You can resume your program from this savepoint with the run command.');
    }
    return 0;
  }
  return yield* fails([`${FLINK_EXCEPTION}: Failed to trigger a savepoint for the job ${job}.`, ...behind(reply, operationError)]);
}

function* dispose(path: string): Script {
  yield* print(`Disposing savepoint '${path}'.`);
  yield* print('Waiting for response...');
  const reply = yield* ask({ kind: 'DisposeSavepoint', path });
  if (reply.kind === 'answer') {
    yield* print(`Savepoint '${path}' disposed.`);
    return 0;
  }
  return yield* fails([`${FLINK_EXCEPTION}: Failed to dispose the savepoint '${path}'.`, ...behind(reply, (failure) => disposeError(path, failure))]);
}

function disposeError(path: string, failure: Failure): Chain {
  const could = `${FLINK_EXCEPTION}: Could not dispose savepoint ${path}.`;
  return wrapped([`${FLINK_EXCEPTION}: ${could}`, `${failure.exception}: ${shown(failure)}`], 'execution');
}

export function* checkpoint({ options, rest }: Parsed): Script {
  const [given] = rest;
  if (given === undefined) return yield* refuses('Missing JobID. Specify a Job ID to manipulate a checkpoint.');
  const job = jobIdOf(given);
  if (job === null) return yield* badId(given);
  if (rest.length >= 2) yield* print('Provided more arguments than required. Ignoring not needed arguments.');
  const full = options['full'] !== undefined;
  yield* print(`Triggering checkpoint for job ${job}.`);
  yield* print('Waiting for response...');
  const reply = yield* ask({ kind: 'TriggerCheckpointNow', job });
  if (reply.kind === 'answer') {
    const number = reply.value.of === 'TriggerCheckpointNow' ? reply.value.checkpoint : 0;
    yield* print(`Checkpoint${full ? '(FULL)' : ''} ${number} for job ${job} completed.`);
    yield* print('You can resume your program from this checkpoint with the run command.');
    return 0;
  }
  return yield* fails([`${FLINK_EXCEPTION}: Failed to trigger a checkpoint for the job ${job}.`, ...behind(reply, operationError)]);
}

