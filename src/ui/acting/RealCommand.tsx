// What an operator of a real cluster would type for an act, to be copied.
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../bridge/input.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { realActs, realText } from './real.ts';

/** Lines that are shown; a node that is cut off from many has one for each. */
const MOST_LINES = 6;

export function RealCommand({ inputs }: { readonly inputs: readonly Input[] }): React.ReactNode {
  const [copied, setCopied] = useState('');
  const acts = realActs(inputs);
  if (acts.length === 0) return null;
  const text = realText(acts);
  const lines = text.split('\n');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      say(m.copy_refused(), 'problem');
    }
  };
  return (
    <section className="real" aria-label={m.real_title()}>
      <header>
        <h3>{m.real_title()}</h3>
        <button type="button" className="round" onClick={() => void copy()} aria-label={m.copy()} title={m.copy()}>{copied === text ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}</button>
      </header>
      <pre>{lines.length <= MOST_LINES ? text : [...lines.slice(0, MOST_LINES), `# … ${m.and_more({ count: lines.length - MOST_LINES })}`].join('\n')}</pre>
    </section>
  );
}
