// flink info: the plan of a program as JSON, without running it (JSONGenerator).
import type { StreamGraph } from '../../../../bridge/flink.ts';
import type { Os } from '../../program.ts';
import type { Parsed } from './arguments.ts';
import { print, type Script } from './script.ts';
import { program } from './run.ts';

export function* info(parsed: Parsed, os: Os): Script {
  const found = yield* program(parsed, os);
  if (found.kind === 'ended') return found.status;
  if (found.kind === 'own') return yield* plan(found.program.jobs[0] ?? null);
  const { main } = found;
  if (main.out !== '') yield { kind: 'write', fd: 1, text: main.out };
  return yield* plan(main.job);
}

function* plan(job: StreamGraph | null): Script {
  if (job === null) return 0;
  yield* print(`----------------------- Execution Plan -----------------------\n${planText(job)}\n${'-'.repeat(62)}\n\nNo description provided.`);
  return 0;
}

/** The numbers of the transformations: a keyBy is one too, and has none of its own in the plan. */
function numbers(graph: StreamGraph): Readonly<Record<number, number>> {
  const found: Record<number, number> = {};
  let last = 0;
  for (const { id } of graph.nodes) {
    last += graph.edges.filter(({ to, partitioner }) => to === id && partitioner.kind === 'HASH').length + 1;
    found[id] = last;
  }
  return found;
}

/** As Jackson's default pretty printer lays it out. */
function planText(graph: StreamGraph): string {
  const id = numbers(graph);
  const nodes = graph.nodes.map((node) => {
    const before = graph.edges.filter(({ to }) => to === node.id);
    const pact = node.name.startsWith('Source: ') ? 'Data Source' : node.name.startsWith('Sink: ') ? 'Data Sink' : 'Operator';
    const fields = [`"id" : ${id[node.id] ?? 0}`, `"type" : ${JSON.stringify(node.name)}`, `"pact" : "${pact}"`, `"contents" : ${JSON.stringify(node.name)}`, `"parallelism" : ${node.parallelism}`];
    const predecessors = before.map(({ from, partitioner }) => `{\n      "id" : ${id[from] ?? 0},\n      "ship_strategy" : "${partitioner.kind}",\n      "side" : "second"\n    }`).join(', ');
    if (before.length > 0) fields.push(`"predecessors" : [ ${predecessors} ]`);
    return `{\n    ${fields.join(',\n    ')}\n  }`;
  });
  return `{\n  "nodes" : [ ${nodes.join(', ')} ]\n}`;
}
