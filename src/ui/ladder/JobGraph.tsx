// The graph that a program becomes: a box for each step with the operators chained in it, arrows that say how records are shared out.
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { PlannedGraph } from '../../bridge/program.ts';
import { m } from '../paraglide/messages.js';
import { fitText } from '../stage/fit-text.ts';
import { partitionerText } from '../words/flink-names.ts';
import { number } from '../words/numbers.ts';
import { layoutGraph } from './graph-layout.ts';

const FIRST_WIDTH = 420;

/** Names without what their place in the graph says already. */
const plainName = (name: string): string => name.replace(/^(Source|Sink): /, '').replace(/\[\d+\]/g, '');

export function JobGraph({ graph }: { readonly graph: PlannedGraph }): React.ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(200, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const layout = useMemo(() => layoutGraph(graph, width), [graph, width]);
  const told = graph.vertices.map(({ operators, parallelism }) => `${operators.map(({ name }) => plainName(name)).join(' → ')} ×${parallelism}`).join('; ');
  return (
    <div ref={place} className="ladder-graph">
      <svg width={layout.width} height={layout.height} role="img" aria-label={m.ladder_graph_label({ steps: told })}>
        {layout.arrows.map((arrow) => (
          <g key={arrow.path} className="ladder-arrow">
            <path d={arrow.path} markerEnd="url(#ladder-tip)" />
            <text x={arrow.labelX} y={arrow.labelY} textAnchor="middle">{partitionerText(arrow.partitioner)}</text>
          </g>
        ))}
        {layout.boxes.map((box, at) => (
          <g key={at} className="ladder-box">
            <title>{graph.vertices[at]?.operators.map(({ name }) => name).join('\n')}</title>
            <rect x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
            <text className="muted" x={box.x + 12} y={box.y + 16}>{m.ladder_step({ number: number(at + 1) })} · ×{number(box.parallelism)}</text>
            {box.operators.map((operator, line) => (
              <g key={line}>
                {line === 0 ? null : <path className="chained" d={`M${box.x + 15} ${operator.y - 15}v4`} />}
                <circle cx={box.x + 15} cy={operator.y - 4} r={3} />
                <text x={box.x + 25} y={operator.y}>{fitText(plainName(operator.name), box.width - 34, '400 12px')}</text>
              </g>
            ))}
          </g>
        ))}
        <defs><marker id="ladder-tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M1 1L6 4L1 7" fill="none" /></marker></defs>
      </svg>
    </div>
  );
}
