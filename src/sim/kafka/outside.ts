// Clients outside of the world, which came over the bridge: one actor with an address for each of their connections. What they ask is an input; what
// they are answered waits here until it is taken out.
import type { OutsideInput } from '../../bridge/input.ts';
import type { Behavior, Context, Disconnected, Message } from '../kernel/types.ts';
import { createOutside, type Outside, type OutsideClient, outsideNode } from './outside-state.ts';
import type { AnyRequest, AnyResponse } from './protocol.ts';
import type { RecordBatch } from './record.ts';

/** Topics that are remembered of a client. */
const TOPICS = 20;

type OutsideMessage = { readonly kind: 'Input'; readonly input: OutsideInput } | AnyResponse | Disconnected;

export const outside: Behavior<Outside, OutsideMessage> = {
  start() {},
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Input': handle(state, message.input, ctx); return;
      case 'Response':
      case 'Disconnected': {
        const connection = state.connections[ctx.self.split('/')[2] ?? ''];
        if (connection === undefined) return;
        if (message.kind === 'Disconnected') connection.closed = true;
        else {
          connection.answers.push(message);
          noteAnswer(state.clients[connection.client], message);
        }
      }
    }
  },
  crash: () => createOutside(),
};

function handle(state: Outside, input: OutsideInput, ctx: Context<OutsideMessage>): void {
  switch (input.kind) {
    case 'client-connects':
      state.connections[input.connection] = { client: input.client, node: input.node, taken: 0, answers: [], closed: false };
      state.clients[input.client] ??= { clientId: '', role: 'admin', group: null, topics: [], recordsSent: 0, recordsConsumed: 0 };
      return;
    case 'client-leaves': {
      const connection = state.connections[input.connection];
      if (connection === undefined) return;
      delete state.connections[input.connection];
      if (!Object.values(state.connections).some((one) => one.client === connection.client)) delete state.clients[connection.client];
      ctx.at(`${outsideNode(connection.client)}/${input.connection}`).close();
      return;
    }
    case 'client-asks': {
      const connection = state.connections[input.connection];
      if (connection === undefined) return;
      connection.answers = connection.answers.slice(input.taken - connection.taken);
      connection.taken = input.taken;
      const { api, correlationId, clientId, body } = input;
      const request: Message & { readonly api: string; readonly correlationId: number; readonly clientId: string; readonly body: object } = { kind: 'Request', api, correlationId, clientId, body };
      noteRequest(state.clients[connection.client], request as AnyRequest);
      ctx.at(`${outsideNode(connection.client)}/${input.connection}`).send(connection.node, request, { bytes: input.bytes });
    }
  }
}

function noteRequest(client: OutsideClient | undefined, request: AnyRequest): void {
  if (client === undefined) return;
  if (request.clientId !== '') client.clientId = request.clientId;
  switch (request.api) {
    case 'Produce':
      client.role = 'producer';
      noteTopics(client, request.body.topicData.map((topic) => topic.name));
      client.recordsSent += recordsIn(request.body.topicData.flatMap((topic) => topic.partitionData.map((one) => one.records)));
      return;
    case 'Fetch':
    case 'ShareFetch':
      client.role = 'consumer';
      noteTopics(client, request.body.topics.map((topic) => topic.topic));
      return;
    case 'JoinGroup':
    case 'ConsumerGroupHeartbeat':
    case 'ShareGroupHeartbeat':
      client.role = 'consumer';
      client.group = request.body.groupId;
      return;
    default:
  }
}

function noteTopics(client: OutsideClient, topics: readonly string[]): void {
  const added = topics.filter((topic) => !client.topics.includes(topic));
  if (added.length > 0) client.topics = [...client.topics, ...added].slice(-TOPICS);
}

function noteAnswer(client: OutsideClient | undefined, answer: AnyResponse): void {
  if (client === undefined || (answer.api !== 'Fetch' && answer.api !== 'ShareFetch')) return;
  client.recordsConsumed += recordsIn(answer.body.responses.flatMap((topic) => topic.partitions.flatMap((one) => one.records)));
}

const recordsIn = (batches: readonly RecordBatch[]): number => batches.reduce((sum, batch) => sum + (batch.control === null ? batch.records.length : 0), 0);
