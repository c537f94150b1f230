// What the inspector says of Flink beyond numbers: the answer to the question that one has at this thing, its parts, and what it holds of whose records.
import type { FlinkCheckpointRecord, FlinkEdgeRecord, FlinkJobRecord, FlinkPane, FlinkRecord, FlinkStateRecord, FlinkTaskRecord } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import { followLineage } from '../follow/following.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { hueOf, letterOf } from '../stage/keys.ts';
import { checkpointName, checkpointState, eventTime, firingText, transactionState, watermarkText } from '../words/flink-names.ts';
import { type WhyLine, whyCheckpoint, whyLate, whyTask } from '../words/flink-why.ts';
import { clockTime, duration, number } from '../words/numbers.ts';
import type { Remedy } from '../why/answer.ts';
import { windowQuestions } from '../why/job.ts';
import { AnswerView } from './AnswerView.tsx';
import { FollowedRecords } from './FollowedRecords.tsx';
import { useSeen } from './Questions.tsx';

export function FlinkDetails({ record }: { readonly record: FlinkRecord }): React.ReactNode {
  switch (record.kind) {
    case 'flink-node': return null;
    case 'flink-job': return <JobDetails job={record} />;
    case 'flink-task': return <TaskDetails task={record} />;
    case 'flink-edge': return <Channels edge={record} />;
    case 'flink-time': return <Events time={record} />;
    case 'flink-window': return <><WindowWhy record={record} /><Panes panes={record.panes} job={record.job} /><FollowedRecords /></>;
    case 'flink-state': return <><Entries state={record} /><FollowedRecords /></>;
    case 'flink-checkpoint': return <CheckpointWhy checkpoint={record} />;
  }
}

/** A question with its answer: each sentence leads to what it speaks of. */
function Answer({ question, lines, remedies = [] }: { readonly question: string; readonly lines: readonly WhyLine[]; readonly remedies?: readonly Remedy[] }): React.ReactNode {
  if (lines.length === 0) return null;
  return (
    <section className="why flink-why" aria-label={question} data-testid="flink-why">
      <h3>{question}</h3>
      <AnswerView lines={lines} remedies={remedies} />
    </section>
  );
}

/** Virtual time by half seconds. */
const useNow = (): number => useWorldState((state) => Math.floor(state.clock.nowUs / 500_000) * 500_000);

function WindowWhy({ record }: { readonly record: Extract<FlinkRecord, { kind: 'flink-window' }> }): React.ReactNode {
  const seen = useSeen();
  const [question] = windowQuestions(record, seen);
  return question === undefined ? null : <Answer question={question.text} {...question.answer()} />;
}

function CheckpointWhy({ checkpoint }: { readonly checkpoint: FlinkCheckpointRecord }): React.ReactNode {
  const tables = useWorldState((state) => state.tables);
  return <Answer question={m.flink_why_checkpoint()} lines={whyCheckpoint(checkpoint, tables)} />;
}

function TaskDetails({ task }: { readonly task: FlinkTaskRecord }): React.ReactNode {
  const tables = useWorldState((state) => state.tables);
  const nowUs = useNow();
  const states = [...tables['flink-state'].values()].filter((one) => one.job === task.job && one.vertex === task.vertex && one.subtask === task.subtask && one.size + one.timerCount > 0);
  return (
    <>
      <Answer question={m.flink_why_task()} lines={whyTask(task, tables, nowUs)} />
      <Answer question={m.flink_why_late()} lines={whyLate(task)} />
      {task.failure === null ? null : <p className="flink-failure">{task.failure}</p>}
      <Lines title={m.flink_operators()} lines={task.operators.map((one) => [one.name, m.flink_operator_line({ in: number(one.recordsIn), out: number(one.recordsOut) })])} />
      <Lines title={m.flink_splits()} lines={task.splits.map((one) => [`${one.topic}-${one.partition}`, [m.flink_split_line({ next: one.next < 0 ? '–' : number(one.next), lag: one.lag === null ? '–' : number(one.lag) }), watermarkText(one.watermark), ...(one.idle ? [m.flink_split_idle()] : [])].join(' · ')])} />
      <Lines title={m.flink_transactions()} lines={task.transactions.map((one) => [one.transactionalId, m.flink_transaction_line({ checkpoint: number(one.checkpoint), state: transactionState(one.state) })])} />
      {states.map((state) => <Entries key={state.id} state={state} />)}
      <FollowedRecords />
    </>
  );
}

type Line = readonly [string, string];

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }): React.ReactNode {
  if (lines.length === 0) return null;
  return (
    <section className="segments" aria-label={title}>
      <h3>{title}</h3>
      <ol>{lines.map(([name, text]) => <li key={name}><span className="file">{name}</span><span className="numbers">{text}</span></li>)}</ol>
    </section>
  );
}

function JobDetails({ job }: { readonly job: FlinkJobRecord }): React.ReactNode {
  const checkpoints = useWorldState((state) => state.tables['flink-checkpoint']);
  const own = [...checkpoints.values()].filter((one) => one.job === job.job).sort((a, b) => b.checkpoint - a.checkpoint).slice(0, 8);
  return (
    <>
      <Lines title={m.flink_exceptions()} lines={job.exceptions.toReversed().map(({ atUs, task, text }) => [`${clockTime(atUs, 1)}${task === null ? '' : ` · ${task}`}`, text])} />
      <Lines title={m.flink_checkpoints()} lines={own.map((one) => [checkpointName(one), [checkpointState(one), ...(one.endedAtUs === null ? [] : [duration(one.endedAtUs - one.triggeredAtUs)]), m.bytes_of({ bytes: number(one.bytes) })].join(' · ')])} />
    </>
  );
}

function Channels({ edge }: { readonly edge: FlinkEdgeRecord }): React.ReactNode {
  return (
    <Lines title={m.flink_label_channels()} lines={edge.channels.slice(0, 24).map((one) => [
      `${one.from + 1} → ${one.to + 1}`,
      [m.flink_channel_line({ queued: number(one.queuedOut + one.queuedIn), credit: number(one.credit) }), watermarkText(one.watermark), ...(one.idle ? [m.flink_idle()] : []), ...(one.blocked ? [m.flink_channel_blocked()] : []), ...(one.holdsBack ? [m.flink_channel_holds()] : [])].join(' · '),
    ])} />
  );
}

function Events({ time }: { readonly time: Extract<FlinkRecord, { kind: 'flink-time' }> }): React.ReactNode {
  return (
    <>
      <section className="records flink-fired" aria-label={m.flink_fired_title()}>
        <h3>{m.flink_fired_title()}</h3>
        {time.fired.length === 0 ? <p>{m.flink_fired_none()}</p> : <ol>{time.fired.slice(-12).toReversed().map((one) => <li key={`${one.atUs}/${one.subtask}/${one.timeMs}/${one.startMs}/${one.key}`}><span className="mono">{clockTime(one.atUs, 1)}</span> {firingText(one)}</li>)}</ol>}
      </section>
      <section className="records" aria-label={m.records_last()}>
        <h3>{m.records_last()}</h3>
        <ol>{time.events.slice(-12).toReversed().map((event, at) => <Held key={`${event.atUs}/${event.text}/${at}`} name={eventTime(event.timestampMs)} keyText={event.key} text={event.text} lineage={event.lineage} job={time.job} />)}</ol>
      </section>
      <FollowedRecords />
    </>
  );
}

function Panes({ panes, job }: { readonly panes: readonly FlinkPane[]; readonly job: string }): React.ReactNode {
  if (panes.length === 0) return null;
  return (
    <section className="records" aria-label={m.flink_panes()}>
      <h3>{m.flink_panes()}</h3>
      <ol>{panes.map((pane) => <Held key={pane.key} name={`${pane.subtask + 1}`} keyText={pane.key} text={`${pane.key}: ${pane.value}`} lineage={pane.lineage} job={job} />)}</ol>
    </section>
  );
}

function Entries({ state }: { readonly state: FlinkStateRecord }): React.ReactNode {
  const title = m.flink_state_title({ name: state.name });
  return (
    <>
      {state.entries.length === 0 ? null : (
        <section className="records" aria-label={title}>
          <h3>{title}</h3>
          <ol>{state.entries.slice(0, 16).map((entry) => <Held key={`${entry.table}/${entry.namespace}/${entry.key}`} name={String(entry.keyGroup)} keyText={entry.key} text={`${entry.key}: ${entry.value}${entry.namespace === '' ? '' : ` (${whenOf(entry.namespace)})`}`} lineage={entry.lineage} job={state.job} />)}</ol>
        </section>
      )}
      <Lines title={m.flink_timers()} lines={state.timers.slice(0, 8).map((timer, at) => [`${timer.key}${' '.repeat(at)}`, eventTime(timer.timeMs)])} />
    </>
  );
}

/** A namespace as a reader says it: a window by its ends. */
function whenOf(namespace: string): string {
  const [start, end] = namespace.split(',');
  return start === undefined || end === undefined || !Number.isFinite(Number(end)) ? namespace : `${eventTime(Number(start))}–${eventTime(Number(end))}`;
}

/** One thing that is held: its key's colour, what it is, and a button that follows the records in it. */
function Held({ name, keyText, text, lineage, job }: { readonly name: string; readonly keyText: string | null; readonly text: string; readonly lineage: readonly number[]; readonly job: string }): React.ReactNode {
  const { store } = useWorld();
  const style = keyText === null ? {} : { background: `var(--key-${hueOf(keyText)})`, color: `var(--key-${hueOf(keyText)}-ink)` };
  return (
    <li className="flink-held">
      <span className="offset">{name}</span>
      <span className="key" style={style}>{keyText === null ? '·' : letterOf(keyText)}</span>
      <span className="text" title={text}>{text}</span>
      {lineage.length === 0 ? <span /> : <button type="button" className="link" aria-label={m.flink_follow_record({ name: text })} onClick={() => followLineage(lineage, job, store.getState().tables)}>{m.flink_follow()}</button>}
    </li>
  );
}
