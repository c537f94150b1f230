// The admin client: calls to brokers with retries and time-outs, as a state machine that a tool embeds.
//
//   const made = createAdmin({ bootstrapServers: 'localhost:9092', clientId: 'adminclient-1' });
//   if (made.kind === 'error') { print made.warnings and made.message; exit }         // a ConfigException
//   const admin = made.admin;                                                         // plain data: keep it in the program's state
//   const call = startCall(admin, { kind: 'listTopics' }, os.context);                // a number
//   // at every wake of the program:
//   if (wake.kind === 'message') handleAdminMessage(admin, wake.message, wake.from, os.context);
//   pollAdmin(admin, os.context);
//   print drainAdminLogs(admin);                                                       // log lines, WARN and above are printed
//   const outcome = takeOutcome(admin, call, 'listTopics');                           // null until the call has ended
//   if (outcome?.ok) use outcome.value; else if (outcome) show outcome.error.message;
//   os.schedule(adminWakeup(admin, os.now) - os.now, { kind: 'Tick' });               // one timer, replaced at each wake
import type { Message, NodeId, Time } from '../../kernel/types.ts';
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import type { AnyResponse } from '../protocol.ts';
import { parseBootstrap } from './addresses.ts';
import type { AdminApi, AdminCall, AdminError, Outcome } from './admin-calls.ts';
import { callLabel } from './admin-calls.ts';
import type { Collected, StepSpec, Target } from './admin-steps.ts';
import { advance, beginCall, emptyCollected, finishCall } from './admin-steps.ts';
import { NO_CONTROLLER_HERE, NO_METADATA_HERE } from './failure.ts';
import type { Backoff, ClientIo, LogLine } from './io.ts';
import { backoff, NEVER } from './io.ts';
import type { Completion, NetworkClient } from './network-client.ts';
import { connectionDelayUntil, createNetworkClient, drainLogs, handleNetworkMessage, leastLoadedNode, networkWakeup, pollNetwork, ready, sendRequest } from './network-client.ts';
import { requestUpdate } from './metadata.ts';

/** retry.backoff.ms and retry.backoff.max.ms, Kafka defaults 100 ms and 1 s. */
const RETRY_BACKOFF: Backoff = { initialMs: 100, maxMs: 1_000 };
/** default.api.timeout.ms, Kafka default 60 s. */
const DEFAULT_API_TIMEOUT_MS = 60_000;
/** request.timeout.ms, Kafka default 30 s. */
const REQUEST_TIMEOUT_MS = 30_000;
/** metadata.max.age.ms, Kafka default 5 min. */
const METADATA_MAX_AGE_MS = 300_000;

export interface AdminConfig {
  readonly bootstrapServers: string;
  readonly clientId: string;
  /** default.api.timeout.ms; 60 s where absent. */
  readonly apiTimeoutMs?: number;
  /** request.timeout.ms; 30 s where absent. */
  readonly requestTimeoutMs?: number;
  /** Whether the addresses are controllers' (bootstrap.controllers, KIP-919). */
  readonly toControllers?: boolean;
}

/** One request of a call: waiting for a node and its time, or in flight. */
interface Step {
  readonly call: number;
  readonly spec: StepSpec;
  tries: number;
  notBefore: Time;
  /** -1 while it waits. */
  correlationId: number;
  /** Who was asked last. */
  node: number;
}

interface RunningCall {
  readonly id: number;
  readonly call: AdminCall;
  readonly deadlineAt: Time;
  readonly timeoutMs: number;
  readonly collected: Collected;
}

/** An admin client. Plain data. */
export interface Admin {
  readonly network: NetworkClient<number>;
  readonly apiTimeoutMs: number;
  /** How long one request may take; null where as long as its call. */
  readonly stepTimeoutMs: number | null;
  nextCall: number;
  calls: RunningCall[];
  steps: Step[];
  outcomes: Outcome[];
}

export type AdminMade =
  | { readonly kind: 'ok'; readonly admin: Admin; readonly warnings: readonly LogLine[] }
  /** Java throws `KafkaException: Failed to create new KafkaAdminClient` caused by `ConfigException: <message>`. */
  | { readonly kind: 'error'; readonly message: string; readonly warnings: readonly LogLine[] };

/** Makes an admin client, or says what is wrong with bootstrap.servers. */
export function createAdmin(config: AdminConfig): AdminMade {
  const parsed = parseBootstrap(config.bootstrapServers);
  const warnings = parsed.warnings.map((message): LogLine => ({ level: 'WARN', message, logger: 'org.apache.kafka.clients.ClientUtils' }));
  if (parsed.kind === 'error') return { kind: 'error', message: parsed.message, warnings };
  const network = createNetworkClient<number>(
    {
      clientId: config.clientId,
      logPrefix: `[AdminClient clientId=${config.clientId}] `,
      bootstrap: parsed.addresses,
      requestTimeoutMs: config.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      maxInFlight: 1,
      isAdmin: true,
      ofControllers: config.toControllers ?? false,
      maxAgeMs: METADATA_MAX_AGE_MS,
      refreshBackoff: RETRY_BACKOFF,
    },
    [],
    false,
  );
  const admin: Admin = { network, apiTimeoutMs: config.apiTimeoutMs ?? DEFAULT_API_TIMEOUT_MS, stepTimeoutMs: config.requestTimeoutMs ?? null, nextCall: 1, calls: [], steps: [], outcomes: [] };
  return { kind: 'ok', admin, warnings };
}

/** Starts a call; it ends within `timeoutMs` (default.api.timeout.ms where null). Returns its number, for `takeOutcome`. */
export function startCall(admin: Admin, call: AdminCall, io: ClientIo, timeoutMs: number | null = null): number {
  const id = admin.nextCall++;
  const limit = timeoutMs ?? admin.apiTimeoutMs;
  admin.calls.push({ id, call: freeze(call), deadlineAt: io.now + limit * MILLISECOND, timeoutMs: limit, collected: emptyCollected() });
  addSteps(admin, id, beginCall(call, limit, admin.network.config.ofControllers === true), 0, io.now);
  finishIfDone(admin, id);
  pollAdmin(admin, io);
  return id;
}

/** The call's end, taken out; null while it runs. `kind` is the kind that the call was started with. */
export function takeOutcome<K extends AdminApi>(admin: Admin, call: number, kind: K): Extract<Outcome, { kind: K }> | null {
  const index = admin.outcomes.findIndex((outcome) => outcome.call === call && outcome.kind === kind);
  const outcome = admin.outcomes[index];
  if (outcome === undefined || !isOfKind(outcome, kind)) return null;
  admin.outcomes.splice(index, 1);
  return outcome;
}

function isOfKind<K extends AdminApi>(outcome: Outcome, kind: K): outcome is Extract<Outcome, { kind: K }> {
  return outcome.kind === kind;
}

/** Whether some call has not ended. */
export function isBusy(admin: Admin): boolean {
  return admin.calls.length > 0;
}

export function drainAdminLogs(admin: Admin): LogLine[] {
  return drainLogs(admin.network);
}

/** Takes a message of the network in. */
export function handleAdminMessage(admin: Admin, message: Message, from: NodeId, io: ClientIo): void {
  for (const completion of handleNetworkMessage(admin.network, message, from, io)) stepEnded(admin, completion, io);
  pollAdmin(admin, io);
}

function wrongEndpoint({ network }: Admin): AdminError {
  const { exception, message } = network.config.ofControllers === true ? NO_CONTROLLER_HERE : NO_METADATA_HERE;
  return { exception, message: message ?? '', cause: null };
}

/** Does all that can be done now: sends what is waiting, ends what is out of time. */
export function pollAdmin(admin: Admin, io: ClientIo): void {
  for (const completion of pollNetwork(admin.network, io)) stepEnded(admin, completion, io);
  for (const call of admin.calls.slice()) {
    if (admin.network.unsupported) failCall(admin, call, wrongEndpoint(admin));
    else if (call.deadlineAt <= io.now) failCall(admin, call, timeoutError(admin, call, io));
  }
  for (const step of admin.steps.slice()) {
    if (step.correlationId < 0 && step.notBefore <= io.now) trySend(admin, step, io);
  }
}

/** When `pollAdmin` must be called, if no message comes before; `NEVER` where nothing runs. */
export function adminWakeup(admin: Admin, now: Time): Time {
  if (admin.calls.length === 0) return NEVER;
  let at = networkWakeup(admin.network, now);
  for (const call of admin.calls) at = Math.min(at, call.deadlineAt);
  for (const step of admin.steps) {
    if (step.correlationId < 0 && step.notBefore > now) at = Math.min(at, step.notBefore);
    else if (step.correlationId < 0) at = Math.min(at, reconnectAt(admin, step.spec.target, now));
  }
  return Math.max(at, now);
}

/** When a step that waits for a broker in its backoff may try again. */
function reconnectAt(admin: Admin, target: Target, now: Time): Time {
  const nodes = typeof target === 'number' ? [target] : admin.network.metadata.brokers.map((broker) => broker.nodeId);
  let at = NEVER;
  for (const node of nodes) {
    const until = connectionDelayUntil(admin.network, node, now);
    if (until > now) at = Math.min(at, until);
  }
  return at;
}

function addSteps(admin: Admin, call: number, specs: readonly StepSpec[], tries: number, notBefore: Time): void {
  for (const spec of specs) admin.steps.push({ call, spec: freeze(spec), tries, notBefore, correlationId: -1, node: -1 });
}

/** Like Kafka's client, nothing but metadata is sent before the first metadata has come. */
function trySend(admin: Admin, step: Step, io: ClientIo): void {
  const { network } = admin;
  if (network.metadata.bootstrapping) return;
  const node = nodeFor(network, step.spec.target, io);
  if (node === null) {
    if (typeof step.spec.target === 'number') requestUpdate(network.metadata, false);
    return;
  }
  if (!ready(network, node, io)) return;
  const call = admin.calls.find((c) => c.id === step.call);
  if (call === undefined) return;
  const remainingMs = Math.max(1, Math.ceil((call.deadlineAt - io.now) / MILLISECOND));
  // Nobody answers in time: then the call is over before its request is, which is what it says.
  const timeoutMs = Math.min(admin.stepTimeoutMs ?? Number.POSITIVE_INFINITY, remainingMs + 1);
  step.tries++;
  step.node = node;
  step.correlationId = sendRequest(network, node, step.spec.request, step.call, io, { timeoutMs });
}

function nodeFor(network: NetworkClient<number>, target: Target, io: ClientIo): number | null {
  const { brokers, controllerId } = network.metadata;
  if (typeof target === 'number') return brokers.some((broker) => broker.nodeId === target) ? target : null;
  if (target === 'controller' && brokers.some((broker) => broker.nodeId === controllerId)) return controllerId;
  return leastLoadedNode(network, io);
}

function stepEnded(admin: Admin, completion: Completion<number>, io: ClientIo): void {
  const index = admin.steps.findIndex((step) => step.correlationId === completion.correlationId);
  const step = admin.steps[index];
  const call = admin.calls.find((c) => c.id === completion.context);
  if (step === undefined) return;
  admin.steps.splice(index, 1);
  if (call === undefined) return;
  const { next, retry } = completion.response === null ? { next: [], retry: again(step) } : answered(call, step, completion.response);
  addSteps(admin, call.id, next, 0, io.now);
  const wait = retry.length > 0 ? backoff(RETRY_BACKOFF, Math.max(0, step.tries - 1), io) : 0;
  addSteps(admin, call.id, retry, step.tries, io.now + wait);
  finishIfDone(admin, call.id);
}

/** A lost connection: a request that was for a leader or a coordinator looks it up again. */
function again(step: Step): readonly StepSpec[] {
  return step.spec.lookupAgain ?? [step.spec];
}

function answered(call: RunningCall, step: Step, response: AnyResponse): { next: readonly StepSpec[]; retry: readonly StepSpec[] } {
  return advance(call.call, step.spec, response, call.collected, call.timeoutMs);
}

function finishIfDone(admin: Admin, id: number): void {
  if (admin.steps.some((step) => step.call === id)) return;
  const index = admin.calls.findIndex((call) => call.id === id);
  const call = admin.calls[index];
  if (call === undefined) return;
  admin.calls.splice(index, 1);
  admin.outcomes.push(finishCall(id, call.call, call.collected));
}

function failCall(admin: Admin, call: RunningCall, error: AdminError): void {
  admin.calls = admin.calls.filter((other) => other !== call);
  admin.steps = admin.steps.filter((step) => step.call !== call.id);
  admin.outcomes.push({ kind: call.call.kind, call: call.id, ok: false, error } as Outcome);
}

function timeoutError(admin: Admin, call: RunningCall, io: ClientIo): AdminError {
  const step = admin.steps.find((s) => s.call === call.id);
  const lookup = step?.spec.isLookup ?? false;
  const label = callLabel(call.call, lookup ? 'lookup' : 'main');
  const exception = 'org.apache.kafka.common.errors.TimeoutException';
  const nowMs = io.wallClockMs;
  const deadlineMs = nowMs + Math.round((call.deadlineAt - io.now) / MILLISECOND);
  const waiting = step === undefined || step.correlationId < 0;
  // What was looked up before, and was not found, is told with its tries; the next one would have waited the longest.
  const tries = step?.tries ?? 0;
  const wasTried = waiting && lookup && tries > 0;
  const message = waiting && !wasTried
    ? `Timed out waiting for a node assignment. Call: ${label}`
    : `Call(callName=${label}, deadlineMs=${deadlineMs}, tries=${tries}, nextAllowedTryMs=${nowMs + (wasTried ? RETRY_BACKOFF.maxMs : RETRY_BACKOFF.initialMs)}) timed out at ${nowMs} after ${tries} attempt(s)`;
  const disconnect: AdminError = { exception: 'org.apache.kafka.common.errors.DisconnectException', message: `Cancelled ${label} request with correlation id ${step?.correlationId ?? -1} due to node ${step?.node ?? -1} being disconnected`, cause: null };
  const error: AdminError = { exception, message, cause: waiting ? null : disconnect };
  if (call.call.kind !== 'listGroups' || !lookup) return error;
  return { exception: 'org.apache.kafka.common.KafkaException', message: 'Failed to find brokers to send ListGroups', cause: error };
}
