// The lessons that this page was built with. Each is a chunk of its own, fetched when it is opened.
import { entries, loaders, loadGlossary } from 'virtual:lessons';
import type { GlossaryWord, Language, Lesson, LessonEntry } from '../../lesson/lesson.ts';
import { getLocale } from '../paraglide/runtime.js';

/** All lessons in the order of the course. */
export const lessonEntries: readonly LessonEntry[] = entries;

/** A lesson by its path, or null where there is none. */
export async function loadLesson(path: string): Promise<Lesson | null> {
  const load = Object.hasOwn(loaders, path) ? loaders[path] : undefined;
  return load === undefined ? null : (await load()).default;
}

/** The glossary's words. */
export async function loadWords(): Promise<readonly GlossaryWord[]> {
  return (await loadGlossary()).default;
}

/** The language of the lessons' files that goes with the page's. */
export function lessonLanguage(): Language {
  return getLocale() === 'en' ? 'en' : 'pt';
}
