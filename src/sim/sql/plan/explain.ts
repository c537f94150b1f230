// EXPLAIN: the text of its one cell, from a statement over a session's catalogs.
import type { Statement } from '../parser/statement.ts';
import { attempt, type Result } from '../problem.ts';
import { bindQuery } from '../query/bind.ts';
import type { Catalogs } from '../query/catalog.ts';
import { bindInsert } from '../query/insert.ts';
import { insertTree, queryTree } from './explain-ast.ts';
import { isBatch, withoutWatermarks } from './batch.ts';
import { batchExecutionPlan, batchPhysicalPlan, batchRoots, planBatchJob } from './batch-translate.ts';
import { costText } from './cost.ts';
import { executionPlan, NO_DETAILS, physicalPlan, type PlanDetails } from './explain-plan.ts';
import { jsonPlan } from './json-plan.ts';
import { miniBatchOf } from './mini-batch.ts';
import type { Physical } from './physical.ts';
import { byTable, type Plan, type Planned, type PlanSession, planStatement } from './plan.ts';
import { valueOf } from './tables.ts';

/** What EXPLAIN may be asked for beside the plans, as it is written. */
export type ExplainDetail = 'ESTIMATED_COST' | 'CHANGELOG_MODE' | 'JSON_EXECUTION_PLAN' | 'PLAN_ADVICE';

/** The cell of `EXPLAIN …`: `of` is the statement behind the word. */
export function explainStatement(of: Statement, details: readonly string[], session: PlanSession): Result<string> {
  return attempt(() => {
    const batch = isBatch(session.settings);
    const planned = valueOf(plannedOf(of, session.catalogs, batch));
    const ast = treeOf(of, planned, session.catalogs, batch);
    if (batch) {
      valueOf(planBatchJob(planned, session));
      const roots = valueOf(batchRoots(planned, session));
      return [section('Abstract Syntax Tree', ast), section('Optimized Physical Plan', batchPhysicalPlan(roots)), section('Optimized Execution Plan', batchExecutionPlan(roots))].join('\n');
    }
    const plan = valueOf(planStatement(planned, session));
    const asksAdvice = details.includes('PLAN_ADVICE');
    const advised = (node: Physical): boolean => asksAdvice && node.kind === 'GroupAggregate' && session.settings['table.exec.mini-batch.enabled'] !== 'true';
    const shown: PlanDetails = { ...NO_DETAILS, changelogMode: details.includes('CHANGELOG_MODE'), cost: details.includes('ESTIMATED_COST') ? costText : null, targets: targetsOf(planned, plan, session.settings), advised, miniBatch: miniBatchOf(plan.roots, session.settings) };
    const physical = physicalPlan(plan.roots, shown);
    const advice = asksAdvice ? `\n${plan.roots.some((root) => someNode(root, advised)) ? TWO_PHASES : 'No available advice...'}\n` : '';
    const json = jsonPlan(plan.roots, session.settings, session.firstNode, session.firstTransformation ?? 1);
    session.counted?.({ node: json.nextNode, transformation: json.nextTransformation });
    return [
      section('Abstract Syntax Tree', ast), section(`Optimized Physical Plan${asksAdvice ? ' With Advice' : ''}`, `${physical}${advice}`), section('Optimized Execution Plan', executionPlan(plan.roots, shown)),
      ...(details.includes('JSON_EXECUTION_PLAN') ? [section('Physical Execution Plan', json.text)] : []),
    ].join('\n');
  });
}

/** GroupAggregateAnalyzer: the one advice that Flink has for a plan of a stream. */
const TWO_PHASES = "advice[1]: [ADVICE] You might want to enable local-global two-phase optimization by configuring ('table.exec.mini-batch.enabled' to 'true', 'table.exec.mini-batch.allow-latency' to a positive long value, 'table.exec.mini-batch.size' to a positive long value).";

const someNode = (node: Physical, is: (node: Physical) => boolean): boolean => is(node) || node.inputs.some((input) => someNode(input, is));

const section = (title: string, text: string): string => `== ${title} ==\n${text}`;

/** The columns that an INSERT lists, by its Sink. */
function targetsOf(planned: Planned, plan: Plan, settings: PlanSession['settings']): PlanDetails['targets'] {
  const inserts = planned.kind === 'insert' ? byTable(planned.inserts, settings).flatMap(([first]) => first ?? []) : [];
  return (node) => {
    const columns = inserts[plan.roots.indexOf(node)]?.columns ?? null;
    if (node.kind !== 'Sink' || columns === null) return null;
    const names = node.request.entry.columns.filter((column) => column.kind !== 'computed').map((column) => column.name);
    return columns.map((name) => `[${names.indexOf(name)}]`).join(',');
  };
}

/** What is planned for a statement. */
export function plannedOf(of: Statement, catalogs: Catalogs, batch = false): Result<Planned> {
  return attempt((): Planned => {
    if (of.kind === 'query') return { kind: 'query', rel: valueOf(bindQuery(of.query, catalogs, batch)) };
    const inserts = of.kind === 'insert' ? [of] : of.kind === 'statement set' ? of.inserts : [];
    return { kind: 'insert', inserts: inserts.map((insert) => valueOf(bindInsert(insert, catalogs, batch))) };
  });
}

/** "Abstract Syntax Tree" of what EXPLAIN is asked about. */
export function explainAst(of: Statement, catalogs: Catalogs, batch = false): Result<string> {
  return attempt(() => treeOf(of, valueOf(plannedOf(of, catalogs, batch)), catalogs, batch));
}

function treeOf(of: Statement, planned: Planned, catalogs: Catalogs, batch: boolean): string {
  if (planned.kind === 'query') return queryTree(batch ? withoutWatermarks(planned.rel) : planned.rel, catalogs);
  const written = of.kind === 'insert' ? [of] : of.kind === 'statement set' ? of.inserts : [];
  return planned.inserts.map((insert, i) => insertTree(insert, written[i]?.columns ?? null, catalogs)).join('\n');
}
