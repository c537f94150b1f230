// Whether a lesson's words fit their places on a phone 360 CSS pixels wide, estimated from the width of letters.
import type { LessonText } from '../lesson/lesson.ts';

/** A text that is wider than its place, and by how much. */
export interface Overflow {
  readonly where: string;
  readonly text: string;
  readonly widthPx: number;
  readonly placePx: number;
}

interface Place {
  readonly widthPx: number;
  readonly fontPx: number;
  /** The most lines that the place is made for. */
  readonly lines: number;
}

/** The panel is 360 px wide and has 16 px at each side; the numbers are those of ui/lesson/lesson.css. */
const TITLE: Place = { widthPx: 328, fontPx: 20, lines: 2 };
const STEP_TITLE: Place = { widthPx: 328, fontPx: 17, lines: 2 };
const BODY: Place = { widthPx: 328, fontPx: 15, lines: 40 };
const NOTE: Place = { widthPx: 301, fontPx: 15, lines: 14 };
const OPTION: Place = { widthPx: 276, fontPx: 15, lines: 3 };
/** Code in a block: 13 px letters in a box with its own padding. */
const CODE_BLOCK_PX = 306;
const CODE_FONT_PX = 13.5;

/** Letter widths in parts of the font's size, as the widest of the usual system fonts have them. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[iljtfrI.,:;'’|!()[\]“”"-]/u, 0.42], [/[mwMW@—]/u, 0.98], [/[A-ZÀ-Þ]/u, 0.74], [/\s/u, 0.33], [/[\u{1100}-\u{10ffff}]/u, 1.1],
];
const OTHER = 0.63;
/** Every letter of the usual monospaced fonts. */
const MONO = 0.61;

/** The width of a text in CSS pixels, estimated; bold and regular alike. */
export function textWidthPx(text: string, fontPx: number): number {
  let ems = 0;
  for (const letter of text) ems += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? OTHER;
  return ems * fontPx;
}

/** Everything in one language's texts that does not fit. */
export function overflows(text: LessonText): Overflow[] {
  const found = [...fits('the title', text.title, TITLE), ...fits('the intro', text.intro, BODY)];
  found.push(...fits('the summary', text.summary ?? '', BODY), ...fits('the reading', text.reading ?? '', BODY));
  for (const [id, step] of Object.entries(text.steps)) {
    found.push(...fits(`${id}: real`, step.real ?? '', NOTE));
    found.push(...fits(`${id}: the title`, step.title, STEP_TITLE), ...fits(id, step.body, BODY), ...fits(`${id}: done`, step.done, NOTE));
    step.hints.forEach((hint, at) => found.push(...fits(`${id}: hint ${at + 1}`, hint, NOTE)));
    for (const [wrong, feedback] of Object.entries(step.wrong)) found.push(...fits(`${id}: wrong ${wrong}`, feedback, NOTE));
    for (const [option, { label, feedback }] of Object.entries(step.options)) {
      found.push(...fits(`${id}: option ${option}`, label, OPTION), ...fits(`${id}: option ${option}`, feedback, NOTE));
    }
  }
  return found;
}

/** A text overflows by a word that is wider than its line, or by too many lines. */
function fits(where: string, markdown: string, place: Place): Overflow[] {
  const found: Overflow[] = [];
  const blocks = markdown.split(/```\w*\n?/);
  blocks.forEach((block, at) => {
    const code = at % 2 === 1;
    for (const word of block.replace(/\]\(word:[^)]*\)|\*\*|\[/g, '').split(/\s+/)) {
      const mono = code || word.startsWith('`');
      const width = mono ? word.replaceAll('`', '').length * MONO * CODE_FONT_PX + (code ? 0 : 8) : textWidthPx(word, place.fontPx);
      const room = code ? Math.min(CODE_BLOCK_PX, place.widthPx - 22) : place.widthPx;
      if (width > room) found.push({ where, text: word, widthPx: Math.round(width), placePx: room });
    }
  });
  const longest = blocks.filter((_, at) => at % 2 === 0).flatMap((block) => block.split(/\n\s*\n/)).find((paragraph) => textWidthPx(paragraph, place.fontPx) > place.lines * place.widthPx);
  if (longest !== undefined) found.push({ where, text: `${longest.slice(0, 40)}…`, widthPx: Math.round(textWidthPx(longest, place.fontPx)), placePx: place.lines * place.widthPx });
  return found;
}
