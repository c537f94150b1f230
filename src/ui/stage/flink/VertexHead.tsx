// The head of a step: the operators of its chain from left to right, and how many subtasks it has.
import { setPage, usePage } from '../../store/page-store.ts';
import { useRecord } from '../../store/world.ts';
import { number } from '../../words/numbers.ts';
import type { VertexPlace } from './layout.ts';
import { shorten } from '../shorten.ts';

/** The number in the name of an operator of SQL, which its node has in a drawn plan: `GroupAggregate[3]`; null for others. */
function nodeOf(name: string): number | null {
  const found = /\[(\d+)\](?:: (?:Writer|Committer))?$/.exec(name);
  return found === null ? (name.includes('Collect table sink') ? 0 : null) : Number(found[1]);
}

/** A letter of a name, and what stands around one, in pixels. */
const LETTER = 8;
const AROUND = 14;

/** Widths that fill the room: who wants less than an even share has what it wants, the others share the rest. */
export function fairWidths(wanted: readonly number[], room: number): number[] {
  const widths = wanted.map(() => 0);
  let left = room;
  const byWish = wanted.map((width, at) => ({ width, at })).sort((a, b) => a.width - b.width);
  byWish.forEach(({ width, at }, done) => {
    widths[at] = Math.min(width, left / (byWish.length - done));
    left -= widths[at];
  });
  return widths.map((width) => width + left / wanted.length);
}

export function VertexHead({ place: { index, box }, job }: { readonly place: VertexPlace; readonly job: string }): React.ReactNode {
  const record = useRecord('flink-job', job);
  const pointed = usePage((state) => (state.pointed !== null && `flink-job/${state.pointed.job}` === job ? state.pointed.node : null));
  const vertex = record?.vertices[index];
  if (record === undefined || vertex === undefined) return null;
  const { operators, parallelism } = vertex;
  const isWide = (box.width - 12) / operators.length >= 58;
  const texts = (isWide ? operators : operators.slice(0, 1)).map(({ name }) => name.replace(/^Source: /, '').replace(/: (Writer|Committer)$/, ''));
  const fits = texts.reduce((sum, text) => sum + text.length * LETTER + AROUND, 0) <= box.width - 12;
  // The number of a plan's node is what can be left out first.
  const shown = texts.map((text, at) => ({ name: operators[at]?.name ?? '', text: fits ? text : text.replace(/\[\d+\]$/, '') }));
  const widths = fairWidths(shown.map(({ text }) => text.length * LETTER + AROUND), box.width - 12);
  const point = (node: number | null): void => setPage({ pointed: node === null ? null : { job: record.job, node } });
  const isPointed = (name: string): boolean => pointed !== null && nodeOf(name) === pointed;
  return (
    <g className={operators.some(({ name }) => isPointed(name)) ? 'flink-vertex is-pointed' : 'flink-vertex'}>
      <title>{operators.map(({ name }) => name).join(' → ')}</title>
      <rect className="frame" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={9} />
      {shown.map(({ name, text }, at) => {
        const x = box.x + 6 + widths.slice(0, at).reduce((sum, one) => sum + one, 0);
        const width = widths[at] ?? 0;
        return (
        <g key={at} className={isPointed(name) ? 'operator is-pointed' : 'operator'} onPointerEnter={() => point(nodeOf(name))} onPointerLeave={() => point(null)} onClick={() => { if (nodeOf(name) !== null) setPage({ dockOpen: true, dockTab: 'sql', tab: 'sql' }); }}>
          <rect className="mark" x={x} y={box.y + 4} width={width - 4} height={20} rx={5} />
          {at === 0 ? null : <path className="chained" d={`M${x - 3} ${box.y + 9}v14`} />}
          <text className="small strong" x={x + 4} y={box.y + 18}>{shorten(text, Math.floor((width - AROUND) / LETTER + 0.01))}</text>
        </g>
        );
      })}
      <text className="small muted" x={box.x + 10} y={box.y + 34}>×{number(parallelism)}{isWide || operators.length === 1 ? '' : ` · +${operators.length - 1}`}</text>
    </g>
  );
}
