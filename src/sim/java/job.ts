// A job in the making: what a program's streams stand for, until `execute` makes a graph of them.
import type { ChainingStrategy, KeySelector, Partitioner, StreamGraph } from '../../bridge/flink.ts';
import { JobBuilder, keyBy, type NodeOptions, partition, sideOutput, type Stream } from '../flink/graph/job-builder.ts';
import type { JType } from './types.ts';

export interface PendingNode {
  readonly kind: string;
  readonly config: object;
  readonly inputs: readonly PendingStream[];
  readonly isSource: boolean;
  /** Two inputs rather than several that are one. */
  readonly isPair: boolean;
  readonly fields: readonly string[];
  name: string;
  uid: string | null;
  /** Null for the environment's. */
  parallelism: number | null;
  maxParallelism: number | null;
  slotSharingGroup: string | null;
  chaining: ChainingStrategy | null;
}

/** A stream: what a node gives, and how it is shared out from there. */
export interface PendingStream {
  readonly nodes: readonly PendingNode[];
  readonly type: JType;
  readonly tag: string | null;
  readonly partitioner: Exclude<Partitioner['kind'], 'HASH'> | null;
  readonly key: { readonly selector: KeySelector; readonly type: JType } | null;
  /** Set where Java has forgotten the type: its line and the call, for the message. */
  readonly erased: string | null;
}

export class PendingJob {
  readonly configuration: Record<string, string> = {};
  readonly nodes: PendingNode[] = [];
  parallelism: number | null = null;
  name: string | null = null;
  executed = false;

  add(node: Partial<PendingNode> & Pick<PendingNode, 'kind' | 'config' | 'inputs' | 'fields' | 'name'>): PendingNode {
    const made: PendingNode = { isSource: false, isPair: false, uid: null, parallelism: null, maxParallelism: null, slotSharingGroup: null, chaining: null, ...node };
    this.nodes.push(made);
    return made;
  }

  /** The graph; `defaultParallelism` is the cluster's or `-p`. */
  graph(defaultParallelism: number): StreamGraph {
    const parallelism = this.parallelism ?? defaultParallelism;
    const builder = new JobBuilder(this.name ?? 'Flink Streaming Job', { ...this.configuration, 'parallelism.default': String(parallelism) });
    const made = new Map<PendingNode, Stream>();
    const streams = (input: PendingStream): Stream[] => input.nodes.map((node) => {
      let stream = made.get(node);
      if (stream === undefined) throw new Error('a node comes after its inputs');
      if (input.tag !== null) stream = sideOutput(stream, input.tag, stream.fields);
      if (input.key !== null) return { ...keyBy(stream, [], input.key.selector.hash), partitioner: { kind: 'HASH', key: input.key.selector } };
      return input.partitioner === null ? stream : partition(stream, input.partitioner);
    });
    for (const node of this.nodes) {
      const options: NodeOptions = {
        name: node.name, fields: node.fields, parallelism: node.parallelism ?? parallelism, ...(node.uid === null ? {} : { uid: node.uid }), ...(node.maxParallelism === null ? {} : { maxParallelism: node.maxParallelism }),
        ...(node.slotSharingGroup === null ? {} : { slotSharingGroup: node.slotSharingGroup }), ...(node.chaining === null ? {} : { chaining: node.chaining }),
      };
      const [first = [], second = []] = node.inputs.map(streams);
      const [one, other] = [first[0], second[0]];
      if (node.isSource) made.set(node, builder.source(node.kind, node.config, options));
      else if (node.isPair && one !== undefined && other !== undefined) made.set(node, builder.both(one, other, node.kind, node.config, options));
      else made.set(node, builder.transform(first, node.kind, node.config, options));
    }
    return builder.graph();
  }
}

export const plainStream = (node: PendingNode, type: JType, erased: string | null = null): PendingStream => ({ nodes: [node], type, tag: null, partitioner: null, key: null, erased });
