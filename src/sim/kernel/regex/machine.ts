// Tries one way after the other, as JavaScript does and with its results, but never the same place twice: what failed once fails again.
import type { Program, Step } from './program.ts';

/** So many steps go by before failures are remembered: most searches are over by then. */
const PLAIN_STEPS = 2_000;

/** Up to so many places are remembered as bits. */
const MOST_BITS = 64 * 1_048_576;

/** Places that were tried. */
interface Tried {
  /** Whether it was tried before; from now on it was. */
  again(place: number): boolean;
}

function triedPlaces(count: number): Tried {
  if (count > MOST_BITS) {
    const places = new Set<number>();
    return { again: (place) => places.size === places.add(place).size };
  }
  const bits = new Uint8Array((count >> 3) + 1);
  return {
    again(place) {
      const [at, bit] = [place >> 3, 1 << (place & 7)];
      const before = bits[at] ?? 0;
      bits[at] = before | bit;
      return (before & bit) !== 0;
    },
  };
}

export class Search {
  readonly slots: number[];
  private readonly program: Program;
  private readonly text: string;
  private readonly flags: { readonly unicode: boolean; readonly multiline: boolean; readonly ignoreCase: boolean };
  private readonly failed: { places: Tried | null } = { places: null };
  /** The same for each look ahead. */
  private readonly failedLooks = new Map<Step, { places: Tried | null }>();
  /** How many steps it may still take. */
  left: number;
  private readonly plainUntil: number;

  constructor(program: Program, text: string, flags: Search['flags'], left: number) {
    this.program = program;
    this.text = text;
    this.flags = flags;
    this.left = left;
    this.plainUntil = left - PLAIN_STEPS;
    this.slots = new Array<number>(program.slots).fill(-1);
  }

  /** Where a match that begins at `start` ends; -1 where there is none, -2 where its steps have run out. */
  from(start: number): number {
    this.slots.fill(-1);
    return this.run(this.program.steps, start, -1, this.program.refers ? null : this.failed);
  }

  private run(steps: readonly Step[], start: number, endAt: number, failed: { places: Tried | null } | null): number {
    const { text, slots } = this;
    const places = text.length + 1;
    const ways: number[] = [];
    let [pc, at] = [0, start];
    for (;;) {
      this.left -= 1;
      if (this.left < 0) return -2;
      const step = steps[pc];
      if (step === undefined) return -1;
      let goes = false;
      switch (step.op) {
        case 'char': {
          const width = at < text.length ? this.takes(step, at) : 0;
          at += width;
          goes = width > 0;
          break;
        }
        case 'fork': {
          const place = step.id * places + at;
          if (failed !== null && this.left < this.plainUntil) {
            failed.places ??= triedPlaces(this.program.forks * places);
            if (failed.places.again(place)) break;
          }
          ways.push(step.second, at);
          pc = step.first;
          continue;
        }
        case 'jump':
          pc = step.to;
          continue;
        case 'save':
          this.set(ways, step.slot, at);
          goes = true;
          break;
        case 'clear':
          for (let slot = step.from; slot < step.to; slot++) if (slots[slot] !== -1) this.set(ways, slot, -1);
          goes = true;
          break;
        case 'moved':
          goes = slots[step.slot] !== at;
          break;
        case 'edge':
          goes = this.isEdge(step.sign, at);
          break;
        case 'back': {
          const width = this.again(step.group, at);
          goes = width >= 0;
          at += Math.max(0, width);
          break;
        }
        case 'look':
          goes = this.looks(step, at, ways) !== step.negated;
          if (this.left < 0) return -2;
          break;
        case 'done':
          if (endAt === -1 || at === endAt) return at;
      }
      if (goes) {
        pc += 1;
        continue;
      }
      const place = this.back(ways);
      const where = ways.pop();
      if (where === undefined) return -1;
      [pc, at] = [where, place];
    }
  }

  /** Goes back to the last fork, whose second way is left on `ways`: the place in the text. What was saved since is taken back. */
  private back(ways: number[]): number {
    for (;;) {
      const place = ways.pop() ?? -1;
      const where = ways.at(-1) ?? 0;
      if (where >= 0) return place;
      ways.pop();
      this.slots[-1 - where] = place;
    }
  }

  private set(ways: number[], slot: number, value: number): void {
    ways.push(-1 - slot, this.slots[slot] ?? -1);
    this.slots[slot] = value;
  }

  private takes(step: Extract<Step, { op: 'char' }>, at: number): number {
    const code = this.flags.unicode ? (this.text.codePointAt(at) ?? 0) : this.text.charCodeAt(at);
    let taken = step.taken.get(code);
    if (taken === undefined) {
      taken = step.one.test(this.flags.unicode ? String.fromCodePoint(code) : String.fromCharCode(code));
      step.taken.set(code, taken);
    }
    return taken ? (code > 0xffff ? 2 : 1) : 0;
  }

  private isEdge(sign: '^' | '$' | 'b' | 'B', at: number): boolean {
    const { text } = this;
    const isLine = (place: number): boolean => this.flags.multiline && /[\n\r\u2028\u2029]/.test(text[place] ?? '');
    if (sign === '^') return at === 0 || isLine(at - 1);
    if (sign === '$') return at === text.length || isLine(at);
    return (/\w/.test(text[at - 1] ?? '') !== /\w/.test(text[at] ?? '')) === (sign === 'b');
  }

  /** How much of the text repeats what a group took; -1 where it does not. */
  private again(group: number, at: number): number {
    const [from = -1, to = -1] = [this.slots[group * 2], this.slots[group * 2 + 1]];
    if (from === -1 || to === -1) return 0;
    const wanted = this.text.slice(from, to);
    const found = this.text.slice(at, at + wanted.length);
    return found === wanted || (this.flags.ignoreCase && found.toLowerCase() === wanted.toLowerCase()) ? wanted.length : -1;
  }

  private looks(step: Extract<Step, { op: 'look' }>, at: number, ways: number[]): boolean {
    const before = [...this.slots];
    let found = false;
    if (step.behind) for (let width = step.least; !found && width <= Math.min(step.most, at) && this.left >= 0; width++) found = this.run(step.steps, at - width, at, null) >= 0;
    else {
      const failed = this.program.refers ? null : (this.failedLooks.get(step) ?? { places: null });
      found = this.run(step.steps, at, -1, failed) >= 0;
      // What led to a match is among the places that were seen, and has not failed.
      if (failed !== null && !found) this.failedLooks.set(step, failed);
      else this.failedLooks.delete(step);
    }
    before.forEach((old, slot) => {
      if (this.slots[slot] === old) return;
      if (!found || step.negated) this.slots[slot] = old;
      else ways.push(-1 - slot, old);
    });
    return found;
  }
}
