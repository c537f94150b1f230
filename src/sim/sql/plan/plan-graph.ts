// The stream graph of a plan in the making: numbered nodes, operators with their edges, and the client's sink. Streaming and batch plans make theirs of it.
import type { KeySelector, OperatorSpec, Partitioner, StreamEdge, StreamGraph, StreamNode } from '../../../bridge/flink.ts';
import type { CollectConfig } from '../../flink/operator/sinks.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Field } from '../type/logical-type.ts';
import { constraintOf } from './constraint.ts';
import type { Planned, PlanSession } from './plan.ts';

/** By which name a query's rows are collected (CollectConfig). */
export const COLLECTED = 'result';

/** One of the operators that feed an input. */
export interface Feed {
  readonly node: number;
  readonly parallelism: number;
  readonly partitioner: Partitioner | null;
}

/** What comes in at an input: of several operators where UNION ALL is, which is no operator itself. */
export type Flow = readonly Feed[];

export interface Operator {
  readonly spec: OperatorSpec;
  readonly name: string;
  readonly fields: readonly string[];
  readonly parallelism: number;
  /** One for each input; null without keyed state. */
  readonly keys?: readonly KeySelector[] | null;
}

/** What nodes of a plan have in common. */
interface PlanNode<N> {
  readonly inputs: readonly N[];
  readonly fields: readonly Field[];
}

export const namesOf = (node: { readonly fields: readonly Field[] }): readonly string[] => node.fields.map((field) => field.name);

/** As many tasks as the widest of these has. */
export const widest = (flow: Flow): number => Math.max(1, ...flow.map((feed) => feed.parallelism));

/** `pipeline.name`, else what Flink calls a job of SQL. */
export function jobName(planned: Planned, { settings }: PlanSession): string {
  const own = settings['pipeline.name'];
  if (own !== undefined && own !== '') return own;
  if (planned.kind === 'query') return 'collect';
  return `insert-into_${planned.inserts.map((insert) => insert.path.join('.')).join(',')}`;
}

export class PlanGraph<N extends PlanNode<N>> {
  readonly session: PlanSession;
  /** How many tasks an operator has that nothing else decides. */
  protected readonly standard: number;
  private readonly nodes: StreamNode[] = [];
  private readonly edges: StreamEdge[] = [];
  private readonly ids = new Map<N, number>();
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

  /** Numbers of nodes: inputs first, as the graph of execution nodes is made before it is translated. */
  number(node: N): void {
    if (this.hasNumber(node)) return;
    for (const input of node.inputs) this.number(input);
    this.ids.set(node, this.nextNumber());
  }

  protected hasNumber(node: N): boolean {
    return this.ids.has(node);
  }

  protected nextNumber(): number {
    return this.next++;
  }

  /** `Calc[3]`. */
  nameOf(name: string, node: N): string {
    return `${name}[${this.numberOf(node)}]`;
  }

  /** The number in the name of a node's operators; 0 before it has one. */
  numberOf(node: N): number {
    return this.ids.get(node) ?? 0;
  }

  add(operator: Operator, inputs: readonly Flow[]): Flow {
    const id = this.nodes.length + 1;
    const { spec, name, fields, parallelism } = operator;
    this.nodes.push({ id, kind: spec.kind, config: spec.config, uid: null, name, parallelism, maxParallelism: -1, slotSharingGroup: 'default', chaining: inputs.length === 0 ? 'HEAD' : 'ALWAYS', fields, keys: operator.keys ?? null });
    inputs.forEach((flow, i) => {
      for (const feed of flow) this.edges.push({ from: feed.node, to: id, input: i === 1 ? 1 : 0, partitioner: feed.partitioner ?? { kind: feed.parallelism === parallelism ? 'FORWARD' : 'REBALANCE' }, outputTag: null });
    });
    return [{ node: id, parallelism, partitioner: null }];
  }

  /** The rows as a sink with these columns takes them: its constraints are checked first, where it has any. `name` is the operator's. */
  enforced(columns: readonly Field[], name: string, fields: readonly string[], flow: Flow): Flow {
    const constraint = constraintOf(columns, this.session.settings);
    return constraint === null ? flow : this.add({ spec: { kind: 'sql-constraint', config: freeze(constraint) }, name, fields, parallelism: widest(flow) }, [flow]);
  }

  /** The client's own sink: one task, from which the rows are fetched. It takes a number as a node does, and its columns hold what they say as those of any sink. */
  collect(root: N, flow: Flow, columns: readonly Field[]): void {
    const config: CollectConfig = { name: COLLECTED };
    const fields = namesOf(root);
    this.next += 1;
    const rows = this.enforced(columns, `ConstraintEnforcer[${this.next}]`, fields, flow);
    this.add({ spec: { kind: 'sink-collect', config: freeze(config) }, name: 'Sink: Collect table sink', fields, parallelism: 1 }, [rows]);
  }

  /** The graph with the session's settings; those that begin with one of `without` are not the job's. */
  graph(name: string, without: readonly string[] = []): StreamGraph {
    const left = ['sql-client.', 'table.', ...without];
    const configuration = Object.fromEntries(Object.entries(this.session.settings).filter(([key]) => !left.some((prefix) => key.startsWith(prefix))));
    return freeze({ name, nodes: this.nodes, edges: this.edges, configuration });
  }
}
