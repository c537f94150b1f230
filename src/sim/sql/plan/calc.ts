// Calc: projections and conditions in one node, merged where one stands on another.
import { inputsOf, type Rex } from '../expr/rex.ts';
import type { Field } from '../type/logical-type.ts';
import { foldCondition, foldValue } from './fold.ts';
import { exchange, make } from './node.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import { allOf, columnsOf, conjuncts, isChanging, isIdentity, isTrue, substitute } from './rels.ts';

/** Expressions and a condition over a node; nothing new where they change nothing. */
export function calc(input: Physical, asked: readonly Rex[], condition: Rex | null, fields: readonly Field[]): Physical {
  const exprs = asked.map((rex): Rex => (rex.kind === 'input' ? { ...rex, type: input.fields[rex.index]?.type ?? rex.type } : rex));
  const settled = condition === null ? null : foldCondition(condition);
  const wanted = settled === null || isTrue(settled) ? null : settled;
  if (input.kind === 'Calc' && !input.exprs.some(isChanging)) {
    const [below] = input.inputs;
    if (below !== undefined) {
      const parts = [input.condition, wanted === null ? null : substitute(wanted, input.exprs)].filter((part) => part !== null);
      return calc(below, exprs.map((rex) => substitute(rex, input.exprs)), parts.length === 0 ? null : allOf(parts), fields);
    }
  }
  if (wanted !== null && input.kind === 'ChangelogNormalize') return calc(normalizedWhere(input, wanted), exprs, null, fields);
  if (wanted === null && isIdentity(exprs, input.fields.length)) return renamed(input, fields);
  return make({ kind: 'Calc', exprs: exprs.map(foldValue), condition: wanted }, [input], fields.map((field, i) => ({ ...field, type: exprs[i]?.type ?? field.type })));
}

/** Only rows that meet a condition. */
export function where(input: Physical, condition: Rex): Physical {
  return calc(input, columnsOf(input.fields), condition, input.fields);
}

/** What is asked of the key is asked before the changelog is normalised, the rest as it is (PushCalcPastChangelogNormalizeRule). */
function normalizedWhere(node: PhysicalOf<'ChangelogNormalize'>, condition: Rex): Physical {
  const parts = conjuncts(condition);
  const onKey = parts.filter((part) => inputsOf(part).every((column) => node.key.includes(column)) && !isChanging(part));
  const rest = [...(node.condition === null ? [] : [node.condition]), ...parts.filter((part) => !onKey.includes(part))];
  const [shared] = node.inputs;
  const below = shared?.inputs[0];
  if (shared === undefined || below === undefined) return node;
  const source = onKey.length === 0 ? shared : exchange(where(below, allOf(onKey)), node.key);
  return make({ kind: 'ChangelogNormalize', key: node.key, condition: rest.length === 0 ? null : allOf(rest) }, [source], node.fields);
}

/** Nodes that name their own columns take the names; others keep those that they have. */
function renamed(input: Physical, fields: readonly Field[]): Physical {
  switch (input.kind) {
    case 'Calc': case 'GroupAggregate': case 'WindowAggregate': case 'GroupWindowAggregate': case 'Values': case 'Match':
      return { ...input, fields: input.fields.map((field, i) => ({ ...field, name: fields[i]?.name ?? field.name })) };
    default: return input;
  }
}
