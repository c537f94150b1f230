// Moves from one level of the stage to another as a camera would: the old picture grows or shrinks about the thing that both show, and fades into the new one.

const DURATION_MS = 380;
/** The code of a level may have to be fetched; after so long the picture changes without a move. */
const PATIENCE_MS = 2_000;
/** A picture of more parts than this is not copied: copying it would be seen as a halt. */
const MOST_PARTS = 5_000;
const LEAST_SCALE = 0.12;

interface Leaving {
  readonly stage: HTMLElement;
  readonly ghost: HTMLElement;
  readonly from: DOMRect | null;
  readonly shown: string;
}

/** `anchors` are ids of things, the first that is found in both pictures holds still; `apply` changes the page. */
export function crossFade(anchors: readonly string[], apply: () => void): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    apply();
    return;
  }
  for (const old of document.querySelectorAll('.stage-ghost')) old.remove();
  const leaving = [...document.querySelectorAll<HTMLElement>('.stage')].flatMap((stage) => leave(stage, anchors) ?? []);
  apply();
  for (const one of leaving) arrive(one, anchors);
}

function leave(stage: HTMLElement, anchors: readonly string[]): Leaving | null {
  const scroller = stage.querySelector<HTMLElement>('.stage-scroller');
  const canvas = stage.querySelector<HTMLCanvasElement>('.stage-canvas');
  if (scroller === null || scroller.getElementsByTagName('*').length > MOST_PARTS) return null;
  const from = boxOf(stage, anchors);
  const ghost = document.createElement('div');
  ghost.className = 'stage-ghost';
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  const picture = scroller.cloneNode(true);
  if (!(picture instanceof HTMLElement)) return null;
  // A copy is no thing: nothing finds it, and nothing is read from it.
  for (const part of picture.querySelectorAll('[data-id], [role], [tabindex], [aria-label]')) for (const name of ['data-id', 'role', 'tabindex', 'aria-label', 'data-fold']) part.removeAttribute(name);
  Object.assign(picture.style, { width: `${scroller.clientWidth}px`, height: `${scroller.clientHeight}px`, overflow: 'hidden' });
  ghost.append(picture);
  if (canvas !== null) ghost.append(copyOf(canvas));
  stage.append(ghost);
  [picture.scrollLeft, picture.scrollTop] = [scroller.scrollLeft, scroller.scrollTop];
  return { stage, ghost, from, shown: stage.dataset['shown'] ?? '' };
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas');
  [copy.className, copy.width, copy.height] = [canvas.className, canvas.width, canvas.height];
  // A panel that opens meanwhile makes the stage narrower: the copy stays as it was.
  Object.assign(copy.style, { width: `${canvas.clientWidth}px`, height: `${canvas.clientHeight}px` });
  if (canvas.width > 0 && canvas.height > 0) copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy;
}

/** Waits until the new picture stands, then lets both move. */
function arrive({ stage, ghost, from, shown }: Leaving, anchors: readonly string[]): void {
  const begun = performance.now();
  const look = (): void => {
    if (!ghost.isConnected) return;
    if (stage.dataset['shown'] === shown || stage.querySelector('.stage-scroller > :is(.near, .life, .stage-drawing)') === null) {
      if (performance.now() - begun > PATIENCE_MS) ghost.remove();
      else requestAnimationFrame(look);
      return;
    }
    move(stage, ghost, from, boxOf(stage, anchors));
  };
  requestAnimationFrame(look);
}

function move(stage: HTMLElement, ghost: HTMLElement, from: DOMRect | null, to: DOMRect | null): void {
  const whole = stage.getBoundingClientRect();
  const easing = 'cubic-bezier(0.3, 0, 0.15, 1)';
  const arriving = [...stage.querySelectorAll<HTMLElement>(':scope > .stage-scroller, :scope > .stage-canvas')];
  const [start, end] = from === null || to === null ? ['scale(0.96)', 'scale(1.04)'] : [mapping(to, from, whole), mapping(from, to, whole)];
  for (const part of arriving) part.animate([{ transform: start, transformOrigin: '0 0', opacity: 0 }, { opacity: 1, offset: 0.4 }, { transform: 'none', transformOrigin: '0 0', opacity: 1 }], { duration: DURATION_MS, easing });
  const gone = ghost.animate([{ transform: 'none', transformOrigin: '0 0', opacity: 1 }, { opacity: 0.85, offset: 0.25 }, { opacity: 0, offset: 0.8 }, { transform: end, transformOrigin: '0 0', opacity: 0 }], { duration: DURATION_MS, easing, fill: 'forwards' });
  for (const end of ['finish', 'cancel']) gone.addEventListener(end, () => ghost.remove(), { once: true });
}

/** The move that takes one box of the stage onto another: their middles meet, and their widths. */
function mapping(a: DOMRect, b: DOMRect, stage: DOMRect): string {
  const scale = Math.max(LEAST_SCALE, Math.min(1 / LEAST_SCALE, b.width / Math.max(1, a.width)));
  const [ax, ay] = [a.left + a.width / 2 - stage.left, a.top + a.height / 2 - stage.top];
  const [bx, by] = [b.left + b.width / 2 - stage.left, b.top + b.height / 2 - stage.top];
  return `translate(${bx - ax * scale}px, ${by - ay * scale}px) scale(${scale})`;
}

/** The box of the first of these things that is drawn; of a replica the leader's, whichever broker has it. */
function boxOf(stage: HTMLElement, anchors: readonly string[]): DOMRect | null {
  for (const id of anchors) {
    const found = stage.querySelector(id.startsWith('replica/') ? `.is-leader[data-id^="${CSS.escape(`${id}/`)}"]` : `[data-id="${CSS.escape(id)}"]`);
    // A partition's name stands for its whole picture.
    if (found !== null) return ((id.startsWith('partition/') ? found.closest('.near') : null) ?? found).getBoundingClientRect();
  }
  return null;
}
