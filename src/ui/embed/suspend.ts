// A lesson's progress and its world in the 4096 letters that SCORM 1.2 gives a lesson to be resumed from (cmi.suspend_data is a CMIString4096).
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { TimedInput } from '../../bridge/input.ts';
import type { Progress } from '../../lesson/progress.ts';
import { DICTIONARY_1 } from '../teach/dictionary.ts';

export const MOST_LETTERS = 4_096;
/** Stands first; another way of writing has another number. */
const VERSION = '1';
/** What is read is never longer than this, whatever the letters say. */
const MOST_BYTES = 2_000_000;

export interface Suspended {
  /** As it was kept; whoever reads it checks it against the lesson. */
  readonly progress: unknown;
  /** What was done in the world; null where there was no room for it, and the lesson puts a world in order. */
  readonly inputs: readonly TimedInput[] | null;
}

/**
 * As much as there is room for: the progress and the world's inputs; without the inputs; without the times and the answers' texts. The places of the
 * steps that are done are always kept.
 */
export function toSuspend(progress: Progress, inputs: readonly TimedInput[] | null): string {
  const { spans: _spans, ...bare } = progress;
  const least: Progress = { at: bare.at, done: bare.done, answers: {}, hints: bare.hints, shown: bare.shown, ...(bare.byLesson === undefined ? {} : { byLesson: bare.byLesson }) };
  const tries: (readonly [Progress, readonly TimedInput[] | null])[] = [[progress, inputs], [bare, inputs], [bare, null], [{ ...bare, answers: shortened(bare.answers) }, null], [least, null]];
  for (const one of tries) {
    const packed = pack(one);
    if (packed.length <= MOST_LETTERS) return packed;
  }
  return pack([{ ...least, hints: {}, shown: [], byLesson: [], done: [] }, null]);
}

/** Long answers are clicks and orders; what was right of them is kept by whether they were. */
function shortened(answers: Progress['answers']): Progress['answers'] {
  return Object.fromEntries(Object.entries(answers).map(([step, { answer, confidence, truth }]) => [step, { answer: answer.slice(0, 24), confidence, truth: truth === answer ? answer.slice(0, 24) : (truth?.slice(0, 23) ?? null) }]));
}

function pack(value: unknown): string {
  const packed = deflateSync(strToU8(JSON.stringify(value)), { level: 9, dictionary: strToU8(DICTIONARY_1) });
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  return `${VERSION}${btoa(binary).replaceAll('=', '')}`;
}

/** What an LMS gave back; null where it is nothing that was written here, and the lesson begins anew. */
export function fromSuspend(text: string): Suspended | null {
  if (!text.startsWith(VERSION)) return null;
  try {
    const packed = Uint8Array.from(atob(text.slice(VERSION.length)), (letter) => letter.charCodeAt(0));
    const read: unknown = JSON.parse(strFromU8(inflateSync(packed, { out: new Uint8Array(MOST_BYTES), dictionary: strToU8(DICTIONARY_1) })));
    if (!Array.isArray(read)) return null;
    const [progress, inputs] = read;
    return { progress, inputs: Array.isArray(inputs) && inputs.every((one) => isTimed(one)) ? inputs : null };
  } catch {
    return null;
  }
}

function isTimed(value: unknown): value is TimedInput {
  return typeof value === 'object' && value !== null && 'atUs' in value && Number.isSafeInteger(value.atUs) && 'input' in value && typeof value.input === 'object' && value.input !== null && 'kind' in value.input;
}
