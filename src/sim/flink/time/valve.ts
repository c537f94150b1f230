// The watermark of an input: the minimum over its aligned active channels, and idleness (StatusWatermarkValve).
import { MAX_WATERMARK, NO_TIMESTAMP } from '../record.ts';

/** A channel as the valve sees it. */
export interface ValveChannel {
  watermark: number;
  idle: boolean;
  aligned: boolean;
}

export interface Valve {
  output: number;
  idle: boolean;
}

/** What the valve lets out: a new watermark, a new status, both (the watermark first), or nothing. */
export interface ValveOutput {
  readonly watermark: number | null;
  readonly idle: boolean | null;
}

const NOTHING: ValveOutput = { watermark: null, idle: null };

/** A watermark came on a channel. An idle channel's is ignored, and so is one that does not advance. */
export function inputWatermark(valve: Valve, channels: readonly ValveChannel[], channel: ValveChannel, timestamp: number): ValveOutput {
  if (channel.idle || valve.idle || timestamp <= channel.watermark) return NOTHING;
  channel.watermark = timestamp;
  if (!channel.aligned && timestamp >= valve.output) channel.aligned = true;
  return minimum(valve, channels);
}

/** A channel went idle or came back. */
export function inputStatus(valve: Valve, channels: readonly ValveChannel[], channel: ValveChannel, idle: boolean): ValveOutput {
  if (channel.idle === idle) return NOTHING;
  channel.idle = idle;
  if (!idle) {
    // It counts again once it has caught up with what went out.
    channel.aligned = channel.watermark >= valve.output;
    if (!valve.idle) return NOTHING;
    valve.idle = false;
    return { watermark: null, idle: false };
  }
  channel.aligned = false;
  if (channels.some((one) => !one.idle)) return channel.watermark === valve.output ? minimum(valve, channels) : NOTHING;
  // The last active one went: if it held the minimum, all that has come counts.
  let watermark: number | null = null;
  if (channel.watermark === valve.output) {
    const most = Math.max(...channels.map((one) => one.watermark));
    if (most > valve.output) {
      valve.output = most;
      watermark = most;
    }
  }
  valve.idle = true;
  return { watermark, idle: true };
}

function minimum(valve: Valve, channels: readonly ValveChannel[]): ValveOutput {
  let least = MAX_WATERMARK;
  let any = false;
  for (const { aligned, watermark } of channels) {
    if (!aligned) continue;
    any = true;
    if (watermark < least) least = watermark;
  }
  if (!any || least <= valve.output) return NOTHING;
  valve.output = least;
  return { watermark: least, idle: null };
}

/** Several inputs or splits as one: the minimum of the active ones, the maximum of all where none is (CombinedWatermarkStatus). */
export function combined(parts: readonly { readonly watermark: number; readonly idle: boolean }[]): { readonly watermark: number; readonly idle: boolean } {
  let least = MAX_WATERMARK;
  let most = NO_TIMESTAMP;
  let idle = true;
  for (const part of parts) {
    most = Math.max(most, part.watermark);
    if (part.idle) continue;
    idle = false;
    least = Math.min(least, part.watermark);
  }
  return { watermark: idle ? most : least, idle };
}
