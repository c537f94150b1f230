// The first-run hint: one thing to do next, and a hand that types it for the reader.
import { CornerDownLeft, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import { useTable, useWorld } from '../store/world.ts';
import type { TerminalHand } from '../terminal/hand.ts';
import { nextHint } from './hints.ts';
import './hint.css';

/** The default export is what React.lazy loads: only who explores freely is given hints. */
export default function HintBar({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const [topic, partition, group, client, node, tty] = [useTable('topic'), useTable('partition'), useTable('group'), useTable('client'), useTable('node'), useTable('tty')];
  const { api } = useWorld();
  const hint = useMemo(() => nextHint({ topic, partition, group, client, node, tty }), [topic, partition, group, client, node, tty]);
  const [typed, setTyped] = useState<{ readonly command: string; readonly after: number } | null>(null);
  const reads = hint?.reads === true;
  // Who has asked for the command types next, and its button is gone.
  useEffect(() => {
    if (reads && typed !== null) hand.focus();
  }, [reads, typed, hand]);
  if (hint === null) return null;
  // Until its command is over the hint stays: typed a second time it would be done twice.
  const entered = [...tty.values()].reduce((sum, { history }) => sum + history.length, 0);
  const runs = [...tty.values()].some(({ waiting, history }) => waiting !== 'shell' && history.at(-1) === hint.command);
  const waits = runs || (typed !== null && typed.command === hint.command && typed.after === entered);
  const type = async (command: string): Promise<void> => {
    setTyped({ command, after: entered });
    setPage({ dockOpen: true, dockTab: 'terminal', tab: 'terminal' });
    if (!tty.has(`tty/${hint.tty}`)) await api.input({ kind: 'open-tty', tty: hint.tty, columns: 100, rows: 24, echo: true });
    if (await hand.typeLine(hint.tty, command)) return;
    setTyped(null);
    say(m.hint_no_terminal(), 'problem');
  };
  return (
    <section className="hint" aria-label={m.hint_name()} data-testid="hint">
      <span className="hint-step">{hint.step}/{hint.of}</span>
      <p><span>{hint.text}</span> {hint.command === null ? null : <code>{hint.command}</code>}</p>
      {hint.command === null ? null : <button type="button" className="button is-main" aria-disabled={waits} onClick={() => { if (!waits) void type(hint.command ?? ''); }}><CornerDownLeft size={14} aria-hidden /> {waits ? m.hint_typed() : m.hint_type()}</button>}
      <button type="button" className="round" aria-label={m.hint_close()} onClick={() => setPage({ hintsSeen: true })}><X size={15} aria-hidden /></button>
    </section>
  );
}
