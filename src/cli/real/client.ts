// A small client of a real cluster: one connection a broker, one request at a time, in Kafka's own protocol.
import { connect, type Socket } from 'node:net';
import type { ApiKey } from '../../sim/kafka/protocol.ts';
import { Reader, Writer } from '../wire/bytes.ts';
import { decode, encode, type Struct } from '../wire/codec.ts';
import { holds, schemaOf } from '../wire/schema.ts';

/** An answer that takes longer is given up, in ms. */
const TIMEOUT_MS = 15_000;
const LARGEST_ANSWER = 104_857_600;
const CLIENT = 'correnteza';
const FRAME = 4;

export class RealBroker {
  private readonly socket: Socket;
  private received = Buffer.alloc(0);
  private correlation = 0;
  private take: ((answer: Buffer | Error) => void) | null = null;
  /** Over once the request before has its answer. */
  private before: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => this.hear(bytes));
    socket.on('error', (problem) => this.take?.(problem));
    socket.on('close', () => this.take?.(new Error('the broker closed the connection')));
  }

  /** Throws an error that names the address where nobody answers there. */
  static open(host: string, port: number): Promise<RealBroker> {
    return new Promise((come, fail) => {
      const socket = connect({ host, port, timeout: TIMEOUT_MS });
      const refuse = (problem: Error): void => {
        socket.destroy();
        fail(new Error(`Connection to ${host}:${port} could not be established: ${problem.message}`));
      };
      socket.once('error', refuse);
      socket.once('timeout', () => refuse(new Error(`no answer in ${TIMEOUT_MS} ms`)));
      socket.once('connect', () => {
        socket.removeAllListeners('error').removeAllListeners('timeout');
        socket.setTimeout(0);
        come(new RealBroker(socket));
      });
    });
  }

  close(): void {
    this.socket.destroy();
  }

  /** Asks in one version of the API; fields that are left out have their defaults. */
  async ask(api: ApiKey, version: number, body: Struct): Promise<Struct> {
    const schema = schemaOf(`${api}Request`);
    const flexible = holds(schema.flexible, version);
    this.correlation += 1;
    const out = new Writer();
    out.int32(0);
    encode(schemaOf('RequestHeader'), flexible ? 2 : 1, { requestApiKey: schema.apiKey, requestApiVersion: version, correlationId: this.correlation, clientId: CLIENT }, out);
    encode(schema, version, body, out);
    const bytes = out.done();
    bytes.writeInt32BE(bytes.length - FRAME, 0);
    const answered = this.before.then(() => this.exchange(bytes));
    this.before = answered.catch(() => null);
    const reader = new Reader(await answered);
    decode(schemaOf('ResponseHeader'), flexible ? 1 : 0, reader);
    return decode(schemaOf(`${api}Response`), version, reader);
  }

  private exchange(bytes: Buffer): Promise<Buffer> {
    return new Promise((come, fail) => {
      const clock = setTimeout(() => this.take?.(new Error(`no answer in ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      this.take = (answer) => {
        clearTimeout(clock);
        this.take = null;
        if (answer instanceof Error) fail(answer);
        else come(answer);
      };
      this.socket.write(bytes);
    });
  }

  private hear(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    if (this.received.length < FRAME) return;
    const length = this.received.readInt32BE(0);
    if (length < 0 || length > LARGEST_ANSWER) this.take?.(new Error('what answers there does not speak Kafka\'s protocol'));
    else if (this.received.length >= FRAME + length) {
      const answer = this.received.subarray(FRAME, FRAME + length);
      this.received = this.received.subarray(FRAME + length);
      this.take?.(answer);
    }
  }
}
