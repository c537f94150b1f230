// The ports of the simulated nodes, open while their nodes are up: bytes of real clients in, inputs of the world out, and answers back.
import { createServer, type Server, type Socket } from 'node:net';
import { type AnyResponse, nodeOf, portOf } from '../../sim/kafka/protocol.ts';
import type { Controller } from '../../sim/kafka/controller/state.ts';
import type { Broker } from '../../sim/kafka/broker/state.ts';
import type { MetadataImage } from '../../sim/kafka/metadata-image.ts';
import { connectionsOf, OUTSIDE } from '../../sim/kafka/outside-state.ts';
import { BadBytes } from '../wire/bytes.ts';
import { begin, type Exchange, finish } from '../wire/exchange.ts';
import { type Cluster, ZERO_ID } from '../wire/translate/translation.ts';
import type { LiveWorld } from './live-world.ts';
import { processWithPort } from './process-of.ts';

/** A request may be so long: socket.request.max.bytes, Kafka default 100 MiB. */
const LONGEST_REQUEST = 104_857_600;

/** A simulated request that was sent and whose answer is awaited. */
interface Awaited {
  readonly exchange: Exchange;
  readonly first: number;
  readonly answers: (AnyResponse['body'] | null)[];
}

interface Connection {
  readonly name: string;
  readonly node: number;
  readonly socket: Socket;
  received: Buffer;
  correlation: number;
  taken: number;
  /** In the order in which they came: a broker answers in this order too. */
  awaited: Awaited[];
}

export class Listeners {
  private readonly servers = new Map<number, Server>();
  private readonly connections = new Map<string, Connection>();
  private count = 0;
  served = 0;
  private readonly world: LiveWorld;
  private readonly nodes: readonly number[];
  private readonly host: string;
  private readonly onWork: () => void;

  constructor(world: LiveWorld, nodes: readonly number[], host: string, onWork: () => void) {
    this.world = world;
    this.nodes = nodes;
    this.host = host;
    this.onWork = onWork;
  }

  /** Opens and closes ports as nodes come and go, and hands answers out. Called whenever the world has moved on. */
  async serve(): Promise<void> {
    for (const node of this.nodes) {
      const up = listens(this.world, node);
      if (up && !this.servers.has(node)) await this.open(node);
      else if (!up && this.servers.has(node)) this.close(node);
    }
    const connections = this.world.kernel.state.actors[OUTSIDE] === undefined ? {} : connectionsOf(this.world.kernel.actorState(OUTSIDE));
    for (const connection of this.connections.values()) {
      const inside = connections[connection.name];
      if (inside === undefined) continue;
      for (const answer of inside.answers.slice(connection.taken - inside.taken)) this.answered(connection, answer);
      connection.taken = inside.taken + inside.answers.length;
      this.flush(connection);
      if (inside.closed) connection.socket.destroy();
    }
  }

  /** Settles when the ports are free again. */
  async closeAll(): Promise<void> {
    const servers = [...this.servers.values()];
    const closed = servers.map((server) => new Promise<void>((done) => server.once('close', () => done())));
    for (const node of this.nodes) this.close(node);
    await Promise.all(closed);
  }

  isOpen(node: number): boolean {
    return this.servers.has(node);
  }

  private open(node: number): Promise<void> {
    const server = createServer((socket) => this.connected(node, socket));
    this.servers.set(node, server);
    return new Promise((done, fail) => {
      server.once('error', fail);
      server.listen(portOf(node), this.host, done);
    });
  }

  private close(node: number): void {
    this.servers.get(node)?.close();
    this.servers.delete(node);
    for (const connection of this.connections.values()) if (connection.node === node) connection.socket.destroy();
  }

  private connected(node: number, socket: Socket): void {
    const name = `c${++this.count}`;
    if (this.world.give({ kind: 'client-connects', connection: name, client: processWithPort(socket.remotePort ?? 0) ?? name, node: nodeOf(node) }) !== null) {
      socket.destroy();
      return;
    }
    const connection: Connection = { name, node, socket, received: Buffer.alloc(0), correlation: 0, taken: 0, awaited: [] };
    this.connections.set(name, connection);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.received(connection, bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.connections.delete(name);
      this.world.give({ kind: 'client-leaves', connection: name });
      this.onWork();
    });
  }

  private received(connection: Connection, bytes: Buffer): void {
    connection.received = connection.received.length === 0 ? bytes : Buffer.concat([connection.received, bytes]);
    while (connection.received.length >= 4) {
      const length = connection.received.readInt32BE(0);
      if (length < 8 || length > LONGEST_REQUEST) {
        connection.socket.destroy();
        return;
      }
      if (connection.received.length < 4 + length) break;
      const frame = connection.received.subarray(4, 4 + length);
      connection.received = connection.received.subarray(4 + length);
      try {
        this.asked(connection, frame);
      } catch (error) {
        if (!(error instanceof BadBytes)) throw error;
        connection.socket.destroy();
        return;
      }
    }
    this.onWork();
  }

  private asked(connection: Connection, frame: Buffer): void {
    const exchange = begin(frame, clusterFor(this.world, connection.node));
    if (Buffer.isBuffer(exchange)) {
      connection.socket.write(exchange);
      return;
    }
    this.served += 1;
    const first = connection.correlation;
    connection.correlation += exchange.requests.length;
    if (!exchange.silent) connection.awaited.push({ exchange, first, answers: exchange.requests.map(() => null) });
    exchange.requests.forEach((body, index) => {
      const bytes = Math.ceil(frame.length / exchange.requests.length);
      this.world.give({ kind: 'client-asks', connection: connection.name, correlationId: first + index, clientId: exchange.clientId, api: exchange.api, body, bytes, taken: connection.taken });
    });
  }

  private answered(connection: Connection, answer: AnyResponse): void {
    const awaited = connection.awaited.find((one) => answer.correlationId >= one.first && answer.correlationId < one.first + one.answers.length);
    if (awaited !== undefined) awaited.answers[answer.correlationId - awaited.first] = answer.body;
  }

  private flush(connection: Connection): void {
    for (;;) {
      const [next] = connection.awaited;
      if (next === undefined) return;
      const answers = next.answers.filter((answer) => answer !== null);
      if (answers.length < next.answers.length) return;
      connection.awaited.shift();
      connection.socket.write(finish(next.exchange, answers));
    }
  }
}

/** A broker listens once it has booted. */
function listens(world: LiveWorld, node: number): boolean {
  if (!world.kernel.isUp(nodeOf(node))) return false;
  return node > 100 || (world.kernel.actorState(nodeOf(node)) as Broker).life.state !== 'starting';
}

/** Topics as the node that is asked knows them. */
function clusterFor(world: LiveWorld, node: number): Cluster {
  const state = world.kernel.actorState(nodeOf(node)) as Broker | Controller;
  const image: MetadataImage = state.image;
  return {
    isController: node > 100,
    topicName: (id) => image.topicNames[id] ?? null,
    topicId: (name) => image.topics[name]?.topicId ?? ZERO_ID,
    portOf,
  };
}
