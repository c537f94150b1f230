// The network side of every Kafka client: connections as a client sees them, requests in flight, metadata, and what the log says.
//
// A connection's life:
//
//   disconnected --ready()--> connecting --ApiVersions answered--> ready
//        ^                        |                                  |
//        +--- refused, timed out -+------ peer gone, time-out -------+      (then reconnect backoff, 50 ms doubling to 1 s)
//
// It is polled, never waits, and all that it knows is in its state. Who embeds it gives each request a `context` (plain
// data) and gets it back with the response, or with null where the connection went away.
import { NO_CONTROLLER_HERE } from './failure.ts';
import type { Message, NodeId, Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { assert } from '../../kernel/assert.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { AnyResponse, ApiKey, Apis, BrokerAddress, Request } from '../protocol.ts';
import type { HostPort } from './addresses.ts';
import { nodeAtPort, resolveHost } from './addresses.ts';
import type { Backoff, ClientIo, LogLine } from './io.ts';
import { backoff, NEVER } from './io.ts';
import type { Metadata, MetadataConfig } from './metadata.ts';
import { createMetadata, nextUpdateAt, rebootstrap, requestUpdate, updateFailed, updateMetadata } from './metadata.ts';
import { javaMapOrder } from './java-map.ts';

const LOGGER = 'org.apache.kafka.clients.NetworkClient';
/** reconnect.backoff.ms and reconnect.backoff.max.ms, Kafka defaults 50 ms and 1 s. */
const RECONNECT_BACKOFF: Backoff = { initialMs: 50, maxMs: 1_000 };
/** socket.connection.setup.timeout.ms, Kafka default 10 s. */
const CONNECTION_SETUP_TIMEOUT_MS = 10_000;
/** How long the local host takes to refuse a connection to a port where nothing listens. */
const REFUSAL_DELAY: Time = 200;
/** metadata.recovery.rebootstrap.trigger.ms, Kafka default 5 min (KIP-1102). */
const REBOOTSTRAP_TRIGGER_MS = 300_000;
/** Bytes of a request's header and frame. */
const REQUEST_OVERHEAD = 60;
const SMALL_REQUEST = 40;

export interface NetworkConfig extends MetadataConfig {
  readonly clientId: string;
  /** Stands before each log message, for example `[Producer clientId=console-producer] `. */
  readonly logPrefix: string;
  readonly bootstrap: readonly HostPort[];
  /** request.timeout.ms, Kafka default 30 s. */
  readonly requestTimeoutMs: number;
  /** max.in.flight.requests.per.connection, Kafka default 5 for producers, 100 for consumers, 1 for the admin client. */
  readonly maxInFlight: number;
  /** The admin client manages metadata itself and says nothing of bootstrap brokers. */
  readonly isAdmin: boolean;
  /** Whether it speaks to controllers: then these are its nodes, and its metadata is what they say of each other (KIP-919). */
  readonly ofControllers?: boolean;
}

export interface Connection {
  readonly node: number;
  readonly host: string;
  readonly port: number;
  /** Null where nothing listens at that address. */
  readonly peer: NodeId | null;
  state: 'disconnected' | 'connecting' | 'ready';
  failures: number;
  /** Since when it is connecting, or when it lost its connection. */
  since: Time;
  /** Disconnected: no new attempt before this. Connecting: when to give up. */
  until: Time;
  /** The node said that this client used too much: nothing is sent to it before then (KIP-219). 0 where it may be sent to. */
  throttledUntil: Time;
}

/** A request that was sent and not yet answered. Its context is frozen. */
export interface InFlight<C> {
  readonly correlationId: number;
  readonly node: number;
  readonly api: ApiKey;
  readonly sentAt: Time;
  readonly timeoutAt: Time;
  /** Null for the client's own ApiVersions and Metadata requests. */
  readonly context: C | null;
}

export interface NetworkClient<C> {
  readonly config: NetworkConfig;
  correlation: number;
  connections: Connection[];
  /** Nodes with an id of the client's own: a consumer talks to its group's coordinator over a connection of its own. */
  extras: BrokerAddress[];
  inFlight: InFlight<C>[];
  metadata: Metadata;
  /** The Metadata request in flight, or -1. */
  metadataRequest: number;
  /** KIP-714: the one GetTelemetrySubscriptions that no broker here supports takes a correlation id and goes nowhere. */
  telemetryAsked: boolean;
  /** The node behind a bootstrap address is a controller: it can't serve clients, and every call fails with this. */
  unsupported: boolean;
  /** For the process to print and clear. */
  logs: LogLine[];
}

/** A request's end: its answer, or null where the connection was lost or the time was up. */
export interface Completion<C> {
  readonly correlationId: number;
  readonly node: number;
  readonly api: ApiKey;
  readonly context: C;
  readonly response: AnyResponse | null;
  readonly timedOut: boolean;
}

/** A client that knows only its bootstrap servers. `wanted` null asks for every topic. */
export function createNetworkClient<C>(config: NetworkConfig, wanted: readonly string[] | null, allowAutoTopicCreation: boolean): NetworkClient<C> {
  return {
    config: freeze(config),
    correlation: 0,
    connections: [],
    extras: [],
    inFlight: [],
    metadata: createMetadata(config.bootstrap, wanted, allowAutoTopicCreation),
    metadataRequest: -1,
    telemetryAsked: false,
    unsupported: false,
    logs: [],
  };
}

export function log<C>(client: NetworkClient<C>, level: LogLine['level'], message: string, logger = LOGGER): void {
  client.logs.push({ level, message: client.config.logPrefix + message, logger });
}

/** Takes the log lines out. */
export function drainLogs<C>(client: NetworkClient<C>): LogLine[] {
  const lines = client.logs;
  client.logs = [];
  return lines;
}

function connectionTo<C>(client: NetworkClient<C>, node: number): Connection | null {
  return client.connections.find((connection) => connection.node === node) ?? null;
}

function openConnection<C>(client: NetworkClient<C>, broker: BrokerAddress): Connection {
  const known = connectionTo(client, broker.nodeId);
  if (known !== null && known.host === broker.host && known.port === broker.port) return known;
  const connection: Connection = {
    node: broker.nodeId,
    host: broker.host,
    port: broker.port,
    peer: resolveHost(broker.host) === null ? null : nodeAtPort(broker.port),
    state: 'disconnected',
    failures: 0,
    since: 0,
    until: 0,
    throttledUntil: 0,
  };
  client.connections = client.connections.filter((other) => other.node !== broker.nodeId);
  client.connections.push(connection);
  return connection;
}

export function inFlightTo<C>(client: NetworkClient<C>, node: number): number {
  let count = 0;
  for (const request of client.inFlight) if (request.node === node) count++;
  return count;
}

/** Whether a request can be sent to the node now. */
export function canSend<C>(client: NetworkClient<C>, node: number): boolean {
  const connection = connectionTo(client, node);
  return connection?.state === 'ready' && connection.throttledUntil === 0 && inFlightTo(client, node) < client.config.maxInFlight;
}

/** Whether the node failed lately: it must not be tried before its backoff is over. Returns that time, or 0. */
export function connectionDelayUntil<C>(client: NetworkClient<C>, node: number, now: Time): Time {
  const connection = connectionTo(client, node);
  if (connection === null || connection.state !== 'disconnected' || connection.until <= now) return 0;
  return connection.until;
}

/** True when the node can take a request; begins to connect where it may. A node that metadata doesn't know is never ready. */
export function ready<C>(client: NetworkClient<C>, node: number, io: ClientIo): boolean {
  if (canSend(client, node)) return true;
  const broker = client.metadata.brokers.find((b) => b.nodeId === node) ?? client.extras.find((b) => b.nodeId === node);
  if (broker === undefined) return false;
  const connection = openConnection(client, broker);
  if (connection.state === 'disconnected' && connection.until <= io.now) connect(client, connection, io);
  return false;
}

function connect<C>(client: NetworkClient<C>, connection: Connection, io: ClientIo): void {
  connection.state = 'connecting';
  connection.since = io.now;
  if (connection.peer === null) {
    connection.until = io.now + REFUSAL_DELAY;
    return;
  }
  connection.until = io.now + CONNECTION_SETUP_TIMEOUT_MS * MILLISECOND;
  transmit(client, connection, { api: 'ApiVersions', body: {} }, null, { timeoutMs: CONNECTION_SETUP_TIMEOUT_MS }, io);
}

/**
 * Sends a request to a node that is ready. `timeoutMs` null is the client's request.timeout.ms. Without an expected
 * response (Produce with acks=0) nothing is kept. Returns the correlation id.
 */
export function sendRequest<C>(client: NetworkClient<C>, node: number, request: ApiRequest, context: C, io: ClientIo, options: SendOptions = {}): number {
  const connection = connectionTo(client, node);
  assert(connection !== null && connection.state === 'ready', `node ${node} is not ready for ${request.api}`);
  return transmit(client, connection, request, context, options, io);
}

/** An API and its request's body. */
export type ApiRequest = { [K in ApiKey]: { readonly api: K; readonly body: Apis[K][0] } }[ApiKey];

export interface SendOptions {
  readonly timeoutMs?: number;
  readonly expectResponse?: boolean;
  /** Size of the body; a small request where absent. */
  readonly bytes?: number;
}

function transmit<C>(client: NetworkClient<C>, connection: Connection, request: ApiRequest, context: C | null, options: SendOptions, io: ClientIo): number {
  assert(connection.peer !== null, 'a connection without a peer is refused');
  const correlationId = client.correlation++;
  const { api } = request;
  const message: Message & Omit<Request, 'body' | 'api'> & ApiRequest = { kind: 'Request', correlationId, clientId: client.config.clientId, ...request };
  io.send(connection.peer, message, { bytes: (options.bytes ?? SMALL_REQUEST) + REQUEST_OVERHEAD });
  if (options.expectResponse ?? true) {
    // Expired is what took longer than the timeout, in whole milliseconds: an answer that comes just then is taken.
    const timeoutMs = options.timeoutMs ?? client.config.requestTimeoutMs;
    client.inFlight.push({ correlationId, node: connection.node, api, sentAt: io.now, timeoutAt: io.now + (timeoutMs + 1) * MILLISECOND, context: freeze(context) });
  }
  return correlationId;
}

/**
 * The best node for a request that any broker can answer: a ready one with the fewest requests in flight, else one
 * that is connecting, else one that may be tried. Null where every node is in its backoff.
 */
export function leastLoadedNode<C>(client: NetworkClient<C>, io: ClientIo): number | null {
  const brokers = client.metadata.brokers;
  if (brokers.length === 0) return null;
  const offset = Math.floor(io.random() * brokers.length);
  let best: number | null = null;
  let bestLoad = Number.MAX_SAFE_INTEGER;
  let connecting: number | null = null;
  let triable: number | null = null;
  let triedAt = NEVER;
  for (let i = 0; i < brokers.length; i++) {
    const broker = brokers[(offset + i) % brokers.length];
    assert(broker !== undefined, 'the index is within the brokers');
    const connection = connectionTo(client, broker.nodeId);
    if (connection === null) {
      if (triedAt > 0) [triable, triedAt] = [broker.nodeId, 0];
    } else if (connection.state === 'ready') {
      const load = inFlightTo(client, broker.nodeId);
      if (connection.throttledUntil === 0 && load < client.config.maxInFlight && load < bestLoad) [best, bestLoad] = [broker.nodeId, load];
    } else if (connection.state === 'connecting') {
      connecting = broker.nodeId;
    } else if (connection.until <= io.now && connection.since < triedAt) {
      [triable, triedAt] = [broker.nodeId, connection.since];
    }
  }
  return best ?? connecting ?? triable;
}

/** Handles a response or a disconnection. Returns the requests that ended by it. */
export function handleNetworkMessage<C>(client: NetworkClient<C>, message: Message, from: NodeId, io: ClientIo): Completion<C>[] {
  if (isResponse(message)) {
    const index = client.inFlight.findIndex((request) => request.correlationId === message.correlationId);
    const request = client.inFlight[index];
    if (request === undefined || request.api !== message.api) return [];
    client.inFlight.splice(index, 1);
    throttle(client, request.node, message, io);
    return complete(client, request, message, io);
  }
  if (isDisconnected(message)) {
    const completions: Completion<C>[] = [];
    for (const connection of client.connections) {
      if (connection.peer === from || connection.peer === message.peer) completions.push(...disconnect(client, connection, true, io));
    }
    return completions;
  }
  return [];
}

/** An answer says for how long the node does not want to hear from this client. */
function throttle<C>(client: NetworkClient<C>, node: number, { body }: AnyResponse, io: ClientIo): void {
  const waitMs = 'throttleTimeMs' in body ? (body.throttleTimeMs ?? 0) : 0;
  const connection = waitMs > 0 ? connectionTo(client, node) : null;
  if (connection !== null) connection.throttledUntil = io.now + waitMs * MILLISECOND;
}

function isResponse(message: Message): message is AnyResponse {
  return message.kind === 'Response';
}

function isDisconnected(message: Message): message is Message & { readonly peer: NodeId } {
  return message.kind === 'Disconnected';
}

function complete<C>(client: NetworkClient<C>, request: InFlight<C>, response: AnyResponse, io: ClientIo): Completion<C>[] {
  const { correlationId, node, api, context } = request;
  if (context !== null) return [{ correlationId, node, api, context, response, timedOut: false }];
  if (response.api === 'ApiVersions') {
    const connection = connectionTo(client, node);
    if (connection !== null && connection.state === 'connecting') {
      connection.state = 'ready';
      connection.failures = 0;
    }
  }
  if (response.api === 'Metadata' || (response.api === 'DescribeCluster' && correlationId === client.metadataRequest)) {
    client.metadataRequest = -1;
    const errors = updateMetadata(client.metadata, client.config, response.api === 'Metadata' ? response.body : { ...response.body, topics: [] }, io);
    dropUnknownConnections(client);
    if (errors.length > 0) reportMetadataErrors(client, correlationId, errors);
  }
  return [];
}

function reportMetadataErrors<C>(client: NetworkClient<C>, correlationId: number, errors: readonly { topic: string; error: string }[]): void {
  const shown = javaMapOrder(errors.map((e) => e.topic)).map((topic) => `${topic}=${errors.find((e) => e.topic === topic)?.error ?? ''}`);
  log(client, 'WARN', `The metadata response from the cluster reported a recoverable issue with correlation id ${correlationId} : {${shown.join(', ')}}`);
  const invalid = errors.filter((e) => e.error === 'INVALID_TOPIC_EXCEPTION').map((e) => e.topic);
  if (invalid.length > 0) log(client, 'ERROR', `Metadata response reported invalid topics [${invalid.join(', ')}]`, 'org.apache.kafka.clients.Metadata');
}

/** Bootstrap connections end when the last of their requests is answered: their nodes are no longer known. */
function dropUnknownConnections<C>(client: NetworkClient<C>): void {
  client.connections = client.connections.filter((c) => [...client.metadata.brokers, ...client.extras].some((b) => b.nodeId === c.node) || inFlightTo(client, c.node) > 0);
}

/** The connection is gone: every request on it ends without an answer, and metadata may have changed. */
function disconnect<C>(client: NetworkClient<C>, connection: Connection, byPeer: boolean, io: ClientIo, timedOut: number = -1): Completion<C>[] {
  if (connection.state === 'disconnected') return [];
  const wasConnecting = connection.state === 'connecting';
  connection.state = 'disconnected';
  connection.since = io.now;
  connection.until = io.now + backoff(RECONNECT_BACKOFF, connection.failures, io);
  connection.failures++;
  connection.throttledUntil = 0;
  const ended = client.inFlight.filter((request) => request.node === connection.node);
  client.inFlight = client.inFlight.filter((request) => request.node !== connection.node);
  if (wasConnecting && byPeer) {
    const at = `${connection.host}/${resolveHost(connection.host) ?? '<unresolved>'}:${connection.port}`;
    log(client, 'WARN', `Connection to node ${connection.node} (${at}) could not be established. Node may not be available.`);
  }
  const { metadata } = client;
  if (metadata.bootstrapping && connection.node < 0 && !client.config.isAdmin) {
    log(client, 'WARN', `Bootstrap broker ${connection.host}:${connection.port} (id: ${connection.node} rack: null isFenced: false) disconnected`);
  }
  requestUpdate(metadata, false);
  const completions: Completion<C>[] = [];
  for (const { correlationId, node, api, context } of ended) {
    if (context !== null) completions.push({ correlationId, node, api, context, response: null, timedOut: correlationId === timedOut });
    if (correlationId === client.metadataRequest) {
      client.metadataRequest = -1;
      updateFailed(metadata, client.config, io);
    }
  }
  return completions;
}

/** Everything that is due: connections that fail, requests out of time, metadata to ask for. Returns the requests that ended. */
export function pollNetwork<C>(client: NetworkClient<C>, io: ClientIo): Completion<C>[] {
  const completions: Completion<C>[] = [];
  for (const connection of client.connections.slice()) {
    if (connection.throttledUntil <= io.now) connection.throttledUntil = 0;
    if (connection.state === 'connecting' && connection.until <= io.now) {
      completions.push(...disconnect(client, connection, connection.peer === null, io));
    } else if (connection.state === 'ready') {
      const late = client.inFlight.find((request) => request.node === connection.node && request.timeoutAt <= io.now);
      if (late !== undefined) completions.push(...disconnect(client, connection, false, io, late.correlationId));
    }
  }
  updateIfDue(client, io);
  return completions;
}

function updateIfDue<C>(client: NetworkClient<C>, io: ClientIo): void {
  const { metadata, config } = client;
  if (client.metadataRequest >= 0 || nextUpdateAt(metadata, config) > io.now) return;
  const node = leastLoadedNode(client, io);
  if (node === null) {
    metadata.unreachableSince = Math.min(metadata.unreachableSince, io.now);
    const unreachable = io.now - metadata.unreachableSince >= REBOOTSTRAP_TRIGGER_MS * MILLISECOND;
    if (!metadata.bootstrapping && (unreachable || metadata.brokers.every((b) => hasFailed(client, b.nodeId)))) {
      log(client, 'INFO', `Rebootstrapping with ${config.bootstrap.map((a) => `${a.host}/${resolveHost(a.host) ?? ''}:${a.port}`).join(', ')}`, 'org.apache.kafka.clients.Metadata');
      rebootstrap(metadata, config.bootstrap);
    }
    return;
  }
  if (!ready(client, node, io)) return;
  const connection = connectionTo(client, node);
  assert(connection !== null, 'a ready node has a connection');
  if (connection.peer?.startsWith('controller-') !== (config.ofControllers ?? false)) {
    client.unsupported = true;
    if (config.ofControllers === true) client.logs.push({ level: 'WARN', message: `${config.logPrefix}Fatal error during metadata update`, logger: 'org.apache.kafka.clients.admin.internals.AdminMetadataManager', thrown: `${NO_CONTROLLER_HERE.exception}: ${NO_CONTROLLER_HERE.message ?? ''}` });
    metadata.updateRequested = false;
    metadata.lastSuccessAt = io.now;
    return;
  }
  const topics = metadata.wanted === null ? null : [...metadata.wanted];
  const body = { topics, allowAutoTopicCreation: metadata.allowAutoTopicCreation };
  client.metadataRequest = transmit(client, connection, config.ofControllers === true ? { api: 'DescribeCluster', body: {} } : { api: 'Metadata', body }, null, {}, io);
  metadata.updateRequested = false;
  metadata.newTopics = false;
  if (client.telemetryAsked || config.isAdmin) return;
  client.telemetryAsked = true;
  client.correlation++;
}

function hasFailed<C>(client: NetworkClient<C>, node: number): boolean {
  const connection = connectionTo(client, node);
  return connection !== null && connection.state === 'disconnected' && connection.failures > 0;
}

/** When `pollNetwork` has something to do, if no message comes before. */
export function networkWakeup<C>(client: NetworkClient<C>, now: Time): Time {
  let at = NEVER;
  for (const connection of client.connections) {
    if (connection.state === 'connecting') at = Math.min(at, connection.until);
    if (connection.throttledUntil > 0) at = Math.min(at, connection.throttledUntil);
  }
  for (const request of client.inFlight) at = Math.min(at, request.timeoutAt);
  if (client.metadataRequest < 0) at = Math.min(at, metadataWakeup(client, now));
  return Math.max(at, now);
}

/** When the next Metadata request can be tried: not before its own time, and not before some node may be tried. */
function metadataWakeup<C>(client: NetworkClient<C>, now: Time): Time {
  const due = nextUpdateAt(client.metadata, client.config);
  const { brokers } = client.metadata;
  if (brokers.some((broker) => canSend(client, broker.nodeId))) return Math.max(due, now);
  let usable = NEVER;
  for (const broker of brokers) {
    const connection = connectionTo(client, broker.nodeId);
    // A connection on its way is waited for, before another is begun.
    if (connection?.state === 'connecting') return NEVER;
    if (connection === null) usable = Math.min(usable, now);
    else if (connection.state === 'disconnected') usable = Math.min(usable, connection.until);
  }
  return Math.max(due, usable);
}
