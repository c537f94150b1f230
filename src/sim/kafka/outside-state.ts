// What is known of clients outside of the world, which came over the bridge: their connections with the answers that wait, and their processes.
import type { NodeId } from '../../bridge/input.ts';
import type { AnyResponse } from './protocol.ts';

export const OUTSIDE = 'outside';

export interface OutsideConnection {
  /** The process that it is of. */
  readonly client: string;
  readonly node: NodeId;
  /** Answers that were taken out; those that were not follow, the first of them is number `taken`. */
  taken: number;
  answers: AnyResponse[];
  /** The node hung up, or is not there any more. */
  closed: boolean;
}

/** A process, as far as what it asks tells. */
export interface OutsideClient {
  /** client.id, empty before its first request. */
  clientId: string;
  role: 'producer' | 'consumer' | 'admin';
  group: string | null;
  topics: readonly string[];
  recordsSent: number;
  recordsConsumed: number;
}

export interface Outside {
  readonly connections: Record<string, OutsideConnection>;
  readonly clients: Record<string, OutsideClient>;
}

export function createOutside(): Outside {
  return { connections: {}, clients: {} };
}

export function isOutside(state: unknown): state is Outside {
  return typeof state === 'object' && state !== null && 'connections' in state && 'clients' in state;
}

/** The connections of the actor with this state. */
export function connectionsOf(state: unknown): Readonly<Record<string, OutsideConnection>> {
  return isOutside(state) ? state.connections : {};
}

/** The node of a client, under which its connections have their addresses. */
export const outsideNode = (client: string): NodeId => `${OUTSIDE}/${client}`;
