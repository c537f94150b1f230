// Where the operators of a plan stand: sources left, each operator right of all that it reads, wires between. Pure geometry.
import type { SqlPlan, SqlPlanNode } from '../../bridge/sql.ts';

export const CARD = { width: 184, height: 96 } as const;
/** An exchange's words stand between two cards. */
const GAP = { x: 96, y: 18 } as const;
const MARGIN = 12;

export interface PlanCard {
  readonly node: SqlPlanNode;
  readonly x: number;
  readonly y: number;
}

export interface PlanWire {
  readonly from: number;
  readonly to: number;
  /** An SVG path from the right side of one card to the left side of the other. */
  readonly path: string;
  /** `hash[cliente]`; null where rows stay in their task. */
  readonly exchange: string | null;
  readonly x: number;
  readonly y: number;
}

export interface PlanLayout {
  readonly cards: readonly PlanCard[];
  readonly wires: readonly PlanWire[];
  readonly width: number;
  readonly height: number;
}

export function layoutPlan({ nodes }: Pick<SqlPlan, 'nodes'>): PlanLayout {
  const depth = new Map<number, number>();
  // Inputs stand before those that read them.
  for (const { number, inputs } of nodes) depth.set(number, Math.max(-1, ...inputs.map((input) => depth.get(input.number) ?? -1)) + 1);
  const rows = rowsOf(nodes);
  const cards = nodes.map((node): PlanCard => ({ node, x: MARGIN + (depth.get(node.number) ?? 0) * (CARD.width + GAP.x), y: MARGIN + (rows.get(node.number) ?? 0) * (CARD.height + GAP.y) }));
  const placed = separated(cards);
  const at = new Map(placed.map((card) => [card.node.number, card]));
  const wires = placed.flatMap((card) => card.node.inputs.flatMap((input): PlanWire[] => {
    const from = at.get(input.number);
    return from === undefined ? [] : [wire(from, card, input.exchange)];
  }));
  return { cards: placed, wires, width: Math.max(0, ...placed.map(({ x }) => x + CARD.width)) + MARGIN, height: Math.max(0, ...placed.map(({ y }) => y + CARD.height)) + MARGIN };
}

/** A source has a row of its own, an operator the middle of its inputs' rows. */
function rowsOf(nodes: readonly SqlPlanNode[]): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  let next = 0;
  for (const { number, inputs } of nodes) {
    const own = inputs.map((input) => rows.get(input.number) ?? 0);
    rows.set(number, own.length === 0 ? next++ : own.reduce((sum, row) => sum + row, 0) / own.length);
  }
  return rows;
}

/** Cards of one column that would lie on each other are moved down. */
function separated(cards: readonly PlanCard[]): readonly PlanCard[] {
  const taken = new Map<number, number>();
  return cards.toSorted((a, b) => a.y - b.y).map((card) => {
    const y = Math.max(card.y, taken.get(card.x) ?? -Infinity);
    taken.set(card.x, y + CARD.height + GAP.y);
    return { ...card, y };
  }).toSorted((a, b) => cards.findIndex(({ node }) => node === a.node) - cards.findIndex(({ node }) => node === b.node));
}

function wire(from: PlanCard, to: PlanCard, exchange: string | null): PlanWire {
  const [x1, y1, x2, y2] = [from.x + CARD.width, from.y + CARD.height / 2, to.x, to.y + CARD.height / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return { from: from.node.number, to: to.node.number, exchange, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, x: x2 - GAP.x / 2, y: (y1 + y2) / 2 };
}
