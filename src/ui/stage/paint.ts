// Draws squares and messages on the canvas. It decides nothing: scene.ts says what is where.
import type { Theme } from '../frame/tokens.ts';
import { hueOf } from './keys.ts';
import { SQUARE } from './layout.ts';
import type { FlightMark, SquareMark } from './scene.ts';
import { sprite, SPRITE_PAD, type SpriteLook } from './sprites.ts';

const SPRITE = SQUARE + SPRITE_PAD * 2;
/** Of the records that one message carries, as many are drawn; the rest is a number. */
const DRAWN = 4;
/** Where more messages are in the air at once, their trails are one smear: the squares alone say more, and are drawn in time. */
const MOST_TRAILS = 600;

/** `ratio` is how many of the screen's pixels one pixel of the stage has. */
export function paintSquares(canvas: CanvasRenderingContext2D, squares: readonly SquareMark[], theme: Theme, ratio: number): void {
  for (const square of squares) {
    canvas.globalAlpha = square.look === 'faded' || square.aborted ? 0.35 : 1;
    put(canvas, square.key, square.look === 'faded' ? 'full' : square.look, square.x, square.y, theme, ratio);
    canvas.globalAlpha = square.look === 'faded' ? 0.35 : 1;
    if (square.aborted) crossOut(canvas, square, theme);
    if (square.tombstone) strike(canvas, square, theme);
    if (square.traced === true) ring(canvas, square.x + SQUARE / 2, square.y + SQUARE / 2, theme);
  }
  canvas.globalAlpha = 1;
}

/** What was aborted is pale, with a line through it that is wider than the square. */
function crossOut(canvas: CanvasRenderingContext2D, { x, y }: SquareMark, theme: Theme): void {
  canvas.strokeStyle = theme.colours.fault;
  canvas.lineWidth = 2.5;
  canvas.beginPath();
  canvas.moveTo(x - 1, y + SQUARE / 2);
  canvas.lineTo(x + SQUARE + 1, y + SQUARE / 2);
  canvas.stroke();
}

/** What is followed has a ring of its own. */
function ring(canvas: CanvasRenderingContext2D, x: number, y: number, theme: Theme): void {
  canvas.strokeStyle = theme.colours.text;
  canvas.lineWidth = 2.5;
  canvas.strokeRect(x - SQUARE / 2 - 2, y - SQUARE / 2 - 2, SQUARE + 4, SQUARE + 4);
}

/** A tombstone is its key's square, struck out. */
function strike(canvas: CanvasRenderingContext2D, { x, y }: SquareMark, theme: Theme): void {
  canvas.strokeStyle = theme.colours.text;
  canvas.lineWidth = 1.5;
  canvas.beginPath();
  canvas.moveTo(x + 2, y + SQUARE - 2);
  canvas.lineTo(x + SQUARE - 2, y + 2);
  canvas.stroke();
}

export function paintFlights(canvas: CanvasRenderingContext2D, flights: readonly FlightMark[], theme: Theme, ratio: number): void {
  if (flights.length <= MOST_TRAILS) paintTrails(canvas, flights, theme);
  paintControl(canvas, flights, theme);
  paintBarriers(canvas, flights, theme);
  canvas.font = '600 12px ui-sans-serif, system-ui, sans-serif';
  canvas.textBaseline = 'middle';
  canvas.fillStyle = theme.colours.text;
  for (const flight of flights) {
    if (flight.count === 0) continue;
    const keys = flight.keys.length === 0 ? [null] : flight.keys.slice(0, DRAWN);
    canvas.globalAlpha = flight.lost ? 0.4 : 1;
    for (let at = keys.length - 1; at >= 0; at -= 1) put(canvas, keys[at] ?? null, 'flying', flight.x - SQUARE / 2 + at * 5, flight.y - SQUARE / 2 - at * 2, theme, ratio);
    if (flight.traced === true) ring(canvas, flight.x, flight.y, theme);
    if (flight.count > keys.length) canvas.fillText(`×${flight.count}`, flight.x + SQUARE / 2 + keys.length * 5, flight.y);
  }
  canvas.globalAlpha = 1;
}

/** What a flight leaves behind it. All trails of one colour are one stroke. */
function paintTrails(canvas: CanvasRenderingContext2D, flights: readonly FlightMark[], theme: Theme): void {
  const byHue = new Map<number, FlightMark[]>();
  for (const flight of flights) {
    if (flight.count === 0) continue;
    const key = flight.keys[0] ?? null;
    const hue = key === null ? -1 : hueOf(key);
    const known = byHue.get(hue);
    if (known === undefined) byHue.set(hue, [flight]);
    else known.push(flight);
  }
  canvas.globalAlpha = 0.3;
  canvas.lineWidth = 3;
  canvas.lineCap = 'butt';
  for (const [hue, marks] of byHue) {
    canvas.strokeStyle = (theme.keys[hue] ?? theme.noKey).fill;
    canvas.beginPath();
    for (const flight of marks) {
      const reach = 30 * Math.min(1, flight.t * 4, (1 - flight.t) * 4) + 8;
      canvas.moveTo(flight.x - Math.cos(flight.angle) * reach, flight.y - Math.sin(flight.angle) * reach);
      canvas.lineTo(flight.x, flight.y);
    }
    canvas.stroke();
  }
  canvas.globalAlpha = 1;
}

/** How a barrier is drawn that has the followed record on a side of it: what knows that comes with the following, and sets it. */
export const sides: { paint: (canvas: CanvasRenderingContext2D, flight: FlightMark, theme: Theme) => void } = { paint: () => undefined };

/** Barriers are bars across their channel: those of one checkpoint are a front that passes through the job. */
function paintBarriers(canvas: CanvasRenderingContext2D, flights: readonly FlightMark[], theme: Theme): void {
  canvas.strokeStyle = theme.colours.accent;
  canvas.lineWidth = 4;
  canvas.lineCap = 'round';
  canvas.beginPath();
  for (const flight of flights) {
    if (flight.barrier === undefined) continue;
    const [dx, dy] = [Math.sin(flight.angle) * 11, Math.cos(flight.angle) * 11];
    canvas.moveTo(flight.x - dx, flight.y + dy);
    canvas.lineTo(flight.x + dx, flight.y - dy);
  }
  canvas.stroke();
  for (const flight of flights) if (flight.side !== undefined) sides.paint(canvas, flight, theme);
  canvas.lineCap = 'butt';
}

/** Messages without records: small and quiet. */
function paintControl(canvas: CanvasRenderingContext2D, flights: readonly FlightMark[], theme: Theme): void {
  canvas.globalAlpha = 0.75;
  canvas.fillStyle = theme.colours['text-muted'];
  for (const flight of flights) if (flight.count === 0 && flight.barrier === undefined) canvas.fillRect(flight.x - 2, flight.y - 2, 4, 4);
  canvas.globalAlpha = 1;
}

function put(canvas: CanvasRenderingContext2D, key: string | null, look: SpriteLook, x: number, y: number, theme: Theme, ratio: number): void {
  canvas.drawImage(sprite(key, look, theme, ratio), x - SPRITE_PAD, y - SPRITE_PAD, SPRITE, SPRITE);
}
