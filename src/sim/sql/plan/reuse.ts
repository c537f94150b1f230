// Parts of a plan that are the same become one node that feeds several (SubplanReuseUtil).
import { same } from '../same.ts';
import { isChanging } from './rels.ts';
import type { Physical } from './physical.ts';

/** A node without its inputs, and what it became. */
interface Kept {
  readonly own: object;
  readonly node: Physical;
  readonly id: number;
}

/** The same plans, equal nodes being one object; what gives something else each time stays apart. */
export function shared(roots: readonly Physical[]): readonly Physical[] {
  /** By their kinds and inputs: only these can be the same. */
  const known = new Map<string, Kept[]>();
  let count = 0;
  const visit = (node: Physical): Kept => {
    const below = node.inputs.map(visit);
    const { inputs: _inputs, ...own } = node;
    const isApart = node.kind === 'Sink' || (node.kind === 'Calc' && node.exprs.some(isChanging));
    const place = `${node.kind}/${below.map(({ id }) => id).join()}`;
    const alike = known.get(place) ?? [];
    const found = isApart ? undefined : alike.find((one) => same(one.own, own));
    if (found !== undefined) return found;
    const made: Kept = { own, node: { ...node, inputs: below.map((one) => one.node) }, id: count++ };
    if (!isApart) known.set(place, [...alike, made]);
    return made;
  };
  return roots.map((root) => visit(root).node);
}
