// What a search that tries one way after the other may cost at most, seen from the expression alone.
import type { Node } from './parse.ts';

/** At most `length ** degree * 2 ** bits` steps. */
export interface Cost {
  readonly degree: number;
  readonly bits: number;
}

/** More rounds than this are taken for as many as there are letters. */
const FEW = 4;
const NONE: Cost = { degree: 0, bits: 0 };
const plus = (a: Cost, b: Cost): Cost => ({ degree: a.degree + b.degree, bits: a.bits + b.bits });

/** Whether that is at most `most` steps for a text of this length. */
export function isWithin(cost: Cost, length: number, most: number): boolean {
  let left = cost.bits > 30 ? 0 : most / 2 ** cost.bits;
  for (let i = 0; i < cost.degree && left >= 1; i++) left /= length + 2;
  return left >= 1;
}

export function costOf(node: Node): Cost {
  switch (node.kind) {
    case 'char': case 'back': case 'edge': return NONE;
    case 'group': return costOf(node.of);
    // Searched for from its own beginning.
    case 'look': return plus(costOf(node.of), { degree: node.behind ? 0 : 1, bits: 0 });
    case 'all': return node.parts.map(costOf).reduce(plus, NONE);
    case 'any': return plus(node.parts.map(costOf).reduce((a, b) => ({ degree: Math.max(a.degree, b.degree), bits: Math.max(a.bits, b.bits) }), NONE), { degree: 0, bits: 32 - Math.clz32(node.parts.length - 1) });
    case 'repeat': {
      const inner = costOf(node.of);
      const free = inner.degree === 0 && inner.bits === 0;
      if (node.most <= FEW) return { degree: inner.degree * node.most, bits: inner.bits * node.most + (node.most - node.least) };
      if (node.least === node.most) return free ? NONE : { degree: inner.degree * node.most, bits: inner.bits * node.most };
      return free ? { degree: 1, bits: 0 } : { degree: Infinity, bits: 0 };
    }
  }
}
