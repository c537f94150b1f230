// Whether rows differ in some columns, as far as their relation tells (RelMdColumnUniqueness).
import type { Rex } from '../expr/rex.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import { project } from './rels.ts';

/** Whether no two rows have the same values in these columns. */
export function areUnique(rel: Rel, columns: readonly number[]): boolean {
  switch (rel.kind) {
    case 'scan': return rel.key !== undefined && rel.key.every((column) => columns.includes(column));
    case 'values': return new Set(rel.rows.map((row) => JSON.stringify(columns.map((column) => row[column] ?? null)))).size === rel.rows.length;
    case 'project': {
      const behind = columns.flatMap((column): readonly number[] => {
        const rex = rel.exprs[column];
        return rex?.kind === 'input' ? [rex.index] : [];
      });
      return rel.rows === undefined && areUnique(rel.input, behind);
    }
    case 'filter': case 'sort': case 'watermark': return areUnique(rel.input, columns);
    case 'aggregate': return rel.sets.length === 1 && rel.groups.every((_group, i) => columns.includes(i));
    case 'join': return (rel.join === 'SEMI' || rel.join === 'ANTI') && areUnique(rel.left, columns);
    default: return false;
  }
}

/** What one row alone gives. */
const OF_ONE = new Set(['SUM', 'MIN', 'MAX']);
const isPlain = (call: AggregateCall): boolean => OF_ONE.has(call.name) && call.filter === null && call.orderBy.length === 0;

/** An aggregation whose groups have one row each is a projection (FlinkAggregateRemoveRule). */
export function withoutGroups(rel: Extract<Rel, { kind: 'aggregate' }>): Rel {
  if (rel.groups.length === 0 || rel.sets.length !== 1 || rel.sets[0]?.length !== rel.groups.length || !rel.calls.every(isPlain) || !areUnique(rel.input, rel.groups)) return rel;
  const exprs = [...rel.groups, ...rel.calls.flatMap((call) => call.args)].map((index): Rex => ({ kind: 'input', index, type: rel.input.fields[index]?.type ?? { kind: 'NULL', nullable: true } }));
  return project(rel.input, exprs, exprs.flatMap((rex) => (rex.kind === 'input' ? (rel.input.fields[rex.index] ?? []) : [])));
}

/** A DISTINCT of rows that differ anyway is none. */
export const isDistinctAnyway = (rel: Rel): boolean => rel.kind === 'aggregate' && rel.calls.length === 0 && rel.groups.length > 0 && rel.sets.length === 1 && areUnique(rel.input, rel.groups);
