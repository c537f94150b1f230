// The metadata log: how far each controller and broker has it, and the latest decisions that stand in it.
import { m } from '../paraglide/messages.js';
import { useTable } from '../store/world.ts';
import { isFactKind } from '../words/facts.ts';
import { nodeName } from '../words/names.ts';
import { number } from '../words/numbers.ts';
import { History } from './History.tsx';

const DECISIONS = new Set([
  'controller-elected', 'broker-registered', 'broker-unfenced', 'broker-fenced', 'topic-created', 'topic-deleted', 'partitions-added', 'config-changed', 'leader-changed', 'isr-shrunk', 'isr-expanded',
]);
const MOST = 40;

export function MetadataLogDetails(): React.ReactNode {
  const nodes = [...useTable('node').values()].sort((a, b) => b.number - a.number);
  const facts = [...useTable('fact').values()].filter((fact) => isFactKind(fact.fact) && DECISIONS.has(fact.fact)).sort((a, b) => b.factId - a.factId).slice(0, MOST);
  return (
    <>
      <p className="inspector-about">{m.about_metadata_log()}</p>
      <dl className="inspector-rows">{nodes.map((node) => <div key={node.id}><dt>{nodeName(node.node)}</dt><dd>{number(node.metadataEndOffset)}</dd></div>)}</dl>
      <History facts={facts} />
    </>
  );
}
