// COMPILE PLAN and EXECUTE PLAN: the file that a compiled plan is kept in.
import type { StreamGraph } from '../../../../bridge/flink.ts';
import { parseStatement } from '../../../sql/parser/parse.ts';
import type { Insert } from '../../../sql/parser/statement.ts';
import type { Result, SqlProblem } from '../../../sql/problem.ts';

const TABLE_EXCEPTION = 'org.apache.flink.table.api.TableException';

/** Why a plan's file stays as it is. */
export const noOverwrite = (path: string): string => `Cannot overwrite the plan file '${path}'. Either manually remove the file or, if you're debugging your job, set the option 'table.plan.force-recompile' to true.`;

/** The file's text: the job's nodes and edges, and the statement that they came from, of which a run is planned again. */
export function compiledText({ nodes, edges }: StreamGraph, statement: string): string {
  const plan = {
    flinkVersion: '2.2', statement: statement.trim().replace(/;$/, ''),
    nodes: nodes.map(({ id, kind, name, parallelism }) => ({ id, type: kind, name, parallelism })),
    edges: edges.map(({ from, to, partitioner }) => ({ source: from, target: to, shuffle: { type: partitioner.kind } })),
  };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** The INSERTs of a plan's file; a problem where there is no file, or no plan in it. */
export function compiledInserts(text: string | null, path: string): Result<readonly Insert[]> {
  if (text === null) return failed('java.io.FileNotFoundException', `file resource [${path}] not found.`);
  const statement = statementOf(text);
  if (statement === null) return failed(TABLE_EXCEPTION, `Could not read '${path}' as a compiled plan: it was not written by COMPILE PLAN. Remove the file and compile the statement again.`);
  const parsed = parseStatement(statement);
  if (!parsed.ok) return parsed;
  if (parsed.value.kind === 'insert') return { ok: true, value: [parsed.value] };
  return parsed.value.kind === 'statement set' ? { ok: true, value: parsed.value.inserts } : failed(TABLE_EXCEPTION, `The plan in '${path}' writes into no table.`);
}

function failed(exception: string, message: string): { readonly ok: false; readonly problem: SqlProblem } {
  return { ok: false, problem: { exception, message, at: null, phase: 'validate' } };
}

function statementOf(text: string): string | null {
  try {
    const plan = JSON.parse(text) as unknown;
    return typeof plan === 'object' && plan !== null && 'statement' in plan && typeof plan.statement === 'string' ? plan.statement.replace(/^STATEMENT\s+SET/i, 'EXECUTE STATEMENT SET') : null;
  } catch {
    return null;
  }
}
