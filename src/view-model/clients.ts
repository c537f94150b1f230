// Processes with a Kafka client inside: console tools in terminals, and applications.
import type { AppSpec } from '../bridge/scenario.ts';
import type { ClientRecord } from '../bridge/records.ts';
import { average, type KeyedState } from '../sim/kafka/app/keyed-state.ts';
import type { ProcessorAppState } from '../sim/kafka/app/processor-app.ts';
import { type ClientView, describeClient } from '../sim/kafka/client/view.ts';
import { isOutside, OUTSIDE, outsideNode } from '../sim/kafka/outside-state.ts';
import type { ActorRecord, KernelState } from '../sim/kernel/state.ts';
import type { LaptopState, Process } from '../sim/shell/machine/state.ts';

/** A client as the records tell of it, and what only its owner rows need. */
export interface Client {
  readonly record: ClientRecord;
  readonly view: ClientView | null;
}

export function clientsOf(world: KernelState): Client[] {
  const all = Object.values(world.actors);
  const consoles = all.filter((actor) => actor.behavior === 'laptop').flatMap((actor) => once(actor, () => consoleClients(actor.state as LaptopState)));
  const outsiders = all.filter((actor) => actor.behavior === OUTSIDE).flatMap((actor) => once(actor, () => outsideClients(actor.state)));
  return [...consoles, ...outsiders, ...all.filter((actor) => APPLICATIONS.has(actor.behavior)).flatMap((actor) => once(actor, () => [application(actor)]))];
}

/** An actor that has handled nothing since is told of as before. */
const made = new WeakMap<ActorRecord, { readonly handled: number; readonly clients: readonly Client[] }>();

function once(actor: ActorRecord, make: () => readonly Client[]): readonly Client[] {
  const known = made.get(actor);
  if (known?.handled === actor.handled) return known.clients;
  const clients = make();
  made.set(actor, { handled: actor.handled, clients });
  return clients;
}

function consoleClients({ processes }: LaptopState): Client[] {
  return Object.values(processes).flatMap((process): Client[] => {
    if (process.status === 'ended' || !process.name.startsWith('kafka-')) return [];
    const view = describeClient(process.program);
    const node = `laptop/${process.pid}`;
    const role = view?.role ?? roleByName(process.name);
    return [{ view, record: { ...numbers(view), kind: 'client', id: `client/${node}`, node, role, name: process.name, group: view?.group ?? null, topics: view?.topics ?? [], tty: process.tty, state: stateOf(process, view), settings: {} } }];
  });
}

/** Clients that came over the bridge: what is known of them is what they ask. */
function outsideClients(state: unknown): Client[] {
  return !isOutside(state) ? [] : Object.entries(state.clients).map(([name, client]): Client => {
    const node = outsideNode(name);
    const { clientId, role, group, topics, recordsSent, recordsConsumed } = client;
    return { view: null, record: { ...numbers(null), kind: 'client', id: `client/${node}`, node, role, name: clientId === '' ? name : clientId, clientId, group, topics, tty: null, state: 'running', recordsSent, recordsAcknowledged: recordsSent, recordsConsumed, settings: {} } };
  });
}

function roleByName(name: string): ClientRecord['role'] {
  if (name.includes('producer')) return 'producer';
  return name.includes('consumer.sh') ? 'consumer' : 'admin';
}

function stateOf(process: Process, view: ClientView | null): ClientRecord['state'] {
  if (process.status === 'starting' || view === null) return 'starting';
  return view.state === 'closing' ? 'stopping' : 'running';
}

function numbers(view: ClientView | null): Pick<ClientRecord, 'clientId' | 'buffered' | 'recordsSent' | 'recordsAcknowledged' | 'recordsFailed' | 'recordsConsumed' | 'requestsSent' | 'latencyMs' | 'reading' | 'writing'> {
  return {
    clientId: view?.clientId ?? '', buffered: view?.buffered ?? 0, recordsSent: view?.sent ?? 0, recordsAcknowledged: view?.acknowledged ?? 0, recordsFailed: view?.failed ?? 0, recordsConsumed: view?.consumed ?? 0,
    ...requests(view), ...(view?.reading === undefined ? {} : { reading: view.reading }), ...(view?.writing === undefined ? {} : { writing: view.writing }),
  };
}

/** In tenths of a millisecond: what is finer changes with each batch and tells nobody more. */
function requests(view: ClientView | null): Pick<ClientRecord, 'requestsSent' | 'latencyMs'> {
  if (view?.requests === undefined) return {};
  const { sent, latencyUs } = view.requests;
  return { requestsSent: sent, latencyMs: latencyUs === null ? null : Math.round(latencyUs / 100) / 10 };
}

const APPLICATIONS: ReadonlySet<string> = new Set(['producer-app', 'consumer-app', 'processor-app', 'share-consumer-app']);

function application(actor: ActorRecord): Client {
  const { spec } = actor.state as { readonly spec: AppSpec };
  const view = describeClient(actor.state);
  return {
    view,
    record: {
      ...numbers(view), kind: 'client', id: `client/${actor.id}`, node: actor.id, role: spec.kind === 'producer' ? 'producer' : 'consumer', name: spec.name, group: spec.kind === 'producer' ? null : spec.group, topics: spec.kind === 'producer' ? [spec.topic] : spec.topics,
      tty: null, state: !actor.up ? 'down' : view === null ? 'starting' : view.state === 'closing' ? 'stopping' : 'running', settings: spec.settings, app: spec,
      ...(spec.kind === 'producer' ? { recordsPerSecond: spec.recordsPerSecond } : {}),
      ...(spec.kind === 'consumer' && (spec.wanted ?? '') !== '' ? { alerts: alertsOf(actor.state) } : {}),
      ...(actor.behavior === 'processor-app' ? processed(actor.state as ProcessorAppState, actor.up) : {}),
    },
  };
}

/** A processor is drawn as the consumer that it is; what it writes on is told as well. */
function processed({ output, records, sent, phase, keyed }: ProcessorAppState, up: boolean): Partial<ClientRecord> {
  const written = output === null ? {} : { recordsSent: output.recordsSent, recordsAcknowledged: output.recordsAcknowledged, recordsFailed: output.recordsFailed };
  const counts = { ...written, ...(keyed === null ? {} : remembered(keyed, up)) };
  return phase === 'starting' || phase === 'polling' || phase === 'stopped' ? counts : { ...counts, batch: { done: sent, of: records.length } };
}

/** Keys that are shown of a state. */
const SHOWN_KEYS = 100;

/** What a processor remembers. One that is down remembers nothing: only its disk does. */
function remembered({ rows, snapshot, snapshots }: KeyedState, up: boolean): Partial<ClientRecord> {
  const shown = up ? rows.slice(0, SHOWN_KEYS) : [];
  return {
    counts: Object.fromEntries(shown.map((row) => [row.key, row.count])), averages: Object.fromEntries(shown.map((row) => [row.key, average(row)])),
    snapshots, snapshotRecords: (snapshot?.rows ?? []).reduce((sum, row) => sum + row.count, 0),
  };
}

function alertsOf(state: unknown): number {
  return typeof state === 'object' && state !== null && 'alerts' in state && typeof state.alerts === 'number' ? state.alerts : 0;
}
