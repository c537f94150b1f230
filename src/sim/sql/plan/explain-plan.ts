// Physical and execution plans as EXPLAIN draws them.
import { groupPhases, windowPhases } from './explain-aggregates.ts';
import { describeNode, type NodeStyle } from './explain-node.ts';
import { drawTree, term, type TextNode } from './explain-tree.ts';
import type { Phase } from './cost.ts';
import { isSplit, type MiniBatch } from './mini-batch.ts';
import type { Physical } from './physical.ts';

/** What is asked of a physical plan beside its nodes. */
export interface PlanDetails {
  readonly changelogMode: boolean;
  /** Behind a node: `: rowcount = …`. */
  readonly cost: ((node: Physical, phase: Phase) => string) | null;
  /** Columns that an INSERT lists, by its Sink. */
  readonly targets: (node: Physical) => string | null;
  /** Whether what is advised concerns a node. */
  readonly advised: (node: Physical) => boolean;
  /** Null without mini-batches. */
  readonly miniBatch: MiniBatch | null;
}

export const NO_DETAILS: PlanDetails = { changelogMode: false, cost: null, targets: () => null, advised: () => false, miniBatch: null };

/** "Optimized Physical Plan": every root whole, an empty line between. */
export function physicalPlan(roots: readonly Physical[], details: PlanDetails): string {
  return roots.map((root) => drawTree(textOf(root, 'prefix', details, (node, head, inputs) => ({ head: head + (details.cost?.(node, null) ?? ''), inputs: inputs() })))).join('\n');
}

/** "Optimized Execution Plan" of a streaming plan. */
export function executionPlan(roots: readonly Physical[], details: PlanDetails): string {
  return executedText(roots, (root, make) => textOf(root, 'infix', details, make));
}

/** The same of any plan, whose nodes say themselves what they are. */
export function drawExecuted<N extends Node<N>>(roots: readonly N[], head: (node: N) => string): string {
  const treeOf = (node: N, make: Make<N>): TextNode => make(node, head(node), () => node.inputs.map((input) => treeOf(input, make)));
  return executedText(roots, treeOf);
}

interface Node<N> {
  readonly inputs: readonly N[];
}

/** A node that feeds several is drawn once, then only named. */
function executedText<N extends Node<N>>(roots: readonly N[], treeOf: (root: N, make: Make<N>) => TextNode): string {
  const ids = reuseIds(roots);
  const drawn = new Set<N>();
  const draw = (root: N): string => drawTree(treeOf(root, (node, head, inputs) => {
    const id = ids.get(node);
    if (id === undefined) return { head, inputs: inputs() };
    if (drawn.has(node)) return { head: `Reused(reference_id=[${id}])`, inputs: [] };
    drawn.add(node);
    return { head: `${head}(reuse_id=[${id}])`, inputs: inputs() };
  }));
  if (roots.length === 1) return roots.map(draw).join('');
  const parts: string[] = [];
  const visited = new Set<N>();
  const visit = (node: N, isRoot: boolean): void => {
    const isFirst = !visited.has(node);
    visited.add(node);
    if (isFirst) for (const input of node.inputs) visit(input, false);
    if (isRoot || (isFirst && ids.has(node))) parts.push(draw(node));
  };
  for (const root of roots) visit(root, true);
  return parts.join('\n');
}

/** Numbers of nodes that are met again, in the order in which they are. */
function reuseIds<N extends Node<N>>(roots: readonly N[]): ReadonlyMap<N, number> {
  const visited = new Set<N>();
  const ids = new Map<N, number>();
  const visit = (node: N): void => {
    if (visited.has(node)) {
      if (!ids.has(node)) ids.set(node, ids.size + 1);
      return;
    }
    visited.add(node);
    node.inputs.forEach(visit);
  };
  roots.forEach(visit);
  return ids;
}

type Make<N> = (node: N, head: string, inputs: () => readonly TextNode[]) => TextNode;

function textOf(node: Physical, style: NodeStyle, details: PlanDetails, make: Make<Physical>): TextNode {
  const mode = details.miniBatch?.modes.get(node);
  if (details.miniBatch === null || mode === undefined) return ownText(node, style, details, make);
  const head = term('MiniBatchAssigner', [['interval', `${details.miniBatch.intervalMs}ms`], ['mode', mode]]);
  return make(node, head, () => [ownText(node, style, details, (_node, text, inputs) => ({ head: text, inputs: inputs() }))]);
}

function ownText(node: Physical, style: NodeStyle, details: PlanDetails, make: Make<Physical>): TextNode {
  const below = (): readonly TextNode[] => node.inputs.map((input) => textOf(input, style, details, make));
  const changes = ['changelogMode', style === 'prefix' && details.changelogMode ? changelogMode(node) : null] as const;
  const costOf = (phase: Phase): string => (style === 'prefix' ? (details.cost?.(node, phase) ?? '') : '');
  const [exchange] = node.inputs;
  const isGroup = node.kind === 'GroupAggregate' && details.miniBatch?.twoPhases === true && isSplit(node);
  const two = isGroup ? groupPhases(node) : windowPhases(node);
  if (two !== null && exchange !== undefined) {
    const name = isGroup ? 'GroupAggregate' : 'WindowAggregate';
    const local = (): TextNode => ({ head: term(`Local${name}`, [...two.local, changes]) + costOf('local'), inputs: exchange.inputs.map((input) => textOf(input, style, details, make)) });
    const keys = two.keys.length === 0 ? 'single' : `hash[${two.keys.join(', ')}]`;
    return make(node, term(`Global${name}`, [...two.global, changes]), () => [{ head: term('Exchange', [['distribution', keys], changes]) + costOf('exchange'), inputs: [local()] }]);
  }
  // With costs, constants go without their types.
  const head = describeNode(node, node.kind === 'Values' && details.cost !== null ? 'infix' : style, [['miniBatch', details.miniBatch !== null && node.kind === 'Join' ? 'true' : null], changes], details.targets(node));
  return make(node, style === 'prefix' && details.advised(node) ? head.replace('(', '(advice=[1], ') : head, below);
}

/** `I,UB,UA,D`; a Sink gives NONE. */
const changelogMode = (node: Physical): string => (node.kind === 'Sink' ? 'NONE' : changesOf(node).join(','));

/** The kinds of rows that a node gives; a stream of upserts has no inserts. */
export function changesOf(node: Physical): readonly ('I' | 'UB' | 'UA' | 'D')[] {
  const { updateBefore, updateAfter, delete: deletes } = node.changes;
  return [...(givesInserts(node) ? ['I' as const] : []), ...(updateBefore ? ['UB' as const] : []), ...(updateAfter ? ['UA' as const] : []), ...(deletes ? ['D' as const] : [])];
}

const PASSING = new Set(['Calc', 'Exchange', 'Union', 'WatermarkAssigner', 'DropUpdateBefore']);

function givesInserts(node: Physical): boolean {
  if (node.kind === 'TableSourceScan') return !node.source.changes.updateAfter || node.source.changes.updateBefore;
  return !PASSING.has(node.kind) || node.inputs.some(givesInserts);
}
