// A regular expression's tree as a list of steps, for a machine that remembers where it failed.
import type { Node } from './parse.ts';

/** `taken` is kept for each character that was asked about. */
export type Step =
  | { readonly op: 'char'; readonly one: RegExp; readonly taken: Map<number, boolean> }
  /** Goes on at `first`, and where that fails at `second`. `id` numbers the forks. */
  | { readonly op: 'fork'; readonly id: number; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Forgets the groups of the round before. */
  | { readonly op: 'clear'; readonly from: number; readonly to: number }
  /** A round that took nothing is none. */
  | { readonly op: 'moved'; readonly slot: number }
  | { readonly op: 'edge'; readonly sign: '^' | '$' | 'b' | 'B' }
  | { readonly op: 'back'; readonly group: number }
  /** Looks ahead, or behind from `least` to `most` units back. */
  | { readonly op: 'look'; readonly steps: readonly Step[]; readonly behind: boolean; readonly negated: boolean; readonly least: number; readonly most: number }
  | { readonly op: 'done' };

export interface Program {
  readonly steps: readonly Step[];
  readonly slots: number;
  readonly forks: number;
  /** Whether it asks what a group took: then the way to a place matters, and not the place alone. */
  readonly refers: boolean;
}

/** More steps than this no machine is made of. */
const MOST_STEPS = 50_000;

interface Maker {
  readonly flags: string;
  slots: number;
  forks: number;
  made: number;
  refers: boolean;
}

/** Null where it would be too large. */
export function programOf(node: Node, groups: number, flags: string): Program | null {
  const maker: Maker = { flags, slots: groups * 2, forks: 0, made: 0, refers: false };
  const steps: Step[] = [];
  add(maker, steps, node);
  steps.push({ op: 'done' });
  return maker.made > MOST_STEPS ? null : { steps, slots: maker.slots, forks: maker.forks, refers: maker.refers };
}

function add(maker: Maker, steps: Step[], node: Node): void {
  maker.made += 1;
  if (maker.made > MOST_STEPS) return;
  switch (node.kind) {
    case 'char':
      steps.push({ op: 'char', one: new RegExp(`^(?:${node.source})$`, maker.flags), taken: new Map() });
      return;
    case 'all':
      for (const part of node.parts) add(maker, steps, part);
      return;
    case 'any':
      addAlternatives(maker, steps, node.parts);
      return;
    case 'group':
      steps.push({ op: 'save', slot: node.number * 2 });
      add(maker, steps, node.of);
      steps.push({ op: 'save', slot: node.number * 2 + 1 });
      return;
    case 'repeat':
      addRepeat(maker, steps, node);
      return;
    case 'look': {
      const inner: Step[] = [];
      add(maker, inner, node.of);
      inner.push({ op: 'done' });
      const [least, most] = node.behind ? widthOf(node.of) : [0, 0];
      steps.push({ op: 'look', steps: inner, behind: node.behind, negated: node.negated, least, most });
      return;
    }
    case 'back':
      maker.refers = true;
      steps.push({ op: 'back', group: node.group });
      return;
    case 'edge':
      steps.push({ op: 'edge', sign: node.sign });
  }
}

function fork(maker: Maker, steps: Step[], first: number, second: number, at: number): void {
  steps[at] = { op: 'fork', id: maker.forks, first, second };
  maker.forks += 1;
}

function addAlternatives(maker: Maker, steps: Step[], parts: readonly Node[]): void {
  const ends: number[] = [];
  parts.forEach((part, index) => {
    const at = steps.length;
    if (index < parts.length - 1) steps.push({ op: 'jump', to: 0 });
    add(maker, steps, part);
    if (index === parts.length - 1) return;
    ends.push(steps.length);
    steps.push({ op: 'jump', to: 0 });
    fork(maker, steps, at + 1, steps.length, at);
  });
  for (const end of ends) steps[end] = { op: 'jump', to: steps.length };
}

function addRepeat(maker: Maker, steps: Step[], { of, least, most, lazy, groups: [from, to] }: Extract<Node, { kind: 'repeat' }>): void {
  const round = (): void => {
    if (from < to) steps.push({ op: 'clear', from: from * 2, to: to * 2 });
    add(maker, steps, of);
  };
  const choose = (at: number, inside: number): void => fork(maker, steps, lazy ? steps.length : inside, lazy ? inside : steps.length, at);
  for (let i = 0; i < least && maker.made <= MOST_STEPS; i++) round();
  const mayBeEmpty = widthOf(of)[0] === 0;
  const moved = (slot: number): void => {
    if (mayBeEmpty) steps.push({ op: 'moved', slot });
  };
  const begin = (): number => {
    if (!mayBeEmpty) return 0;
    const slot = maker.slots;
    maker.slots += 1;
    steps.push({ op: 'save', slot });
    return slot;
  };
  if (most === Infinity) {
    const at = steps.length;
    steps.push({ op: 'jump', to: 0 });
    const slot = begin();
    round();
    moved(slot);
    steps.push({ op: 'jump', to: at });
    choose(at, at + 1);
    return;
  }
  const forks: number[] = [];
  for (let i = least; i < most && maker.made <= MOST_STEPS; i++) {
    forks.push(steps.length);
    steps.push({ op: 'jump', to: 0 });
    const slot = begin();
    round();
    moved(slot);
  }
  for (const at of forks) choose(at, at + 1);
}

/** How many units of text it takes, at least and at most. */
function widthOf(node: Node): readonly [number, number] {
  switch (node.kind) {
    case 'char': return [1, 2];
    case 'all': return node.parts.map(widthOf).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    case 'any': return node.parts.map(widthOf).reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)], [Infinity, 0]);
    case 'group': return widthOf(node.of);
    case 'repeat': {
      const [least, most] = widthOf(node.of);
      return [least * node.least, most === 0 || node.most === 0 ? 0 : most * node.most];
    }
    case 'look': case 'edge': return [0, 0];
    case 'back': return [0, Infinity];
  }
}
