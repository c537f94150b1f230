// From a physical plan to the job's stream graph: operators with their configurations, keys, parallelism and names.
import type { KeySelector, OperatorSpec, Partitioner, StreamEdge, StreamGraph, StreamNode } from '../../../bridge/flink.ts';
import type { CollectConfig } from '../../flink/operator/sinks.ts';
import { freeze } from '../../kernel/freeze.ts';
import { keyTypes } from '../operator/key-types.ts';
import type { Field } from '../type/logical-type.ts';
import { withPushed } from './connector.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import { COLLECTED, type PlanSession } from './plan.ts';
import { constraintOf, sinkOperators } from './translate-sink.ts';
import { specOf } from './translate-spec.ts';

/** One of the operators that feed an input. */
interface Feed {
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

const NO_KEY: KeySelector = { fields: [], hash: 'binary-row' };

/** How rows are shared out by the key of these columns. */
export function keyBy(fields: readonly number[], columns: readonly Field[]): KeySelector {
  return { fields, hash: 'binary-row', types: keyTypes(fields.flatMap((index) => columns[index]?.type ?? [])) };
}

/** Rows with these columns, shared out by a key. */
export function hashed(flow: Flow, fields: readonly number[], columns: readonly Field[]): Flow {
  const key = keyBy(fields, columns);
  return flow.map((feed) => ({ ...feed, partitioner: fields.length === 0 ? { kind: 'GLOBAL' } : { kind: 'HASH', key } }));
}

export class Translation {
  readonly session: PlanSession;
  private readonly standard: number;
  private readonly nodes: StreamNode[] = [];
  private readonly edges: StreamEdge[] = [];
  private readonly made = new Map<Physical, Flow>();
  private readonly ids = new Map<Physical, number>();
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
  number(node: Physical): void {
    if (this.ids.has(node)) return;
    for (const input of node.inputs) this.number(input);
    this.ids.set(node, this.next++);
  }

  /** `Calc[3]`. */
  nameOf(name: string, node: Physical): string {
    return `${name}[${this.ids.get(node) ?? 0}]`;
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

  graph(name: string): StreamGraph {
    const configuration = Object.fromEntries(Object.entries(this.session.settings).filter(([key]) => !key.startsWith('sql-client.') && !key.startsWith('table.')));
    return freeze({ name, nodes: this.nodes, edges: this.edges, configuration });
  }

  /** The stream that a node gives; a node that feeds two is translated once. */
  flow(node: Physical): Flow {
    const known = this.made.get(node);
    if (known !== undefined) return known;
    const made = this.fresh(node);
    this.made.set(node, made);
    return made;
  }

  private fresh(node: Physical): Flow {
    const inputs = node.inputs.map((input) => this.flow(input));
    switch (node.kind) {
      case 'Exchange': return hashed(inputs.flat(), node.distribution.kind === 'single' ? [] : node.distribution.keys, node.fields);
      case 'Union': return inputs.flat();
      case 'Sink': return sinkOperators(node, inputs.flat(), this);
      case 'TableSourceScan': return this.source(node);
      default: return this.add({ spec: specOf(node, this.session), name: `${node.kind === 'Values' ? 'Source: ' : ''}${this.nameOf(node.kind, node)}`, fields: namesOf(node), parallelism: this.parallelism(inputs), keys: keysOf(inputs) }, inputs);
    }
  }

  private source(node: PhysicalOf<'TableSourceScan'>): Flow {
    const { operator, parallelism } = node.source;
    const { columns, watermark, limit } = node.pushed;
    const spec = columns === null && watermark === null && limit === null ? operator : withPushed(operator, node.pushed);
    return this.add({ spec, name: `Source: ${this.nameOf(node.request.path[2], node)}`, fields: namesOf(node), parallelism: parallelism ?? this.standard }, []);
  }

  /** One task where all rows must meet, as many as the job's where they are shared by key, else as many as before. */
  private parallelism(inputs: readonly Flow[]): number {
    const feeds = inputs.flat();
    if (feeds.length === 0 || feeds.some((feed) => feed.partitioner?.kind === 'GLOBAL')) return 1;
    return feeds.some((feed) => feed.partitioner?.kind === 'HASH') ? this.standard : Math.max(...feeds.map((feed) => feed.parallelism));
  }

  /** The client's own sink: one task, from which the rows are fetched. It takes a number as a node does. */
  collect(root: Physical, flow: Flow, columns: readonly Field[]): void {
    const config: CollectConfig = { name: COLLECTED };
    this.next += 1;
    // What a client collects is a sink like any other: its columns hold what they say.
    const constraint = constraintOf(columns, this.session.settings);
    const rows = constraint === null ? flow : this.add({ spec: { kind: 'sql-constraint', config: freeze(constraint) }, name: `ConstraintEnforcer[${this.next}]`, fields: namesOf(root), parallelism: Math.max(1, ...flow.map((feed) => feed.parallelism)) }, [flow]);
    this.add({ spec: { kind: 'sink-collect', config: freeze(config) }, name: 'Sink: Collect table sink', fields: namesOf(root), parallelism: 1 }, [rows]);
  }
}

const namesOf = (node: Physical): readonly string[] => node.fields.map((field) => field.name);

function keysOf(inputs: readonly Flow[]): readonly KeySelector[] | null {
  if (inputs.every((flow) => flow.every((feed) => feed.partitioner === null))) return null;
  return inputs.map(([feed]) => (feed?.partitioner?.kind === 'HASH' ? feed.partitioner.key : NO_KEY));
}
