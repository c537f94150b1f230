// What an engine beside Kafka holds: a queue's messages and dead letters, a batch job's last reports.
import type { BatchRecord, DatabaseRecord, DataflowRecord, MicroBatchRecord, QueuedMessage, QueueRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { hueOf, letterOf } from '../stage/keys.ts';
import { ms } from '../words/engines.ts';
import { nodeName } from '../words/names.ts';
import { DataflowDetails } from './DataflowDetails.tsx';
import { EngineText } from './EngineText.tsx';
import { QueryDetails } from './QueryDetails.tsx';
import { clockTime, number } from '../words/numbers.ts';

const MOST = 12;

export function EngineDetails({ record }: { readonly record: QueueRecord | BatchRecord | MicroBatchRecord | DataflowRecord | DatabaseRecord }): React.ReactNode {
  if (record.kind === 'micro-batch') return <QueryDetails query={record} />;
  if (record.kind === 'dataflow') return <DataflowDetails flow={record} />;
  if (record.kind === 'database') return record.tables.map(({ name, columns, lines }) => <EngineText key={name} title={name} text={lines.length === 0 ? '' : [columns, ...lines].map((cells) => cells.join(' | ')).join('\n')} />);
  if (record.kind === 'batch') return <Reports batch={record} />;
  return (
    <>
      <Messages title={m.messages_held()} messages={record.messages.slice(0, MOST)} dead={false} />
      <Messages title={m.dead_letters()} messages={record.deadLetters.slice(-MOST).toReversed()} dead />
    </>
  );
}

function Messages({ title, messages, dead }: { readonly title: string; readonly messages: readonly QueuedMessage[]; readonly dead: boolean }): React.ReactNode {
  if (messages.length === 0) return null;
  return (
    <section className="records" aria-label={title}>
      <h3>{title}</h3>
      <ol>{messages.map((message) => <Message key={message.number} message={message} dead={dead} />)}</ol>
    </section>
  );
}

function Message({ message, dead }: { readonly message: QueuedMessage; readonly dead: boolean }): React.ReactNode {
  const { key, to, deliveries } = message;
  const style = key === null ? {} : { background: `var(--key-${hueOf(key)})`, color: `var(--key-${hueOf(key)}-ink)` };
  const where = dead ? '' : to === null ? m.message_waits() : m.message_with({ who: nodeName(to) });
  return (
    <li className={to === null ? '' : 'is-open'}>
      <span className="offset">{number(message.number)}</span>
      <span className="key" style={style}>{key === null ? '·' : letterOf(key)}</span>
      <span className="text" title={message.body}>{message.body} <small className="muted">{[where, ...(deliveries > 0 ? [m.message_deliveries({ count: number(deliveries) })] : [])].filter((part) => part !== '').join(', ')}</small></span>
    </li>
  );
}

function Reports({ batch }: { readonly batch: BatchRecord }): React.ReactNode {
  if (batch.reports.length === 0) return null;
  return (
    <section className="segments" aria-label={m.reports()}>
      <h3>{m.reports()}</h3>
      <ol>
        {batch.reports.toReversed().map((report) => (
          <li key={report.publishedAtUs}>
            <span className="file">{clockTime(report.publishedAtUs, 1)}</span>
            <span className="numbers">{m.report_line({ lines: number(report.lines), alerts: number(report.alerts), age: ms(report.oldestAgeMs) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
