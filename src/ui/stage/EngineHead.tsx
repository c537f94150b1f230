// The head of an engine's lane: its name, that it is a model, and how it stands.
import type { EngineRecord } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { engineState } from '../words/engines.ts';
import { nodeName } from '../words/names.ts';
import type { EnginePlace } from './engine-layout.ts';
import { fitText, textWidth } from './fit-text.ts';
import { Thing } from './Thing.tsx';

export function EngineHead({ record, place, right }: { readonly record: EngineRecord; readonly place: EnginePlace; readonly right: string }): React.ReactNode {
  const { heading } = place;
  const name = nodeName(record.node);
  // A shift is the course's own, and no model of anything.
  const tag = record.kind === 'shift' ? '' : m.model_tag();
  const tagWidth = tag === '' ? 0 : textWidth(tag, '400 12px') + 12;
  const title = fitText(name, heading.width - 31 - 14 - (tag === '' ? 0 : 10 + tagWidth), '600 14px');
  const tagX = heading.x + 31 + textWidth(title, '600 14px') + 10;
  const fits = heading.x + heading.width - 14 - textWidth(right, '400 12px') > tagX + tagWidth + 8;
  return (
    <Thing id={record.id} className={`engine-head is-${record.state}`} label={tag === '' ? `${name}, ${engineState(record)}` : `${name} (${tag}), ${engineState(record)}`}>
      <rect className="hit" x={heading.x + 4} y={heading.y + 3} width={heading.width - 8} height={heading.height - 6} rx={8} />
      <circle className="dot" cx={heading.x + 18} cy={heading.y + 17} r={5} />
      <text className="title" x={heading.x + 31} y={heading.y + 22}>{title}</text>
      {tag === '' ? null : <rect className="model-tag" x={tagX} y={heading.y + 8} width={tagWidth} height={18} rx={9} />}
      {tag === '' ? null : <text className="small muted" x={tagX + 6} y={heading.y + 21}>{tag}</text>}
      {fits ? <text className="small muted" textAnchor="end" x={heading.x + heading.width - 14} y={heading.y + 22}>{right}</text> : null}
    </Thing>
  );
}
