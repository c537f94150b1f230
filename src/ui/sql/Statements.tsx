// The statements that the SQL client was given: what came of each, and the way back into the editor.
import { ArrowUpLeft } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { clockTime } from '../words/numbers.ts';
import { addToDraft, setDraft, useDraft } from './draft.ts';
import { OutcomeIcon, outcomeText } from './Result.tsx';
import type { SqlSession } from './use-sql.ts';

export function Statements({ sql }: { readonly sql: SqlSession }): React.ReactNode {
  const shown = useDraft((state) => state.shown);
  if (sql.statements.length === 0) return <p className="sql-note">{m.sql_no_statements()}</p>;
  const current = shown ?? sql.statements.at(-1)?.number;
  return (
    <ol className="sql-statements" reversed>
      {sql.statements.toReversed().map((statement) => (
        <li key={statement.number} className={statement.number === current ? 'is-shown' : ''}>
          <button type="button" className="sql-statement" aria-current={statement.number === current} onClick={() => setDraft({ shown: statement.number, view: 'result' })}>
            <OutcomeIcon outcome={statement.outcome} />
            <code title={statement.text}>{statement.text.replace(/\s+/g, ' ')}</code>
            <span className="sql-when">{outcomeText(statement)} · {clockTime(statement.atUs)}</span>
          </button>
          <button type="button" className="round" aria-label={m.sql_into_editor()} title={m.sql_into_editor()} onClick={() => { addToDraft(statement.text); setDraft({ view: 'editor' }); }}><ArrowUpLeft size={15} aria-hidden /></button>
        </li>
      ))}
    </ol>
  );
}
