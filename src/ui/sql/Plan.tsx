// A statement's plan as it is drawn: its operators with what they give and keep, tied to those on the stage; EXPLAIN's text beside it.
import { AlignLeft, Workflow } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { FlinkJobRecord } from '../../bridge/flink-records.ts';
import type { SqlExplained, SqlPlan, SqlPlanNode } from '../../bridge/sql.ts';
import type { SqlStatementRecord } from '../../bridge/sql-records.ts';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useTable, useWorld } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { setDraft, useDraft } from './draft.ts';
import { explainError } from './explain-error.ts';
import { keptBy, verticesOf } from './job-plan.ts';
import { CARD, layoutPlan } from './plan-layout.ts';
import { changesText, purposeText, shortState, stateText } from './plan-words.ts';
import { ended } from './run.ts';
import { Said } from './Result.tsx';
import type { SqlSession } from './use-sql.ts';

/** After the cursor has come to rest, in ms. */
const EXPLAIN_AFTER_MS = 300;

export interface PlanProps {
  readonly sql: SqlSession;
  readonly text: string;
  readonly cursor: number;
}

export function Plan({ sql, text, cursor }: PlanProps): React.ReactNode {
  const stamp = sql.session?.statements ?? 0;
  const atCursor = useExplained(sql.tty, text, cursor, stamp);
  // Where the cursor stands in no query, the last that was run is shown.
  const last = sql.statements.findLast(({ plan }) => plan !== null);
  const lastText = atCursor?.kind === 'none' ? (last?.text ?? '') : '';
  const ofLast = useExplained(sql.tty, lastText, 0, stamp);
  const explained = lastText === '' ? atCursor : ofLast;
  const asText = useDraft((state) => state.asText);
  const jobs = useTable('flink-job');
  const statement = lastText === '' ? ranAs(sql.statements, explained, text) : last;
  const job = jobs.get(`flink-job/${statement?.job ?? ''}`) ?? null;
  const plan = statement?.plan ?? (explained?.kind === 'plan' ? explained.plan : null);
  if (plan === null) return <PlanMissing explained={explained} />;
  return (
    <div className="sql-plan">
      <div className="sql-plan-bar">
        <span className="sql-note">{job === null ? m.sql_plan_not_run() : m.sql_plan_of_job({ status: job.status })}</span>
        <span className="space" />
        {explained?.kind === 'plan' ? <button type="button" className="button" aria-pressed={asText} onClick={() => setDraft({ asText: !asText })}><AlignLeft size={13} aria-hidden /> {m.sql_plan_text()}</button> : null}
      </div>
      <div className="sql-plan-body">
        <Drawing plan={plan} job={job} />
        {asText && explained?.kind === 'plan' ? <div className="sql-text" role="region" tabIndex={0} aria-label={m.sql_plan_text()}><pre>{explained.text}</pre></div> : null}
      </div>
    </div>
  );
}

/** The plan of the statement at the cursor, over the session as it is now. */
function useExplained(tty: string, text: string, cursor: number, stamp: number): SqlExplained | null {
  const { api } = useWorld();
  const [known, setKnown] = useState<{ readonly stamp: number; readonly explained: SqlExplained | null }>({ stamp: -1, explained: null });
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const explained = await api.sqlExplain(tty, text, cursor);
      if (!gone) setKnown({ stamp, explained });
    };
    const timer = window.setTimeout(() => void ask(), EXPLAIN_AFTER_MS);
    return () => {
      gone = true;
      window.clearTimeout(timer);
    };
  }, [api, tty, text, cursor, stamp]);
  return known.explained;
}

/** The last run of the statement that is explained; the last that had a plan where the editor has none. */
function ranAs(statements: readonly SqlStatementRecord[], explained: SqlExplained | null, text: string): SqlStatementRecord | undefined {
  const planned = statements.filter(({ plan }) => plan !== null);
  if (explained?.kind === 'plan') return planned.findLast((one) => one.text === ended(text.slice(explained.from, explained.to)));
  return explained === null ? planned.at(-1) : undefined;
}

function PlanMissing({ explained }: { readonly explained: SqlExplained | null }): React.ReactNode {
  if (explained === null) return <p className="sql-note" aria-busy="true">{m.sql_plan_none()}</p>;
  if (explained.kind !== 'refused') return <p className="sql-note">{m.sql_plan_none()}</p>;
  const { exception, message } = explained.problem;
  return (
    <div className="sql-refusal">
      <Said text={`${exception}: ${message}`} />
      <p>{explainError(explained.problem)?.text ?? ''}</p>
    </div>
  );
}

function Drawing({ plan, job }: { readonly plan: SqlPlan; readonly job: FlinkJobRecord | null }): React.ReactNode {
  const { cards, wires, width, height } = useMemo(() => layoutPlan(plan), [plan]);
  const [chosen, setChosen] = useState<number | null>(null);
  const pointed = usePage((state) => state.pointed);
  const selected = usePage((state) => state.selected);
  const states = useTable('flink-state');
  const point = (node: number | null): void => setPage({ pointed: node === null || job === null ? null : { job: job.job, node } });
  const marked = (node: SqlPlanNode): boolean => job !== null && ((pointed?.job === job.job && pointed.node === node.number) || isSelected(selected, job, node.number));
  const shown = cards.find(({ node }) => node.number === (chosen ?? (pointed?.job === job?.job ? pointed?.node : undefined)))?.node ?? null;
  // What is pointed at on the stage goes with the plan.
  useEffect(() => () => setPage({ pointed: null }), []);
  return (
    <div className="sql-drawing-frame">
      <div className="sql-drawing-scroll" role="region" aria-label={m.sql_tab_plan()} tabIndex={0}>
        <div className="sql-drawing" style={{ width, height }}>
          <svg width={width} height={height} aria-hidden>
            {wires.map((wire) => <path key={`${wire.from}-${wire.to}`} d={wire.path} className={wire.exchange === null ? 'sql-wire' : 'sql-wire is-exchange'} />)}
          </svg>
          {wires.map((wire) => (wire.exchange === null ? null : <span key={`${wire.from}-${wire.to}`} className="sql-exchange" style={{ left: wire.x, top: wire.y }} title={m.sql_exchange({ how: wire.exchange })}>{wire.exchange}</span>))}
          {cards.map(({ node, x, y }) => {
            const kept = job === null ? null : keptBy(states.values(), job.job, node.number);
            const state = `${shortState(node.state)}${kept === null || node.state.kind === 'none' ? '' : ` · ${m.sql_entries({ count: number(kept.entries) })}`}`;
            return (
              <button
                key={node.number} type="button" title={`${node.kind}: ${purposeText(node.kind)}. ${state}`} className={`sql-card${marked(node) ? ' is-marked' : ''}`} style={{ left: x, top: y, width: CARD.width, height: CARD.height }} aria-pressed={chosen === node.number} data-node={node.number}
                onPointerEnter={() => point(node.number)} onPointerLeave={() => point(chosen)} onFocus={() => point(node.number)} onBlur={() => point(chosen)}
                onClick={() => { setChosen(chosen === node.number ? null : node.number); point(node.number); }}
              >
                <strong>{node.kind}</strong>
                <span className="sql-purpose">{purposeText(node.kind)}</span>
                <span className="sql-kept">{state}</span>
                <span className="sql-modes">{node.changes.map((change) => <ChangeMark key={change} change={change} />)}</span>
              </button>
            );
          })}
        </div>
      </div>
      <Details node={shown} job={job} />
    </div>
  );
}

/** Whether what the inspector shows is a subtask that runs the operator. */
function isSelected(selected: string | null, job: FlinkJobRecord, node: number): boolean {
  const found = /^flink-task\/(.+)\/(\d+)-\d+$/.exec(selected ?? '');
  return found !== null && found[1] === job.job && verticesOf(job, node).includes(Number(found[2]));
}

const MARKS = { I: '+I', UB: '-U', UA: '+U', D: '-D' } as const;
const MARK_CLASS = { I: 'is-insert', UB: 'is-before', UA: 'is-after', D: 'is-delete' } as const;

function ChangeMark({ change }: { readonly change: SqlPlanNode['changes'][number] }): React.ReactNode {
  return <span className={`sql-op ${MARK_CLASS[change]}`}>{MARKS[change]}</span>;
}

function Details({ node, job }: { readonly node: SqlPlanNode | null; readonly job: FlinkJobRecord | null }): React.ReactNode {
  const states = useTable('flink-state');
  if (node === null) return <p className="sql-details sql-note"><Workflow size={15} aria-hidden /> {m.sql_plan_hint()}</p>;
  const kept = job === null ? null : keptBy(states.values(), job.job, node.number);
  return (
    <div className="sql-details" role="region" tabIndex={0} aria-label={node.kind} aria-live="polite">
      <h3>{node.kind}</h3>
      <dl>
        <dt>{m.sql_detail_gives()}</dt><dd>{changesText(node)}</dd>
        <dt>{m.sql_detail_keeps()}</dt><dd>{stateText(node.state)}{kept === null || node.state.kind === 'none' ? '' : ` ${m.sql_detail_now({ entries: number(kept.entries), timers: number(kept.timers), subtasks: number(kept.subtasks) })}`}</dd>
        <dt>EXPLAIN</dt><dd><code>{node.text}</code></dd>
      </dl>
    </div>
  );
}
