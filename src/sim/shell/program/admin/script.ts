// Tools on the admin client as scripts: a script asks the cluster, reads files and writes text, in order.
import { type Admin, adminWakeup, createAdmin, drainAdminLogs, handleAdminMessage, pollAdmin, startCall, takeOutcome } from '../../../kafka/client/admin.ts';
import type { AdminApi, AdminCall, AdminError, Outcome } from '../../../kafka/client/admin-calls.ts';
import { freeze } from '../../../kernel/freeze.ts';
import type { Os, Program, Wake } from '../../program.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from '../console/alarm.ts';
import { logText, logTime } from '../console/log-text.ts';
import { advance } from '../replayed-script.ts';

/** What a script asks for. */
export type Step =
  | { readonly kind: 'connect'; readonly properties: Readonly<Record<string, string>>; readonly apiTimeoutMs: number | null }
  | { readonly kind: 'call'; readonly call: AdminCall; readonly timeoutMs: number | null }
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'write'; readonly fd: 1 | 2; readonly text: string }
  | { readonly kind: 'time' }
  | { readonly kind: 'chance' };

/** What it is answered: null where the client was made, else what is wrong with its settings; an outcome; a file's text; nothing; the wall clock. */
export type Answer = string | null | number | Outcome;

/** Ends with the tool's exit status. */
export type Script = Generator<Step, number, Answer>;

export interface ScriptState {
  admin: Admin | null;
  readonly answers: Answer[];
  /** The call under way, 0 for none. */
  call: number;
  kind: AdminApi | null;
  readonly alarm: Alarm;
}

/** From the exec of a JVM to the first line of its main, in microseconds. */
const JVM_STARTUP = 900_000;
/** A script that asks for more than this goes in circles. */
const STEP_LIMIT = 200_000;

/** A program that runs a script; `options` are for completion. */
export function scriptProgram(name: string, script: (os: Os) => Script, options: Program['options']): Program<ScriptState> {
  const run = (state: ScriptState, os: Os): void => advance(state, script(os), STEP_LIMIT, (step) => perform(state, step, os), os);
  return {
    name,
    startup: JVM_STARTUP,
    handles: [],
    ...(options === undefined ? {} : { options }),
    start: (os) => {
      const state: ScriptState = { admin: null, answers: [], call: 0, kind: null, alarm: noAlarm() };
      run(state, os);
      return state;
    },
    wake: (state: ScriptState, wake: Wake, os: Os) => {
      if (wake.kind === 'timer') alarmRang(state.alarm);
      if (state.admin === null) return;
      if (wake.kind === 'message') handleAdminMessage(state.admin, wake.message, wake.from, os.context);
      pollAdmin(state.admin, os.context);
      for (const line of drainAdminLogs(state.admin)) os.write(2, logText(line, os.wallClockMs));
      const outcome = state.kind === null ? null : takeOutcome(state.admin, state.call, state.kind);
      if (outcome !== null) {
        state.call = 0;
        state.kind = null;
        state.answers.push(freeze(outcome));
        run(state, os);
      }
      if (state.call > 0) setAlarm(state.alarm, adminWakeup(state.admin, os.now), os);
    },
  };
}

/** Does a step; undefined where its answer comes later. */
function perform(state: ScriptState, step: Step, os: Os): Answer | undefined {
  switch (step.kind) {
    case 'write':
      os.write(step.fd, step.text);
      return null;
    case 'read': return os.readFile(step.path);
    case 'time': return os.wallClockMs;
    case 'chance': return os.random();
    case 'connect': return connect(state, step, os);
    case 'call':
      if (state.admin === null) return null;
      state.kind = step.call.kind;
      state.call = startCall(state.admin, step.call, os.context, step.timeoutMs);
      return endedAtOnce(state, state.admin, step.call.kind) ?? waitForCall(state, state.admin, os);
  }
}

/** A call about nothing has its answer before anybody is asked. */
function endedAtOnce(state: ScriptState, admin: Admin, kind: AdminApi): Outcome | null {
  const outcome = takeOutcome(admin, state.call, kind);
  if (outcome === null) return null;
  state.call = 0;
  state.kind = null;
  return freeze(outcome);
}

function waitForCall(state: ScriptState, admin: Admin, os: Os): undefined {
  setAlarm(state.alarm, adminWakeup(admin, os.now), os);
  return undefined;
}

function connect(state: ScriptState, { properties, apiTimeoutMs }: Extract<Step, { kind: 'connect' }>, os: Os): string | null {
  const bad = ['default.api.timeout.ms', 'request.timeout.ms'].find((name) => properties[name] !== undefined && !/^\s*[+-]?\d+\s*$/.test(properties[name]));
  if (bad !== undefined) return `Invalid value ${properties[bad]} for configuration ${bad}: Not a number of type INT`;
  const timeout = apiTimeoutMs ?? (properties['default.api.timeout.ms'] === undefined ? null : Number(properties['default.api.timeout.ms']));
  const made = createAdmin({
    bootstrapServers: properties['bootstrap.controllers'] ?? properties['bootstrap.servers'] ?? '', toControllers: properties['bootstrap.controllers'] !== undefined, clientId: properties['client.id'] ?? 'adminclient-1', ...(timeout === null ? {} : { apiTimeoutMs: timeout }),
    ...(properties['request.timeout.ms'] === undefined ? {} : { requestTimeoutMs: Number(properties['request.timeout.ms']) }),
  });
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'error') return made.message;
  state.admin = made.admin;
  return null;
}

// --- what scripts are written with -----------------------------------------------------------------------------------

export function* write(fd: 1 | 2, text: string): Generator<Step, void, Answer> {
  yield { kind: 'write', fd, text };
}

/** A line on standard output. */
export function* print(line: string): Generator<Step, void, Answer> {
  yield { kind: 'write', fd: 1, text: `${line}\n` };
}

export function* readText(path: string): Generator<Step, string | null, Answer> {
  const answer = yield { kind: 'read', path };
  return typeof answer === 'string' ? answer : null;
}

export function* wallClock(): Generator<Step, number, Answer> {
  const answer = yield { kind: 'time' };
  return typeof answer === 'number' ? answer : 0;
}

/** A number drawn by chance, in [0, 1). */
export function* chance(): Generator<Step, number, Answer> {
  const answer = yield { kind: 'chance' };
  return typeof answer === 'number' ? answer : 0;
}

/** Makes the admin client, of the brokers or, with `bootstrap.controllers`, of the controllers; null, or what is wrong with its settings. */
export function* connectAdmin(properties: Readonly<Record<string, string>>, apiTimeoutMs: number | null = null): Generator<Step, string | null, Answer> {
  const answer = yield { kind: 'connect', properties, apiTimeoutMs };
  return typeof answer === 'string' ? answer : null;
}

export type CallResult<K extends AdminApi> = Extract<Outcome, { kind: K }>;

/** Asks the cluster and waits for the call's end. */
export function* call<K extends AdminApi>(wanted: AdminCall<K>, timeoutMs: number | null = null): Generator<Step, CallResult<K>, Answer> {
  const answer = yield { kind: 'call', call: wanted as AdminCall, timeoutMs };
  return answer as CallResult<K>;
}

/** `[time] ERROR text (logger)`, as the tools' log prints it on standard error. */
export function* logError(text: string, logger: string): Generator<Step, void, Answer> {
  const now = yield* wallClock();
  yield* write(2, `[${logTime(now)}] ERROR ${text} (${logger})\n`);
}

export function* logWarn(text: string, logger: string): Generator<Step, void, Answer> {
  const now = yield* wallClock();
  yield* write(2, `[${logTime(now)}] WARN ${text} (${logger})\n`);
}

/** As Java's Throwable.toString. */
export function errorText(error: AdminError): string {
  return error.message === '' ? error.exception : `${error.exception}: ${error.message}`;
}

/** An exception as a stack trace without its frames: its text and its causes. */
export function trace(error: AdminError): string {
  const causes: string[] = [];
  for (let cause = error.cause; cause !== null; cause = cause.cause) causes.push(`Caused by: ${errorText(cause)}`);
  return [errorText(error), ...causes].join('\n');
}
