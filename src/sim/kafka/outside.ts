// Clients outside of the world, which came over the bridge: one actor with an address for each of their connections. What they ask is an input; what
// they are answered waits here until it is taken out.
import type { NodeId } from '../../bridge/input.ts';
import type { Behavior, Disconnected, Message } from '../kernel/types.ts';
import type { AnyResponse } from './protocol.ts';

export const OUTSIDE = 'outside';

export interface OutsideConnection {
  readonly node: NodeId;
  /** What its last request called itself. */
  clientId: string;
  /** Answers that were taken out, and those that were not: the first of them is number `taken`. */
  taken: number;
  answers: AnyResponse[];
  /** The node hung up, or is not there any more. */
  closed: boolean;
}

export interface Outside {
  readonly connections: Record<string, OutsideConnection>;
}

type OutsideInput =
  | { readonly kind: 'client-connects'; readonly connection: string; readonly node: NodeId }
  | { readonly kind: 'client-asks'; readonly connection: string; readonly correlationId: number; readonly clientId: string; readonly api: string; readonly body: object; readonly bytes: number; readonly taken: number }
  | { readonly kind: 'client-leaves'; readonly connection: string };
type OutsideMessage = { readonly kind: 'Input'; readonly input: OutsideInput } | AnyResponse | Disconnected;

export function createOutside(): Outside {
  return { connections: {} };
}

/** The connections of the actor with this state. */
export function connectionsOf(state: unknown): Readonly<Record<string, OutsideConnection>> {
  return typeof state === 'object' && state !== null && 'connections' in state ? (state as Outside).connections : {};
}

const addressOf = (connection: string): NodeId => `${OUTSIDE}/${connection}`;

export const outside: Behavior<Outside, OutsideMessage> = {
  start() {},
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Input': handle(state, message.input, ctx); return;
      case 'Response':
      case 'Disconnected': {
        const connection = state.connections[ctx.self.slice(OUTSIDE.length + 1)];
        if (connection === undefined) return;
        if (message.kind === 'Response') connection.answers.push(message);
        else connection.closed = true;
      }
    }
  },
  crash: () => createOutside(),
};

function handle(state: Outside, input: OutsideInput, ctx: Parameters<Behavior<Outside, OutsideMessage>['receive']>[3]): void {
  switch (input.kind) {
    case 'client-connects':
      state.connections[input.connection] = { node: input.node, clientId: '', taken: 0, answers: [], closed: false };
      return;
    case 'client-leaves':
      delete state.connections[input.connection];
      ctx.at(addressOf(input.connection)).close();
      return;
    case 'client-asks': {
      const connection = state.connections[input.connection];
      if (connection === undefined) return;
      connection.answers = connection.answers.slice(input.taken - connection.taken);
      connection.taken = input.taken;
      connection.clientId = input.clientId;
      const { api, correlationId, clientId, body } = input;
      const request: Message & { readonly api: string; readonly correlationId: number; readonly clientId: string; readonly body: object } = { kind: 'Request', api, correlationId, clientId, body };
      ctx.at(addressOf(input.connection)).send(connection.node, request, { bytes: input.bytes });
    }
  }
}
