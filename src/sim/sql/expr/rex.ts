// Expressions after validation: names resolved, functions chosen, every node with its type. Plain data: plans and job graphs carry them.
import type { Rel } from '../query/rel.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Value } from '../value.ts';

export type Rex =
  | { readonly kind: 'literal'; readonly value: Value; readonly type: LogicalType }
  /** A column of the row in hand. */
  | { readonly kind: 'input'; readonly index: number; readonly type: LogicalType }
  /** A column of the row around a correlated query: 1 is the next one out. */
  | { readonly kind: 'outer'; readonly depth: number; readonly index: number; readonly type: LogicalType }
  /** A function or operator by its name. `CAST` and `TRY_CAST` cast to `type`; `CASE` has conditions and values in turn and the ELSE last. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Rex[]; readonly type: LogicalType; /** It came to its place too late to be computed before the job runs. */ readonly late?: true }
  /** A query in an expression. `scalar`: its one value; `exists`; `in`: whether `args` are among its rows, `ALL <` and `SOME <`: compared with each. */
  | { readonly kind: 'query'; readonly mode: string; readonly args: readonly Rex[]; readonly rel: Rel; readonly type: LogicalType };

export type RexCall = Extract<Rex, { kind: 'call' }>;

export const literal = (value: Value, type: LogicalType): Rex => ({ kind: 'literal', value, type });
export const input = (index: number, type: LogicalType): Rex => ({ kind: 'input', index, type });
export const callRex = (name: string, args: readonly Rex[], type: LogicalType): Rex => ({ kind: 'call', name, args, type });

/** The text of a literal, null where it is none. */
export function literalText(rex: Rex | undefined): string | null {
  return rex?.kind === 'literal' && typeof rex.value === 'string' ? rex.value : null;
}

/** Every node, the outer first. */
export function visit(rex: Rex, see: (rex: Rex) => void): void {
  see(rex);
  if (rex.kind === 'call' || rex.kind === 'query') for (const arg of rex.args) visit(arg, see);
}

/** The same expression with each node replaced, from the leaves up. */
export function rewrite(rex: Rex, by: (rex: Rex) => Rex): Rex {
  if (rex.kind !== 'call' && rex.kind !== 'query') return by(rex);
  const args = rewriteAll(rex.args, by);
  return by(args === rex.args ? rex : { ...rex, args });
}

/** The same list where no node was replaced. */
function rewriteAll(args: readonly Rex[], by: (rex: Rex) => Rex): readonly Rex[] {
  let changed: Rex[] | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as Rex;
    const now = rewrite(arg, by);
    if (now !== arg) changed ??= args.slice(0, i);
    changed?.push(now);
  }
  return changed ?? args;
}

/** The same expression with columns counted from elsewhere. */
export function shiftInputs(rex: Rex, by: (index: number) => number): Rex {
  return rewrite(rex, (node) => {
    if (node.kind !== 'input') return node;
    const index = by(node.index);
    return index === node.index ? node : input(index, node.type);
  });
}

/** The columns that an expression reads. */
export function inputsOf(rex: Rex): readonly number[] {
  const found: number[] = [];
  visit(rex, (node) => {
    if (node.kind === 'input' && !found.includes(node.index)) found.push(node.index);
  });
  return found;
}
