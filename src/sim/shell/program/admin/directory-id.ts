// The id of a node's log directory. It is drawn when a directory is formatted, before a world begins, and never changes: here
// it follows from the cluster and the node.
import { stringHash } from '../../../jvm/hash-map.ts';

/** What a voter has whose quorum is a fixed list. */
export const NO_DIRECTORY = 'AAAAAAAAAAAAAAAAAAAAAA';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 22 letters of URL-safe base64, as Kafka writes 128 bits. */
export function directoryIdOf(clusterId: string, node: number): string {
  let out = '';
  let hash = Math.imul(stringHash(`${clusterId}/${node}`), -1_640_531_527);
  while (out.length < 21) {
    hash = (Math.imul(hash, 1_664_525) + 1_013_904_223) | 0;
    const letter = LETTERS.charAt(hash >>> 26);
    if (out !== '' || letter !== '-') out += letter;
  }
  return `${out}${'AQgw'.charAt((hash >>> 10) & 3)}`;
}
