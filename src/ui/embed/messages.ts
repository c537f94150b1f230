// The messages between the page as a guest and the page that holds it, version 1: their types, and the reading of what a host sends.
import * as v from 'valibot';

/** Every message carries the version under this name. */
export const VERSION = 1;

const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,64}$/, 'is a name of letters, digits, ".", "_" and "-"'));
const path = v.pipe(v.string(), v.regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, 'is a path in small letters'), v.maxLength(120));
const line = v.pipe(v.string(), v.maxLength(100_000, 'has at most 100,000 letters'), v.regex(/^[^\n\r]*$/, 'is one line'));
const tty = v.optional(name, 'main');
const time = v.pipe(v.number(), v.safeInteger('is a whole number of microseconds'), v.minValue(0, 'is not below 0'));

const content = v.variant('kind', [
  v.strictObject({ kind: v.literal('lesson'), lesson: path }),
  v.strictObject({ kind: v.literal('demo'), demo: path }),
  v.strictObject({ kind: v.literal('sandbox'), level: v.optional(v.nullable(path), null) }),
  v.strictObject({ kind: v.literal('course') }),
  /** What an earlier `state` gave: the run and the instant. */
  v.strictObject({ kind: v.literal('moment'), moment: v.pipe(v.string(), v.startsWith('#/m/', 'begins with #/m/'), v.maxLength(2_000_000)) }),
]);

/** What a host may do in the world: what a person could, by hand. */
const input = v.variant('kind', [
  v.strictObject({ kind: v.literal('line'), tty, text: line }),
  v.strictObject({ kind: v.literal('control'), tty, key: v.picklist(['C', 'D', 'Z']), text: v.optional(line, '') }),
  v.strictObject({ kind: v.literal('crash'), node: name }),
  v.strictObject({ kind: v.literal('stop'), node: name }),
  v.strictObject({ kind: v.literal('start'), node: name }),
  v.strictObject({ kind: v.literal('cut'), from: name, to: name }),
  v.strictObject({ kind: v.literal('heal'), from: name, to: name }),
  v.strictObject({ kind: v.literal('slow-disk'), node: name, factor: v.pipe(v.number(), v.minValue(1), v.maxValue(1_000_000)) }),
  v.strictObject({ kind: v.literal('slow-task'), node: name, factor: v.pipe(v.number(), v.minValue(1), v.maxValue(1_000_000)) }),
]);

const id = v.exactOptional(v.union([v.string(), v.number()]));
const base = { correnteza: v.literal(VERSION, `is ${VERSION}, the version of these messages`), id };

const toGuest = v.variant('type', [
  v.strictObject({ ...base, type: v.literal('load'), content }),
  v.strictObject({ ...base, type: v.literal('act'), input }),
  v.strictObject({ ...base, type: v.literal('seek'), atUs: time }),
  v.strictObject({ ...base, type: v.literal('play') }),
  v.strictObject({ ...base, type: v.literal('pause') }),
  v.strictObject({ ...base, type: v.literal('state') }),
]);

/** What a host sends. `id` comes back with the answer. */
export type ToGuest = v.InferInput<typeof toGuest>;
export type ReadToGuest = v.InferOutput<typeof toGuest>;
export type LoadContent = v.InferOutput<typeof content>;

/** How far a lesson has come. */
export interface LessonProgress {
  readonly lesson: string;
  readonly step: string;
  /** Its place, counted from 1, and of how many. */
  readonly at: number;
  readonly steps: number;
  /** Of what is to be done (not only read) so much is done. */
  readonly done: number;
  readonly of: number;
  /** 0 to 100. */
  readonly score: number;
  /** From 0 to 3 each. */
  readonly stars: { readonly prediction: number; readonly independence: number };
  readonly complete: boolean;
}

export interface GuestState {
  readonly nowUs: number;
  readonly endUs: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly lesson: LessonProgress | null;
  /** The run and the instant in letters: what `load` takes as a moment. */
  readonly moment: string;
}

type Told =
  /** The page can be asked and told things from now on. */
  | { readonly type: 'ready' }
  | { readonly type: 'state'; readonly state: GuestState }
  | { readonly type: 'progress'; readonly progress: LessonProgress }
  /** Once, when the last step of a lesson is done. */
  | { readonly type: 'completed'; readonly progress: LessonProgress }
  /** What was asked was done. */
  | { readonly type: 'done' }
  /** What was asked was not understood, or not taken. */
  | { readonly type: 'error'; readonly message: string };

/** What the guest sends; with the `id` of what it answers. */
export type FromGuest = Told & { readonly correnteza: typeof VERSION; readonly id?: string | number };
export type Answer = Told;

/** A message that can be followed, or what is wrong with it and what may stand there. Anything at all may come. */
export function readMessage(data: unknown): { readonly message: ReadToGuest } | { readonly problem: string; readonly id: string | number | undefined } {
  const given: unknown = typeof data === 'object' && data !== null && 'id' in data ? data.id : undefined;
  const answerTo = typeof given === 'string' || typeof given === 'number' ? given : undefined;
  const result = v.safeParse(toGuest, data);
  if (result.success) return { message: result.output };
  const [issue] = result.issues;
  const where = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  return { problem: `${where === '' ? 'the message' : where}: ${issue.message}. See docs/embedding.md for what may be sent.`, id: answerTo };
}
