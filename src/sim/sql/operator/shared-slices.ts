// Windows that overlap share their slices: a row is counted once, into the slice that it lies in, and a window that fires puts its slices together (SliceSharedWindowAggProcessor).
import type { StreamRecord, Value } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { WindowSpec } from '../query/rel.ts';
import { windowStart } from '../query/windows.ts';
import type { WindowAccumulators } from './window-accumulators.ts';
import { type Span, spanText } from './window-time.ts';

interface Slice extends Span {
  readonly text: string;
  /** The last window that it is part of. */
  readonly lastEnd: number;
}

/** The texts of so many slices are remembered. */
const MOST_TEXTS = 256;

/** The slices of HOP and CUMULATE, as long as the slide or step. */
export class SharedSlices {
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;
  private readonly accumulators: WindowAccumulators;
  private readonly spec: WindowSpec;
  /** That of the last row, for the next is nearly always the same; and the texts of others. No part of the state. */
  private last: Slice | null = null;
  private readonly texts = new Map<number, string>();

  constructor(keyed: KeyedBackend, table: StateTable, accumulators: WindowAccumulators, spec: WindowSpec) {
    this.keyed = keyed;
    this.table = table;
    this.accumulators = accumulators;
    this.spec = spec;
  }

  sliceAt(time: number): Slice {
    if (this.last !== null && time >= this.last.start && time < this.last.end) return this.last;
    const { size, slide, offset, window } = this.spec;
    const start = windowStart(time, offset, slide);
    this.last = { start, end: start + slide, text: this.textOf(start + slide), lastEnd: window === 'HOP' ? start + size : windowStart(time, offset, size) + size };
    return this.last;
  }

  /** Counts a row. What comes after its slice has fired goes to where the next window finds it. */
  add(record: StreamRecord, slice: Slice, hasFired: boolean): void {
    const { keyed, table } = this;
    const text = hasFired && this.spec.window === 'CUMULATE' ? this.firstOf(slice.end) : slice.text;
    const kept = keyed.read(table, text) as readonly Value[] | undefined;
    const acc = this.accumulators.add(kept ?? null, record, text);
    if (acc !== kept) keyed.write(table, text, acc);
  }

  /** All that a window holds, undefined for nothing. Cumulating windows keep it for those that go on from the same start. */
  gather({ end }: Span): readonly Value[] | undefined {
    const { keyed, table, spec } = this;
    if (spec.window === 'HOP') {
      // From the last slice back, as HoppingSlicesIterable goes.
      let all: readonly Value[] | undefined;
      for (let slice = end; slice > end - spec.size; slice -= spec.slide) all = this.merged(all, this.textOf(slice));
      return all;
    }
    const first = this.firstOf(end);
    const known = keyed.read(table, first) as readonly Value[] | undefined;
    if (first === this.textOf(end)) return known;
    const all = this.merged(this.merged(undefined, first), this.textOf(end));
    if (all !== undefined) keyed.write(table, first, all);
    return all;
  }

  /** Forgets the slices that no later window has. */
  expire({ start, end }: Span): void {
    const { spec, keyed, table } = this;
    if (spec.window === 'HOP') return keyed.erase(table, this.textOf(start + spec.slide));
    const first = this.firstOf(end);
    if (this.textOf(end) !== first) keyed.erase(table, this.textOf(end));
    if (end === start + spec.size) keyed.erase(table, first);
  }

  private merged(all: readonly Value[] | undefined, text: string): readonly Value[] | undefined {
    const slice = this.keyed.read(this.table, text) as readonly Value[] | undefined;
    return slice === undefined ? all : this.accumulators.merge(all ?? this.accumulators.start(), slice);
  }

  /** The first slice of the windows that this one is part of. */
  private firstOf(end: number): string {
    const { offset, size, slide } = this.spec;
    return this.textOf(windowStart(end - 1, offset, size) + slide);
  }

  private textOf(end: number): string {
    const known = this.texts.get(end);
    if (known !== undefined) return known;
    if (this.texts.size >= MOST_TEXTS) this.texts.clear();
    const text = spanText({ start: end - this.spec.slide, end });
    this.texts.set(end, text);
    return text;
  }
}
