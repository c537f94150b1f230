// Draws squares and messages on the canvas. It decides nothing: scene.ts says what is where.
import type { Theme } from '../frame/tokens.ts';
import { hueOf, letterOf } from './keys.ts';
import { SQUARE } from './layout.ts';
import type { FlowMark } from './flows.ts';
import type { FlightMark, SquareMark } from './scene.ts';

const RADIUS = 3.5;
const LETTER = '600 12px ui-sans-serif, system-ui, sans-serif';

export function paintSquares(canvas: CanvasRenderingContext2D, squares: readonly SquareMark[], theme: Theme): void {
  prepareLetters(canvas);
  for (const square of squares) {
    const hue = square.key === null ? theme.noKey : (theme.keys[hueOf(square.key)] ?? theme.noKey);
    canvas.globalAlpha = square.look === 'faded' ? 0.35 : 1;
    if (square.look === 'full' || square.look === 'faded') {
      box(canvas, square.x, square.y, SQUARE);
      canvas.fillStyle = hue.fill;
      canvas.fill();
      letter(canvas, square.x, square.y, square.key, hue.ink);
      continue;
    }
    box(canvas, square.x + 0.5, square.y + 0.5, SQUARE - 1);
    canvas.fillStyle = theme.colours.surface;
    canvas.fill();
    if (square.look === 'pale') {
      canvas.globalAlpha = 0.2;
      canvas.fillStyle = hue.fill;
      canvas.fill();
      canvas.globalAlpha = 1;
      letter(canvas, square.x, square.y, square.key, theme.colours['text-muted']);
    } else {
      canvas.strokeStyle = hue.fill;
      canvas.setLineDash([2, 2.5]);
      canvas.lineWidth = 1;
      canvas.stroke();
      canvas.setLineDash([]);
    }
  }
  canvas.globalAlpha = 1;
}

export function paintFlights(canvas: CanvasRenderingContext2D, flights: readonly FlightMark[], theme: Theme): void {
  prepareLetters(canvas);
  for (const flight of flights) {
    if (flight.count === 0) paintControl(canvas, flight, theme);
    else paintCargo(canvas, flight, theme);
  }
  canvas.globalAlpha = 1;
}

/** Dashes that move along a route; more records make a thicker line. */
export function paintFlows(canvas: CanvasRenderingContext2D, flows: readonly FlowMark[], theme: Theme): void {
  canvas.lineCap = 'round';
  for (const { path, count, key, shift } of flows) {
    const hue = key === null ? theme.noKey : (theme.keys[hueOf(key)] ?? theme.noKey);
    canvas.globalAlpha = 0.6;
    canvas.strokeStyle = hue.fill;
    canvas.lineWidth = Math.min(9, 1.5 + Math.log2(1 + count));
    canvas.setLineDash([2, 12]);
    canvas.lineDashOffset = -(shift % 14);
    canvas.beginPath();
    canvas.moveTo(path.from.x, path.from.y);
    canvas.quadraticCurveTo(path.bend.x, path.bend.y, path.to.x, path.to.y);
    canvas.stroke();
  }
  canvas.setLineDash([]);
  canvas.globalAlpha = 1;
}

function paintControl(canvas: CanvasRenderingContext2D, flight: FlightMark, theme: Theme): void {
  canvas.globalAlpha = 0.75;
  canvas.fillStyle = theme.colours['text-muted'];
  canvas.beginPath();
  canvas.arc(flight.x, flight.y, 2.5, 0, Math.PI * 2);
  canvas.fill();
}

function paintCargo(canvas: CanvasRenderingContext2D, flight: FlightMark, theme: Theme): void {
  const keys = flight.keys.length === 0 ? [null] : flight.keys;
  const first = keys[0] ?? null;
  const trail = first === null ? theme.noKey : (theme.keys[hueOf(first)] ?? theme.noKey);
  canvas.globalAlpha = flight.lost ? 0.15 : 0.3;
  canvas.strokeStyle = trail.fill;
  canvas.lineWidth = 3;
  canvas.lineCap = 'round';
  canvas.beginPath();
  const reach = 30 * Math.min(1, flight.t * 4, (1 - flight.t) * 4) + 8;
  canvas.moveTo(flight.x - Math.cos(flight.angle) * reach, flight.y - Math.sin(flight.angle) * reach);
  canvas.lineTo(flight.x, flight.y);
  canvas.stroke();
  canvas.globalAlpha = flight.lost ? 0.4 : 1;
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const key = keys[at] ?? null;
    const hue = key === null ? theme.noKey : (theme.keys[hueOf(key)] ?? theme.noKey);
    const x = flight.x - SQUARE / 2 + at * 5;
    const y = flight.y - SQUARE / 2 - at * 2;
    box(canvas, x, y, SQUARE);
    canvas.fillStyle = hue.fill;
    canvas.fill();
    canvas.lineWidth = 1.5;
    canvas.strokeStyle = theme.colours.surface;
    canvas.stroke();
    if (at === 0) letter(canvas, x, y, key, hue.ink);
  }
  if (flight.count > keys.length) {
    canvas.fillStyle = theme.colours.text;
    canvas.fillText(`×${flight.count}`, flight.x + SQUARE + keys.length * 5, flight.y + 0.5);
  }
}

function prepareLetters(canvas: CanvasRenderingContext2D): void {
  canvas.font = LETTER;
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
}

function box(canvas: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  canvas.beginPath();
  canvas.roundRect(x, y, size, size, RADIUS);
}

function letter(canvas: CanvasRenderingContext2D, x: number, y: number, key: string | null, ink: string): void {
  if (key === null) return;
  canvas.fillStyle = ink;
  canvas.fillText(letterOf(key), x + SQUARE / 2, y + SQUARE / 2 + 1);
}
