// The class's page as a picture of itself: while it lies over the page, nothing of what goes on below is seen.

/** What is laid over the class's page by the presenter stays over the picture too. */
const ABOVE = '.spotlight, .vote-over';
/** Attributes of drawings that name a part of their own drawing. */
const NAMING = ['fill', 'stroke', 'clip-path', 'mask', 'marker-start', 'marker-end', 'filter'] as const;
const OWN = 'still-';

/** Covers the page with a copy of all that is on it now, or with a sentence where there is nothing that may be seen, until the returned function is called. */
export function coverPage(sentence: string | null): () => void {
  const still = document.createElement('div');
  still.className = 'class-still';
  const scrolled = sentence === null ? copyInto(still) : tellIn(still, sentence);
  document.body.append(still);
  for (const { copy, left, top } of scrolled) copy.scrollTo({ left, top, behavior: 'instant' });
  document.documentElement.classList.add('is-covered');
  return () => {
    document.documentElement.classList.remove('is-covered');
    still.remove();
  };
}

interface Scrolled {
  readonly copy: Element;
  readonly left: number;
  readonly top: number;
}

function tellIn(still: HTMLElement, sentence: string): readonly Scrolled[] {
  const told = document.createElement('p');
  told.textContent = sentence;
  still.classList.add('is-curtain');
  still.append(told);
  return [];
}

/** What was scrolled has to be scrolled again once the copy is on the page. */
function copyInto(still: HTMLElement): readonly Scrolled[] {
  // Whoever listens to the page is not told things twice.
  still.inert = true;
  const scrolled: Scrolled[] = [];
  for (const part of document.body.children) {
    if (!(part instanceof HTMLElement) || part.matches(`script, style, ${ABOVE}`)) continue;
    const copy = part.cloneNode(true);
    if (!(copy instanceof HTMLElement)) continue;
    const [originals, copies] = [all(part), all(copy)];
    copies.forEach((one, at) => {
      const original = originals[at];
      if (original === undefined) return;
      if (original.scrollLeft !== 0 || original.scrollTop !== 0) scrolled.push({ copy: one, left: original.scrollLeft, top: original.scrollTop });
      asItIs(one, original);
    });
    // They would count for the page.
    for (const style of copy.querySelectorAll('style, script')) style.remove();
    still.append(copy);
  }
  return scrolled;
}

const all = (part: Element): readonly Element[] => [part, ...part.querySelectorAll('*')];

/** What a copy of the markup does not have: pixels, what was typed; and it has no names that are looked for on the page. */
function asItIs(copy: Element, original: Element): void {
  delete (copy as HTMLElement | SVGElement).dataset['testid'];
  if (copy instanceof HTMLCanvasElement && original instanceof HTMLCanvasElement && original.width > 0 && original.height > 0) copy.getContext('2d')?.drawImage(original, 0, 0);
  if ((copy instanceof HTMLInputElement && original instanceof HTMLInputElement) || (copy instanceof HTMLTextAreaElement && original instanceof HTMLTextAreaElement) || (copy instanceof HTMLSelectElement && original instanceof HTMLSelectElement)) copy.value = original.value;
  if (copy instanceof HTMLInputElement && original instanceof HTMLInputElement) [copy.checked, copy.name] = [original.checked, ''];
  if (!(copy instanceof SVGElement)) return;
  if (copy.id !== '') copy.id = OWN + copy.id;
  for (const name of NAMING) {
    const value = copy.getAttribute(name);
    if (value?.startsWith('url(#') === true) copy.setAttribute(name, value.replace('url(#', `url(#${OWN}`));
  }
}
