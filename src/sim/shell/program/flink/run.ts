// flink run: finds the program in its jar, runs its main method, submits the job and, unless detached, waits for its end.
import type { StreamGraph } from '../../../../bridge/flink.ts';
import { toJobGraph } from '../../../flink/graph/job-graph.ts';
import type { Failure, JobRow } from '../../../flink/rpc.ts';
import type { Os } from '../../program.ts';
import { type Parsed, propertiesOf } from './arguments.ts';
import { type Example, EXAMPLES, type MainResult } from './examples.ts';
import { type Chain, chainOf, fails, FLINK_EXCEPTION, INVOCATION, refuses, UNREACHABLE, wrapped } from './failures.ts';
import { type OwnProgram, ownJar, ownPython } from './own-programs.ts';
import { ask, jobEnd, type Part, print, readText, type Script, stat } from './script.ts';

/** Where Flink is installed on the student's machine. */
const FLINK_HOME = '/opt/flink';

export type Found =
  | { readonly kind: 'program'; readonly main: MainResult; readonly parallelism: number }
  | { readonly kind: 'own'; readonly program: OwnProgram }
  | { readonly kind: 'ended'; readonly status: number };

/** `--name value` of a program's own arguments (ParameterTool). */
function paramsOf(args: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let at = 0; at < args.length; at++) {
    const name = /^--?([A-Za-z][\w-]*)$/.exec(args[at] ?? '')?.[1];
    if (name === undefined) continue;
    const next = args[at + 1];
    const isValue = next !== undefined && (!next.startsWith('-') || /^-\d/.test(next));
    found[name] = isValue ? next : '__NO_VALUE_KEY';
    if (isValue) at += 1;
  }
  return found;
}

/** The example that a path names: where it lies, or below Flink's own folder as for who stands there. */
function* exampleAt(path: string): Part<Example | null | 'missing'> {
  for (const at of path.startsWith('/') ? [path] : [path, `${FLINK_HOME}/${path.replace(/^\.\//, '')}`]) {
    const file = yield* stat(at);
    if (file?.kind === 'file') return EXAMPLES.find(({ jar }) => at.endsWith(`/${jar}`) || at === jar) ?? null;
  }
  return 'missing';
}

/** Reads the arguments and runs the program's main method: what `run` and `info` have in common. */
export function* program({ options, rest }: Parsed, os: Os): Part<Found> {
  const given = options['p']?.at(-1);
  if (given !== undefined && !(/^\+?\d+$/.test(given) && Number(given) > 0)) return { kind: 'ended', status: yield* refuses(`The parallelism must be a positive number: ${given}`) };
  const cluster = yield* readText(`${FLINK_HOME}/conf/config.yaml`);
  const parallelism = given ?? propertiesOf({ options, rest })['parallelism.default'] ?? /^parallelism\.default: (\d+)$/m.exec(cluster ?? '')?.[1] ?? '1';
  const savepoint = options['s']?.at(-1) ?? '';
  const configuration = {
    ...propertiesOf({ options, rest }), 'parallelism.default': parallelism, ...(savepoint === '' ? {} : { 'execution.state-recovery.path': savepoint }),
    ...(options['n'] === undefined ? {} : { 'execution.state-recovery.ignore-unclaimed-state': 'true' }),
  };
  const python = options['py']?.at(-1);
  if (python !== undefined) return yield* ownPython(python, configuration, os);
  const [jar, ...args] = rest;
  if (jar === undefined) return { kind: 'ended', status: yield* refuses('Java program should be specified a JAR file.') };
  const entry = options['c']?.at(-1);
  const own = yield* ownJar(jar, entry ?? null, configuration, os);
  if (own !== null) return own;
  const example = yield* exampleAt(jar);
  if (example === 'missing') return { kind: 'ended', status: yield* refuses(`Could not get job jar and dependencies from JAR file: JAR file does not exist: ${jar}`) };
  if (example === null) return { kind: 'ended', status: yield* fails([`${INVOCATION}: Error while opening jar file '${jar.slice(jar.lastIndexOf('/') + 1)}'. zip END header not found`, 'java.util.zip.ZipException: zip END header not found']) };
  if (entry !== undefined && entry !== example.mainClass) return { kind: 'ended', status: yield* fails([`${INVOCATION}: The program's entry point class '${entry}' was not found in the jar file.`, `java.lang.ClassNotFoundException: ${entry}`]) };
  const params = paramsOf(args);
  const input = params['input'];
  const inputText = input === undefined ? null : yield* readText(input.replace(/^file:\/*/, '/'));
  return { kind: 'program', main: example.main({ params, configuration, inputText }), parallelism: Number(parallelism) };
}

export function* run(parsed: Parsed, os: Os): Script {
  const found = yield* program(parsed, os);
  if (found.kind === 'ended') return found.status;
  if (found.kind === 'own') return yield* runOwn(found.program, parsed.options['d'] !== undefined);
  const { main } = found;
  if (main.out !== '') yield { kind: 'write', fd: 1, text: main.out };
  if (main.err !== undefined) yield { kind: 'write', fd: 2, text: main.err };
  if (main.thrown !== undefined) return yield* mainFails(main.thrown);
  if (main.job === null) return 0;
  return yield* submit(main.job, parsed.options['d'] !== undefined);
}

/** A program of one's own may ask for several jobs, one after the other. */
function* runOwn({ jobs, waits }: OwnProgram, detached: boolean): Script {
  for (const job of jobs) {
    const status = yield* submit(job, detached || !waits);
    if (status !== 0) return status;
  }
  return 0;
}

/** What the main method threw. */
function* mainFails(thrown: Chain): Script {
  const [first = ''] = thrown;
  // Throwable.getMessage: what stands behind the class.
  const message = first.slice(first.indexOf(': ') + 2);
  return yield* fails([`${INVOCATION}: The main method caused an error: ${message}`, ...thrown]);
}

function* submit(graph: StreamGraph, detached: boolean): Script {
  const reply = yield* ask({ kind: 'SubmitJob', graph: toJobGraph(graph) });
  if (reply.kind !== 'answer' || reply.value.of !== 'SubmitJob') {
    const why = reply.kind === 'failure' ? notStarted(reply.failure) : ['org.apache.flink.runtime.client.JobSubmissionException: Failed to submit ExecutionPlan.', ...UNREACHABLE];
    return yield* mainFails([`${FLINK_EXCEPTION}: Failed to execute job '${graph.name}'.`, ...why]);
  }
  const { job } = reply.value;
  yield* print(`Job has been submitted with JobID ${job}`);
  if (detached) return 0;
  const end = yield* jobEnd(job);
  if (end.kind === 'answer' && end.value.of === 'DescribeJob') return yield* ended(end.value.job, end.value.failure);
  return yield* jobFails(job, end.kind === 'failure' ? chainOf(end.failure) : UNREACHABLE);
}

/** The JobMaster could not start: the job never ran. */
function notStarted(failure: Failure): Chain {
  const own = chainOf(failure);
  const inner = failure.exception === 'java.io.FileNotFoundException' ? [`java.lang.RuntimeException: ${own[0] ?? ''}`, ...own] : own;
  const started = 'org.apache.flink.runtime.client.JobInitializationException: Could not start the JobMaster.';
  return [`java.lang.RuntimeException: ${started}`, started, ...wrapped(inner, 'completion')];
}

function* ended(row: JobRow, failure: Failure | null): Script {
  const { job, status, startedMs, endedMs } = row;
  if (status === 'FINISHED') {
    yield* print(`Program execution finished\nJob with JobID ${job} has finished.\nJob Runtime: ${(endedMs ?? startedMs) - startedMs} ms\n`);
    return 0;
  }
  if (status === 'CANCELED') return yield* jobFails(job, ['org.apache.flink.runtime.client.JobCancellationException: Job was cancelled.']);
  return yield* jobFails(job, ['org.apache.flink.runtime.client.JobExecutionException: Job execution failed.', ...(failure === null ? [] : chainOf(failure))]);
}

function* jobFails(job: string, chain: Chain): Script {
  const failed = `${INVOCATION}: Job failed (JobID: ${job})`;
  return yield* fails([`${INVOCATION}: The main method caused an error: ${failed}`, ...wrapped([failed, ...chain], 'execution')]);
}
