// From a physical plan to the job's stream graph: operators with their configurations, keys, parallelism and names.
import type { KeySelector } from '../../../bridge/flink.ts';
import { keyTypes } from '../operator/key-types.ts';
import type { Field } from '../type/logical-type.ts';
import { withPushed } from './connector.ts';
import { hasTwoPhases, type MiniBatch, miniBatchOf } from './mini-batch.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import type { PlanSession } from './plan.ts';
import { type Flow, namesOf, PlanGraph } from './plan-graph.ts';
import { sinkOperators } from './translate-sink.ts';
import { assignerSpec, localSpec, specOf } from './translate-spec.ts';

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

export class Translation extends PlanGraph<Physical> {
  private readonly made = new Map<Physical, Flow>();
  private readonly batches: MiniBatch | null;
  /** Numbers of operators that stand beside a node: a MiniBatchAssigner above it, a LocalGroupAggregate below its exchange. */
  private readonly beside = new Map<Physical, number>();

  constructor(roots: readonly Physical[], session: PlanSession) {
    super(session);
    this.batches = miniBatchOf(roots, session.settings);
    for (const root of roots) this.number(root);
  }

  override number(node: Physical): void {
    if (this.hasNumber(node)) return;
    const [exchange] = node.inputs;
    if (exchange !== undefined && hasTwoPhases(node, this.session.settings)) {
      exchange.inputs.forEach((input) => this.number(input));
      this.beside.set(node, this.nextNumber());
    }
    super.number(node);
    if (this.batches?.modes.has(node) === true) this.beside.set(node, this.nextNumber());
  }

  /** The stream that a node gives; a node that feeds two is translated once. */
  flow(node: Physical): Flow {
    const known = this.made.get(node);
    if (known !== undefined) return known;
    const made = this.marked(node, this.fresh(node));
    this.made.set(node, made);
    return made;
  }

  /** With the marks of mini-batches, where they begin above this node. */
  private marked(node: Physical, flow: Flow): Flow {
    const mode = this.batches?.modes.get(node);
    if (this.batches === null || mode === undefined) return flow;
    return this.add({ spec: assignerSpec(this.batches, mode), name: `MiniBatchAssigner[${this.beside.get(node) ?? 0}]`, fields: namesOf(node), parallelism: this.parallelism([flow]) }, [flow]);
  }

  /** The first phase of an aggregation and its exchange. */
  private local(node: PhysicalOf<'GroupAggregate'>): Flow {
    const [below] = node.inputs[0]?.inputs ?? [];
    if (below === undefined) return [];
    const flow = this.flow(below);
    const columns = node.groups.flatMap((index) => below.fields[index] ?? []);
    const operator = { spec: localSpec(node, below, this.session), name: `LocalGroupAggregate[${this.beside.get(node) ?? 0}]`, fields: [...columns.map(({ name }) => name), 'rows'], parallelism: this.parallelism([flow]) };
    return hashed(this.add(operator, [flow]), columns.map((_column, i) => i), columns);
  }

  private fresh(node: Physical): Flow {
    const isSecond = hasTwoPhases(node, this.session.settings);
    const inputs = isSecond ? [this.local(node)] : node.inputs.map((input) => this.flow(input));
    switch (node.kind) {
      case 'Exchange': return hashed(inputs.flat(), node.distribution.kind === 'single' ? [] : node.distribution.keys, node.fields);
      case 'Union': return inputs.flat();
      case 'Sink': return sinkOperators(node, inputs.flat(), this);
      case 'TableSourceScan': return this.source(node);
      default: return this.add({ spec: specOf(node, this.session), name: `${node.kind === 'Values' ? 'Source: ' : ''}${this.nameOf(isSecond ? 'GlobalGroupAggregate' : node.kind, node)}`, fields: namesOf(node), parallelism: this.parallelism(inputs), keys: keysOf(inputs) }, inputs);
    }
  }

  private source(node: PhysicalOf<'TableSourceScan'>): Flow {
    if (node.source.refusal !== undefined) throw node.source.refusal;
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
}

function keysOf(inputs: readonly Flow[]): readonly KeySelector[] | null {
  if (inputs.every((flow) => flow.every((feed) => feed.partitioner === null))) return null;
  return inputs.map(([feed]) => (feed?.partitioner?.kind === 'HASH' ? feed.partitioner.key : NO_KEY));
}
