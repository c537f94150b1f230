// Flink's tools as scripts: a script asks the Dispatcher, as through the REST API, waits, reads files and writes text, in order.
import { type ClientAnswer, type ClientRequest, type ClientResponse, type Failure, JOB_MANAGER } from '../../../flink/rpc.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { type Message, MILLISECOND, type NodeId, SECOND, type Time } from '../../../kernel/types.ts';
import type { FileStat, Os, Program, Signal, Wake } from '../../program.ts';
import { type Daemon, daemonsOf, startDaemon } from './daemons.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from '../console/alarm.ts';
import { advance } from '../replayed-script.ts';

type WithoutNumber<R> = R extends ClientRequest ? Omit<R, 'request'> : never;
/** A request of a client before it has its number. */
export type Ask = WithoutNumber<ClientRequest>;

/** What a script asks for. */
export type Step =
  | { readonly kind: 'ask'; readonly ask: Ask }
  /** Asks until the job has ended. */
  | { readonly kind: 'job-end'; readonly job: string }
  | { readonly kind: 'write'; readonly fd: 1 | 2; readonly text: string }
  | { readonly kind: 'read' | 'stat'; readonly path: string }
  | { readonly kind: 'list'; readonly path: string }
  | { readonly kind: 'write-file'; readonly path: string; readonly text: string }
  | { readonly kind: 'sleep'; readonly us: Time }
  /** The processes of Flink that this machine knows: those that run, and those that ran. */
  | { readonly kind: 'daemons' }
  /** Starts one, or ends it in order. */
  | { readonly kind: 'start-daemon' | 'stop-daemon'; readonly node: NodeId }
  /** Waits for an interrupt, and ends this process then. */
  | { readonly kind: 'foreground'; readonly node: NodeId };


/** The Dispatcher's answer; `unreachable` where nobody listens at its port, however often one tries. */
export type Reply =
  | { readonly kind: 'answer'; readonly value: ClientAnswer }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'unreachable' };

type Known = Reply | string | number | null | FileStat | readonly string[] | readonly Daemon[];

/** Ends with the tool's exit status. */
export type Script = Generator<Step, number, Known>;
export type Part<T> = Generator<Step, T, Known>;

interface Waiting {
  readonly step: Extract<Step, { kind: 'ask' | 'job-end' }>;
  /** The number of the request under way; 0 while it waits to ask (again). */
  request: number;
  attempts: number;
  /** How long it waits before it asks for a job's end again, ms. */
  pollMs: number;
  /** When it gives up. */
  until: Time;
}

export interface ScriptState {
  readonly answers: Known[];
  waiting: Waiting | null;
  requests: number;
  sleeping: boolean;
  /** The process that runs in the foreground of the terminal. */
  foreground: NodeId | null;
  readonly alarm: Alarm;
}

/** From the exec of the JVM to the first line of CliFrontend's work. */
const JVM_STARTUP: Time = 1_400_000;
/** rest.retry.max-attempts, Flink default 20. */
const MOST_ATTEMPTS = 20;
/** rest.retry.delay, Flink default 3 s. */
const RETRY_DELAY: Time = 3 * SECOND;
/** client.timeout, Flink default 60 s. */
const CLIENT_TIMEOUT: Time = 60 * SECOND;
/** ExponentialWaitStrategy of RestClusterClient: from 10 ms to 2 s. */
const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 2_000;
/** A script that asks for more than this goes in circles. */
const STEP_LIMIT = 20_000;

const isResponse = (message: Message): message is ClientResponse => message.kind === 'FlinkResponse';

/** A program that runs a script. */
export function flinkProgram(name: string, script: (os: Os) => Script, startup: Time = JVM_STARTUP): Program<ScriptState> {
  return {
    name,
    startup,
    handles: ['INT', 'TERM'],
    start: (os) => {
      const state: ScriptState = { answers: [], waiting: null, requests: 0, sleeping: false, foreground: null, alarm: noAlarm() };
      advance(state, script(os), STEP_LIMIT, (step) => perform(state, step, os), os);
      return state;
    },
    wake: (state: ScriptState, wake: Wake, os: Os) => {
      const answer = wake.kind === 'signal' ? interrupted(state, wake.signal, os) : answerOf(state, wake, os);
      if (answer === undefined) return;
      state.waiting = null;
      state.answers.push(freeze(answer));
      advance(state, script(os), STEP_LIMIT, (step) => perform(state, step, os), os);
    },
  };
}

/** An interrupt ends the tool, as it does by default; a process in the foreground ends in order. */
function interrupted(state: ScriptState, signal: Signal, os: Os): Known | undefined {
  if (state.foreground === null) {
    os.exit(signal === 'INT' ? 130 : 143);
    return undefined;
  }
  os.send(state.foreground, { kind: 'Shutdown' });
  state.foreground = null;
  return null;
}

/** What a wake brings for the step in hand; undefined where it goes on waiting. */
function answerOf(state: ScriptState, wake: Wake, os: Os): Known | undefined {
  const { waiting } = state;
  if (wake.kind === 'timer') {
    alarmRang(state.alarm);
    if (state.sleeping) {
      state.sleeping = false;
      return null;
    }
    if (waiting === null) return undefined;
    if (os.now >= waiting.until) return { kind: 'unreachable' };
    if (waiting.request === 0) send(state, waiting, os);
    else setAlarm(state.alarm, waiting.until, os);
    return undefined;
  }
  if (wake.kind !== 'message' || waiting === null) return undefined;
  if (wake.message.kind === 'Disconnected' && wake.from === JOB_MANAGER) return refused(state, waiting, os);
  if (!isResponse(wake.message) || wake.message.request !== waiting.request) return undefined;
  waiting.attempts = 0;
  const reply: Reply = wake.message.ok ? { kind: 'answer', value: wake.message.value } : { kind: 'failure', failure: wake.message.failure };
  if (waiting.step.kind === 'ask' || hasEnded(reply)) return reply;
  waiting.request = 0;
  waiting.until = os.now + waiting.pollMs * MILLISECOND + CLIENT_TIMEOUT;
  setAlarm(state.alarm, os.now + waiting.pollMs * MILLISECOND, os);
  waiting.pollMs = Math.min(LONGEST_POLL_MS, waiting.pollMs * 2);
  return undefined;
}

function hasEnded(reply: Reply): boolean {
  return reply.kind !== 'answer' || reply.value.of !== 'DescribeJob' || ['FINISHED', 'CANCELED', 'FAILED'].includes(reply.value.job.status);
}

function refused(state: ScriptState, waiting: Waiting, os: Os): Reply | undefined {
  waiting.request = 0;
  waiting.attempts += 1;
  if (waiting.attempts > MOST_ATTEMPTS) return { kind: 'unreachable' };
  setAlarm(state.alarm, Math.min(waiting.until, os.now + RETRY_DELAY), os);
  return undefined;
}

function send(state: ScriptState, waiting: Waiting, os: Os): void {
  state.requests += 1;
  waiting.request = state.requests;
  const { step } = waiting;
  const ask: Ask = step.kind === 'ask' ? step.ask : { kind: 'DescribeJob', job: step.job };
  os.send(JOB_MANAGER, freeze({ ...ask, request: waiting.request }), 500);
  setAlarm(state.alarm, waiting.until, os);
}

/** Does a step; undefined where its answer comes later. */
function perform(state: ScriptState, step: Step, os: Os): Known | undefined {
  switch (step.kind) {
    case 'write':
      os.write(step.fd, step.text);
      return null;
    case 'read': return os.readFile(step.path);
    case 'stat': return os.stat(step.path);
    case 'list': return os.list(step.path);
    case 'write-file': return os.writeFile(step.path, step.text, false);
    case 'daemons': return daemonsOf(os);
    case 'start-daemon':
      startDaemon(os, step.node);
      return null;
    case 'stop-daemon':
      os.note('node-stop-asked', { node: step.node }, [`node/${step.node}`]);
      os.send(step.node, { kind: 'Shutdown' });
      return null;
    case 'foreground':
      state.foreground = step.node;
      return undefined;
    case 'sleep':
      state.sleeping = true;
      setAlarm(state.alarm, os.now + step.us, os);
      return undefined;
    case 'ask': case 'job-end':
      state.waiting = { step, request: 0, attempts: 0, pollMs: FIRST_POLL_MS, until: os.now + CLIENT_TIMEOUT };
      send(state, state.waiting, os);
      return undefined;
  }
}

// --- what scripts are written with -----------------------------------------------------------------------------------

export function* print(line: string): Part<void> {
  yield { kind: 'write', fd: 1, text: `${line}\n` };
}

export function* printError(line: string): Part<void> {
  yield { kind: 'write', fd: 2, text: `${line}\n` };
}

export function* ask(wanted: Ask): Part<Reply> {
  return (yield { kind: 'ask', ask: wanted }) as Reply;
}

/** Waits until a job has ended. */
export function* jobEnd(job: string): Part<Reply> {
  return (yield { kind: 'job-end', job }) as Reply;
}

export function* stat(path: string): Part<FileStat | null> {
  return (yield { kind: 'stat', path }) as FileStat | null;
}

export function* readText(path: string): Part<string | null> {
  const text = yield { kind: 'read', path };
  return typeof text === 'string' ? text : null;
}

export function* sleep(us: Time): Part<void> {
  yield { kind: 'sleep', us };
}

export function* daemons(): Part<readonly Daemon[]> {
  return (yield { kind: 'daemons' }) as readonly Daemon[];
}
