// Texts that must fit in so many pixels: measured in the page's own face where there is a canvas, else by what a letter takes.

/** How the stage's texts are set, as a canvas says it. */
export type Face = '400 12px' | '600 12px' | '600 13px' | '600 14px' | '650 17px';

/** Where nothing can be measured, of a letter's size. */
const LETTER = 0.6;
const widths = new Map<string, number>();
const canvas = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d');
let family = '';

/** In CSS pixels. */
export function textWidth(text: string, face: Face): number {
  const name = `${face} ${text}`;
  let width = widths.get(name);
  if (width === undefined) {
    if (canvas === null) width = text.length * LETTER * Number(face.slice(4, 6));
    else {
      family ||= getComputedStyle(document.body).fontFamily;
      canvas.font = `${face} ${family}`;
      ({ width } = canvas.measureText(text));
    }
    // Counts change for ever.
    if (widths.size > 2000) widths.clear();
    widths.set(name, width);
  }
  return width;
}

/** The text, or as much of its beginning as has room, a sign that something is missing, and its last `tail` letters. */
export function fitText(text: string, room: number, face: Face, tail = 0): string {
  if (textWidth(text, face) <= room) return text;
  // A flag is one letter, whatever it is written with.
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const end = letters.splice(letters.length - tail).join('');
  let [fits, not] = [1, letters.length];
  while (not - fits > 1) {
    const middle = Math.floor((fits + not) / 2);
    if (textWidth(`${letters.slice(0, middle).join('')}…${end}`, face) <= room) fits = middle;
    else not = middle;
  }
  return `${letters.slice(0, fits).join('')}…${end}`;
}
