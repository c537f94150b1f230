// A node of a physical plan in Flink's words: its name, and behind it what it does, as EXPLAIN and refusals show it.
import type { Physical } from './physical.ts';

/** `Calc(select=[id, name], where=[>(id, 10)])`. */
export function describeNode(node: Physical): string {
  return `${node.kind}(select=[${node.fields.map((field) => field.name).join(', ')}])`;
}
