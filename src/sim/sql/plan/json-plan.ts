// "Physical Execution Plan" of EXPLAIN: the job's transformations as JSON, numbered as Flink numbers them over a session's statements.
import { constraintOf } from './constraint.ts';
import { windowPhases } from './explain-aggregates.ts';
import { describeNode } from './explain-node.ts';
import { term } from './explain-tree.ts';
import type { Physical, PhysicalOf } from './physical.ts';

type Settings = Readonly<Record<string, string>>;

interface Feed {
  readonly id: number;
  readonly strategy: 'FORWARD' | 'HASH' | 'GLOBAL';
}

interface Shown {
  readonly id: number;
  readonly type: string;
  readonly pact: 'Data Source' | 'Operator';
  readonly contents: string;
  readonly parallelism: number;
  readonly feeds: readonly Feed[];
}

export interface JsonPlan {
  readonly text: string;
  /** The next free numbers: of a node of execution, and of a transformation. */
  readonly nextNode: number;
  readonly nextTransformation: number;
}

/** The plan of a statement in streaming mode. */
export function jsonPlan(roots: readonly Physical[], settings: Settings, firstNode: number, firstTransformation: number): JsonPlan {
  const walk = new Walk(settings, firstNode, firstTransformation);
  for (const root of roots) walk.visit(root);
  walk.close();
  return { text: `{\n  "nodes" : [ ${walk.shown.map(nodeText).join(', ')} ]\n}`, nextNode: walk.node, nextTransformation: walk.transformation };
}

class Walk {
  readonly shown: Shown[] = [];
  node: number;
  transformation: number;
  private readonly settings: Settings;
  private readonly done = new Map<Physical, readonly Feed[]>();
  private readonly sinks: (() => void)[] = [];
  private partitions = 0;

  constructor(settings: Settings, node: number, transformation: number) {
    this.settings = settings;
    this.node = node;
    this.transformation = transformation;
  }

  visit(node: Physical): readonly Feed[] {
    const known = this.done.get(node);
    if (known !== undefined) return known;
    const made = this.fresh(node);
    this.done.set(node, made);
    return made;
  }

  /** The stream graph takes numbers too: for each exchange, then for what a sink is made of. */
  close(): void {
    this.transformation += this.partitions;
    for (const sink of this.sinks) sink();
  }

  private fresh(node: Physical): readonly Feed[] {
    const two = windowPhases(node);
    const [exchange] = node.inputs;
    if (two !== null && exchange?.kind === 'Exchange') {
      const below = exchange.inputs.flatMap((input) => this.visit(input));
      const local = this.add('LocalWindowAggregate', term('LocalWindowAggregate', two.local), below, 1);
      const shared = this.exchanged(exchange, [local]);
      return [this.add('GlobalWindowAggregate', term('GlobalWindowAggregate', two.global), shared, this.parallelismOf(node))];
    }
    const feeds = node.inputs.flatMap((input) => this.visit(input));
    switch (node.kind) {
      case 'Exchange': return this.exchanged(node, feeds);
      case 'Union':
        this.node++;
        this.transformation++;
        return feeds;
      case 'Sink': return this.sink(node, feeds);
      default: {
        const text = describeNode(node, 'infix');
        return [this.add(text.replace(/\(.*/s, ''), text, feeds, this.parallelismOf(node), node.kind === 'TableSourceScan' ? node.request.path[2] : null)];
      }
    }
  }

  private exchanged(node: PhysicalOf<'Exchange'>, feeds: readonly Feed[]): readonly Feed[] {
    this.node++;
    this.transformation++;
    this.partitions++;
    return feeds.map(({ id }) => ({ id, strategy: node.distribution.kind === 'single' ? 'GLOBAL' : 'HASH' }));
  }

  private add(name: string, text: string, feeds: readonly Feed[], parallelism: number, table: string | null = null): Feed {
    const own = this.node++;
    const id = this.transformation++;
    const isSource = table !== null || name === 'Values';
    this.shown.push({ id, type: `${isSource ? 'Source: ' : ''}${table ?? name}[${own}]`, pact: isSource ? 'Data Source' : 'Operator', contents: `[${own}]:${text}`, parallelism, feeds });
    return { id, strategy: 'FORWARD' };
  }

  private sink(node: PhysicalOf<'Sink'>, query: readonly Feed[]): readonly Feed[] {
    const own = this.node++;
    const parallelism = this.parallelismOf(node);
    const table = node.request.path[2];
    let feeds = query;
    const push = (type: string, contents: string): void => {
      const id = this.transformation++;
      this.shown.push({ id, type, pact: 'Operator', contents, parallelism, feeds });
      feeds = [{ id, strategy: 'FORWARD' }];
    };
    const demands = constraintOf(node.request.fields, this.settings);
    const columns = node.request.fields.filter((field) => !field.type.nullable).map((field) => field.name).join(', ');
    if (demands !== null) push(`ConstraintEnforcer[${own}]`, `[${own}]:ConstraintEnforcer[NotNullEnforcer(fields=[${columns}])]`);
    if (node.materializes) {
      this.transformation++;
      this.partitions++;
      feeds = feeds.map(({ id }) => ({ id, strategy: 'HASH' }));
      push(`SinkMaterializer[${own}]`, `[${own}]:SinkMaterializer(pk=[${(node.primaryKey ?? []).map((column) => node.request.fields[column]?.name ?? '').join(', ')}])`);
    }
    this.transformation++;
    // What is written in transactions is committed too, behind a hand-over.
    const commits = node.sink.operator.kind.includes('kafka');
    this.sinks.push(() => {
      push(`${table}[${own}]: Writer`, `${table}[${own}]: Writer`);
      if (!commits) return;
      this.transformation++;
      push(`${table}[${own}]: Committer`, `${table}[${own}]: Committer`);
    });
    return feeds;
  }

  private parallelismOf(node: Physical): number {
    const [input] = node.inputs;
    if (node.kind === 'TableSourceScan' && node.source.parallelism !== null) return node.source.parallelism;
    if (node.kind === 'Values' || (input?.kind === 'Exchange' && input.distribution.kind === 'single')) return 1;
    return input === undefined || input.kind === 'Exchange' || input.kind === 'Union' ? Math.max(1, Number(this.settings['parallelism.default'] ?? 1)) : this.parallelismOf(input);
  }
}

const quoted = (text: string): string => JSON.stringify(text);

function nodeText({ id, type, pact, contents, parallelism, feeds }: Shown): string {
  const feedText = (feed: Feed): string => `{\n      "id" : ${feed.id},\n      "ship_strategy" : "${feed.strategy}",\n      "side" : "second"\n    }`;
  const before = feeds.length === 0 ? '' : `,\n    "predecessors" : [ ${feeds.map(feedText).join(', ')} ]`;
  return `{\n    "id" : ${id},\n    "type" : ${quoted(type)},\n    "pact" : "${pact}",\n    "contents" : ${quoted(contents)},\n    "parallelism" : ${parallelism}${before}\n  }`;
}
