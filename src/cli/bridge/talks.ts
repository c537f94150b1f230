// What clients outside say to the simulated nodes, byte for byte: requests become inputs of the world, and its answers go back in the order in which the
// requests came. Knows no sockets.
import { type AnyResponse, nodeOf, portOf } from '../../sim/kafka/protocol.ts';
import type { Controller } from '../../sim/kafka/controller/state.ts';
import type { Broker } from '../../sim/kafka/broker/state.ts';
import type { MetadataImage } from '../../sim/kafka/metadata-image.ts';
import { connectionsOf, OUTSIDE } from '../../sim/kafka/outside-state.ts';
import { BadBytes } from '../wire/bytes.ts';
import { begin, type Exchange, finish } from '../wire/exchange.ts';
import { type Cluster, ZERO_ID } from '../wire/translate/translation.ts';
import type { LiveWorld } from './live-world.ts';

/** A request may be so long: socket.request.max.bytes, Kafka default 100 MiB. */
const LONGEST_REQUEST = 104_857_600;

/** Where a talk's bytes go. */
export interface Line {
  write(bytes: Buffer): void;
  hangUp(): void;
}

/** A simulated request that was sent and whose answer is awaited. */
interface Awaited {
  readonly exchange: Exchange;
  readonly first: number;
  readonly answers: (AnyResponse['body'] | null)[];
}

export interface Talk {
  readonly name: string;
  readonly node: number;
  readonly line: Line;
  received: Buffer;
  correlation: number;
  taken: number;
  /** In the order in which they came: a broker answers in this order too. */
  awaited: Awaited[];
}

export class Talks {
  private readonly talks = new Map<string, Talk>();
  private count = 0;
  private readonly world: LiveWorld;
  private readonly onTrouble: (error: unknown) => void;

  /** `onTrouble` hears of what was not foreseen in a request or its answer: its client is hung up on, and the world goes on. */
  constructor(world: LiveWorld, onTrouble: (error: unknown) => void) {
    this.world = world;
    this.onTrouble = onTrouble;
  }

  /** `process` is whose connection it is, null where that is not known. Null where the node takes none. */
  open(node: number, process: string | null, line: Line): Talk | null {
    const name = `c${++this.count}`;
    if (this.world.give({ kind: 'client-connects', connection: name, client: process ?? name, node: nodeOf(node) }) !== null) return null;
    const talk: Talk = { name, node, line, received: Buffer.alloc(0), correlation: 0, taken: 0, awaited: [] };
    this.talks.set(name, talk);
    return talk;
  }

  /** The line is down. */
  close(talk: Talk): void {
    if (this.talks.delete(talk.name)) this.world.give({ kind: 'client-leaves', connection: talk.name });
  }

  /** Hangs up on all who talk to a node. */
  hangUp(node: number): void {
    for (const talk of this.talks.values()) if (talk.node === node) talk.line.hangUp();
  }

  /** Takes bytes as they come, whole requests or parts of them. Hangs up on what is no request. */
  take(talk: Talk, bytes: Buffer): void {
    talk.received = talk.received.length === 0 ? bytes : Buffer.concat([talk.received, bytes]);
    while (talk.received.length >= 4) {
      const length = talk.received.readInt32BE(0);
      if (length < 8 || length > LONGEST_REQUEST) {
        talk.line.hangUp();
        return;
      }
      if (talk.received.length < 4 + length) break;
      const frame = talk.received.subarray(4, 4 + length);
      talk.received = talk.received.subarray(4 + length);
      const exchange = this.understood(talk, () => begin(frame, clusterFor(this.world, talk.node)));
      if (exchange === null) return;
      if (Buffer.isBuffer(exchange)) talk.line.write(exchange);
      else this.ask(talk, exchange, frame.length);
    }
  }

  /** Hands out what the world has answered. */
  serve(): void {
    const connections = this.world.kernel.state.actors[OUTSIDE] === undefined ? {} : connectionsOf(this.world.kernel.actorState(OUTSIDE));
    for (const talk of this.talks.values()) {
      const inside = connections[talk.name];
      if (inside === undefined) continue;
      for (const answer of inside.answers.slice(talk.taken - inside.taken)) answered(talk, answer);
      talk.taken = inside.taken + inside.answers.length;
      this.flush(talk);
      if (inside.closed) talk.line.hangUp();
    }
  }

  /** Null where it can't be: then the client has been hung up on. */
  private understood<T>(talk: Talk, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      talk.line.hangUp();
      if (!(error instanceof BadBytes)) this.onTrouble(error);
      return null;
    }
  }

  private flush(talk: Talk): void {
    for (;;) {
      const [next] = talk.awaited;
      if (next === undefined) return;
      const answers = next.answers.filter((answer) => answer !== null);
      if (answers.length < next.answers.length) return;
      talk.awaited.shift();
      const reply = this.understood(talk, () => finish(next.exchange, answers));
      if (reply === null) return;
      talk.line.write(reply);
    }
  }

  private ask(talk: Talk, exchange: Exchange, length: number): void {
    const first = talk.correlation;
    talk.correlation += exchange.requests.length;
    if (!exchange.silent) talk.awaited.push({ exchange, first, answers: exchange.requests.map(() => null) });
    exchange.requests.forEach((body, index) => {
      const bytes = Math.ceil(length / exchange.requests.length);
      this.world.give({ kind: 'client-asks', connection: talk.name, correlationId: first + index, clientId: exchange.clientId, api: exchange.api, body, bytes, taken: talk.taken });
    });
  }
}

function answered(talk: Talk, answer: AnyResponse): void {
  const awaited = talk.awaited.find((one) => answer.correlationId >= one.first && answer.correlationId < one.first + one.answers.length);
  if (awaited !== undefined) awaited.answers[answer.correlationId - awaited.first] = answer.body;
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
