// The rows of all rungs side by side: the same events, so the same rows, or it shows where they differ.
import { Check } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { number } from '../words/numbers.ts';
import { compare, type RungResult } from './results.ts';
import { RUNGS } from './questions.ts';
import { rungName, stateText } from './ladder-words.ts';

/** Rows beyond this are counted only. */
const MOST_ROWS = 40;

export function Results({ results }: { readonly results: readonly RungResult[] }): React.ReactNode {
  const { rows, finished, differing } = compare(results);
  const verdict = finished.length < 2 ? null : differing === 0 ? m.ladder_agree({ count: number(finished.length), rows: number(rows.length) }) : differing === 1 ? m.ladder_differ_one() : m.ladder_differ({ rows: number(differing) });
  return (
    <section className="ladder-results" aria-label={m.ladder_results()}>
      <h3>{m.ladder_results()}</h3>
      <output className={differing === 0 ? 'ladder-verdict' : 'ladder-verdict is-differing'}>{verdict ?? m.ladder_results_hint()}</output>
      <div className="ladder-rows">
      <table>
        <thead>
          <tr>
            <th scope="col">{m.ladder_row()}</th>
            {results.map(({ rung, state }) => <th key={rung} scope="col" title={stateText(state)}>{rungName(rung).replace('F', '\u200bF')}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 ? <tr><td colSpan={1 + RUNGS.length} className="muted">{m.ladder_no_rows()}</td></tr> : rows.slice(0, MOST_ROWS).map(({ text, counts }) => (
            <tr key={text} className={new Set(finished.map((rung) => counts[rung])).size > 1 ? 'is-differing' : undefined}>
              <th scope="row"><code>{text}</code></th>
              {RUNGS.map((rung) => <td key={rung}><Cell count={counts[rung]} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
      </div>
      {rows.length > MOST_ROWS ? <p className="muted">{m.ladder_more_rows({ count: number(rows.length - MOST_ROWS) })}</p> : null}
    </section>
  );
}

function Cell({ count }: { readonly count: number }): React.ReactNode {
  if (count === 0) return <span className="muted" aria-label={m.ladder_row_absent()}>–</span>;
  return count === 1 ? <Check size={15} aria-label={m.ladder_row_present()} /> : <span>×{number(count)}</span>;
}
