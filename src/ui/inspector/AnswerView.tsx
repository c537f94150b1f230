// An answer: its evidence, each sentence leading to what it speaks of and when, and what a real operator would type.
import { Copy } from 'lucide-react';
import { Fragment } from 'react';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { useWorld } from '../store/world.ts';
import type { Answer, Remedy } from '../why/answer.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { clockTime } from '../words/numbers.ts';
import { goTo } from './go-to.ts';

export function AnswerView({ lines, remedies }: Answer): React.ReactNode {
  return (
    <>
      <ol>{lines.map((line, at) => <li key={at}><Sentence line={line} /></li>)}</ol>
      {remedies.map((remedy, at) => <RemedyView key={remedy.text} remedy={remedy} first={at === 0} />)}
    </>
  );
}

function Sentence({ line: { text, about, atUs } }: { readonly line: WhyLine }): React.ReactNode {
  const world = useWorld();
  if (about === null && atUs === undefined) return text;
  return (
    <button type="button" className="link" title={atUs === undefined ? undefined : m.why_go_and_select()} onClick={() => goTo(world, about, atUs)}>
      {text}{atUs === undefined ? null : <> <time>{clockTime(atUs, 1)}</time></>}
    </button>
  );
}

function RemedyView({ remedy: { text, command }, first }: { readonly remedy: Remedy; readonly first: boolean }): React.ReactNode {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command ?? '');
    say(m.why_copied());
  };
  return (
    <div className="remedy">
      <p>{first ? <><strong>{m.why_remedy()}:</strong> </> : null}{text}</p>
      {command === null ? null : (
        <div className="remedy-command">
          <span className="remedy-label">{m.why_real_cluster()}</span>
          <code>{command.split(' ').map((word, at) => <Fragment key={at}>{at === 0 ? null : ' '}<span>{word}</span></Fragment>)}</code>
          <button type="button" className="round" aria-label={m.why_copy()} title={m.why_copy()} onClick={() => void copy()}><Copy size={14} aria-hidden /></button>
        </div>
      )}
    </div>
  );
}
