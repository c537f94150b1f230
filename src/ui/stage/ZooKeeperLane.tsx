// A cluster of ZooKeeper's time: ZooKeeper with what it waits for, and how far the next controller has read; its brokers stand below.
import { m } from '../paraglide/messages.js';
import { useRecord, useWorldState } from '../store/world.ts';
import { ms, phaseName } from '../words/engines.ts';
import { duration, number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import { textWidth } from './fit-text.ts';
import type { EnginePlace } from './engine-layout.ts';

const TICK_US = 100_000;
/** Partitions are drawn as so many ticks, each for its share of them. */
const TICKS = 100;

export function ZooKeeperLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const record = useRecord('zookeeper', place.id);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / TICK_US) * TICK_US);
  if (record === undefined) return null;
  const { lane } = place;
  const ticks = Math.min(TICKS, record.partitions, Math.floor((lane.width - 20) / 4));
  const pitch = (lane.width - 20) / Math.max(1, ticks);
  const read = record.partitions === 0 ? 0 : (record.partitionsRead / record.partitions) * ticks;
  const headless = record.headlessSinceUs >= 0;
  const said = headless ? m.zk_headless({ since: duration(Math.max(0, nowUs - record.headlessSinceUs)) }) : record.failovers > 0 ? m.zk_last({ took: ms(record.lastFailoverMs) }) : '';
  const phase = phaseName(record);
  // A small screen gives each a line of its own.
  const beside = textWidth(phase, '600 13px') + textWidth(said, '600 12px') + 36 <= lane.width;
  const progress = m.zk_progress({ read: number(record.partitionsRead), partitions: number(record.partitions) });
  return (
    <>
      <EngineHead record={record} place={place} right={m.zk_partitions({ partitions: number(record.partitions) })} />
      <g className={`zookeeper-lane${headless ? ' is-headless' : ''}`}>
        <text className="strong" x={lane.x + 10} y={lane.y + (beside ? 18 : 12)}>{phase}</text>
        <text className={`small ${headless ? 'fault' : 'muted'}`} textAnchor={beside ? 'end' : 'start'} x={beside ? lane.x + lane.width - 10 : lane.x + 10} y={lane.y + (beside ? 18 : 28)}>{said}</text>
        {Array.from({ length: ticks }, (_, at) => <rect key={at} className={at < read ? 'tick is-read' : 'tick'} x={lane.x + 10 + at * pitch} y={lane.y + (beside ? 30 : 36)} width={Math.max(1, pitch - 1.5)} height={beside ? 16 : 14} rx={1} />)}
        <text className="small muted" x={lane.x + 10} y={lane.y + (beside ? 64 : 66)}>{progress}</text>
      </g>
    </>
  );
}
