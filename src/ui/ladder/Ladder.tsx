// The API ladder: one question in four texts, from SQL down to the process function, each beside the graph that it becomes, with the rows of all side by side.
import { Play, RotateCcw, Rows3, X } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { type LadderView, setPage } from '../store/page-store.ts';
import { tabKeys } from '../store/tab-keys.ts';
import { useTable, useWorld, useWorldState, type World } from '../store/world.ts';
import { JobGraph } from './JobGraph.tsx';
import { questionName, rungName, rungText, stateText } from './ladder-words.ts';
import { currentText, keyOf, ladderStore, resetText, setPlan } from './ladder-store.ts';
import { type HostLanguage, isQuestion, languageOf, type QuestionId, QUESTIONS, type RungId, RUNGS, runsHere, textOf } from './questions.ts';
import { allResults, missing, type RungResult } from './results.ts';
import { Results } from './Results.tsx';
import { clusterInputs, eventInputs, runInputs } from './run-inputs.ts';
import { RungEditor } from './RungEditor.tsx';
import './ladder.css';

/** Rows of a result that the page asks for. */
const ROWS = 120;
/** After the last letter, before the text is read anew. */
const PAUSE_MS = 350;

export default function Ladder({ view }: { readonly view: LadderView }): React.ReactNode {
  const world = useWorld();
  const { question, rung, host } = view;
  const results = useResults(question);
  const lacks = useLacks();
  const text = useStore(ladderStore, (state) => currentText(state, question, rung, host));
  const runnable = runsHere(rung, host);
  usePlanning(view, text);
  useEffect(() => void world.api.watch({ recordsPerReplica: ROWS, partition: null }), [world]);
  const change = (next: Partial<LadderView>): void => setPage({ ladder: { ...view, ...next } });
  const run = (rungs: readonly RungId[]): void => void runAll(world, question, host, rungs);
  return (
    <section className="ladder" aria-label={m.ladder()}>
      <header className="ladder-head">
        <h2>{m.ladder()}</h2>
        <label><span className="hidden">{m.ladder_question()}</span>
          <select value={question} onChange={(event) => { if (isQuestion(event.target.value)) change({ question: event.target.value }); }}>
            {QUESTIONS.map((id) => <option key={id} value={id}>{questionName(id)}</option>)}
          </select>
        </label>
        <span className="space" />
        <button type="button" className="button" disabled={lacks !== null} onClick={() => run(RUNGS)} data-ladder="run-all"><Rows3 size={15} aria-hidden /> {m.ladder_run_all()}</button>
        <button type="button" className="button" onClick={() => change({ open: false })} data-ladder="stage">{m.ladder_to_stage()}</button>
        <button type="button" className="round" aria-label={m.ladder_close()} title={m.ladder_close()} onClick={() => setPage({ ladder: null })}><X size={16} aria-hidden /></button>
      </header>
      {lacks === null ? null : <Lacks what={lacks} world={world} />}
      <div className="ladder-tabs" role="tablist" aria-label={m.ladder_rungs()}>
        {RUNGS.map((id) => <Tab key={id} rung={id} chosen={id === rung} result={results.find((one) => one.rung === id)} onChoose={(next) => change({ rung: next })} />)}
        <span className="space" />
        <div className="ladder-language" role="group" aria-label={m.ladder_language()}>
          {(['java', 'python'] as const).map((one) => (
            <button key={one} type="button" className="chip" aria-pressed={rung !== 'sql' && host === one} disabled={rung === 'sql'} onClick={() => change({ host: one })}>{one === 'java' ? 'Java' : 'Python'}</button>
          ))}
        </div>
      </div>
      <div className="ladder-body" id="ladder-panel" role="tabpanel" aria-labelledby={`ladder-tab-${rung}`}>
        <div className="ladder-text">
          <div className="ladder-bar">
            <p>{rungText(rung)}</p>
            <button type="button" className="round" disabled={text === textOf(question, rung, host)} aria-label={m.ladder_reset()} title={m.ladder_reset()} onClick={() => resetText(question, rung, host)}><RotateCcw size={15} aria-hidden /></button>
            <button type="button" className="button is-main" disabled={lacks !== null || !runnable} onClick={() => run([rung])} data-ladder="run"><Play size={14} aria-hidden /> {m.ladder_run()}</button>
          </div>
          {runnable ? null : <p className="ladder-note">{m.ladder_python_note()} <button type="button" className="link" onClick={() => change({ host: 'java' })}>{m.ladder_to_java()}</button></p>}
          <RungEditor key={keyOf(question, rung, host)} question={question} rung={rung} host={host} text={text} readOnly={!runnable} onRun={() => { if (lacks === null && runnable) run([rung]); }} />
        </div>
        <div className="ladder-side">
          <Graph view={view} runnable={runnable} />
          <Results results={results} />
        </div>
      </div>
    </section>
  );
}

function useResults(question: QuestionId): readonly RungResult[] {
  const [nodes, job, replica, tty, topic] = [useTable('flink-node'), useTable('flink-job'), useTable('replica'), useTable('tty'), useTable('topic')];
  return useMemo(() => allResults(question, { 'flink-node': nodes, 'flink-job': job, replica, tty, topic }), [question, nodes, job, replica, tty, topic]);
}

/** Null until the world is there, too. */
function useLacks(): 'flink' | 'events' | null {
  return useWorldState(({ tables, revision }) => (revision < 0 ? null : missing(tables)));
}

/** Asks what the text would become, once nobody types. */
function usePlanning({ question, rung, host }: LadderView, text: string): void {
  const { api } = useWorld();
  useEffect(() => {
    const key = keyOf(question, rung, host);
    if (!runsHere(rung, host) || ladderStore.getState().plans[key]?.text === text) return undefined;
    const ask = async (): Promise<void> => {
      const plan = await api.planProgram(languageOf(rung, host), text);
      if (plan !== null) setPlan(key, text, plan);
    };
    const timer = setTimeout(() => void ask(), ladderStore.getState().plans[key] === undefined ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [api, question, rung, host, text]);
}

async function runAll(world: World, question: QuestionId, host: HostLanguage, rungs: readonly RungId[]): Promise<void> {
  await world.api.playback({ kind: 'play' });
  for (const rung of rungs) {
    const language = runsHere(rung, host) ? host : 'java';
    const terminals = [...world.store.getState().tables.tty.values()].map(({ tty }) => tty);
    if (!(await act(world, runInputs(question, rung, language, currentText(ladderStore.getState(), question, rung, language), terminals)))) return;
  }
}

function Lacks({ what, world }: { readonly what: 'flink' | 'events'; readonly world: World }): React.ReactNode {
  const terminals = [...world.store.getState().tables.tty.values()].map(({ tty }) => tty);
  const bring = async (): Promise<void> => {
    await world.api.playback({ kind: 'play' });
    await act(world, what === 'flink' ? clusterInputs(terminals) : eventInputs(terminals));
  };
  return (
    <p className="ladder-note is-first">
      {what === 'flink' ? m.ladder_lacks_flink() : m.ladder_lacks_events()}
      <button type="button" className="button is-main" onClick={() => void bring()} data-ladder="bring">{what === 'flink' ? m.ladder_start_flink() : m.ladder_bring_events()}</button>
    </p>
  );
}

interface TabProps {
  readonly rung: RungId;
  readonly chosen: boolean;
  readonly result: RungResult | undefined;
  readonly onChoose: (rung: RungId) => void;
}

function Tab({ rung, chosen, result, onChoose }: TabProps): React.ReactNode {
  const state = result?.state ?? { kind: 'none' };
  const tone = state.kind === 'job' ? (state.job.status === 'FINISHED' ? 'fine' : state.job.status === 'FAILED' ? 'fault' : 'waiting') : state.kind === 'submitting' ? 'waiting' : state.kind === 'refused' ? 'fault' : 'none';
  const move = tabKeys(RUNGS, rung, (id) => `ladder-tab-${id}`, onChoose);
  return (
    <button type="button" role="tab" id={`ladder-tab-${rung}`} className="ladder-tab" aria-selected={chosen} aria-controls="ladder-panel" tabIndex={chosen ? 0 : -1} onClick={() => onChoose(rung)} onKeyDown={move}>
      <span className={`ladder-dot is-${tone}`} aria-hidden />{rungName(rung)}{state.kind === 'none' ? null : <small>{stateText(state)}</small>}
    </button>
  );
}

function Graph({ view: { question, rung, host }, runnable }: { readonly view: LadderView; readonly runnable: boolean }): React.ReactNode {
  const planned = useStore(ladderStore, ({ plans }) => plans[keyOf(question, rung, host)]);
  const isOld = planned?.plan.ok === false;
  const graph = planned?.graph ?? null;
  return (
    <section className={isOld ? 'ladder-plan is-old' : 'ladder-plan'} aria-label={m.ladder_graph()}>
      <h3>{m.ladder_graph()}{isOld && graph !== null ? <small>{m.ladder_graph_old()}</small> : null}</h3>
      {graph !== null ? <JobGraph graph={graph} /> : <p className="muted">{!runnable ? m.ladder_graph_python() : planned === undefined ? m.ladder_graph_waiting() : m.ladder_graph_problem()}</p>}
    </section>
  );
}
