// The last result of an engine as a small card: a title, and the rows that fit, in the shape in which the engine printed them.

import { shorten } from './shorten.ts';

const LETTER = 7.25;
const LINE = 14;

export function ResultTable({ lines, title, x, y, width, height }: { readonly lines: readonly string[]; readonly title: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }): React.ReactNode {
  const fit = Math.max(0, Math.floor((height - 26) / LINE));
  const letters = Math.floor((width - 20) / LETTER);
  return (
    <g className="result-table">
      <rect className="card" x={x + 0.5} y={y + 0.5} width={width - 1} height={height} rx={8} />
      <text className="small strong" x={x + 10} y={y + 17}>{shorten(title, letters)}</text>
      {lines.slice(0, fit).map((line, at) => (
        <text key={at} className={`small mono${at === 0 && lines.length > 1 && line.startsWith('|') ? ' muted' : ''}`} x={x + 10} y={y + 33 + at * LINE}>{shorten(line, letters)}</text>
      ))}
    </g>
  );
}
