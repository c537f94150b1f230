// A chart for who reads numbers rather than lines: the values at round instants up to the playhead, newest first.
import { m } from '../paraglide/messages.js';
import { useWorld, useWorldState } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { said } from './ChartView.tsx';
import { type Chart, valueAt } from './series.ts';

const SECOND = 1_000_000;
const ROWS = 12;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Instants that are told, newest first: a round step apart, as many as fit between the start and now. */
export function instantsOf(fromUs: number, nowUs: number): readonly number[] {
  const step = (STEPS.find((each) => (nowUs - fromUs) / SECOND / each <= ROWS) ?? 7_200) * SECOND;
  const last = Math.floor(nowUs / step) * step;
  return [nowUs, ...Array.from({ length: ROWS }, (_, at) => last - at * step).filter((at) => at >= fromUs && at < nowUs)];
}

export function ChartTable({ chart }: { readonly chart: Chart }): React.ReactNode {
  const { api } = useWorld();
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / SECOND) * SECOND);
  const startUs = useWorldState((state) => state.clock.startUs);
  if (chart.lines.length === 0) return null;
  return (
    <div className="chart-table">
      <table data-chart={chart.id}>
        <caption>{chart.title} <span>{chart.about}</span></caption>
        <thead><tr><th scope="col">{m.chart_instant()}</th>{chart.lines.map(({ id, label }) => <th key={id} scope="col">{label}</th>)}</tr></thead>
        <tbody>
          {instantsOf(startUs, nowUs).map((at) => (
            <tr key={at}>
              <th scope="row"><button type="button" className="when" title={m.go_there()} onClick={() => void api.playback({ kind: 'seek', atUs: at })}>{clockTime(at, 0)}</button></th>
              {chart.lines.map((line) => <td key={line.id}>{said(chart, valueAt(line, at))}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
