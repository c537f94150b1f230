// Parts of a plan that are the same become one node that feeds several (SubplanReuseUtil).
import { isChanging } from './rels.ts';
import type { Physical } from './physical.ts';

/** The same plans, equal nodes being one object; what gives something else each time stays apart. */
export function shared(roots: readonly Physical[]): readonly Physical[] {
  const known = new Map<string, { readonly node: Physical; readonly id: number }>();
  const visit = (node: Physical): { readonly node: Physical; readonly id: number } => {
    const below = node.inputs.map(visit);
    const { inputs: _inputs, ...own } = node;
    const changes = node.kind === 'Calc' && node.exprs.some(isChanging);
    const text = JSON.stringify([own, below.map(({ id }) => id), node.kind === 'Sink' || changes ? known.size : '']);
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = { node: { ...node, inputs: below.map((one) => one.node) }, id: known.size };
    known.set(text, made);
    return made;
  };
  return roots.map((root) => visit(root).node);
}
