// How the rows of a batch plan lie: all in one task, or shared out by columns.
import type { BatchNode } from './batch-node.ts';

export type Lies = { readonly kind: 'single' } | { readonly kind: 'hash'; readonly keys: readonly number[] };

/** Null where nothing is known. */
export function distributionOf(node: BatchNode): Lies | null {
  const [first, second] = node.inputs;
  switch (node.work.kind) {
    case 'exchange': {
      const { to } = node.work;
      return to === 'single' ? { kind: 'single' } : to === 'broadcast' ? null : { kind: 'hash', keys: to };
    }
    case 'pass': return first === undefined ? null : distributionOf(first);
    case 'source': case 'union': case 'sink': return null;
    case 'operator': {
      if (first === undefined) return null;
      if (second === undefined) return moved(distributionOf(first), node.places ?? null);
      const [left, right] = [distributionOf(first), distributionOf(second)];
      // A broadcast side lies everywhere: the other one's rows stay where they are. Columns of the right side stand behind the left's.
      if (left !== null && node.build !== 'left') return left;
      if (right !== null && node.build === 'left' && left === null) return moved(right, (column) => column + first.fields.length);
      return left;
    }
  }
}

function moved(lies: Lies | null, place: ((column: number) => number) | null): Lies | null {
  if (lies === null || lies.kind === 'single' || place === null) return lies;
  const keys = lies.keys.map(place);
  return keys.includes(-1) ? null : { kind: 'hash', keys };
}

/** Whether they lie by just these columns. */
export function liesJustBy(node: BatchNode, keys: readonly number[]): boolean {
  const lies = distributionOf(node);
  return lies !== null && (lies.kind === 'single' ? keys.length === 0 : lies.keys.length === keys.length && lies.keys.every((column) => keys.includes(column)));
}

/** Whether rows with the same values in these columns (all rows, where there are none) lie in one task already. */
export function liesBy(node: BatchNode, keys: readonly number[]): boolean {
  const lies = distributionOf(node);
  if (lies === null) return false;
  return lies.kind === 'single' || (keys.length > 0 && lies.keys.every((column) => keys.includes(column)));
}
