// What a micro-batch query has done and keeps: its last batches, its state, its console, its checkpoint directory, and the program that it is.
import type { MicroBatchRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { ms } from '../words/engines.ts';
import { number } from '../words/numbers.ts';
import { EngineText } from './EngineText.tsx';

export function QueryDetails({ query }: { readonly query: MicroBatchRecord }): React.ReactNode {
  return (
    <>
      <Reports query={query} />
      <EngineText title={m.engine_store()} text={query.store.join('\n')} />
      <EngineText title={m.engine_console()} text={query.console.slice(-40).join('\n')} />
      <EngineText title={m.engine_checkpoint()} text={query.files.map(({ path, text }) => `${path}\n${text}`).join('\n\n')} />
      <EngineText title={m.engine_program()} text={query.program} />
    </>
  );
}

function Reports({ query }: { readonly query: MicroBatchRecord }): React.ReactNode {
  if (query.reports.length === 0) return null;
  return (
    <section className="segments" aria-label={m.engine_batches()}>
      <h3>{m.engine_batches()}</h3>
      <ol>
        {query.reports.toReversed().map(({ batch, records, rows, oldestAgeMs }) => (
          <li key={batch}>
            <span className="file">{number(batch)}</span>
            <span className="numbers">{records === 0 ? m.micro_batch_report_empty({ rows: number(rows) }) : m.micro_batch_report({ records: number(records), rows: number(rows), age: ms(oldestAgeMs) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
