// From a batch plan to the job's graph, and to EXPLAIN's texts.
import type { Field } from '../type/logical-type.ts';
import type { Partitioner, StreamEdge, StreamGraph, StreamNode } from '../../../bridge/flink.ts';
import { freeze } from '../../kernel/freeze.ts';
import { attempt, type Result } from '../problem.ts';
import { batchInsert, batchQuery } from './batch.ts';
import { type BatchNode, describeBatch } from './batch-node.ts';
import { INSERT_ONLY } from './connector.ts';
import type { NodeStyle } from './explain-node.ts';
import { drawTree, type TextNode } from './explain-tree.ts';
import { COLLECTED, type Planned, type PlannedJob, type PlanSession } from './plan.ts';
import { keyBy } from './translate.ts';
import { constraintOf } from './translate-sink.ts';

/** The plans of a statement in batch mode. */
export function batchRoots(planned: Planned, session: PlanSession): Result<readonly BatchNode[]> {
  return attempt(() => (planned.kind === 'query' ? [batchQuery(planned.rel, session)] : planned.inserts.map((insert) => batchInsert(insert, session))));
}

/** A plan as EXPLAIN draws it. */
export function batchPlan(roots: readonly BatchNode[], style: NodeStyle): string {
  const textOf = (node: BatchNode): TextNode => ({ head: describeBatch(node, style), inputs: node.inputs.map(textOf) });
  return roots.map((root) => drawTree(textOf(root))).join('\n');
}

/** The job of a statement in batch mode. */
export function planBatchJob(planned: Planned, session: PlanSession): Result<PlannedJob> {
  const roots = batchRoots(planned, session);
  if (!roots.ok) return roots;
  return attempt(() => {
    const translation = new BatchTranslation(session);
    for (const root of roots.value) translation.number(root);
    for (const root of roots.value) translation.root(root, planned.kind === 'query' ? planned.rel.fields : null);
    const [first] = planned.kind === 'insert' ? planned.inserts : [];
    const fields = planned.kind === 'query' ? planned.rel.fields : (first?.rel.fields ?? []);
    return { roots: [], fields, changes: INSERT_ONLY, graph: translation.graph(jobName(planned, session)), nextNode: translation.nextNode };
  });
}

function jobName(planned: Planned, { settings }: PlanSession): string {
  const own = settings['pipeline.name'];
  if (own !== undefined && own !== '') return own;
  return planned.kind === 'query' ? 'collect' : `insert-into_${planned.inserts.map((insert) => insert.path.join('.')).join(',')}`;
}

interface Feed {
  readonly node: number;
  readonly parallelism: number;
  readonly partitioner: Partitioner | null;
}

class BatchTranslation {
  private readonly session: PlanSession;
  private readonly standard: number;
  private readonly nodes: StreamNode[] = [];
  private readonly edges: StreamEdge[] = [];
  private readonly ids = new Map<BatchNode, number>();
  private next: number;

  constructor(session: PlanSession) {
    const { settings } = session;
    const own = Number(settings['table.exec.resource.default-parallelism'] ?? -1);
    this.session = session;
    this.next = session.firstNode;
    this.standard = own > 0 ? own : Math.max(1, Number(settings['parallelism.default'] ?? 1));
  }

  get nextNode(): number {
    return this.next;
  }

  number(node: BatchNode): void {
    for (const input of node.inputs) this.number(input);
    this.ids.set(node, this.next++);
  }

  graph(name: string): StreamGraph {
    const own = Object.entries(this.session.settings).filter(([key]) => !key.startsWith('sql-client.') && !key.startsWith('table.') && !key.startsWith('execution.checkpointing.'));
    return freeze({ name, nodes: this.nodes, edges: this.edges, configuration: Object.fromEntries(own) });
  }

  private add(spec: StreamNode['kind'], config: object, name: string, node: BatchNode, inputs: readonly (readonly Feed[])[], parallelism: number): readonly Feed[] {
    const id = this.nodes.length + 1;
    this.nodes.push({ id, kind: spec, config, uid: null, name, parallelism, maxParallelism: -1, slotSharingGroup: 'default', chaining: inputs.length === 0 ? 'HEAD' : 'ALWAYS', fields: node.fields.map((field) => field.name), keys: null });
    inputs.forEach((feeds, i) => {
      for (const feed of feeds) this.edges.push({ from: feed.node, to: id, input: i === 1 ? 1 : 0, partitioner: feed.partitioner ?? { kind: feed.parallelism === parallelism ? 'FORWARD' : 'REBALANCE' }, outputTag: null });
    });
    return [{ node: id, parallelism, partitioner: null }];
  }

  root(root: BatchNode, columns: readonly Field[] | null): void {
    const flow = this.flow(root);
    if (columns === null) return;
    this.next += 1;
    // What a client collects is a sink like any other: its columns hold what they say.
    const constraint = constraintOf(columns, this.session.settings);
    const rows = constraint === null ? flow : this.add('sql-constraint', freeze(constraint), `ConstraintEnforcer[${this.next}]`, root, [flow], Math.max(1, ...flow.map((feed) => feed.parallelism)));
    this.add('sink-collect', freeze({ name: COLLECTED }), 'Sink: Collect table sink', root, [rows], 1);
  }

  private flow(node: BatchNode): readonly Feed[] {
    const inputs = node.inputs.map((input) => this.flow(input));
    const { work } = node;
    const id = this.ids.get(node) ?? 0;
    switch (work.kind) {
      case 'source': return this.add(work.spec.kind, work.spec.config, `Source: ${work.name}[${id}]`, node, [], work.parallelism ?? this.standard);
      case 'union': return inputs.flat();
      case 'exchange': return inputs.flat().map((feed) => ({ ...feed, partitioner: partitionerOf(work.to, node) }));
      case 'operator': return this.add(work.spec.kind, work.spec.config, `${node.name.replace(/^Local/, '')}[${id}]`, node, inputs, this.parallelism(inputs));
      case 'sink': {
        const { request, sink } = work.sink;
        const before = Math.max(1, ...inputs.flat().map((feed) => feed.parallelism));
        const constraint = constraintOf(request.fields, this.session.settings);
        const flow = constraint === null ? inputs : [this.add('sql-constraint', freeze(constraint), `ConstraintEnforcer[${id}]`, node, inputs, before)];
        return this.add(sink.operator.kind, sink.operator.config, `${request.path[2]}[${id}]: Writer`, node, flow, sink.parallelism ?? before);
      }
    }
  }

  private parallelism(inputs: readonly (readonly Feed[])[]): number {
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
