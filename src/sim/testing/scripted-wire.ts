// A client's other side for unit tests: what it sends is kept, and a script answers by API, after one millisecond each.
import { MILLISECOND } from '../kernel/types.ts';
import type { Message, NodeId, Time } from '../kernel/types.ts';
import type { ClientIo } from '../kafka/client/io.ts';
import type { AnyRequest, ApiKey, Apis } from '../kafka/protocol.ts';

/** Answers by API; a list is used up one by one and its last entry stays. `null` leaves a request without an answer, `refused` closes the connection. */
export type Script = { [K in ApiKey]?: readonly (Answer<K> | ((request: Apis[K][0], to: NodeId) => Answer<K>))[] };
type Answer<K extends ApiKey> = Apis[K][1] | null | 'refused';

export interface Wire {
  readonly io: ClientIo & { now: Time; wallClockMs: number };
  readonly sent: { readonly to: NodeId; readonly request: AnyRequest }[];
  /** Runs the client until `at`, feeding answers and time-outs. */
  run(until: Time): void;
}

export interface Driven {
  message(message: Message, from: NodeId, io: ClientIo): void;
  poll(io: ClientIo): void;
  wakeup(now: Time): Time;
}

/** Drives a client against a script. Time moves only here. */
export function scriptedWire(script: Script, client: () => Driven): Wire {
  const queue: { at: Time; from: NodeId; message: Message }[] = [];
  const used: Partial<Record<ApiKey, number>> = {};
  const sent: { to: NodeId; request: AnyRequest }[] = [];
  const io = {
    self: 'laptop/7',
    now: 0,
    wallClockMs: Date.UTC(2026, 0, 5, 12),
    random: () => 0.5,
    send(to: NodeId, message: Message): void {
      if (!isRequest(message)) return;
      sent.push({ to, request: message });
      const index = used[message.api] ?? 0;
      used[message.api] = index + 1;
      const answer = answerOf(script, message, index, to);
      const at = io.now + MILLISECOND;
      if (answer === 'refused') queue.push({ at, from: to, message: { kind: 'Disconnected', peer: to, refused: true } as Message });
      else if (answer !== null) queue.push({ at, from: to, message: { kind: 'Response', api: message.api, correlationId: message.correlationId, body: answer } as Message });
    },
  };
  const run = (until: Time): void => {
    client().poll(io);
    for (let turns = 0; turns < 100_000; turns++) {
      const next = queue[0];
      const wakeup = client().wakeup(io.now);
      const at = Math.min(next?.at ?? Number.MAX_SAFE_INTEGER, wakeup);
      if (at > until) break;
      io.wallClockMs += Math.floor((at - io.now) / MILLISECOND);
      io.now = at;
      if (next !== undefined && next.at === at) {
        queue.shift();
        client().message(next.message, next.from, io);
      } else {
        client().poll(io);
      }
    }
    io.now = until;
  };
  return { io, sent, run };
}

function isRequest(message: Message): message is AnyRequest {
  return message.kind === 'Request';
}

function answerOf(script: Script, request: AnyRequest, index: number, to: NodeId): unknown {
  if (request.api === 'ApiVersions' && script.ApiVersions === undefined) return { errorCode: 'NONE' };
  const answers: readonly unknown[] = script[request.api] ?? [];
  const answer = answers[Math.min(index, answers.length - 1)];
  if (typeof answer === 'function') return answer(request.body, to);
  return answer ?? null;
}

/** Metadata of brokers 1 to 3 with one topic whose partitions have these leaders. */
export function metadataOf(topic: string, leaders: readonly number[], leaderEpoch = 0): Apis['Metadata'][1] {
  return {
    brokers: [1, 2, 3].map((nodeId) => ({ nodeId, host: 'localhost', port: 9091 + nodeId, rack: null })),
    clusterId: 'correnteza',
    controllerId: 1,
    topics: [
      {
        errorCode: 'NONE',
        name: topic,
        topicId: `id-${topic}`,
        isInternal: false,
        partitions: leaders.map((leaderId, partitionIndex) => ({ errorCode: 'NONE', partitionIndex, leaderId, leaderEpoch, replicaNodes: [1, 2, 3], isrNodes: [1, 2, 3], offlineReplicas: [] })),
      },
    ],
  };
}
