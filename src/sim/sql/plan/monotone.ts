// Columns that only rise or only fall as their row is updated: what need not be taken back from them (FlinkRelMdModifiedMonotonicity).
import type { AggregateCall } from '../query/rel.ts';
import { isInsertOnly } from './modify.ts';
import type { Physical, PhysicalOf } from './physical.ts';

/** Of written rows Flink's metadata says nothing, not even that they stay. */
export function isUnknown(node: Physical): boolean {
  switch (node.kind) {
    case 'Values': return true;
    case 'Calc': case 'Exchange': case 'Expand': case 'WatermarkAssigner': case 'DropUpdateBefore': case 'Correlate': case 'LookupJoin': case 'Union': return node.inputs.some(isUnknown);
    default: return false;
  }
}

/** Whether nothing need be taken back from a call: MAX of a column that only rises as its row changes, MIN of one that only falls (deriveAggCallNeedRetractions). */
export function keepsItsResult(node: PhysicalOf<'GroupAggregate'>, call: AggregateCall): boolean {
  const [input] = node.inputs;
  const [of] = call.args;
  if (input === undefined || of === undefined || (call.name !== 'MAX' && call.name !== 'MIN')) return false;
  return node.groups.every((column) => isConstant(input, column)) && onlyMoves(input, of, call.name === 'MAX');
}

/** Where the columns of a plain Calc or an Exchange come from: the aggregate below and its column; null where it is none over rows that stay. */
function aggregateBelow(node: Physical, index: number): { readonly node: PhysicalOf<'GroupAggregate'>; readonly index: number } | null {
  const [input] = node.inputs;
  if (input === undefined) return null;
  if (node.kind === 'Exchange') return aggregateBelow(input, index);
  if (node.kind === 'Calc') {
    const rex = node.exprs[index];
    return node.condition === null && rex?.kind === 'input' ? aggregateBelow(input, rex.index) : null;
  }
  return node.kind === 'GroupAggregate' && isInsertOnly(input) && !isUnknown(input) ? { node, index } : null;
}

function isConstant(node: Physical, column: number): boolean {
  const below = aggregateBelow(node, column);
  return below !== null && below.index < below.node.groups.length;
}

function onlyMoves(node: Physical, column: number, up: boolean): boolean {
  const below = aggregateBelow(node, column);
  const call = below === null ? undefined : below.node.calls[below.index - below.node.groups.length];
  return up ? call?.name === 'COUNT' || call?.name === 'MAX' : call?.name === 'MIN';
}
