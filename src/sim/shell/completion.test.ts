// What the terminal offers for the word before the cursor.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../bridge/scenario.ts';
import { createWorld } from '../world.ts';
import { complete } from './completion.ts';
import { TestTerminal } from './testing/terminal.ts';

const hints = { topics: ['pagamentos', 'pedidos', 'vendas'], groups: ['estoque', 'loja'] };
const terminal = new TestTerminal({ 'pedido.json': '{}', 'dados/a.csv': '1', 'dados/b.csv': '2', '.escondido': '' });

/** The cursor stands at `|`, or at the end. */
interface Case {
  readonly line: string;
  readonly from: number;
  readonly candidates: readonly string[];
}

const T = 'kafka-topics.sh';
const C = 'kafka-console-consumer.sh';
const CASES: readonly Case[] = [
  { line: 'kafka-top', from: 0, candidates: [T] },
  { line: 'kafka-console-', from: 0, candidates: [C, 'kafka-console-producer.sh', 'kafka-console-share-consumer.sh'] },
  { line: 'echo a | kafka-console-p', from: 9, candidates: ['kafka-console-producer.sh'] },
  { line: 'sleep 1; kafka-top', from: 9, candidates: [T] },
  { line: 'mapf', from: 0, candidates: ['mapfile'] },
  { line: 'nada-disso', from: 0, candidates: [] },
  { line: `${T} --boot`, from: 16, candidates: ['--bootstrap-server'] },
  { line: `${T} --bootstrap-server `, from: 35, candidates: ['localhost:9092', 'localhost:9093', 'localhost:9094'] },
  { line: `${T} --bootstrap-server localhost:9093`, from: 35, candidates: ['localhost:9093'] },
  { line: `${T} --topic p`, from: 24, candidates: ['pagamentos', 'pedidos'] },
  { line: `${T} --topic pe| --describe`, from: 24, candidates: ['pedidos'] },
  { line: `${C} --group `, from: 34, candidates: ['estoque', 'loja'] },
  { line: `${T} --partitions `, from: 29, candidates: [] },
  { line: 'cat p', from: 4, candidates: ['pedido.json'] },
  { line: 'cat ', from: 4, candidates: ['dados/', 'pedido.json'] },
  { line: 'cat dados/', from: 4, candidates: ['dados/a.csv', 'dados/b.csv'] },
  { line: 'cat ~/dad', from: 4, candidates: ['~/dados/'] },
  { line: 'cat .e', from: 4, candidates: ['.escondido'] },
  { line: 'echo oi > ped', from: 10, candidates: ['pedido.json'] },
  { line: 'cat /etc/', from: 4, candidates: ['/etc/hostname'] },
];

function check({ line, from, candidates }: Case): void {
  it(line, () => {
    const cursor = line.indexOf('|') > 0 && !line.includes(' | ') ? line.indexOf('|') : line.length;
    const typed = cursor === line.length ? line : line.replace('|', '');
    expect(complete(terminal.state, hints, 'main', typed, cursor)).toEqual({ from, candidates });
  });
}

describe('paths in the nodes\' log directories', () => {
  const kernel = createWorld({ ...defaultScenario, topics: [{ name: 'vendas', partitions: 1, replicationFactor: 1, assignment: [[2]] }] }, 1);
  const { actors, now, startedAtMs } = kernel.state;
  const looking = { disks: actors, now, bornMs: startedAtMs };
  const candidates = (line: string): readonly string[] => complete(terminal.state, { ...hints, looking }, 'main', line, line.length).candidates;
  const logs = '/tmp/kafka/node-2/kraft-combined-logs/';

  it('are completed folder by folder', () => {
    expect(candidates('ls /tmp/')).toEqual(['/tmp/kafka/']);
    expect(candidates('ls /tmp/kafka/node-2')).toEqual(['/tmp/kafka/node-2/']);
    expect(candidates(`ls ${logs}v`)).toEqual([`${logs}vendas-0/`]);
    expect(candidates(`kafka-dump-log.sh --files ${logs}vendas-0/`)).toEqual([
      `${logs}vendas-0/00000000000000000000.index`, `${logs}vendas-0/00000000000000000000.log`, `${logs}vendas-0/00000000000000000000.timeindex`, `${logs}vendas-0/leader-epoch-checkpoint`, `${logs}vendas-0/partition.metadata`,
    ]);
    expect(candidates('ls /tmp/kafka/node-9/')).toEqual([]);
  });
});

describe('completion', () => {
  for (const each of CASES) check(each);
});
