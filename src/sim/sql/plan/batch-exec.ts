// From a batch plan to what is executed: equal parts once, no join that waits for itself, exchanges that keep what is there, joins that decide as they run.
import type { BatchNode, Items } from './batch-node.ts';
import { distributionOf } from './batch-traits.ts';

/** The same plans, equal nodes being one object; what gives something else each time stays apart (SubplanReuseUtil). */
export function reused(roots: readonly BatchNode[]): readonly BatchNode[] {
  const known = new Map<string, { readonly node: BatchNode; readonly id: number }>();
  const visit = (node: BatchNode): { readonly node: BatchNode; readonly id: number } => {
    const below = node.inputs.map(visit);
    const apart = node.work.kind === 'sink' || node.changing === true;
    const text = JSON.stringify([node.name, node.items('prefix'), node.fields, below.map(({ id }) => id), apart ? known.size : '']);
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = { node: below.every(({ node: one }, i) => one === node.inputs[i]) ? node : { ...node, inputs: below.map((one) => one.node) }, id: known.size };
    known.set(text, made);
    return made;
  };
  return roots.map((root) => visit(root).node);
}

/** What runs: the processors of the execution graph, in their order. */
export function executed(roots: readonly BatchNode[]): readonly BatchNode[] {
  const done = new Map<BatchNode, BatchNode>();
  const visit = (node: BatchNode): BatchNode => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const made = adaptive(kept({ ...node, inputs: apart(node).map(visit) }));
    done.set(node, made);
    return made;
  };
  return roots.map(visit);
}

const JOINS = new Set(['HashJoin', 'NestedLoopJoin']);

/** A join reads its build side first: what it probes with is held back where both come from one node (DeadlockBreakupProcessor). */
function apart(node: BatchNode): readonly BatchNode[] {
  const [left, right] = node.inputs;
  if (!JOINS.has(node.name) || left === undefined || right === undefined || !haveInCommon(left, right)) return node.inputs;
  const probe = node.build === 'left' ? right : left;
  return node.inputs.map((input) => (input === probe ? heldBack(input) : input));
}

function haveInCommon(a: BatchNode, b: BatchNode): boolean {
  const seen = new Set<BatchNode>();
  const walk = (node: BatchNode): void => {
    seen.add(node);
    node.inputs.forEach(walk);
  };
  walk(a);
  const meets = (node: BatchNode): boolean => seen.has(node) || node.inputs.some(meets);
  return meets(b);
}

function heldBack(input: BatchNode): BatchNode {
  if (input.name === 'Exchange') return { ...input, items: (style) => [...input.items(style), ['shuffle_mode', 'BATCH']] };
  return shown(input, [['distribution', 'any'], ['shuffle_mode', 'BATCH']]);
}

/** An exchange that moves nothing: it says how rows lie, or only holds them. */
const shown = (input: BatchNode, items: Items): BatchNode => ({ name: 'Exchange', items: () => items, inputs: [input], fields: input.fields, rows: input.rows, work: { kind: 'pass' } });

/** Sorted or shared rows that reach a node without an exchange between them: an exchange says that they stay as they are (ForwardHashExchangeProcessor). */
function kept(node: BatchNode): BatchNode {
  const keys = node.needs;
  if (keys === undefined) return node;
  return { ...node, inputs: node.inputs.map((input) => (input.name === 'Exchange' ? input : input.name === 'Sort' ? shown({ ...input, inputs: input.inputs.map((below) => asIs(below, keys)) }, [['distribution', 'forward']]) : asIs(input, keys))) };
}

function asIs(input: BatchNode, keys: readonly number[]): BatchNode {
  if (keys.length === 0 || input.name === 'Exchange') return input;
  const there = distributionOf(input);
  const columns = there?.kind === 'hash' ? there.keys : keys;
  return shown(input, [['distribution', `keep_input_as_is[hash[${columns.map((column) => input.fields[column]?.name ?? '').join(', ')}]]`]]);
}

/** A join of two shuffled sides may become another as it runs (AdaptiveJoinProcessor). */
function adaptive(node: BatchNode): BatchNode {
  if (node.name !== 'HashJoin' || !node.inputs.every((input) => input.name === 'Exchange' && input.work.kind === 'exchange' && Array.isArray(input.work.to)) || node.items('prefix').some(([key, value]) => key === 'joinType' && value === 'FullOuterJoin')) return node;
  return { ...node, name: 'AdaptiveJoin', items: (style) => [['originalJoin', 'ShuffleHashJoin'], ...node.items(style)] };
}
