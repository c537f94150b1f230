// What a dataflow keeps and printed: its keys, what came out, what came too late, and the program that it is.
import type { DataflowRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { EngineText } from './EngineText.tsx';

export function DataflowDetails({ flow }: { readonly flow: DataflowRecord }): React.ReactNode {
  return (
    <>
      <EngineText title={m.engine_store()} text={flow.store.join('\n')} />
      <EngineText title={m.engine_console()} text={flow.console.slice(-40).join('\n')} />
      <EngineText title={m.engine_late()} text={flow.lastLate.join('\n')} />
      <EngineText title={m.engine_program()} text={flow.program} />
    </>
  );
}
