// Why a processor does its work twice: what it has read and not committed, and the fall after which it read that again.
import type { ClientRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { WhyLine } from '../words/flink-why.ts';
import { factText } from '../words/facts.ts';
import { number } from '../words/numbers.ts';
import { about, type Answer, newestFact, plain, type Question, type Seen, since } from './answer.ts';

/** Of whoever commits after it has worked. */
export function againQuestions(client: ClientRecord, seen: Seen): Question[] {
  if (client.app?.kind !== 'processor' && client.reading?.autoCommit !== true) return [];
  const answer = whyAgain(client, seen);
  return [{ id: `again/${client.id}`, text: m.why_again({ client: client.name }), about: client.id, holds: answer.fell, answer: () => answer }];
}

export function whyAgain(client: ClientRecord, { tables }: Seen): Answer & { readonly fell: boolean } {
  const fall = newestFact(tables, ['node-crashed', 'member-expired', 'member-fenced'], ({ params, subjects }) => subjects.includes(client.id) || subjects.includes(`node/${client.node}`) || (params['group'] === client.group && params['client'] === client.clientId));
  const gaps = [...tables.owner.values()].filter((one) => one.group === client.group && one.node === client.node && one.position !== null && one.position > (one.committed ?? 0));
  const lines: WhyLine[] = gaps.map((one) => about(m.why_again_gap({ partition: `${one.topic}-${one.partition}`, position: number(one.position ?? 0), committed: number(one.committed ?? 0), count: number((one.position ?? 0) - (one.committed ?? 0)) }), one.id));
  const fell = fall === undefined ? [] : [since(m.why_again_fell({ fact: factText(fall.fact, fall.params) }), client.id, fall)];
  const transactional = client.app?.kind === 'processor' && client.app.commit === 'after';
  return { fell: fall !== undefined, lines: [...fell, ...(lines.length === 0 ? [plain(m.why_again_none())] : lines)], remedies: transactional ? [{ text: m.why_transaction_remedy(), command: 'isolation.level=read_committed' }] : [] };
}
