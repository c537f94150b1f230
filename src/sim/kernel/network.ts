// The simulated network: when a message arrives over a link and whether it does, and who has a conversation with whom.
import type { LinkSpec } from '../../bridge/scenario.ts';
import { nextExponential, nextRandom, type RandomState } from './random.ts';
import type { KernelEvent, KernelState, Link } from './state.ts';
import { actorOf } from './state.ts';
import type { NodeId, Time } from './types.ts';

/** What a message to an address of the same machine takes. */
const LOOPBACK: LinkSpec = { latencyUs: 20, jitterUs: 0, bytesPerSecond: 4_000_000_000, lossRate: 0, duplicateRate: 0 };

/** The link from one actor to another; made on first use, as the scenario says. */
export function linkBetween(state: KernelState, from: NodeId, to: NodeId): Link {
  const outgoing = (state.links[from] ??= {});
  const known = outgoing[to];
  if (known !== undefined) return known;
  const spec = from === to ? LOOPBACK : state.defaultLink;
  const { latencyUs, jitterUs, bytesPerSecond, lossRate, duplicateRate } = spec;
  const link: Link = { latencyUs, jitterUs, bytesPerSecond, lossRate, duplicateRate, cut: false, busyUntil: 0, lastArrival: 0 };
  outgoing[to] = link;
  return link;
}

/** Whether the link from one actor to another is cut. */
export function isCut(state: KernelState, from: NodeId, to: NodeId): boolean {
  return state.links[from]?.[to]?.cut === true;
}

/**
 * Puts so many bytes on the link and returns when the last of them arrives: after the bytes queued before, at the
 * link's rate, after its latency and jitter, and never before what was sent earlier.
 */
export function arrival(link: Link, random: RandomState, now: Time, bytes: number): Time {
  const sent = (link.busyUntil > now ? link.busyUntil : now) + Math.ceil((bytes * 1_000_000) / link.bytesPerSecond);
  link.busyUntil = sent;
  const at = sent + link.latencyUs + jitter(link, random);
  link.lastArrival = at > link.lastArrival ? at : link.lastArrival;
  return link.lastArrival;
}

/** What a message arrives later for having been duplicated: it takes the way once more. */
export function duplicateArrival(link: Link, random: RandomState): Time {
  link.lastArrival += Math.round(link.latencyUs / 2) + jitter(link, random);
  return link.lastArrival;
}

const jitter = (link: Link, random: RandomState): Time =>
  link.jitterUs === 0 ? 0 : Math.round(nextExponential(random) * link.jitterUs);

/** Whether chance strikes; draws only where there is a chance at all. */
export const strikes = (rate: number, random: RandomState): boolean => rate > 0 && nextRandom(random) < rate;

/** Begins a conversation between two addresses, named by `sequence`; `from` has none yet. */
export function converse(state: KernelState, from: NodeId, to: NodeId, toIsUp: boolean, sequence: number): number {
  (state.conversations[from] ??= {})[to] = sequence;
  if (toIsUp) (state.conversations[to] ??= {})[from] = sequence;
  return sequence;
}

/** Forgets the conversation on `address`'s side. */
export function forget(state: KernelState, address: NodeId, peer: NodeId): void {
  const mine = state.conversations[address];
  if (mine !== undefined) delete mine[peer];
}

/** All addresses of an actor that take part in conversations. */
export function addressesOf(state: KernelState, actor: NodeId): NodeId[] {
  return Object.keys(state.conversations).filter((address) => actorOf(address) === actor);
}

/** A message in the air, for whoever draws it. */
export interface Flight {
  readonly event: KernelEvent;
  /** Whether it will be lost on its way, or runs into a cut. */
  readonly lost: boolean;
}

/** All messages in the air, in the order in which they were sent. */
export function flights(state: KernelState): Flight[] {
  const found: Flight[] = [];
  state.queue.forEach((event) => {
    if (event.type !== 'message') return;
    found.push({ event, lost: event.lost || isCut(state, actorOf(event.from), actorOf(event.to)) });
  });
  return found.sort((a, b) => a.event.sequence - b.event.sequence);
}
