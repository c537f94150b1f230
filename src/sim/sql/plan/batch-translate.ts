// From a batch plan to the job's graph, and to EXPLAIN's texts.
import type { Partitioner } from '../../../bridge/flink.ts';
import { attempt, type Result } from '../problem.ts';
import { batchInsert, batchQuery } from './batch.ts';
import { executed, reused } from './batch-exec.ts';
import { type BatchNode, describeBatch } from './batch-node.ts';
import { INSERT_ONLY } from './connector.ts';
import { checkEventTime } from './event-time-mode.ts';
import { drawnBatchPlan } from './drawn.ts';
import { drawExecuted } from './explain-plan.ts';
import { drawTree, type TextNode } from './explain-tree.ts';
import type { Planned, PlannedJob, PlanSession } from './plan.ts';
import { type Flow, jobName, namesOf, PlanGraph, widest } from './plan-graph.ts';
import { keyBy } from './translate.ts';

/** The plans of a statement in batch mode. */
export function batchRoots(planned: Planned, session: PlanSession): Result<readonly BatchNode[]> {
  return attempt(() => {
    checkEventTime(planned, session);
    return reused(planned.kind === 'query' ? [batchQuery(planned.rel, session)] : planned.inserts.map((insert) => batchInsert(insert, session)));
  });
}

/** "Optimized Physical Plan": every root whole. */
export function batchPhysicalPlan(roots: readonly BatchNode[]): string {
  const textOf = (node: BatchNode): TextNode => ({ head: describeBatch(node, 'prefix'), inputs: node.inputs.map(textOf) });
  return roots.map((root) => drawTree(textOf(root))).join('\n');
}

/** "Optimized Execution Plan". */
export function batchExecutionPlan(roots: readonly BatchNode[]): string {
  return drawExecuted(executed(roots), (node) => describeBatch(node, 'infix'));
}

/** The job of a statement in batch mode. */
export function planBatchJob(planned: Planned, session: PlanSession): Result<PlannedJob> {
  const roots = batchRoots(planned, session);
  if (!roots.ok) return roots;
  return attempt(() => {
    const translation = new BatchTranslation(session);
    for (const root of roots.value) translation.number(root);
    for (const root of roots.value) {
      const flow = translation.flow(root);
      if (planned.kind === 'query') translation.collect(root, flow, planned.rel.fields);
    }
    const [first] = planned.kind === 'insert' ? planned.inserts : [];
    const fields = planned.kind === 'query' ? planned.rel.fields : (first?.rel.fields ?? []);
    return { roots: [], fields, changes: INSERT_ONLY, graph: translation.graph(jobName(planned, session), ['execution.checkpointing.']), nextNode: translation.nextNode, drawn: drawnBatchPlan(roots.value, planned.kind === 'query', translation) };
  });
}

class BatchTranslation extends PlanGraph<BatchNode> {
  private readonly made = new Map<BatchNode, Flow>();

  /** What a node gives; one that feeds two is translated once. */
  flow(node: BatchNode): Flow {
    const known = this.made.get(node);
    if (known !== undefined) return known;
    const made = this.fresh(node);
    this.made.set(node, made);
    return made;
  }

  private fresh(node: BatchNode): Flow {
    const inputs = node.inputs.map((input) => this.flow(input));
    const { work } = node;
    const fields = namesOf(node);
    switch (work.kind) {
      case 'source': return this.add({ spec: work.spec, name: `Source: ${this.nameOf(work.name, node)}`, fields, parallelism: work.parallelism ?? this.standard }, []);
      case 'union': return inputs.flat();
      case 'pass': return inputs.flat();
      case 'exchange': return inputs.flat().map((feed) => ({ ...feed, partitioner: partitionerOf(work.to, node) }));
      case 'operator': return this.add({ spec: work.spec, name: this.nameOf(node.name.replace(/^Local/, ''), node), fields, parallelism: this.parallelism(inputs) }, inputs);
      case 'sink': {
        const { request, sink } = work.sink;
        const query = inputs.flat();
        const flow = this.enforced(request.fields, this.nameOf('ConstraintEnforcer', node), fields, query);
        return this.add({ spec: sink.operator, name: `${this.nameOf(request.path[2], node)}: Writer`, fields, parallelism: sink.parallelism ?? widest(query) }, [flow]);
      }
    }
  }

  private parallelism(inputs: readonly Flow[]): number {
    const feeds = inputs.flat();
    if (feeds.some((feed) => feed.partitioner?.kind === 'GLOBAL')) return 1;
    return feeds.some((feed) => feed.partitioner?.kind === 'HASH') ? this.standard : Math.max(1, ...feeds.filter((feed) => feed.partitioner?.kind !== 'BROADCAST').map((feed) => feed.parallelism));
  }
}

function partitionerOf(to: 'single' | 'broadcast' | readonly number[], { fields }: BatchNode): Partitioner {
  if (to === 'single') return { kind: 'GLOBAL' };
  if (to === 'broadcast') return { kind: 'BROADCAST' };
  return { kind: 'HASH', key: keyBy(to, fields) };
}
