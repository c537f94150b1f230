// Draws what flows at high speed; it is fetched when time first goes that fast.
import type { Theme } from '../frame/tokens.ts';
import { type FlowMark, flowMarks } from './flows.ts';
import { hueOf } from './keys.ts';
import type { Box } from './layout.ts';
import type { SceneInput } from './scene.ts';

/** Of a flow: a dash and the gap after it, in pixels. */
const DASHES = [5, 9];
const DASHES_LENGTH = 14;

/** Draws all flows of a scene; how many there are. */
export function drawFlows(canvas: CanvasRenderingContext2D, input: SceneInput, places: ReadonlyMap<string, Box>, theme: Theme): number {
  const flows = flowMarks(input, places);
  paint(canvas, flows, theme);
  return flows.length;
}

/** Dashes that move along a route; more records make a thicker line. */
function paint(canvas: CanvasRenderingContext2D, flows: readonly FlowMark[], theme: Theme): void {
  // Round dashes look hardly different and cost a page without a graphics card three times as much.
  canvas.lineCap = 'butt';
  canvas.setLineDash(DASHES);
  canvas.globalAlpha = 0.6;
  for (const { path, count, key, shift } of flows) {
    const hue = key === null ? theme.noKey : (theme.keys[hueOf(key)] ?? theme.noKey);
    canvas.strokeStyle = hue.fill;
    canvas.lineWidth = Math.min(9, 1.5 + Math.log2(1 + count));
    canvas.lineDashOffset = -(shift % DASHES_LENGTH);
    canvas.beginPath();
    canvas.moveTo(path.from.x, path.from.y);
    canvas.quadraticCurveTo(path.bend.x, path.bend.y, path.to.x, path.to.y);
    canvas.stroke();
  }
  canvas.setLineDash([]);
  canvas.globalAlpha = 1;
}
