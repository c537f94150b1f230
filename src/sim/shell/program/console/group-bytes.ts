// What members of a classic group say and are given, as the bytes that lie in `__consumer_offsets`: Base64, as tools print bytes in JSON.
import type { ConsumerAssignment, ConsumerSubscription } from '../../../kafka/protocol-groups.ts';

/** ConsumerProtocolSubscription and ConsumerProtocolAssignment are written in version 3. */
const VERSION = 3;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function number(value: number, bytes: 2 | 4): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >> (8 * (bytes - 1 - i))) & 0xff);
}

/** UTF-8; null is a length of -1. */
function string(text: string | null): number[] {
  if (text === null) return number(-1, 2);
  const bytes = [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/g)].map((found) => (found[1] === undefined ? (found[2] ?? '').charCodeAt(0) : Number.parseInt(found[1], 16)));
  return [...number(bytes.length, 2), ...bytes];
}

/** Partitions by topic, in the order in which topics come first. */
function partitions(places: ConsumerAssignment): number[] {
  const topics = [...new Set(places.map((one) => one.topic))];
  return [
    ...number(topics.length, 4),
    ...topics.flatMap((topic) => {
      const own = places.filter((one) => one.topic === topic);
      return [...string(topic), ...number(own.length, 4), ...own.flatMap((one) => number(one.partition, 4))];
    }),
  ];
}

function base64(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const count = Math.min(3, bytes.length - i);
    for (let k = 0; k < 4; k++) text += k > count ? '=' : (LETTERS[(three >> (18 - 6 * k)) & 63] ?? '');
  }
  return text;
}

/** A GroupMetadataValue with its members' subscriptions and assignments as bytes. */
export function withBytes(value: string): string {
  const stored: { readonly version: number; readonly data: { readonly members: readonly { readonly subscription: ConsumerSubscription; readonly assignment: ConsumerAssignment }[] } } = JSON.parse(value);
  const members = stored.data.members.map((member) => {
    const { topics, ownedPartitions, generationId, rackId } = member.subscription;
    const said = [...number(VERSION, 2), ...number(topics.length, 4), ...topics.flatMap(string), ...number(-1, 4), ...partitions(ownedPartitions), ...number(generationId, 4), ...string(rackId)];
    return { ...member, subscription: base64(said), assignment: member.assignment.length === 0 ? '' : base64([...number(VERSION, 2), ...partitions(member.assignment), ...number(-1, 4)]) };
  });
  return JSON.stringify({ ...stored, data: { ...stored.data, members } });
}
