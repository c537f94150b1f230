// `sim fuzz --part frames`: requests on the bridge's wire, real ones and mutated ones: none may break the world or hold it up, and each is answered or
// hung up on. A seed is one cluster with some hundred requests.
import { defaultScenario } from '../bridge/scenario.ts';
import { makeBatch } from '../sim/kafka/log/batch.ts';
import { nextRandom, seedRandom } from '../sim/kernel/random.ts';
import { crc32c } from '../sim/shell/program/dump/encode.ts';
import { Timeline } from '../sim/timeline.ts';
import { realWorld } from '../sim/world.ts';
import { LiveWorld } from './bridge/live-world.ts';
import { type Talk, Talks } from './bridge/talks.ts';
import { BadBytes, Writer } from './wire/bytes.ts';
import { encode, type Struct } from './wire/codec.ts';
import { begin } from './wire/exchange.ts';
import { writeBatch } from './wire/record-batch.ts';
import { type Field, holds, schemaOf, SCHEMAS, type Versions } from './wire/schema.ts';

/** So many requests has a seed. */
export const FRAMES_A_SEED = 250;
/** Processor time for a request and what follows from it: ten thousand new partitions, the most that a world takes, need two to three seconds. */
const LONGEST_MS = 8_000;
/** What passes in the world after each request, in virtual ms. */
const STEP_MS = 4;
/** Every so many seeds, a page that heard all inputs must have the same world. */
const HEARD_EVERY = 4;
/** Each node has so many clients at once, and one request in so many comes over a new connection. */
const LINES = 4;
const AGAIN_ONE_IN = 5;
const BODY_AT = 21;
const REQUESTS = Object.keys(SCHEMAS).filter((name) => name.endsWith('Request'));
const TEXTS = ['pedidos', 'pagamentos', 'g', 'h', '', 'consumer', 'range', 'tx', '__consumer_offsets', '__transaction_state', '__cluster_metadata', 'retention.ms', 'cleanup.policy', 'min.insync.replicas', '1', '0', '-1', 'ç'.repeat(300), '../..', '__proto__', 'constructor', 'toString', '\u0000', 'user', 'metadata.version', 'AAAAAAAAAAAAAAAAAAAAAQ'];
const NUMBERS = [0, 1, 1, 2, 3, -1, -2, 5, 100, 101, 30_000, 127, -128, 32_767, 65_535, 2 ** 31 - 1, -(2 ** 31), 2 ** 53 - 1, 2 ** 63];
const NEVER: Versions = [0, -1];
const BITS: Readonly<Record<string, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 };

/** A whole number from 0 to below it. */
type Below = (below: number) => number;

/** Plays one seed, and gives how many of its requests were answered. Throws where the bridge broke, with the request in hexadecimal. */
export function playFrames(seed: number): number {
  const state = seedRandom(seed);
  const random: Below = (below) => Math.floor(nextRandom(state) * below);
  const clients = new Clients();
  let frame: Buffer = Buffer.alloc(0);
  try {
    for (let i = 0; i < FRAMES_A_SEED; i++) {
      frame = frameOf(random);
      clients.say(frame, random);
    }
    frame = request('ApiVersions', 4, {});
    clients.checkLiving(frame);
    if (seed % HEARD_EVERY === 0) clients.checkHeard();
    return clients.answered;
  } catch (problem) {
    throw new Error(`${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\non ${frame.subarray(0, 400).toString('hex')}`, { cause: problem });
  }
}

/** Reads so many requests of a seed without a cluster: each is understood, answered at once, or refused as bad bytes. Throws where one is none of it. */
export function readFrames(seed: number, count: number): { readonly understood: number; readonly refused: number } {
  const state = seedRandom(seed);
  const random: Below = (below) => Math.floor(nextRandom(state) * below);
  const cluster = { isController: false, topicName: () => 'pedidos', topicId: () => 'AAAAAAAAAAAAAAAAAAAAAQ', portOf: (node: number) => node };
  let understood = 0;
  for (let i = 0; i < count; i++) {
    const frame = frameOf(random);
    try {
      begin(frame.subarray(4), cluster);
      understood += 1;
    } catch (problem) {
      if (!(problem instanceof BadBytes)) throw new Error(`request ${i} of seed ${seed}: ${frame.toString('hex')}`, { cause: problem });
    }
  }
  return { understood, refused: count - understood };
}

class Clients {
  private clockMs = 0;
  private readonly world = new LiveWorld({ ...defaultScenario, settings: { 'group.initial.rebalance.delay.ms': '0' }, topics: [{ name: 'pedidos', partitions: 2, replicationFactor: 3 }] }, 1, () => this.clockMs);
  private readonly talks = new Talks(this.world, (error) => { throw error; });
  private readonly open = new Map<number, Talk>();
  answered = 0;

  /** To one of the nodes, in pieces as a network cuts them. */
  say(frame: Buffer, random: Below): void {
    const begun = process.cpuUsage();
    const node = random(12) === 0 ? 101 : 1 + random(3);
    const line = random(LINES);
    // An answer that is held, as brokers hold them, holds those after it.
    if (random(AGAIN_ONE_IN) === 0) this.hangUp(node, line);
    const talk = this.talkWith(node, line);
    if (talk !== null) {
      const cut = random(frame.length);
      for (const piece of [frame.subarray(0, cut), frame.subarray(cut)]) if (this.isOpen(talk)) this.talks.take(talk, piece);
    }
    this.pass();
    const { user, system } = process.cpuUsage(begun);
    if (user + system > LONGEST_MS * 1_000) throw new Error(`it took ${Math.round((user + system) / 1_000)} ms`);
  }

  /** A client that comes after all that is answered. */
  checkLiving(frame: Buffer): void {
    for (const node of [1, 2, 3]) {
      this.hangUp(node, 0);
      const talk = this.talkWith(node, 0);
      if (talk === null) throw new Error(`node ${node} takes no client any more`);
      const before = this.answered;
      this.talks.take(talk, frame);
      for (let i = 0; i < 500 && this.answered === before; i++) this.pass();
      if (this.answered === before) throw new Error(`node ${node} answers no more`);
    }
  }

  /** Inputs travel to pages as JSON. */
  checkHeard(): void {
    const { kernel, scenario, inputs, nowUs, seed } = this.world;
    kernel.runUntil(nowUs);
    const heard = JSON.parse(JSON.stringify({ scenario, inputs })) as Pick<LiveWorld, 'scenario' | 'inputs'>;
    const copy = new Timeline(realWorld, heard.scenario, seed);
    copy.hear(heard.inputs, nowUs);
    copy.advance(nowUs);
    if (copy.hash() !== kernel.hash()) throw new Error('a page that heard the inputs has another world');
  }

  private isOpen(talk: Talk): boolean {
    return [...this.open.values()].includes(talk);
  }

  private talkWith(node: number, line: number): Talk | null {
    const known = this.open.get(node * LINES + line);
    if (known !== undefined) return known;
    const talk = this.talks.open(node, null, { write: () => { this.answered += 1; }, hangUp: () => this.hangUp(node, line) });
    if (talk !== null) this.open.set(node * LINES + line, talk);
    return talk;
  }

  private hangUp(node: number, line: number): void {
    const talk = this.open.get(node * LINES + line);
    if (talk === undefined) return;
    this.open.delete(node * LINES + line);
    this.talks.close(talk);
  }

  private pass(): void {
    this.clockMs += STEP_MS;
    this.world.advance();
    this.talks.serve();
  }
}

// --- requests --------------------------------------------------------------------------------------------------------------

function frameOf(random: Below): Buffer {
  const name = pick(REQUESTS, random);
  const api = name.slice(0, -'Request'.length);
  const [from, to] = schemaOf(name).versions;
  const version = from + random(to - from + 1);
  const frame = request(api, version, filled(schemaOf(name).fields, version, random, 0), random);
  return random(2) === 0 ? frame : mutated(frame, random);
}

function request(api: string, version: number, body: Struct, random: Below = () => 0): Buffer {
  const schema = schemaOf(`${api}Request`);
  const out = new Writer();
  out.int32(0);
  encode(schemaOf('RequestHeader'), holds(schema.flexible, version) ? 2 : 1, { requestApiKey: schema.apiKey, requestApiVersion: version, correlationId: random(1_000), clientId: pick(TEXTS, random) }, out);
  encode(schema, version, body, out);
  const bytes = out.done();
  bytes.writeInt32BE(bytes.length - 4, 0);
  return bytes;
}

function filled(fields: readonly Field[], version: number, random: Below, depth: number): Struct {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, version, random, depth)]));
}

function valueOf(field: Field, version: number, random: Below, depth: number): unknown {
  if (field.nullable !== undefined && holds(field.nullable, version) && random(6) === 0) return null;
  if (field.type.startsWith('[]')) return Array.from({ length: random(8) === 0 ? 0 : 1 + random(depth > 1 ? 2 : 3) }, () => valueOf({ ...field, type: field.type.slice(2), nullable: NEVER }, version, random, depth + 1));
  switch (field.type) {
    case 'bool': return random(2) === 0;
    case 'string': return pick(TEXTS, random);
    case 'uuid': return random(2) === 0 ? 'AAAAAAAAAAAAAAAAAAAAAQ' : Buffer.from(Array.from({ length: 16 }, () => random(256))).toString('base64url');
    case 'bytes': return random(3) === 0 ? noise(random) : membership(random);
    case 'records': return random(6) === 0 ? noise(random) : records(random);
    case 'float64': return pick([0, 1.5, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY, -0], random);
    case 'struct': return filled(field.fields ?? [], version, random, depth + 1);
    default: return within(pick(NUMBERS, random), field.type);
  }
}

/** As an integer of this type has it. */
function within(value: number, type: string): number {
  if (type === 'int64') return value;
  const bits = BITS[type];
  if (bits === undefined) return Math.abs(value) % 65_536;
  return Number(BigInt.asIntN(bits, BigInt(value)));
}

const noise = (random: Below): Buffer => Buffer.from(Array.from({ length: random(90) }, () => random(256)));

function membership(random: Below): Buffer {
  const out = new Writer();
  const name = pick(['ConsumerProtocolSubscription', 'ConsumerProtocolAssignment'], random);
  const version = random(4);
  out.int16(random(9) === 0 ? pick([-1, 99], random) : version);
  encode(schemaOf(name), version, filled(schemaOf(name).fields, version, random, 1), out);
  return out.done();
}

/** A batch, or one with a piece changed whose checksum is right again. */
function records(random: Below): Buffer {
  const made = Array.from({ length: 1 + random(4) }, (_, i) => ({ key: random(3) === 0 ? null : `k${i}`, value: random(4) === 0 ? null : pick(TEXTS, random), headers: [] as const, timestampMs: defaultScenario.startedAtMs + random(5_000) }));
  const batch = makeBatch(made, { producerId: pick([-1, -1, 0, 1, 1000], random), producerEpoch: pick([-1, 0, 1], random), baseSequence: pick([-1, 0, 1, 5], random), isTransactional: random(4) === 0 });
  const bytes = Buffer.from(writeBatch(random(3) === 0 ? { ...batch, compression: 'gzip' } : batch));
  if (random(3) !== 0) return bytes;
  const at = BODY_AT + random(bytes.length - BODY_AT);
  bytes[at] = random(256);
  bytes.writeUInt32BE(crc32c(bytes.subarray(BODY_AT)), BODY_AT - 4);
  return bytes;
}

const ODD = [Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from([0x7f, 0xff, 0xff, 0xff]), Buffer.from([0x80, 0, 0, 0]), Buffer.from([0x7f, 0xff]), Buffer.from([0, 0]), Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])];
const HEADER_BYTES = 8;

function mutated(frame: Buffer, random: Below): Buffer {
  const bytes = Buffer.from(frame);
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = 4 + random(bytes.length - 4);
    switch (random(7)) {
      case 0: bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8)); break;
      case 1: pick(ODD, random).copy(bytes, at); break;
      case 2: return fitted(bytes.subarray(0, at));
      case 3: return fitted(Buffer.concat([bytes.subarray(0, at), noise(random), bytes.subarray(at)]));
      case 4: bytes.writeInt16BE(within(pick(NUMBERS, random), 'int16'), random(2) === 0 ? 4 : 6); break;
      case 5: bytes.writeInt32BE(within(pick(NUMBERS, random), 'int32'), 0); return bytes;
      default: bytes.writeInt32BE(within(pick(NUMBERS, random), 'int32'), Math.min(bytes.length - 4, HEADER_BYTES + random(bytes.length)));
    }
  }
  return bytes;
}

/** Its length is right, so that what is in it is read. */
function fitted(bytes: Buffer): Buffer {
  const whole = Buffer.from(bytes);
  whole.writeInt32BE(whole.length - 4, 0);
  return whole;
}

function pick<T>(all: readonly T[], random: Below): T {
  const one = all[random(all.length)];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
}
