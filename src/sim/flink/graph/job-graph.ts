// Stream graph to job graph: operators that can run in one thread are chained into one vertex (StreamingJobGraphGenerator).
import { defaultMaxParallelism, HIGHEST_MAX_PARALLELISM, textHash } from '../key-groups.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { OperatorSpec, Partitioner, KeySelector, StreamEdge, StreamGraph, StreamNode } from '../../../bridge/flink.ts';

/** An operator in its chain. */
export interface ChainedOperator extends OperatorSpec {
  /** 32 hexadecimal digits, from the uid or from the graph's shape: what its state is found by in a checkpoint. */
  readonly operatorId: string;
  readonly uid: string | null;
  readonly name: string;
  readonly node: number;
  /** Its place in the chain of the operator that feeds it, -1 for the head. */
  readonly parent: number;
  /** Which of the parent's outputs it takes. */
  readonly parentTag: string | null;
  readonly fields: readonly string[];
  readonly keys: readonly KeySelector[] | null;
}

/** A vertex: what one subtask runs. */
export interface JobVertex {
  /** The head's operator id. */
  readonly id: string;
  /** `Source: clicks -> Filter -> Map`. */
  readonly name: string;
  readonly operators: readonly ChainedOperator[];
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
}

/** A stream from one vertex to another: a result on one side, an input gate on the other. */
export interface JobEdge {
  /** Places in `vertices`. */
  readonly from: number;
  /** The operator in the chain of `from` whose output it is. */
  readonly fromOperator: number;
  readonly outputTag: string | null;
  readonly to: number;
  /** Which of the head's inputs. */
  readonly input: 0 | 1;
  readonly partitioner: Partitioner;
}

export interface JobGraph {
  readonly name: string;
  /** In topological order. */
  readonly vertices: readonly JobVertex[];
  readonly edges: readonly JobEdge[];
  readonly configuration: Readonly<Record<string, string>>;
}

/** The job graph of a stream graph. `chains` false: pipeline.operator-chaining.enabled is off. */
export function toJobGraph(graph: StreamGraph): JobGraph {
  const chains = graph.configuration['pipeline.operator-chaining.enabled'] !== 'false';
  const ids = operatorIds(graph);
  const heads = graph.nodes.filter((node) => chainedEdge(graph, node, chains) === null);
  const chainOf: Record<number, StreamNode[]> = {};
  const headOf: Record<number, number> = {};
  for (const head of heads) {
    const chain: StreamNode[] = [];
    collect(graph, head, chains, chain);
    chainOf[head.id] = chain;
    for (const node of chain) headOf[node.id] = head.id;
  }
  const ordered = topological(graph, heads, headOf);
  const vertices = ordered.map((head) => vertex(graph, chainOf[head.id] ?? [], ids, chains));
  const place = (node: number): number => ordered.findIndex((head) => head.id === headOf[node]);
  const edges: JobEdge[] = [];
  for (const head of ordered) {
    for (const node of chainOf[head.id] ?? []) {
      for (const edge of graph.edges.filter(({ from }) => from === node.id)) {
        if (headOf[edge.to] === head.id && isChainable(graph, edge, chains)) continue;
        const from = place(node.id);
        const fromOperator = (chainOf[head.id] ?? []).findIndex(({ id }) => id === node.id);
        edges.push({ from, fromOperator, outputTag: edge.outputTag, to: place(edge.to), input: edge.input, partitioner: edge.partitioner });
      }
    }
  }
  return freeze({ name: graph.name, vertices, edges, configuration: graph.configuration });
}

/** The edge by which a node hangs on the chain before it; null for the head of a chain. */
function chainedEdge(graph: StreamGraph, node: StreamNode, chains: boolean): StreamEdge | null {
  const incoming = graph.edges.filter(({ to }) => to === node.id);
  return incoming.find((edge) => isChainable(graph, edge, chains)) ?? null;
}

/** StreamingJobGraphGenerator.isChainable: one input, forward, same slot sharing group and parallelism, and both sides want it. */
function isChainable(graph: StreamGraph, edge: StreamEdge, chains: boolean): boolean {
  const up = graph.nodes.find(({ id }) => id === edge.from);
  const down = graph.nodes.find(({ id }) => id === edge.to);
  if (!chains || up === undefined || down === undefined) return false;
  if (graph.edges.filter(({ to }) => to === down.id).length !== 1) return false;
  if (edge.partitioner.kind !== 'FORWARD' || up.slotSharingGroup !== down.slotSharingGroup || up.parallelism !== down.parallelism) return false;
  if (up.chaining === 'NEVER') return false;
  return down.chaining === 'ALWAYS';
}

function collect(graph: StreamGraph, node: StreamNode, chains: boolean, into: StreamNode[]): void {
  into.push(node);
  for (const edge of graph.edges) {
    if (edge.from !== node.id || !isChainable(graph, edge, chains)) continue;
    const next = graph.nodes.find(({ id }) => id === edge.to);
    if (next !== undefined && !into.includes(next)) collect(graph, next, chains, into);
  }
}

function vertex(graph: StreamGraph, chain: readonly StreamNode[], ids: Readonly<Record<number, string>>, chains: boolean): JobVertex {
  const [head] = chain;
  const operators = chain.map((node, place): ChainedOperator => {
    const edge = place === 0 ? null : chainedEdge(graph, node, chains);
    const parent = edge === null ? -1 : chain.findIndex(({ id }) => id === edge.from);
    const { kind, config, uid, name, fields, keys } = node;
    return { kind, config, uid, name, fields, keys, operatorId: ids[node.id] ?? '', node: node.id, parent, parentTag: edge?.outputTag ?? null };
  });
  const parallelism = head?.parallelism ?? 1;
  const set = chain.map(({ maxParallelism }) => maxParallelism).filter((max) => max > 0);
  const configured = Number(graph.configuration['pipeline.max-parallelism'] ?? -1);
  const wanted = set.length > 0 ? Math.min(...set) : configured;
  const maxParallelism = wanted > 0 ? Math.min(wanted, HIGHEST_MAX_PARALLELISM) : defaultMaxParallelism(parallelism);
  return { id: ids[head?.id ?? 0] ?? '', name: chainName(operators, 0), operators, parallelism, maxParallelism, slotSharingGroup: head?.slotSharingGroup ?? 'default' };
}

/** `A -> B`, and `A -> (B, C -> D)` where a chain forks. */
function chainName(operators: readonly ChainedOperator[], place: number): string {
  const name = operators[place]?.name ?? '';
  const below = operators.flatMap(({ parent }, i) => (parent === place ? [chainName(operators, i)] : []));
  if (below.length === 0) return name;
  return below.length === 1 ? `${name} -> ${below[0]}` : `${name} -> (${below.join(', ')})`;
}

/** Upstream before downstream, else as described. */
function topological(graph: StreamGraph, heads: readonly StreamNode[], headOf: Readonly<Record<number, number>>): StreamNode[] {
  const waiting = [...heads];
  const done: StreamNode[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((head) => graph.edges.every((edge) => headOf[edge.to] !== head.id || headOf[edge.from] === head.id || done.some(({ id }) => id === headOf[edge.from])));
    // A graph with a circle has no order; what is left keeps the one it was described in.
    done.push(...waiting.splice(Math.max(0, next), 1));
  }
  return done;
}

/**
 * Operator ids: a hash of the uid where there is one, else of the operator's place in the graph and of its inputs' ids. Flink
 * hashes with Murmur 3 of 128 bits (StreamGraphHasherV2); only that they stay the same where the graph does matters here.
 */
function operatorIds(graph: StreamGraph): Record<number, string> {
  const ids: Record<number, string> = {};
  const visit = (node: StreamNode): string => {
    const known = ids[node.id];
    if (known !== undefined) return known;
    ids[node.id] = '';
    const inputs = graph.edges.filter(({ to }) => to === node.id).map(({ from }) => {
      const up = graph.nodes.find(({ id }) => id === from);
      return up === undefined ? '' : visit(up);
    });
    const place = graph.nodes.filter(({ kind }) => kind === node.kind).findIndex(({ id }) => id === node.id);
    const id = digest(node.uid !== null ? `uid:${node.uid}` : `${node.kind}:${place}:${inputs.join()}`);
    ids[node.id] = id;
    return id;
  };
  for (const node of graph.nodes) visit(node);
  return ids;
}

/** 32 hexadecimal digits of a text. */
export function digest(text: string): string {
  let found = '';
  for (const salt of ['a', 'b', 'c', 'd']) {
    let hash = textHash(`${salt}${text}`);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
    found += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return found;
}
