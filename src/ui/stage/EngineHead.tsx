// The head of an engine's lane: its name, that it is a model, and how it stands.
import type { EngineRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { engineState } from '../words/engines.ts';
import { nodeName } from '../words/names.ts';
import type { EnginePlace } from './engine-layout.ts';
import { Thing } from './Thing.tsx';

export function EngineHead({ record, place, right }: { readonly record: EngineRecord; readonly place: EnginePlace; readonly right: string }): React.ReactNode {
  const { heading } = place;
  const name = nodeName(record.node);
  // A shift is the course's own, and no model of anything.
  const tag = record.kind === 'shift' ? '' : m.model_tag();
  const tagX = heading.x + 40 + name.length * 8.8;
  const fits = heading.x + heading.width - 14 - right.length * 6.6 > tagX + tag.length * 7 + 16;
  return (
    <Thing id={record.id} className={`engine-head is-${record.state}`} label={tag === '' ? `${name}, ${engineState(record)}` : `${name} (${tag}), ${engineState(record)}`}>
      <rect className="hit" x={heading.x + 4} y={heading.y + 3} width={heading.width - 8} height={heading.height - 6} rx={8} />
      <circle className="dot" cx={heading.x + 18} cy={heading.y + 17} r={5} />
      <text className="title" x={heading.x + 31} y={heading.y + 22}>{name}</text>
      {tag === '' ? null : <rect className="model-tag" x={tagX} y={heading.y + 8} width={tag.length * 7 + 12} height={18} rx={9} />}
      {tag === '' ? null : <text className="small muted" x={tagX + 6} y={heading.y + 21}>{tag}</text>}
      {fits ? <text className="small muted" textAnchor="end" x={heading.x + heading.width - 14} y={heading.y + 22}>{right}</text> : null}
    </Thing>
  );
}
