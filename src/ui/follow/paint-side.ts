// Barriers in the air that say whether the followed record is in their checkpoint: each has its number, and those that it came after are hollow.
import type { Theme } from '../frame/tokens.ts';
import type { FlightMark } from '../stage/scene.ts';

export function paintSide(canvas: CanvasRenderingContext2D, { x, y, angle, side, barrier }: FlightMark, theme: Theme): void {
  const [dx, dy] = [Math.sin(angle) * 11, Math.cos(angle) * 11];
  if (side === 'after') {
    canvas.save();
    canvas.strokeStyle = theme.colours.surface;
    canvas.lineWidth = 1.5;
    canvas.beginPath();
    canvas.moveTo(x - dx, y + dy);
    canvas.lineTo(x + dx, y - dy);
    canvas.stroke();
    canvas.restore();
  }
  canvas.font = '600 12px ui-sans-serif, system-ui, sans-serif';
  canvas.fillStyle = theme.colours['accent-text'];
  canvas.fillText(`${barrier}${side === 'after' ? '' : ' ✓'}`, x + 6, y - 12);
}
