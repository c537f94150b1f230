// Producers, consumers and groups at the sides of the stage, and the lines that say who reads what.
import type { ClientRecord, GroupRecord, MemberRecord, OwnerRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord, useTable } from '../store/world.ts';
import { clientStateName, groupStateName } from '../words/names.ts';
import { number } from '../words/numbers.ts';
import { type Face, fitText, textWidth } from './fit-text.ts';
import type { Box, GroupPlace, StageLayout } from './layout.ts';
import { Thing } from './Thing.tsx';

const GROUP_COLOURS = 6;

/** A group's colour from the muted set, by its place among the groups. */
export function groupColour(group: string, groups: ReadonlyMap<string, GroupRecord>): string {
  const at = [...groups.keys()].sort().indexOf(`group/${group}`);
  return `var(--group-${Math.max(0, at) % GROUP_COLOURS})`;
}

export function ClientBox({ id, box }: { readonly id: string; readonly box: Box }): React.ReactNode {
  const client = useRecord('client', id);
  if (client === undefined) return null;
  const count = client.alerts !== undefined ? m.client_alerts({ count: number(client.alerts) }) : client.role === 'producer' ? producerCount(client) : client.role === 'consumer' ? m.client_read({ count: number(client.recordsConsumed) }) : client.name;
  const failed = client.state === 'running' && client.role === 'producer' && client.recordsFailed > 0;
  const second = failed ? (client.recordsFailed === 1 ? m.client_failed_one() : m.client_failed({ count: number(client.recordsFailed) })) : client.state === 'running' ? count : clientStateName(client.state);
  return (
    <Thing id={id} className={`client is-${client.state} is-${client.role}`}>
      <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
      <Glyph role={client.role} terminal={client.tty !== null} x={box.x + 17} y={box.y + box.height / 2} />
      <text className="strong small" x={box.x + 32} y={box.y + 19}>{fitText(shortTool(client.name), box.width - 40, '600 12px')}</text>
      <text className={failed ? 'small failed' : 'small muted'} x={box.x + 32} y={box.y + 35}>{inRoom(second, box.width - 40, failed ? '600 12px' : '400 12px')}</text>
    </Thing>
  );
}

/** From so many records on, what waits says more of a producer than what it has written. */
const QUEUE = 10;

function producerCount({ buffered, recordsAcknowledged }: ClientRecord): string {
  return buffered >= QUEUE ? m.client_waiting({ count: number(buffered) }) : recordsAcknowledged === 1 ? m.client_sent_one() : m.client_sent({ count: number(recordsAcknowledged) });
}

/** What has no room for its words keeps its number. */
function inRoom(text: string, width: number, face: Face): string {
  return textWidth(text, face) <= width ? text : (/^[\d.,]+/.exec(text)?.[0] ?? fitText(text, width, face));
}

/** An arrow out for a producer, an arrow in for a consumer, a prompt for what runs in a terminal. */
function Glyph({ role, terminal, x, y }: { readonly role: string; readonly terminal: boolean; readonly x: number; readonly y: number }): React.ReactNode {
  const path = terminal ? 'M-5 -4L-1 0L-5 4M1 4H6' : role === 'consumer' ? 'M-6 0H4M0 -4L4 0L0 4M7 -5V5' : 'M-7 -5V5M-4 0H6M2 -4L6 0L2 4';
  return <path className="glyph" transform={`translate(${x} ${y})`} d={path} />;
}

export function GroupBox({ place }: { readonly place: GroupPlace }): React.ReactNode {
  const groups = useTable('group');
  const owners = useTable('owner');
  const group = groups.get(`group/${place.group}`);
  if (group === undefined) return null;
  const lag = [...owners.values()].filter((owner) => owner.group === place.group).reduce((sum, owner) => sum + (owner.lag ?? 0), 0);
  const { box, heading } = place;
  const waiting = group.state !== 'Stable' && group.state !== 'Empty' && group.state !== 'Dead';
  const state = waiting || group.state === 'Empty' ? groupStateName(group.state) : m.lag_short({ lag: number(lag) });
  return (
    <g className={`group${waiting ? ' is-waiting' : ''}`} style={{ color: groupColour(place.group, groups) }}>
      <rect className="frame" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={12} />
      <rect className="edge" x={box.x} y={box.y + 10} width={3} height={box.height - 20} rx={1.5} />
      <Thing id={group.id} className="group-head">
        <rect className="hit" x={heading.x + 4} y={heading.y + 2} width={heading.width - 8} height={heading.height - 4} rx={8} />
        <text className="strong" x={heading.x + 14} y={heading.y + 18}>{fitText(place.group, heading.width - 26, '600 13px')}</text>
        <text className="small muted lag" x={heading.x + 14} y={heading.y + 34}>{state}</text>
      </Thing>
      {place.members.map((member) => <Member key={member.id} id={member.id} group={place.group} box={member.box} twins={place.members.map(({ id }) => id)} />)}
      {place.members.length === 0 ? <text className="small muted" x={box.x + 14} y={heading.y + heading.height + 20}>{m.group_no_members()}</text> : null}
    </g>
  );
}

function Member({ id, group, box, twins }: { readonly id: string; readonly group: string; readonly box: Box; readonly twins: readonly string[] }): React.ReactNode {
  const clients = useTable('client');
  const client = clients.get(id);
  const members = useTable('member');
  const owners = useTable('owner');
  const member = [...members.values()].find((candidate) => candidate.group === group && (candidate.id === id || candidate.node === client?.node));
  const own = [...owners.values()].filter((owner) => owner.group === group && member !== undefined && isWith(owner, member));
  const lag = own.reduce((sum, owner) => sum + (owner.lag ?? 0), 0);
  const name = client === undefined ? (member?.clientId ?? id) : numbered(client, twins.flatMap((twin) => clients.get(twin) ?? []));
  const batch = client?.batch;
  const right = client !== undefined && client.state !== 'running' ? clientStateName(client.state) : batch !== undefined ? m.batch_of({ done: number(batch.done), of: number(batch.of) }) : member === undefined ? m.member_joining() : client?.alerts !== undefined && own.length > 0 ? m.client_alerts({ count: number(client.alerts) }) : own.length === 0 ? m.member_idle() : m.lag_short({ lag: number(lag) });
  return (
    <Thing id={client?.id ?? id} className={`member is-${client?.state ?? 'running'}`}>
      <rect className="box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={8} />
      <circle className={own.length > 0 ? 'owns' : 'owns-none'} cx={box.x + 14} cy={box.y + box.height / 2} r={4.5} />
      <text className="small strong" x={box.x + 26} y={box.y + 21.5}>{fitText(name, box.width - 44 - textWidth(right, '400 12px'), '600 12px', / \d+$/.exec(name)?.[0].length)}</text>
      <text className="small muted" textAnchor="end" x={box.x + box.width - 10} y={box.y + 21.5}>{right}</text>
    </Thing>
  );
}

/** Whether the partition is the member's: its own, or in a share group one of those that it shares with others. */
function isWith(owner: OwnerRecord, member: MemberRecord): boolean {
  return owner.share === undefined ? owner.memberId === member.memberId : owner.group === member.group && member.assignment.includes(`${owner.topic}-${owner.partition}`);
}

/** From each owned partition's row to its member, in the group's colour. */
export function Ownership({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  const owners = useTable('owner');
  const clients = useTable('client');
  const members = useTable('member');
  const groups = useTable('group');
  if (layout.narrow) return null;
  const last = layout.brokers[layout.brokers.length - 1];
  if (last === undefined) return null;
  return [...owners.values()].flatMap((owner) => {
    const row = layout.topics.find((topic) => topic.name === owner.topic)?.rows.find((candidate) => candidate.partition === owner.partition);
    if (row === undefined) return [];
    const nodes = owner.share === undefined ? [owner.memberId === null ? null : owner.node] : [...members.values()].filter((member) => isWith(owner, member)).map((member) => member.node);
    const places = (layout.groups.find((group) => group.group === owner.group)?.members ?? []).filter(({ id }) => nodes.includes(clients.get(id)?.node ?? members.get(id)?.node ?? ''));
    return places.map((place) => {
      const [x1, y1, x2, y2] = [last.column.x + last.column.width, row.box.y + row.box.height / 2 + 2, place.box.x + 14, place.box.y + place.box.height / 2];
      return <path key={`${owner.id}/${place.id}`} className="owner-line" style={{ color: groupColour(owner.group, groups) }} d={`M${x1} ${y1}C${x1 + 22} ${y1} ${x2 - 30} ${y2} ${x2} ${y2}`} />;
    });
  });
}

/** Members with one name between them are told apart by a number. */
function numbered(client: ClientRecord, members: readonly ClientRecord[]): string {
  const twins = members.filter((one) => one.name === client.name);
  return twins.length < 2 ? shortTool(client.name) : `${shortTool(client.name)} ${twins.indexOf(client) + 1}`;
}

/** `kafka-console-producer.sh` is `producer` on the stage, beside the sign for a terminal: labels are short. */
function shortTool(name: string): string {
  return name.replace(/^kafka-(console-)?/, '').replace(/\.sh$/, '');
}
