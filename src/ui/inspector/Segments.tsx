// The segments of a log, newest first: their files, offsets and bytes, and how far the cleaner has come.
import type { LogSegment, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { number } from '../words/numbers.ts';
import { segmentPart } from '../words/segments.ts';

const MOST = 8;

export function Segments({ replica }: { readonly replica: ReplicaRecord }): React.ReactNode {
  const shown = replica.segments.slice(-MOST).toReversed();
  if (shown.length === 0) return null;
  const hidden = replica.segmentCount - shown.length;
  return (
    <section className="segments" aria-label={m.segments()}>
      <h3>{m.segments()}</h3>
      <ol>{shown.map((segment) => <Row key={segment.baseOffset} segment={segment} replica={replica} />)}</ol>
      {hidden > 0 ? <p className="muted">{m.segments_more({ count: number(hidden) })}</p> : null}
    </section>
  );
}

function Row({ segment, replica }: { readonly segment: LogSegment; readonly replica: ReplicaRecord }): React.ReactNode {
  const { part, text } = segmentPart(segment, replica);
  const numbers = { from: number(segment.baseOffset), to: number(Math.max(segment.baseOffset, segment.endOffset - 1)), records: number(segment.records), bytes: number(segment.bytes) };
  return (
    <li>
      <span className="file">{String(segment.baseOffset).padStart(20, '0')}.log</span>
      <span className={`part is-${part}`}>{text}</span>
      <span className="numbers">
        {segment.endOffset === segment.baseOffset ? m.segment_empty() : m.segment_numbers(numbers)}
        {segment.tombstones > 0 ? ` · ${m.segment_tombstones({ count: number(segment.tombstones) })}` : ''}
      </span>
    </li>
  );
}
