// Squares with their letters, drawn once and then copied: a copy costs a fraction of a letter.
import type { Hue, Theme } from '../frame/tokens.ts';
import { hueOf, letterOf } from './keys.ts';
import { SQUARE } from './layout.ts';

/** Room around a square for its outline, in CSS pixels. */
export const SPRITE_PAD = 1;
const SIZE = SQUARE + SPRITE_PAD * 2;
const RADIUS = 3.5;
/** Pictures kept for each look; a topic with more keys than this draws some again. */
const MOST_SPRITES = 1_000;

export type SpriteLook = 'full' | 'pale' | 'outline' | 'flying';

let made: { readonly theme: Theme; readonly ratio: number; readonly byLook: Record<SpriteLook, Map<string | null, HTMLCanvasElement>> } | null = null;

/** The picture of a key's square at this size of a CSS pixel. Another theme or size begins anew. */
export function sprite(key: string | null, look: SpriteLook, theme: Theme, ratio: number): HTMLCanvasElement {
  if (made?.theme !== theme || made.ratio !== ratio) made = { theme, ratio, byLook: { full: new Map(), pale: new Map(), outline: new Map(), flying: new Map() } };
  const sprites = made.byLook[look];
  const known = sprites.get(key);
  if (known !== undefined) return known;
  if (sprites.size >= MOST_SPRITES) sprites.clear();
  const picture = draw(key === null ? theme.noKey : (theme.keys[hueOf(key)] ?? theme.noKey), key === null ? '' : letterOf(key), look, theme, ratio);
  sprites.set(key, picture);
  return picture;
}

function draw(hue: Hue, letter: string, look: SpriteLook, theme: Theme, ratio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(SIZE * ratio);
  canvas.height = Math.ceil(SIZE * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.scale(canvas.width / SIZE, canvas.height / SIZE);
  context.translate(SPRITE_PAD, SPRITE_PAD);
  const half = look === 'outline' ? 0.5 : 0;
  context.beginPath();
  context.roundRect(half, half, SQUARE - half * 2, SQUARE - half * 2, RADIUS);
  context.fillStyle = look === 'full' || look === 'flying' ? hue.fill : theme.colours.surface;
  context.fill();
  if (look === 'pale') {
    context.globalAlpha = 0.2;
    context.fillStyle = hue.fill;
    context.fill();
    context.globalAlpha = 1;
  } else if (look === 'outline') {
    context.strokeStyle = hue.fill;
    context.setLineDash([2, 2.5]);
    context.stroke();
    return canvas;
  } else if (look === 'flying') {
    context.lineWidth = 1.5;
    context.strokeStyle = theme.colours.surface;
    context.stroke();
  }
  context.font = '600 12px ui-sans-serif, system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = look === 'pale' ? theme.colours['text-muted'] : hue.ink;
  context.fillText(letter, SQUARE / 2, SQUARE / 2 + 1);
  return canvas;
}
