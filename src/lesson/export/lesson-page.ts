// A lesson's text as a page of its own, to be read beside the real systems.
import type { Language, Lesson } from '../lesson.ts';

const LANGUAGES: readonly Language[] = ['pt', 'en'];
const TAGS: Readonly<Record<Language, string>> = { pt: 'pt-BR', en: 'en' };

/** By file name. A step's text is HTML that was sanitised when the lesson was built. */
export function lessonPages(lesson: Lesson): Readonly<Record<string, string>> {
  return Object.fromEntries(LANGUAGES.map((language) => [`lesson.${language}.html`, pageOf(lesson, language)]));
}

function pageOf({ steps, texts }: Lesson, language: Language): string {
  const { title, intro, steps: of } = texts[language];
  const parts = steps.flatMap(({ id }) => {
    const text = of[id];
    return text === undefined ? [] : [`<h2>${escaped(text.title)}</h2>\n${text.body}`];
  });
  return `<!doctype html>\n<html lang="${TAGS[language]}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${escaped(title)}</title>\n<h1>${escaped(title)}</h1>\n${[intro, ...parts].join('\n')}\n</html>\n`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
