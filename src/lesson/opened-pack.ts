// A pack as the page has it, from the worker that opened it.
import type { Lesson } from './lesson.ts';
import type { PackAbout } from './pack.ts';

export type OpenedPack =
  /** Texts are HTML. */
  | { readonly kind: 'pack'; readonly about: PackAbout; readonly lessons: readonly Lesson[] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

export function isOpenedPack(value: unknown): value is OpenedPack {
  return typeof value === 'object' && value !== null && 'kind' in value && ((value.kind === 'pack' && 'about' in value && 'lessons' in value && Array.isArray(value.lessons)) || (value.kind === 'problems' && 'problems' in value && Array.isArray(value.problems)));
}
