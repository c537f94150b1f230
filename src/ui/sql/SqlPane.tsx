// The SQL pane: an editor for Flink SQL that types into a SQL client of the world, and beside it what comes of its statements.
import { CirclePlay, ListVideo, Square, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { CompletionResult } from '@codemirror/autocomplete';
import type { SqlChecked, SqlOption } from '../../bridge/sql.ts';
import { CodeEditor, type CodeHandle, type CodeProblem } from '../editor/CodeEditor.tsx';
import { flinkSql } from '../editor/sql-language.ts';
import { LONGEST_TEXT } from '../editor/long-text.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage, usePage } from '../store/page-store.ts';
import { tabKeys } from '../store/tab-keys.ts';
import { useWorld, useWorldState, type World } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { addToDraft, setDraft, type SqlView, useDraft } from './draft.ts';
import { explainError } from './explain-error.ts';
import { Plan } from './Plan.tsx';
import { pieceAt } from './run.ts';
import { Result } from './Result.tsx';
import { starters } from './starters.ts';
import { Statements } from './Statements.tsx';
import { type Hands, type SqlSession, useChecked, useHands, useSqlSession, useSqlWords } from './use-sql.ts';
import './sql.css';

/** `narrow`: one thing at a time, as on a phone. `lead` stands first in the bar. */
export default function SqlPane({ narrow, lead }: { readonly narrow: boolean; readonly lead: React.ReactNode }): React.ReactNode {
  const text = useDraft((state) => state.text);
  const view = useDraft((state) => state.view);
  const [cursor, setCursor] = useState(text.length);
  const [handle, setHandle] = useState<CodeHandle | null>(null);
  const sql = useSqlSession();
  const hands = useHands();
  const checked = useChecked(text, sql.tty, sql.session?.statements ?? 0);
  const run = async (all: string, at: number): Promise<void> => {
    const next = await hands.run(all, at);
    if (next !== null) handle?.goTo(next);
  };
  useJobOnStage(sql);
  const wished = usePage((state) => state.sqlView);
  useEffect(() => { if (wished === 'plan') setDraft({ view: 'plan' }); }, [wished]);
  const editor = <Editor text={text} cursor={cursor} sql={sql} checked={checked} run={run} hands={hands} onCursor={setCursor} onHandle={setHandle} />;
  const beside = view === 'editor' && !narrow ? 'result' : view;
  const body = beside === 'editor' ? editor : <Beside view={beside} sql={sql} hands={hands} text={text} cursor={cursor} handle={handle} />;
  return (
    <section className={narrow ? 'sql-pane is-narrow' : 'sql-pane'} aria-label={m.sql_name()}>
      <div className="sql-bar">
        {lead}
        <Buttons text={text} run={() => void run(text, cursor)} hands={hands} sql={sql} />
        <span className="space" />
        <SessionLine sql={sql} />
        <Views narrow={narrow} view={beside} failed={failedLast(sql)} />
      </div>
      {narrow ? <div className="sql-body" role="tabpanel" id="sql-panel" aria-labelledby={`sql-tab-${beside}`}>{body}</div> : (
        <Group orientation="horizontal" className="sql-body">
          <Panel id="sql-write" defaultSize="42%" minSize="24%">{editor}</Panel>
          <Separator className="separator is-upright" aria-label={m.sql_resize()} />
          <Panel id="sql-beside" minSize="30%"><div className="sql-beside" role="tabpanel" id="sql-panel" aria-labelledby={`sql-tab-${beside}`}>{body}</div></Panel>
        </Group>
      )}
    </section>
  );
}

/** A job that is handed in from here is the one on the stage. */
function useJobOnStage({ statements }: SqlSession): void {
  const job = statements.findLast((one) => one.job !== null)?.job ?? null;
  const seen = useRef(job);
  useEffect(() => {
    if (job !== null && job !== seen.current) setPage({ flinkJob: `flink-job/${job}` });
    seen.current = job;
  }, [job]);
}

const failedLast = ({ statements }: SqlSession): boolean => ['refused', 'failed'].includes(statements.at(-1)?.outcome ?? '');

function Buttons({ text, run, hands, sql }: { readonly text: string; readonly run: () => void; readonly hands: Hands; readonly sql: SqlSession }): React.ReactNode {
  const runs = sql.session?.state === 'running';
  return (
    <>
      <button type="button" className="button is-main" disabled={text.trim() === ''} title={m.sql_run_hint()} onClick={run} data-testid="sql-run"><CirclePlay size={14} aria-hidden /> <span>{m.sql_run()}</span></button>
      <button type="button" className="button" disabled={text.trim() === ''} title={m.sql_run_all_hint()} onClick={() => void hands.runAll(text)} data-testid="sql-run-all"><ListVideo size={14} aria-hidden /> <span>{m.sql_run_all()}</span></button>
      <button type="button" className="button" disabled={!runs} title={m.sql_stop_hint()} onClick={() => void hands.stop(sql.tty)}><Square size={12} aria-hidden /> <span>{m.sql_stop()}</span></button>
    </>
  );
}

/** Where the client stands: before its start, starting, its database and mode. */
function SessionLine({ sql: { session } }: { readonly sql: SqlSession }): React.ReactNode {
  const text = session === undefined ? m.sql_session_none() : session.state === 'starting' ? m.sql_session_starting() : `${session.database} · ${session.mode}`;
  return <span className="sql-session" title={m.sql_session_hint()}><code>sql-client.sh</code> {text}</span>;
}

function Views({ narrow, view, failed }: { readonly narrow: boolean; readonly view: SqlView; readonly failed: boolean }): React.ReactNode {
  const names: readonly SqlView[] = narrow ? ['editor', 'result', 'plan', 'statements'] : ['result', 'plan', 'statements'];
  const label = (name: SqlView): string => (name === 'editor' ? m.sql_tab_editor() : name === 'result' ? m.sql_tab_result() : name === 'plan' ? m.sql_tab_plan() : m.sql_tab_statements());
  const move = tabKeys(names, view, (name) => `sql-tab-${name}`, (next) => setDraft({ view: next }));
  return (
    <div className="sql-tabs" role="tablist" aria-label={m.sql_views()}>
      {names.map((name) => (
        <button key={name} type="button" role="tab" id={`sql-tab-${name}`} aria-selected={name === view} aria-controls="sql-panel" tabIndex={name === view ? 0 : -1} onClick={() => setDraft({ view: name })} onKeyDown={move}>
          {label(name)}{name === 'result' && failed ? <TriangleAlert size={13} className="sql-icon is-fault" aria-hidden /> : null}
        </button>
      ))}
    </div>
  );
}

interface EditorProps {
  readonly text: string;
  readonly sql: SqlSession;
  readonly cursor: number;
  readonly checked: SqlChecked | null;
  readonly run: (text: string, cursor: number) => Promise<void>;
  readonly hands: Hands;
  readonly onCursor: (offset: number) => void;
  readonly onHandle: (handle: CodeHandle | null) => void;
}

function Editor({ text, cursor, sql, checked, run, hands, onCursor, onHandle }: EditorProps): React.ReactNode {
  const world = useWorld();
  const words = useSqlWords();
  const language = useMemo(() => (words === null ? undefined : flinkSql(words)), [words]);
  const handle = useRef<CodeHandle | null>(null);
  const problems = useMemo(() => (checked?.problems ?? []).map((problem): CodeProblem => {
    const help = explainError(problem)?.text;
    return { from: problem.from, to: problem.to, severity: 'error', message: shortMessage(problem.message), ...(help === undefined ? {} : { help }) };
  }), [checked]);
  const current = pieceAt(checked?.pieces ?? [], cursor);
  const [from, to] = current === null || (checked?.pieces.length ?? 0) < 2 ? [0, 0] : [current.from, current.to];
  const marks = useMemo(() => [{ from, to, className: 'sql-current' }], [from, to]);
  const complete = useCallback((all: string, offset: number, explicit: boolean) => completed(world, sql.tty, all, offset, explicit), [world, sql.tty]);
  return (
    <div className="sql-editor">
      {text === '' ? <Starters /> : null}
      <CodeEditor
        text={text} label={m.sql_editor_label()} {...(language === undefined ? {} : { language })} problems={problems} complete={complete} placeholder={m.sql_placeholder()}
        onChange={(next) => setDraft({ text: next })} onCursor={onCursor} onRun={(all, at) => void run(all, at)} marks={marks} onRunAll={(all) => void hands.runAll(all)}
        onTooLong={(length) => say(m.sql_too_long({ length: number(length), most: number(LONGEST_TEXT) }), 'problem')}
        onHandle={(next) => { handle.current = next; onHandle(next); }}
      />
      <Problems problems={problems} open={checked?.pieces.at(-1)?.ended === false} onGoTo={(offset) => handle.current?.goTo(offset)} />
    </div>
  );
}

/** The first lines of what Flink says: its lists of all that would fit are long. */
const shortMessage = (message: string): string => message.split('\n').slice(0, 3).join('\n');

/** What Flink would refuse, with what it means: always in sight, under the text. */
function Problems({ problems, open, onGoTo }: { readonly problems: readonly CodeProblem[]; readonly open: boolean; readonly onGoTo: (offset: number) => void }): React.ReactNode {
  if (problems.length === 0) return open ? <p className="sql-problems sql-note">{m.sql_not_ended()}</p> : null;
  return (
    <ul className="sql-problems" aria-label={m.editor_problems()} aria-live="polite">
      {problems.slice(0, 8).map(({ from, message, help }, at) => (
        <li key={at}>
          <button type="button" onClick={() => onGoTo(from)}><code>{message.split('\n')[0]}</code></button>
          {help === undefined ? null : <p data-testid="sql-help">{help}</p>}
        </li>
      ))}
    </ul>
  );
}

const RANK: Readonly<Record<SqlOption['kind'], number>> = { column: 9, table: 8, view: 8, option: 8, database: 6, catalog: 5, function: 3, type: 1, keyword: 0 };

async function completed({ api }: World, tty: string, text: string, offset: number, explicit: boolean): Promise<CompletionResult | null> {
  const before = text.slice(0, offset);
  // Unasked, only behind a letter, a dot or an opened quote: a list at every space is noise.
  if (!explicit && !/[\p{L}\p{N}_$.`']$/u.test(before)) return null;
  const found = await api.sqlComplete(tty, text, offset);
  if (found === null || found.options.length === 0) return null;
  return {
    from: found.from, validFor: /^[\p{L}\p{N}_$.-]*$/u,
    options: found.options.map(({ label, kind, detail, insert }) => ({
      label, detail, type: kind, boost: RANK[kind], ...(insert === undefined ? {} : { apply: insert.endsWith('()') ? callOf(insert) : insert }),
    })),
  };
}

/** Puts a function in with the cursor between its brackets. */
function callOf(insert: string) {
  return (view: { dispatch: (change: object) => void }, _completion: unknown, from: number, to: number): void => {
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - 1 } });
  };
}

/** What to begin with: a table over a topic of this world, with a query. */
function Starters(): React.ReactNode {
  const topic = useWorldState((state) => state.tables.topic);
  const replica = useWorldState((state) => state.tables.replica);
  const found = useMemo(() => starters({ topic, replica }).slice(0, 3), [topic, replica]);
  return (
    <div className="sql-starters">
      <p>{m.sql_start()}</p>
      {found.map((starter) => <button key={starter.topic ?? ''} type="button" className="button" onClick={() => addToDraft(starter.text)}>{starter.topic === null ? m.sql_start_generated() : m.sql_start_topic({ topic: starter.topic })}</button>)}
    </div>
  );
}

interface BesideProps {
  readonly view: Exclude<SqlView, 'editor'>;
  readonly sql: SqlSession;
  readonly hands: Hands;
  readonly text: string;
  readonly cursor: number;
  readonly handle: CodeHandle | null;
}

function Beside({ view, sql, hands, text, cursor, handle }: BesideProps): React.ReactNode {
  const shown = useDraft((state) => state.shown);
  switch (view) {
    case 'plan': return <Plan sql={sql} text={text} cursor={cursor} />;
    case 'statements': return <Statements sql={sql} />;
    case 'result': {
      const statement = sql.statements.find((one) => one.number === shown) ?? sql.statements.at(-1);
      if (statement === undefined) return <p className="sql-note">{sql.session?.state === 'starting' ? m.sql_starting() : m.sql_nothing_run()}</p>;
      const place = statement.at === null ? text.indexOf(statement.text) : placeIn(text, statement.text, statement.at.line, statement.at.column);
      const goTo = place < 0 || handle === null ? null : () => handle.goTo(place);
      return <Result sql={sql} statement={statement} hands={hands} onGoTo={goTo} />;
    }
  }
}

/** Where a place in a statement is in the editor's text; -1 where the statement does not stand there any more. */
function placeIn(text: string, statement: string, line: number, column: number): number {
  const from = text.indexOf(statement.replace(/;$/, ''));
  if (from < 0) return -1;
  const lines = statement.split('\n');
  return from + lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
