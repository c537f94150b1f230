// The plan of one statement of a text, to be drawn, and what EXPLAIN prints of it.
import type { SqlExplained } from '../../../bridge/sql.ts';
import type { Statement } from '../../sql/parser/statement.ts';
import { explained, planInserts, planQuery } from '../program/sql-client/plan.ts';
import { placed } from './check.ts';
import { type Desk, walk } from './walk.ts';

/** Of the statement at `offset`, or the one before it where there is none. */
export function explainAt(desk: Desk, text: string, offset: number, startedMs: number): SqlExplained {
  let found = null;
  for (const step of walk(desk, text, startedMs)) {
    if (step.piece.from <= offset || found === null) found = step;
    if (step.piece.to >= offset) break;
  }
  if (found === null) return { kind: 'none' };
  const { piece, statement, problem } = found;
  if (problem !== null) return { kind: 'refused', problem: placed(problem, found.text, piece.from, text) };
  const of = statement === null ? null : plannedPart(statement);
  if (of === null) return { kind: 'none' };
  const job = of.kind === 'query' ? planQuery(found.desk, of.query, startedMs) : planInserts(found.desk, of.kind === 'insert' ? [of] : of.inserts, startedMs);
  const printed = explained(found.desk, of, statement?.kind === 'explain' ? statement.details : [], startedMs);
  if (!job.ok) return { kind: 'refused', problem: placed(job.problem, found.text, piece.from, text) };
  if (!printed.ok) return { kind: 'refused', problem: placed(printed.problem, found.text, piece.from, text) };
  return { kind: 'plan', from: piece.from, to: piece.to, plan: job.value.drawn, text: printed.value };
}

/** What of a statement has a plan. */
function plannedPart(statement: Statement): Extract<Statement, { kind: 'query' | 'insert' | 'statement set' }> | null {
  switch (statement.kind) {
    case 'query': case 'insert': case 'statement set': return statement;
    case 'explain': return plannedPart(statement.of);
    case 'create view': return { kind: 'query', query: statement.query, at: statement.at };
    default: return null;
  }
}
