// The API of SCORM 1.2 that an LMS lends to a lesson: where it is, and how it writes time.

/** What an LMS offers under the name `API`: everything is text, and `"true"` or `"false"` says whether it was taken. */
export interface ScormApi {
  /** Some answer with a truth value all the same. */
  LMSInitialize(nothing: ''): string | boolean;
  LMSGetValue(name: string): string;
  LMSSetValue(name: string, value: string): string;
  LMSCommit(nothing: ''): string;
  LMSFinish(nothing: ''): string;
}

/** As much of a window as is looked at. */
export interface Frame {
  readonly API?: unknown;
  readonly parent: Frame;
  readonly opener?: Frame | null;
}

/** So many windows up the API is looked for; the specification's own example gives up after as many. */
const MOST_PARENTS = 7;
/** The API in a window around this one, or around the one that opened it; null where there is none. Windows of other origins can't be looked into. */
export function findApi(from: Frame): ScormApi | null {
  try {
    let frame = from;
    for (let up = 0; up <= MOST_PARENTS; up += 1) {
      if (isApi(frame.API)) return frame.API;
      if (frame.parent === frame) break;
      frame = frame.parent;
    }
    const { opener } = frame;
    return opener == null ? null : findApi(opener);
  } catch {
    return null;
  }
}

function isApi(value: unknown): value is ScormApi {
  return typeof value === 'object' && value !== null && 'LMSInitialize' in value && typeof value.LMSInitialize === 'function';
}

/** CMITimespan: hours of at least two digits, minutes, seconds and hundredths. */
export function timespan(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.min(9_999, Math.floor(hundredths / 360_000)))}:${two(Math.floor(hundredths / 6_000) % 60)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}
