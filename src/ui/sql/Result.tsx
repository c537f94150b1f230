// What came of a statement: an error with what it means, a table of texts, a job, or a query's changelog and the table that it makes.
import { CircleCheck, CircleX, CornerDownLeft, LoaderCircle, Square } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { SqlChange, SqlResultRecord, SqlStatementRecord } from '../../bridge/sql-records.ts';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import { useTable, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { explainError } from './explain-error.ts';
import { Grid } from './Grid.tsx';
import type { Hands, SqlSession } from './use-sql.ts';

/** A change is marked for so long after it came, in virtual microseconds at speed 1. */
const FRESH_US = 1_200_000;
/** How often a screen reader is told of what has come, in ms. */
const SAY_EVERY_MS = 5_000;

export interface ResultProps {
  readonly sql: SqlSession;
  readonly statement: SqlStatementRecord;
  readonly hands: Hands;
  /** Goes to the error in the editor; null where it does not stand there. */
  readonly onGoTo: (() => void) | null;
}

export function Result({ sql, statement, hands, onGoTo }: ResultProps): React.ReactNode {
  const result = sql.result?.statement === statement.number ? sql.result : undefined;
  return (
    <div className="sql-result">
      <Outcome sql={sql} statement={statement} result={result} hands={hands} />
      {statement.outcome === 'refused' || statement.outcome === 'failed' ? <Refusal statement={statement} onGoTo={onGoTo} /> : null}
      {statement.outcome === 'table' ? <Texts statement={statement} /> : null}
      {result === undefined ? null : <Rows tty={sql.tty} result={result} />}
      {result === undefined && statement.isQuery && statement.outcome !== 'running' && statement.outcome !== 'refused' && statement.outcome !== 'failed' ? <p className="sql-note">{m.sql_rows_gone()}</p> : null}
    </div>
  );
}

export function OutcomeIcon({ outcome }: { readonly outcome: SqlStatementRecord['outcome'] }): React.ReactNode {
  switch (outcome) {
    case 'running': return <LoaderCircle size={15} className="sql-icon is-running" aria-hidden />;
    case 'refused': case 'failed': return <CircleX size={15} className="sql-icon is-fault" aria-hidden />;
    case 'stopped': return <Square size={13} className="sql-icon" aria-hidden />;
    case 'done': case 'table': case 'finished': case 'submitted': return <CircleCheck size={15} className="sql-icon is-fine" aria-hidden />;
  }
}

export function outcomeText(statement: SqlStatementRecord): string {
  switch (statement.outcome) {
    case 'running': return statement.isQuery ? m.sql_outcome_running() : m.sql_outcome_working();
    case 'done': return m.sql_outcome_done();
    case 'table': return m.sql_outcome_table({ count: number(statement.rows.length) });
    case 'finished': return m.sql_outcome_finished();
    case 'submitted': return m.sql_outcome_submitted();
    case 'refused': return m.sql_outcome_refused();
    case 'failed': return m.sql_outcome_failed();
    case 'stopped': return m.sql_outcome_stopped();
  }
}

function Outcome({ sql, statement, result, hands }: Pick<ResultProps, 'sql' | 'statement' | 'hands'> & { readonly result: SqlResultRecord | undefined }): React.ReactNode {
  const job = useWorldState((state) => state.tables['flink-job'].get(`flink-job/${statement.job ?? ''}`));
  const runs = job !== undefined && (job.status === 'RUNNING' || job.status === 'RESTARTING');
  const waits = job !== undefined && job.missingSlots > 0 ? job.missingSlots : 0;
  return (
    <div className="sql-outcome">
      <OutcomeIcon outcome={statement.outcome} />
      <span className={waits > 0 ? 'sql-outcome-text is-waiting' : 'sql-outcome-text'}>{waits > 0 ? m.sql_waits_slots({ missing: number(waits), free: number(job?.freeSlots ?? 0) }) : outcomeText(statement)}</span>
      {result === undefined ? null : <Counts result={result} />}
      <span className="space" />
      {job === undefined ? null : <button type="button" className="sql-link" onClick={() => setPage({ selected: job.id, flinkJob: job.id })}>{m.sql_show_job({ status: job.status })}</button>}
      {runs && statement.outcome === 'submitted' ? <button type="button" className="button" onClick={() => void hands.runStatement(`STOP JOB '${job.job}';`)}><Square size={12} aria-hidden /> {m.sql_stop_job()}</button> : null}
      {statement.outcome === 'running' && statement.isQuery ? <button type="button" className="button" onClick={() => void hands.stop(sql.tty)}><Square size={12} aria-hidden /> {m.sql_stop()}</button> : null}
    </div>
  );
}

/** How many changes of each kind have come; heard from time to time. */
function Counts({ result }: { readonly result: SqlResultRecord }): React.ReactNode {
  const said = useSometimes(m.sql_said({ changes: number(result.changes), rows: number(result.size) }));
  return (
    <>
      <span className="sql-counts" aria-hidden>
        {([['+I', result.inserts], ['-U', result.updatesBefore], ['+U', result.updatesAfter], ['-D', result.deletes]] as const).map(([op, count]) => (count === 0 ? null : <span key={op}><Op op={op} /> {number(count)}</span>))}
      </span>
      <output className="visually-hidden" aria-live="polite">{said}</output>
    </>
  );
}

/** A text that changes all the time, as it was a while ago at most. */
function useSometimes(text: string): string {
  const [said, setSaid] = useState(text);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  useEffect(() => {
    const timer = window.setInterval(() => setSaid(latest.current), SAY_EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  return said;
}

const OP_NAMES: Readonly<Record<SqlChange['op'], () => string>> = { '+I': () => m.sql_op_insert(), '-U': () => m.sql_op_update_before(), '+U': () => m.sql_op_update_after(), '-D': () => m.sql_op_delete() };
const OP_CLASS: Readonly<Record<SqlChange['op'], string>> = { '+I': 'is-insert', '-U': 'is-before', '+U': 'is-after', '-D': 'is-delete' };

function Op({ op }: { readonly op: SqlChange['op'] }): React.ReactNode {
  return <abbr className={`sql-op ${OP_CLASS[op]}`} title={OP_NAMES[op]()}>{op}</abbr>;
}

/** What Flink said: as long as it is, it scrolls. */
export function Said({ text }: { readonly text: string }): React.ReactNode {
  return <div className="sql-said" role="region" tabIndex={0} aria-label={m.sql_flink_said()}><pre>{text}</pre></div>;
}

export function Refusal({ statement, onGoTo }: Pick<ResultProps, 'statement' | 'onGoTo'>): React.ReactNode {
  const explained = explainError(statement);
  return (
    <div className="sql-refusal" role="group" aria-label={m.sql_outcome_refused()}>
      <Said text={statement.exception === '' ? statement.message : `${statement.exception}: ${statement.message}`} />
      {explained === null ? null : <p data-testid="sql-explained">{explained.text}</p>}
      {onGoTo === null ? null : <button type="button" className="button" onClick={onGoTo}><CornerDownLeft size={13} aria-hidden /> {m.sql_go_to()}</button>}
    </div>
  );
}

/** SHOW, DESCRIBE, EXPLAIN: as Flink's client has it; a single long cell is read as a text. */
function Texts({ statement: { columns, rows, cut } }: Pick<ResultProps, 'statement'>): React.ReactNode {
  const [only] = rows;
  if (columns.length === 1 && rows.length === 1 && only?.[0]?.includes('\n') === true) return <div className="sql-text" role="region" tabIndex={0} aria-label={m.sql_tab_result()}><pre>{only[0]}</pre></div>;
  return (
    <div className="sql-texts" tabIndex={0} role="region" aria-label={m.sql_tab_result()}>
      <table>
        <thead><tr>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{rows.map((row, at) => <tr key={at}>{row.map((cell, place) => <td key={place}>{cell === '<NULL>' || cell === 'NULL' ? <em>NULL</em> : cell}</td>)}</tr>)}</tbody>
      </table>
      {cut ? <p className="sql-note">{m.sql_cut()}</p> : null}
    </div>
  );
}

function Rows({ tty, result }: { readonly tty: string; readonly result: SqlResultRecord }): React.ReactNode {
  const [changes, rows, nowUs, speed] = [useTable('sql-changes'), useTable('sql-rows'), useWorldState((state) => state.clock.nowUs), useWorldState((state) => state.clock.speed)];
  const allChanges = useMemo(() => inParts(changes.values(), tty).flatMap((part) => part.changes), [changes, tty]);
  const allRows = useMemo(() => inParts(rows.values(), tty).flatMap((part) => part.rows), [rows, tty]);
  const freshFrom = nowUs - FRESH_US * Math.max(1, speed);
  const isFresh = (atUs: number): string => (result.isStreaming && atUs > freshFrom ? 'is-fresh' : '');
  const first = allChanges[0]?.place ?? 0;
  return (
    <div className="sql-tables">
      {result.isStreaming ? (
        <section className="sql-half" aria-labelledby="sql-changes-title">
          <h3 id="sql-changes-title">{m.sql_changelog()} <span>{first > 0 ? m.sql_last_changes({ count: number(allChanges.length), all: number(result.changes) }) : number(result.changes)}</span></h3>
          <Grid
            label={m.sql_changelog()} columns={result.columns} markHead="op" follows before={first} empty={m.sql_no_changes()}
            rows={allChanges.map(({ place, op, atUs, cells }) => ({ key: place, cells, mark: <Op op={op} />, className: `${OP_CLASS[op]} ${isFresh(atUs)}` }))}
          />
        </section>
      ) : null}
      <section className="sql-half" aria-labelledby="sql-table-title">
        <h3 id="sql-table-title">{m.sql_table()} <span>{allRows.length < result.size ? m.sql_first_rows({ count: number(allRows.length), all: number(result.size) }) : m.sql_row_count({ count: number(result.size) })}</span></h3>
        <Grid
          label={m.sql_table()} columns={result.columns} follows={false} before={0} empty={m.sql_no_rows()}
          rows={allRows.map(({ row, op, atUs, cells }) => ({ key: row, cells, className: isFresh(atUs) === '' ? '' : `is-fresh ${OP_CLASS[op]}` }))}
        />
      </section>
    </div>
  );
}

function inParts<P extends { readonly tty: string; readonly part: number }>(parts: Iterable<P>, tty: string): readonly P[] {
  return [...parts].filter((part) => part.tty === tty).sort((a, b) => a.part - b.part);
}
