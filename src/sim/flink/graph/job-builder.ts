// A job described step by step, as a DataStream program describes it; the result is a stream graph, plain data.
import { freeze } from '../../kernel/freeze.ts';
import type { ChainingStrategy, KeySelector, Partitioner, StreamEdge, StreamGraph, StreamNode } from '../../../bridge/flink.ts';

export interface NodeOptions {
  readonly name?: string;
  readonly uid?: string;
  readonly parallelism?: number;
  readonly maxParallelism?: number;
  readonly slotSharingGroup?: string;
  readonly chaining?: ChainingStrategy;
  /** Names of the fields of what it gives. */
  readonly fields: readonly string[];
}

/** A stream in the making: what an operator gives, and how it is to be shared out. */
export interface Stream {
  readonly node: number;
  readonly fields: readonly string[];
  /** Null: forward where the parallelism is the same, else rebalance. */
  readonly partitioner: Partitioner | null;
  readonly tag: string | null;
}

export class JobBuilder {
  private readonly name: string;
  private readonly configuration: Readonly<Record<string, string>>;
  private readonly nodes: StreamNode[] = [];
  private readonly edges: StreamEdge[] = [];

  constructor(name: string, configuration: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.configuration = configuration;
  }

  source(kind: string, config: object, options: NodeOptions): Stream {
    return this.add(kind, config, [], { name: `Source: ${options.name ?? 'Collection Source'}`, ...options, ...(options.name === undefined ? {} : { name: `Source: ${options.name}` }) });
  }

  /** An operator over one input, or over several that are one (union). */
  transform(input: Stream | readonly Stream[], kind: string, config: object, options: NodeOptions): Stream {
    const inputs = Array.isArray(input) ? (input as readonly Stream[]) : [input as Stream];
    return this.add(kind, config, inputs.map((one) => [one, 0] as const), options);
  }

  /** An operator with two inputs. */
  both(first: Stream, second: Stream, kind: string, config: object, options: NodeOptions): Stream {
    return this.add(kind, config, [[first, 0], [second, 1]], options);
  }

  graph(): StreamGraph {
    return freeze({ name: this.name, nodes: this.nodes, edges: this.edges, configuration: this.configuration });
  }

  private add(kind: string, config: object, inputs: readonly (readonly [Stream, 0 | 1])[], options: NodeOptions): Stream {
    const id = this.nodes.length + 1;
    const parallelism = options.parallelism ?? Number(this.configuration['parallelism.default'] ?? 1);
    const keys: KeySelector[] = [];
    for (const [{ partitioner }, input] of inputs) if (partitioner?.kind === 'HASH') keys[input] = partitioner.key;
    const { fields } = options;
    this.nodes.push({
      id, kind, config, uid: options.uid ?? null, name: options.name ?? kind, parallelism, maxParallelism: options.maxParallelism ?? -1,
      slotSharingGroup: options.slotSharingGroup ?? this.inheritedGroup(inputs.map(([{ node }]) => node)), chaining: options.chaining ?? 'ALWAYS', fields, keys: keys.length === 0 ? null : keys,
    });
    for (const [stream, input] of inputs) {
      const from = this.nodes[stream.node - 1];
      const own: Partitioner = { kind: from?.parallelism === parallelism ? 'FORWARD' : 'REBALANCE' };
      this.edges.push({ from: stream.node, to: id, input, partitioner: stream.partitioner ?? own, outputTag: stream.tag });
    }
    return { node: id, fields, partitioner: null, tag: null };
  }

  /** Where none is said, the group of the inputs; the default one where these have several or there are none (StreamGraphGenerator.determineSlotSharingGroup). */
  private inheritedGroup(inputs: readonly number[]): string {
    const [group, ...others] = new Set(inputs.map((node) => this.nodes[node - 1]?.slotSharingGroup));
    return group === undefined || others.length > 0 ? 'default' : group;
  }
}

/** keyBy: by these fields. */
export function keyBy(stream: Stream, fields: readonly string[], hash: KeySelector['hash'] = 'java'): Stream {
  return { ...stream, partitioner: { kind: 'HASH', key: { fields: fields.map((field) => stream.fields.indexOf(field)), hash } } };
}

export function partition(stream: Stream, kind: Exclude<Partitioner['kind'], 'HASH'>): Stream {
  return { ...stream, partitioner: { kind } };
}

/** A side output of the operator. */
export function sideOutput(stream: Stream, tag: string, fields: readonly string[] = stream.fields): Stream {
  return { ...stream, tag, fields, partitioner: null };
}
