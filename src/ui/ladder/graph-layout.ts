// Where the steps of a planned job stand beside the editor: columns by their distance from the sources, an operator a line in its step's box.
import type { PlannedGraph } from '../../bridge/program.ts';

export interface GraphBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly operators: readonly { readonly name: string; readonly y: number }[];
  readonly parallelism: number;
}

export interface GraphArrow {
  readonly path: string;
  readonly partitioner: string;
  readonly labelX: number;
  readonly labelY: number;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly GraphBox[];
  readonly arrows: readonly GraphArrow[];
}

const PAD = 8;
/** An operator's line, and what a box has above and below its lines. */
const LINE = 19;
const HEAD = 22;
const FOOT = 8;
const STACK_GAP = 16;
const ARROW = 76;
/** Boxes narrower than this say nothing: then the graph goes down instead of to the right. */
const LEAST_BOX = 128;
const MOST_BOX = 300;

/** In a place of this width; boxes stand below each other where they don't fit beside each other. */
export function layoutGraph(graph: PlannedGraph, width: number): GraphLayout {
  const depths = 1 + Math.max(0, ...graph.vertices.map(({ depth }) => depth));
  const each = (width - 2 * PAD - (depths - 1) * ARROW) / depths;
  return each >= LEAST_BOX ? across(graph, width, Math.min(MOST_BOX, each)) : down(graph, width);
}

const heightOf = (operators: number): number => HEAD + operators * LINE + FOOT;

function boxAt(graph: PlannedGraph, index: number, x: number, y: number, width: number): GraphBox {
  const vertex = graph.vertices[index];
  const operators = vertex?.operators ?? [];
  return { x, y, width, height: heightOf(operators.length), parallelism: vertex?.parallelism ?? 1, operators: operators.map(({ name }, at) => ({ name, y: y + HEAD + at * LINE + 13 })) };
}

function across(graph: PlannedGraph, width: number, each: number): GraphLayout {
  const bottoms: number[] = [];
  const boxes = graph.vertices.map(({ depth }, index) => {
    const y = bottoms[depth] ?? PAD;
    const box = boxAt(graph, index, PAD + depth * (each + ARROW), y, each);
    bottoms[depth] = y + box.height + STACK_GAP;
    return box;
  });
  const arrows = graph.edges.flatMap(({ from, to, partitioner }): GraphArrow[] => {
    const [a, b] = [boxes[from], boxes[to]];
    if (a === undefined || b === undefined) return [];
    const [x1, y1, x2, y2] = [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2];
    const middle = (x1 + x2) / 2;
    return [{ partitioner, labelX: middle, labelY: Math.min(y1, y2) - 6, path: `M${x1 + 2} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2 - 5} ${y2}` }];
  });
  return { width, height: Math.max(...boxes.map((box) => box.y + box.height)) + PAD, boxes, arrows };
}

function down(graph: PlannedGraph, width: number): GraphLayout {
  let y = PAD;
  const boxes = graph.vertices.map((_, index) => {
    const box = boxAt(graph, index, PAD, y, width - 2 * PAD);
    y += box.height + 2.2 * STACK_GAP;
    return box;
  });
  const arrows = graph.edges.flatMap(({ from, to, partitioner }, at): GraphArrow[] => {
    const [a, b] = [boxes[from], boxes[to]];
    if (a === undefined || b === undefined) return [];
    const x = PAD + 30 + (at % 6) * 26;
    return [{ partitioner, labelX: x + 12, labelY: b.y - 10, path: `M${x} ${a.y + a.height + 1}V${b.y - 5}` }];
  });
  return { width, height: y - 1.2 * STACK_GAP, boxes, arrows };
}
