// Why somebody is not heard: a process that is down, a broker that is fenced, a network that is cut.
import type { NodeRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { nodeName } from '../words/names.ts';
import { number } from '../words/numbers.ts';
import { about, newestAbout, since } from './answer.ts';

/** What keeps a broker from its work; empty where it is well. */
export function whyNotServing(broker: NodeRecord, tables: Pick<Tables, 'fact'>): WhyLine[] {
  const name = String(broker.number);
  const line = stateLine(broker, name, tables);
  const disk = broker.diskFailure !== 'none' ? [since(m.why_disk_failed({ broker: name }), broker.id, newestAbout(tables, ['disk-failed'], broker.id))]
    : broker.diskFactor > 1 ? [since(m.why_disk_slow({ broker: name, factor: number(broker.diskFactor) }), broker.id, newestAbout(tables, ['disk-slowed'], broker.id))] : [];
  return [...(line === null ? [] : [line]), ...disk];
}

function stateLine(broker: NodeRecord, name: string, tables: Pick<Tables, 'fact'>): WhyLine | null {
  switch (broker.state) {
    case 'running': return null;
    case 'down': return since(m.why_broker_down({ broker: name }), broker.id, newestAbout(tables, ['node-crashed', 'node-stopped', 'log-dir-failed', 'node-stop-asked'], broker.id));
    case 'fenced': return since(m.why_broker_fenced({ broker: name }), broker.id, newestAbout(tables, ['broker-fenced', 'broker-session-expired'], broker.id));
    case 'starting': return since(m.why_broker_starting({ broker: name }), broker.id, newestAbout(tables, ['node-started'], broker.id));
    case 'stopping': return since(m.why_broker_stopping({ broker: name }), broker.id, newestAbout(tables, ['node-stop-asked'], broker.id));
  }
}

export const brokerOf = (tables: Pick<Tables, 'node'>, number: number): NodeRecord | undefined => tables.node.get(`node/broker-${number}`);

/** Links between a node and these brokers that are cut, in either direction. */
export function whyCut(node: string, brokers: readonly number[], tables: Pick<Tables, 'link' | 'fact'>): WhyLine[] {
  return brokers.flatMap((number) => [[node, `broker-${number}`], [`broker-${number}`, node]]).flatMap(([from = '', to = '']) => {
    const link = tables.link.get(`link/${from}/${to}`);
    return link?.cut === true ? [since(m.why_link_cut({ from: nodeName(from), to: nodeName(to) }), link.id, newestAbout(tables, ['link-cut'], link.id))] : [];
  });
}

/** A client's process that is not at work. */
export function whyClientRests(client: { readonly id: string; readonly name: string; readonly state: string }, tables: Pick<Tables, 'fact'>): WhyLine[] {
  if (client.state === 'starting') return [about(m.why_client_starting({ client: client.name }), client.id)];
  if (client.state !== 'down') return [];
  const node = client.id.replace(/^client\//, 'node/');
  return [since(m.why_client_down({ client: client.name }), client.id, newestAbout(tables, ['node-crashed', 'node-stop-asked', 'app-removed'], client.id) ?? newestAbout(tables, ['node-crashed', 'node-stop-asked'], node))];
}
