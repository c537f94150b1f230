// The modules that the build makes of the lessons' files: an index, one chunk a lesson, and the glossary.
declare module 'virtual:lessons' {
  type LessonEntry = import('../../lesson/lesson.ts').LessonEntry;
  type Lesson = import('../../lesson/lesson.ts').Lesson;
  type GlossaryWord = import('../../lesson/lesson.ts').GlossaryWord;
  type CourseLevel = import('../../lesson/lesson.ts').CourseLevel;
  type Exam = import('../../lesson/exam.ts').Exam;
  export const levels: readonly CourseLevel[];
  export const examLoaders: Readonly<Record<string, () => Promise<{ readonly default: Exam }>>>;
  export const entries: readonly LessonEntry[];
  export const loaders: Readonly<Record<string, () => Promise<{ readonly default: Lesson }>>>;
  export const summaryLoaders: Readonly<Record<string, () => Promise<{ readonly default: import('../../lesson/lesson.ts').LevelSummary }>>>;
  export function loadGlossary(): Promise<{ readonly default: readonly GlossaryWord[] }>;
}
