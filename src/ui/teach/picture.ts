// The stage as a picture for slides: what is seen of it now, as one SVG that needs nothing else, or as a PNG.
import { extrapolatedUs } from '../store/world-store.ts';
import type { World } from '../store/world.ts';
import { m } from '../paraglide/messages.js';
import { clockTime } from '../words/numbers.ts';

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Room for the line at the foot that says when it was. */
const FOOT = 30;
/** Pixels of a PNG for each of the page's. */
export const PNG_SCALE = 2;

/** The stage that is on the page; null where another view stands before it. */
export function stageOnPage(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-testid="stage"]');
}

/** What is seen of the stage: its drawings as they are, and (but for a `still` picture) records and messages in the air as an image over them. */
export function pictureOf(stage: HTMLElement, world: World, what: 'all' | 'still' = 'all', css: string = rulesOf(stage)): Picture {
  const frame = stage.getBoundingClientRect();
  // A page that is drawn larger for a room gives a picture of its own size.
  const zoom = stage.offsetWidth === 0 ? 1 : frame.width / stage.offsetWidth;
  const place = (element: Element): { x: number; y: number; width: number; height: number } => {
    const box = element.getBoundingClientRect();
    return { x: (box.left - frame.left) / zoom, y: (box.top - frame.top) / zoom, width: box.width / zoom, height: box.height / zoom };
  };
  const [width, height] = [stage.offsetWidth, stage.offsetHeight];
  const drawings = [...stage.querySelectorAll<SVGSVGElement>('svg.stage-drawing')].sort((a, b) => Number(a.classList.contains('stage-heads')) - Number(b.classList.contains('stage-heads')));
  const bodies = drawings.map((drawing) => {
    const copy = stripped(drawing);
    for (const [name, value] of Object.entries(place(drawing))) copy.setAttribute(name, String(value));
    return new XMLSerializer().serializeToString(copy);
  });
  const canvas = stage.querySelector('canvas');
  const air = canvas === null || what === 'still' ? '' : image(canvas.toDataURL('image/png'), place(canvas));
  const styles = getComputedStyle(stage);
  const root = document.documentElement;
  const time = clockTime(extrapolatedUs(world.store.getState(), performance.now()));
  return {
    width, height: height + FOOT,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height + FOOT}" viewBox="0 0 ${width} ${height + FOOT}" data-theme="${root.dataset['theme'] ?? 'light'}" font-family="${escaped(styles.fontFamily)}">`
      + `<title>${escaped(m.picture_title({ time }))}</title><style>${escaped(`${coloursOf(css + bodies.join(''), styles)}\n${css}`)}</style>`
      + `<rect width="${width}" height="${height + FOOT}" fill="${styles.backgroundColor}"/><clipPath id="seen"><rect width="${width}" height="${height}"/></clipPath><g class="stage" clip-path="url(#seen)">${bodies.join('')}${air}</g>`
      + `<text x="16" y="${height + 20}" font-size="12" fill="${getComputedStyle(root).getPropertyValue('--text-muted')}">${escaped(m.picture_foot({ time }))}</text></svg>`,
  };
}

/** A copy without what only a live page has a use for. */
function stripped(drawing: SVGSVGElement): Element {
  const copy = drawing.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new TypeError('a copy of a drawing is a drawing');
  for (const name of ['style', 'role', 'aria-label', 'tabindex']) copy.removeAttribute(name);
  for (const element of copy.querySelectorAll('[tabindex], [aria-label]')) for (const name of ['tabindex', 'role', 'aria-label', 'aria-expanded', 'data-id']) element.removeAttribute(name);
  return copy;
}

function image(url: string, box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): string {
  return `<image xlink:href="${url}" href="${url}" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" preserveAspectRatio="none"/>`;
}

/** The page's own rules for what may stand in a stage. A film, in which things come and go, asks once. */
export function rulesOf(stage: HTMLElement, all = false): string {
  return [...document.styleSheets].flatMap((sheet) => rulesFor([...sheet.cssRules], all ? null : stage)).join('\n');
}

/** The colours that rules and drawings name. */
function coloursOf(css: string, styles: CSSStyleDeclaration): string {
  const names = [...new Set([...css.matchAll(/var\((--[\w-]+)/g)].map((found) => found[1] ?? ''))];
  return `:root { ${names.map((name) => `${name}: ${styles.getPropertyValue(name)};`).join(' ')} }`;
}

/** Those that something in the stage goes by, or all where there is no stage to ask. */
function rulesFor(rules: readonly CSSRule[], stage: HTMLElement | null): string[] {
  return rules.flatMap((rule) => {
    if (rule instanceof CSSMediaRule) return window.matchMedia(rule.conditionText).matches ? rulesFor([...rule.cssRules], stage) : [];
    if (!(rule instanceof CSSStyleRule) || /:root|html|body|:hover|:focus|::/.test(rule.selectorText)) return [];
    return stage !== null && stage.querySelector(`:is(${rule.selectorText})`) === null ? [] : [rule.cssText];
  });
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The picture painted, `scale` pixels for each of the page's. Rejects where the browser can't read it. */
export async function painted({ svg, width, height }: Picture, scale: number): Promise<HTMLCanvasElement> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error(m.picture_failed());
  context.drawImage(await imageOf(svg), 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function imageOf(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const shown = new Image();
    shown.src = url;
    await shown.decode();
    return shown;
  } finally {
    URL.revokeObjectURL(url);
  }
}
