// Frames that follow each other: what has changed since the last one, in portions that a page can take.
import type { Frame } from '../bridge/frame.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { diff } from '../view-model/diff.ts';
import { portionOf, withChanges } from './portion.ts';
import { isSameClock, isSameVerdict } from './same.ts';

export type Records = ReadonlyMap<string, WorldRecord>;

export const NOTHING: Records = new Map();

/** What a frame says besides the records. */
type Said = Required<Pick<Frame, 'clock' | 'branches' | 'failure' | 'verdict'>>;

export class Frames {
  /** What the page has been sent. */
  records: Records = NOTHING;
  /** The next frame will be a whole one. */
  whole = true;
  /** The last frame left something for the next ones. */
  hasMore = false;
  private revision = 0;
  private said: Said | null = null;

  /** Another world: the page has nothing of it. */
  clear(): void {
    this.records = NOTHING;
    this.whole = true;
  }

  /** The next frame is sent also where nothing has changed. */
  again(): void {
    this.said = null;
  }

  /** Null where there is nothing to say. */
  next(records: Records, said: Said): Frame | null {
    const { whole } = this;
    const { put, removed } = diff(whole ? NOTHING : this.records, records);
    this.hasMore = false;
    if (!whole && put.length === 0 && removed.length === 0 && this.said !== null && isSameClock(said.clock, this.said.clock) && isSameVerdict(said.verdict, this.said.verdict)) return null;
    const base = this.revision;
    this.revision += 1;
    const sent = portionOf(put);
    this.records = sent === put ? records : withChanges(whole ? NOTHING : this.records, sent, removed);
    this.hasMore = sent !== put;
    this.whole = false;
    this.said = said;
    return { base, revision: this.revision, whole, put: sent, removed, ...said };
  }
}
