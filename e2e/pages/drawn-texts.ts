// What is wrong with the texts of a drawing: over one another, over the border of a box, below a later box, out of the drawing.
import type { Page } from 'playwright';

/** So much, in the drawing's own units, is no fault that anybody sees. */
const SLACK = 1.5;
/** A line's letters fill so much of its height: above are accents, below what hangs. */
const INK = { above: 0.2, below: 0.18 } as const;
/** A fill of less is no box that one sees; one of more hides what lies below it. */
const FAINT = 0.1;
const HIDES = 0.6;
/** A line around letters that is so wide, in the drawing's units, keeps other lines away from them. */
const HALO = 3;
/** Boxes that a text may stand across: bars that fill, ticks, what marks a whole region or flies. */
const NO_BOX = 'defs *, .hit, .hatch, .bar-passed, .bar-done, .tick';

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
/** What has a halo hides the lines that it stands across. */
interface Said { readonly what: string; readonly box: Box; readonly at: number; readonly halo: boolean }
/** Its `fill` lets through what lies below it (0) or hides it (1). */
interface Drawn { readonly name: string; readonly box: Box; readonly at: number; readonly fill: number }

/** Each finding as a sentence with the texts that it is about; nothing where all is in order. Places are the drawing's own: what is scrolled away counts as well. */
export async function drawnProblems(page: Page): Promise<readonly string[]> {
  const constants = { SLACK, INK, FAINT, HIDES, HALO, NO_BOX };
  const names = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  // These run in the page, which knows nothing of this file.
  return page.evaluate<string[]>(`(() => { ${[...names, drawingOf, problemsOf, crossing, isAcross].join('\n')}
    return [...new Set([...document.querySelectorAll('svg')].filter((svg) => svg.querySelector('text') !== null && svg.checkVisibility()).flatMap((svg) => problemsOf(drawingOf(svg))))];
  })()`);
}

/** All texts and all boxes that are seen, in the order in which they are drawn. */
function drawingOf(svg: SVGSVGElement): { readonly texts: readonly Said[]; readonly boxes: readonly Drawn[]; readonly whole: Box } {
  const origin = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal !== null && svg.viewBox.baseVal.width > 0 ? origin.width / svg.viewBox.baseVal.width : 1;
  const placed = (box: Box): Box => ({ left: (box.left - origin.left) / scale, right: (box.right - origin.left) / scale, top: (box.top - origin.top) / scale, bottom: (box.bottom - origin.top) / scale });
  const texts: Said[] = [];
  const boxes: Drawn[] = [];
  for (const [at, element] of [...svg.querySelectorAll('text, rect')].entries()) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const whole = element.getBoundingClientRect();
    if (whole.width === 0 || whole.height === 0) continue;
    if (element instanceof SVGTextElement) {
      const text = (element.textContent ?? '').trim();
      const box = placed(whole);
      const height = box.bottom - box.top;
      if (text !== '') texts.push({ what: `"${text}" (${element.closest('[data-id]')?.getAttribute('data-id') ?? element.closest('[class]')?.getAttribute('class') ?? ''})`, at, box: { ...box, top: box.top + INK.above * height, bottom: box.bottom - INK.below * height }, halo: style.paintOrder.startsWith('stroke') && Number.parseFloat(style.strokeWidth) >= HALO });
    } else if (element instanceof SVGRectElement && !element.matches(NO_BOX)) {
      const fill = style.fill === 'none' ? 0 : Number(/(?:\/ |rgba\(.*, )([\d.]+)\)$/.exec(style.fill)?.[1] ?? 1) * Number(style.opacity) * Number(style.fillOpacity);
      if (style.stroke !== 'none' || fill > FAINT) boxes.push({ name: `${element.getAttribute('class') ?? 'box'} of ${element.closest('[data-id]')?.getAttribute('data-id') ?? element.parentElement?.getAttribute('class') ?? ''}`, box: placed(whole), at, fill });
    }
  }
  return { texts, boxes, whole: placed(origin) };
}

function problemsOf({ texts, boxes, whole }: ReturnType<typeof drawingOf>): readonly string[] {
  const problems: string[] = [];
  for (const [place, one] of texts.entries()) {
    for (const other of texts.slice(place + 1)) if (crossing(one.box, other.box)) problems.push(`${one.what} stands over ${other.what}`);
    for (const box of boxes) {
      if (!crossing(one.box, box.box)) continue;
      if (box.at > one.at && box.fill > HIDES) problems.push(`${one.what} is covered by ${box.name}`);
      // A border that something hides behind the text is not seen.
      else if (!one.halo && isAcross(one.box, box.box) && !boxes.some((over) => over.at > box.at && over.at < one.at && over.fill > HIDES && !isAcross(one.box, over.box))) problems.push(`${one.what} stands across the border of ${box.name}`);
    }
    if (isAcross(one.box, whole)) problems.push(`${one.what} runs out of the drawing`);
  }
  return problems;
}

function crossing(a: Box, b: Box): boolean {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;
}

/** Part of it lies in the box, part without. */
function isAcross(text: Box, box: Box): boolean {
  return text.left < box.left - SLACK || text.right > box.right + SLACK || text.top < box.top - SLACK || text.bottom > box.bottom + SLACK;
}
