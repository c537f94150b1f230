// A world that lives elsewhere, for a playback that shows its copy: how far it has come, and whether its latest moment is looked at.
import type { PlaybackCommand } from '../bridge/command.ts';

/** Who looks at the latest moment stays so near it, in virtual microseconds: what comes is shown as evenly as it came there. */
const NEAR_US = 1_000_000;
const BEHIND_US = 150_000;
const LONGEST_BEHIND_US = 400_000;

export class Live {
  private untilUs: number;
  /** What comes is shown as it comes. */
  private follows = true;

  constructor(untilUs: number) {
    this.untilUs = untilUs;
  }

  /** Whether what is done at this time is done at the latest moment. */
  isLatest(position: number): boolean {
    return this.follows || position > this.untilUs - NEAR_US;
  }

  /** A copy never runs ahead. */
  cap(time: number): number {
    return Math.min(time, this.untilUs);
  }

  /** It has come so far; where the copy goes on from. */
  heard(untilUs: number, position: number): number {
    this.untilUs = untilUs;
    return this.follows && position < untilUs - LONGEST_BEHIND_US ? untilUs - BEHIND_US : position;
  }

  /** Who goes elsewhere, or stands still, follows no longer until being back. */
  commanded(command: PlaybackCommand, position: number): void {
    switch (command.kind) {
      case 'speed': return;
      case 'play': this.follows = this.isLatest(position); return;
      case 'seek': this.follows = command.atUs > this.untilUs - NEAR_US; return;
      case 'pause': case 'step': case 'branch': this.follows = false;
    }
  }
}
