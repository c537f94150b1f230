// What a broker knows: its life in the cluster, the image of the cluster that it has read, and its data half.
import { freeze } from '../../kernel/freeze.ts';
import type { Context, NodeId, Time } from '../../kernel/types.ts';
import { configInForce, type ConfigSources, type StaticSettings } from '../config.ts';
import { emptyImage, type MetadataImage } from '../metadata-image.ts';
import { type ForwardedApi, nodeOf, portOf, type Request } from '../protocol.ts';
import { crashDataPlane, createDataPlane } from './data-plane.ts';
import type { DataPlane } from './plane.ts';
import type { Services } from './services.ts';
import type { BrokerView } from './view.ts';

/**
 * The life of a broker (BrokerLifecycleManager):
 *
 *   starting ──▶ registering ──▶ fenced ──▶ running ──▶ stopping ──▶ (ended)
 *      boots       until the      until it    heartbeats    until its leaders have moved
 *                  controller     has read    every 2 s
 *                  takes it       its own
 *                                 registration
 */
export type LifeState = 'starting' | 'registering' | 'fenced' | 'running' | 'stopping';

export interface Life {
  state: LifeState;
  /** -1 before it is registered. */
  epoch: number;
  incarnationId: string;
  /** Its epoch when it last ended in order, on disk; -1 after a crash (KIP-966). */
  cleanEpoch: number;
  /** The lifecycle request in flight, and since when; -1 for none. */
  asked: number;
  askedAt: Time;
}

/** How far this broker has read the metadata log, as an observer of the quorum. */
export interface MetadataReader {
  /** The controller that it fetches from. */
  from: number;
  /** The active controller as it knows it, -1 for none. */
  leader: number;
  leaderEpoch: number;
  /** The fetch in flight, and since when; -1 for none. */
  asked: number;
  askedAt: Time;
  /** Whether it has been at the end of the log once since it started. */
  caughtUp: boolean;
  /** From then on the broker acts on what it reads: it has caught up with its own registration. */
  acts: boolean;
}

/** A client's request that waits for the active controller's answer. */
export interface Forward {
  readonly from: NodeId;
  readonly request: Request<ForwardedApi>;
  /** Null for what the broker asks itself: a topic that a client's metadata request creates. */
  readonly autoCreated: string | null;
  readonly expiresAt: Time;
  /** The envelope in flight, -1 while it waits for a controller. */
  asked: number;
}

export interface Broker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly clusterId: string;
  readonly voters: readonly number[];
  readonly settings: StaticSettings;
  image: MetadataImage;
  life: Life;
  reader: MetadataReader;
  forwards: Forward[];
  correlationId: number;
  readonly plane: DataPlane;
  /** Levels of loggers that were set while it runs, by name. */
  loggers: Record<string, string>;
}

/** What a broker is made from. */
export interface BrokerSpec {
  readonly id: number;
  readonly rack: string | null;
  readonly clusterId: string;
  readonly voters: readonly number[];
  readonly settings: StaticSettings;
}

export function createBroker({ id, rack, clusterId, voters, settings }: BrokerSpec): Broker {
  return {
    id, host: 'localhost', port: portOf(id), rack, clusterId, voters: freeze([...voters]), settings: freeze({ ...settings }), image: emptyImage(),
    life: newLife(-1), reader: newReader(voters), forwards: [], correlationId: 0, loggers: {}, plane: createDataPlane(),
  };
}

function newLife(cleanEpoch: number): Life {
  return { state: 'starting', epoch: -1, incarnationId: '', cleanEpoch, asked: -1, askedAt: 0 };
}

function newReader(voters: readonly number[]): MetadataReader {
  return { from: voters[0] ?? 0, leader: -1, leaderEpoch: -1, asked: -1, askedAt: 0, caughtUp: false, acts: false };
}

/** What the disk holds when the process ends: the metadata log, the data logs, and whether it ended in order. */
export function crashBroker(broker: Broker, kind: 'process' | 'power'): Broker {
  crashDataPlane(broker.plane, kind);
  return { ...broker, life: newLife(broker.life.cleanEpoch), reader: newReader(broker.voters), forwards: [], correlationId: 0, loggers: {} };
}

export function viewOf(broker: Broker, services: Services | null = null): BrokerView {
  const sources: ConfigSources = { image: broker.image, settings: broker.settings, broker: broker.id };
  return {
    id: broker.id,
    epoch: broker.life.epoch,
    image: broker.image,
    isFenced: broker.image.brokers[broker.id]?.fenced ?? true,
    shuttingDown: broker.life.state === 'stopping',
    config: (name, topic) => configInForce(sources, name, topic),
    controllerNode: () => controllerNode(broker),
    nextCorrelation: () => broker.correlationId++,
    services,
  };
}

export function controllerNode(broker: Broker): NodeId | null {
  return broker.reader.leader < 0 ? null : nodeOf(broker.reader.leader);
}

/** A timer of the broker's own life, as opposed to its data half's. */
export type LifeTimer = { readonly kind: 'Boot' | 'MetadataAgain' | 'Heartbeat' | 'Tick' };

export type LifeContext = Context<LifeTimer>;
