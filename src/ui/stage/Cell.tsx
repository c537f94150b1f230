// One partition's log on one broker: the frame around the squares, the offsets at its ends, the high watermark and the pins of groups.
import { useStore } from 'zustand';
import { m } from '../paraglide/messages.js';
import type { ReplicaRecord } from '../../bridge/records.ts';
import { useRecord, useTable, useWorld } from '../store/world.ts';
import type { WorldState } from '../store/world-store.ts';
import { number } from '../words/numbers.ts';
import { transactionOf } from '../words/transactions.ts';
import { groupColour } from './Clients.tsx';
import type { CellPlace } from './layout.ts';
import { PITCH, SQUARE } from './layout.ts';
import { offsetX, segmentBorders, sharedMarks, windowStart } from './scene.ts';
import { Thing } from './Thing.tsx';

export function Cell({ place, squares }: { readonly place: CellPlace; readonly squares: number }): React.ReactNode {
  const replica = useRecord('replica', `replica/${place.key}`);
  const partition = useRecord('partition', `partition/${place.topic}-${place.partition}`);
  const { store } = useWorld();
  const end = useStore(store, (state) => rowEnd(state.tables.replica, place, partition?.replicas ?? []));
  const fresh = useStore(store, (world) => isFresh(world, partition?.leaderFact ?? -1));
  const { box, strip } = place;
  if (replica === undefined) return <rect className="cell-absent" x={box.x} y={box.y + box.height / 2} width={box.width} height={1} />;
  const start = windowStart(Math.min(replica.logStartOffset, partition?.logStartOffset ?? 0), end, squares);
  const first = Math.max(start, replica.logStartOffset);
  const state = replica.role === 'offline' ? 'is-offline' : replica.inSync ? `is-${replica.role}` : 'is-out';
  const endX = offsetX(strip, start, replica.logEndOffset, squares);
  const markX = offsetX(strip, start, replica.highWatermark, squares);
  return (
    <Thing id={replica.id} className={`cell ${state}${replica.deposed === true ? ' is-deposed' : ''}${replica.moving === '' ? '' : ` is-${replica.moving}`}${fresh && replica.role === 'leader' ? ' is-fresh' : ''}`}>
      <rect className="frame" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={8} />
      {state === 'is-out' || state === 'is-offline' ? <rect className="hatch" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={8} fill="url(#hatch)" /> : null}
      <line className="rail" x1={strip.x} x2={strip.x + squares * PITCH} y1={strip.y + SQUARE + 3} y2={strip.y + SQUARE + 3} />
      {replica.cleanedTo > start ? <line className="rail is-clean" x1={strip.x} x2={offsetX(strip, start, replica.cleanedTo, squares)} y1={strip.y + SQUARE + 3} y2={strip.y + SQUARE + 3} /> : null}
      {segmentBorders(strip, replica, start, squares).map((x) => <path key={x} className="segment-border" d={`M${x - 1} ${strip.y - 2}V${strip.y + SQUARE + 3}`} />)}
      <Ends replica={replica} first={first} start={start} x={strip.x} endX={endX} y={box.y + 14} />
      <Transactions replica={replica} strip={strip} start={start} squares={squares} />
      {replica.highWatermark >= start ? <path className="watermark" d={`M${markX - 1} ${strip.y - 3}V${strip.y + SQUARE + 6}`} /> : null}
      {replica.moving === '' ? null : <MovingTag moving={replica.moving} x={box.x} y={box.y} />}
      {replica.role === 'leader' ? <LeaderTag right={box.x + box.width} y={box.y} room={box.width - (replica.moving === '' ? 16 : 76)} epoch={replica.leaderEpoch} /> : null}
      {replica.deposed === true ? <LeaderTag right={box.x + box.width} y={box.y} room={box.width - (replica.moving === '' ? 16 : 76)} epoch={replica.leaderEpoch} deposed /> : null}
      {replica.role === 'leader' ? <Pins place={place} start={start} squares={squares} /> : null}
    </Thing>
  );
}

/** The offsets at the ends of what is shown. A replica that holds nothing of it says where its log ends, with an arrow where that is further back. */
function Ends({ replica, first, start, x, endX, y }: { readonly replica: ReplicaRecord; readonly first: number; readonly start: number; readonly x: number; readonly endX: number; readonly y: number }): React.ReactNode {
  const end = replica.logEndOffset;
  if (end <= first) return <text className="offset mono is-end" x={x} y={y}>{end < start ? `← ${number(end)}` : number(end)}</text>;
  return (
    <>
      <text className="offset mono" x={x} y={y}>{number(first)}</text>
      <text className="offset mono is-end" textAnchor="end" x={Math.max(endX, x + endLabelFrom(first, end))} y={y}>{number(end)}</text>
    </>
  );
}

/** Records that are not decided carry a line; where read_committed consumers stop stands a mark of its own. (The squares of what was aborted are crossed out.) */
function Transactions({ replica, strip, start, squares }: { readonly replica: ReplicaRecord; readonly strip: CellPlace['strip']; readonly start: number; readonly squares: number }): React.ReactNode {
  if (replica.openTransactions.length === 0) return null;
  const stableX = offsetX(strip, start, replica.lastStableOffset, squares);
  const isBehind = replica.lastStableOffset < replica.highWatermark && replica.lastStableOffset >= start;
  return (
    <g>
      {replica.tail.filter((record) => record.offset >= start).map((record) => {
        const fate = transactionOf(record, replica);
        return fate !== 'open' ? null : <path key={record.offset} className="txn" d={`M${offsetX(strip, start, record.offset, squares)} ${strip.y - 3}h${SQUARE}`} />;
      })}
      {isBehind ? <path className="stable" d={`M${stableX - 1} ${strip.y - 5}V${strip.y + SQUARE + 6}`} /> : null}
    </g>
  );
}

/** From the second leader on the tag says which leader epoch it is, where there is room. */
function LeaderTag({ right, y, room, epoch, deposed = false }: { readonly right: number; readonly y: number; readonly room: number; readonly epoch: number; readonly deposed?: boolean }): React.ReactNode {
  const whole = deposed ? m.believes_leader() : m.leader_tag_epoch({ epoch: number(epoch) });
  const text = (deposed || epoch > 0) && tagWidth(whole) <= room ? whole : deposed ? m.believes_short() : m.leader_tag();
  const width = tagWidth(text);
  return (
    <g className={deposed ? 'leader-tag is-deposed' : 'leader-tag'}>
      <rect x={right - width - 8} y={y - 12} width={width} height={15} rx={7.5} />
      <text textAnchor="middle" x={right - width / 2 - 8} y={y - 0.5}>{text}</text>
    </g>
  );
}

function tagWidth(text: string): number {
  return text.length * 7 + 12;
}

/** On the left, where a leader's tag is on the right: a reassignment brings this replica, or takes it away. */
function MovingTag({ moving, x, y }: { readonly moving: 'adding' | 'removing'; readonly x: number; readonly y: number }): React.ReactNode {
  const text = moving === 'adding' ? m.moving_adding() : m.moving_removing();
  const width = tagWidth(text);
  return (
    <g className="moving-tag">
      <rect x={x + 8} y={y - 12} width={width} height={15} rx={7.5} />
      <text textAnchor="middle" x={x + 8 + width / 2} y={y - 0.5}>{text}</text>
    </g>
  );
}

/** A group's place in the log: a filled pin for what is committed, an open one for the next record that it reads. */
function Pins({ place, start, squares }: { readonly place: CellPlace; readonly start: number; readonly squares: number }): React.ReactNode {
  const owners = useTable('owner');
  const groups = useTable('group');
  const y = place.strip.y + SQUARE + 4;
  return [...owners.values()].filter((owner) => owner.topic === place.topic && owner.partition === place.partition).map((owner) => {
    const colour = groupColour(owner.group, groups);
    return (
      <g key={owner.id} className="pins" style={{ color: colour }}>
        {sharedMarks(place.strip, owner, start, squares).map((mark) => (
          <g key={mark.x} className={`shared is-${mark.state}`}>
            <rect x={mark.x} y={place.strip.y - 1.5} width={mark.width} height={SQUARE + 3} rx={3} />
            {mark.deliveries < 2 ? null : <text className="small" textAnchor="middle" x={mark.x + mark.width / 2} y={place.strip.y + SQUARE + 13}>×{number(mark.deliveries)}</text>}
          </g>
        ))}
        {owner.committed === null ? null : <path className="pin is-committed" transform={`translate(${offsetX(place.strip, start, owner.committed, squares) - 1} ${y})`} d="M0 0L5 8.500H-5Z" />}
        {owner.position === null ? null : <path className="pin is-position" transform={`translate(${offsetX(place.strip, start, owner.position, squares) - 1} ${y})`} d="M0 0L5 8.500H-5Z" />}
      </g>
    );
  });
}

/** Where the end's offset must stand so that it does not cover the first one: digits are about 8 px wide. */
function endLabelFrom(first: number, end: number): number {
  return (number(first).length + number(end).length) * 8 + 8;
}

/** For how long a new leader is marked, in ms of the reader's time at the speed of play. */
const FRESH_MS = 4_000;

/** A leader that has just changed carries a mark: the eye may have been elsewhere. */
function isFresh({ tables, clock }: WorldState, factId: number): boolean {
  const fact = tables.fact.get(`fact/${factId}`);
  // What the scenario began with is no news.
  return fact !== undefined && fact.atUs > clock.startUs && clock.nowUs - fact.atUs < FRESH_MS * 1000 * clock.speed;
}

function rowEnd(replicas: ReadonlyMap<string, { readonly logEndOffset: number }>, place: CellPlace, brokers: readonly number[]): number {
  let end = 0;
  for (const broker of brokers) end = Math.max(end, replicas.get(`replica/${place.topic}-${place.partition}/${broker}`)?.logEndOffset ?? 0);
  return end;
}
