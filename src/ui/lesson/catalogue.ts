// The lessons that this page was built with. Each is a chunk of its own, fetched when it is opened.
import { entries, examLoaders, levels as map, loaders, loadGlossary, summaryLoaders } from 'virtual:lessons';
import { examOf, examSeed } from '../../lesson/exam.ts';
import type { CourseLevel, GlossaryWord, Language, Lesson, LessonEntry, LevelSummary } from '../../lesson/lesson.ts';
import { isForeign } from '../../lesson/pack-path.ts';
import { nightSeed, otherNight } from '../../lesson/shift.ts';
import { reviewed, reviewLesson } from '../../lesson/review.ts';
import { getLocale } from '../paraglide/runtime.js';
import { keptReviews } from './kept-reviews.ts';

/** All lessons in the order of the course. */
export const lessonEntries: readonly LessonEntry[] = entries;

/** The levels of the course in their order. */
export const levels: readonly CourseLevel[] = map;

/** A lesson by its path, an exam and a shift's night by its path and seed, a question that is asked again by its own path, or null where there is none. */
export async function loadLesson(path: string): Promise<Lesson | null> {
  const again = reviewed(path);
  if (again !== null) {
    const review = keptReviews().find((one) => one.path === again.path && one.step === again.step);
    const lesson = review === undefined ? null : await loadLesson(again.path);
    return lesson === null || review === undefined ? null : reviewLesson(lesson, review);
  }
  if (isForeign(path)) return (await import('../packs/open-pack.ts')).loadPackLesson(path);
  const asked = examSeed(path);
  if (asked !== null) {
    const loadExam = Object.hasOwn(examLoaders, asked.path) ? examLoaders[asked.path] : undefined;
    return loadExam === undefined ? null : examOf((await loadExam()).default, asked.seed);
  }
  const night = nightSeed(path);
  if (night !== null) {
    const lesson = await loadLesson(night.path);
    return lesson === null ? null : otherNight(lesson, night.seed);
  }
  const load = Object.hasOwn(loaders, path) ? loaders[path] : undefined;
  return load === undefined ? null : (await load()).default;
}

/** What the lessons of a level taught; nothing where none is written. */
export async function loadSummary(level: string): Promise<LevelSummary> {
  const load = Object.hasOwn(summaryLoaders, level) ? summaryLoaders[level] : undefined;
  return load === undefined ? { lessons: [] } : (await load()).default;
}

/** The glossary's words. */
export async function loadWords(): Promise<readonly GlossaryWord[]> {
  return (await loadGlossary()).default;
}

/** The language of the lessons' files that goes with the page's. */
export function lessonLanguage(): Language {
  return getLocale() === 'en' ? 'en' : 'pt';
}
