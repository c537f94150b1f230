// The lesson, exam or night that a learner's file names, from the course's own files.
import { join } from 'node:path';
import { examOf, examSeed } from '../lesson/exam.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { readExam, readLesson } from '../lesson/read-lesson.ts';
import { nightSeed, otherNight } from '../lesson/shift.ts';
import { examPaths, lessonFiles, lessonPaths } from './lesson-plugin.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');

/** A lesson by its path, an exam and a shift's night by its path and seed; null where there is none. */
export function lessonAt(path: string): Lesson | null {
  const asked = examSeed(path);
  if (asked !== null && examPaths(LESSONS).includes(asked.path)) {
    const { exam } = readExam(asked.path, lessonFiles(LESSONS, asked.path));
    return exam === null ? null : examOf(exam, asked.seed);
  }
  const night = nightSeed(path);
  if (night !== null) {
    const lesson = lessonAt(night.path);
    return lesson === null ? null : otherNight(lesson, night.seed);
  }
  return lessonPaths(LESSONS).includes(path) ? readLesson(path, lessonFiles(LESSONS, path)).lesson : null;
}
