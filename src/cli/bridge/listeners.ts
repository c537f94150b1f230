// The ports of the simulated nodes, open while their nodes are up: real sockets, each of them a talk.
import { createServer, type Server, type Socket } from 'node:net';
import { nodeOf, portOf } from '../../sim/kafka/protocol.ts';
import type { Broker } from '../../sim/kafka/broker/state.ts';
import type { LiveWorld } from './live-world.ts';
import { processWithPort } from './process-of.ts';
import { Talks } from './talks.ts';

export class Listeners {
  private readonly servers = new Map<number, Server>();
  private readonly talks: Talks;
  private readonly world: LiveWorld;
  private readonly nodes: readonly number[];
  private readonly host: string;
  private readonly onWork: () => void;

  constructor(world: LiveWorld, nodes: readonly number[], host: string, onWork: () => void) {
    this.world = world;
    this.talks = new Talks(world, (error) => process.stderr.write(`bridge: a request was not understood, and its client hung up on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
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
    this.talks.serve();
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
    this.talks.hangUp(node);
  }

  private connected(node: number, socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const talk = this.talks.open(node, processWithPort(socket.remotePort ?? 0), { write: (bytes) => void socket.write(bytes), hangUp: () => void socket.destroy() });
    if (talk === null) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      this.talks.take(talk, bytes);
      this.onWork();
    });
    socket.on('close', () => {
      this.talks.close(talk);
      this.onWork();
    });
  }
}

/** A broker listens once it has booted. */
function listens(world: LiveWorld, node: number): boolean {
  if (!world.kernel.isUp(nodeOf(node))) return false;
  return node > 100 || (world.kernel.actorState(nodeOf(node)) as Broker).life.state !== 'starting';
}
