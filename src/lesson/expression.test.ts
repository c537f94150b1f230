// The language of checks: what expressions say of a small world, over time, and how their mistakes are named.
import { describe, expect, it } from 'vitest';
import type { WorldRecord } from '../bridge/records.ts';
import { evaluate, look, type Memory, noMemory } from './evaluate.ts';
import { parseExpression } from './expression.ts';

function topic(name: string, internal = false): WorldRecord {
  return { kind: 'topic', id: `topic/${name}`, name, topicId: 'x', partitions: 2, replicationFactor: 1, internal, configs: { 'cleanup.policy': 'compact' } };
}

function partition(name: string, number: number, logEndOffset: number, isr: readonly number[]): WorldRecord {
  return {
    kind: 'partition', id: `partition/${name}-${number}`, topic: name, partition: number, leader: isr[0] ?? -1, leaderEpoch: 0, partitionEpoch: 0, replicas: [1, 2, 3], isr, elr: [],
    logStartOffset: 0, highWatermark: logEndOffset, logEndOffset, leaderFact: -1, isrFact: -1,
  };
}

function line(number: number, text: string): WorldRecord {
  return { kind: 'line', id: `line/main/${number}`, tty: 'main', line: number, text };
}

function replica(broker: number, keys: readonly (string | null)[]): WorldRecord {
  const tail = keys.map((key, offset) => ({ offset, key, value: `v${offset}`, timestampMs: 0, leaderEpoch: 0, sizeBytes: 10, headers: [], producerId: -1, sequence: -1 }));
  return {
    kind: 'replica', id: `replica/pedidos-0/${broker}`, topic: 'pedidos', partition: 0, broker, role: broker === 1 ? 'leader' : 'follower', inSync: true, moving: '', leaderEpoch: 0,
    logStartOffset: 0, highWatermark: keys.length, logEndOffset: keys.length, tail,
    lastStableOffset: 0, openTransactions: [], abortedTransactions: [], segments: [], segmentCount: 1, sizeBytes: 10 * keys.length, cleanupPolicy: 'delete', cleanedTo: -1,
  };
}

const LOGS: readonly WorldRecord[] = [replica(1, ['ana', null, 'bia', 'ana']), replica(2, ['ana'])];

const WORLD: readonly WorldRecord[] = [
  topic('pedidos'), topic('__consumer_offsets', true), partition('pedidos', 0, 3, [1, 2, 3]), partition('pedidos', 1, 5, [2]), line(0, '$ kafka'), line(1, 'olá, mundo'),
];

function parsed(text: string): ReturnType<typeof parseExpression> & { ok: true } {
  const result = parseExpression(text);
  if (!result.ok) throw new Error(`${text} at ${result.problem.at}: ${result.problem.message}`);
  return result;
}

describe('an expression', () => {
  const check = (text: string, expected: unknown): void => {
    it(`${text} is ${JSON.stringify(expected)}`, () => {
      expect(evaluate(parsed(text).expression, look(0, WORLD), noMemory).value).toEqual(expected);
    });
  };
  check('exists(topic where name = "pedidos")', true);
  check('exists(topic where name = "pedido")', false);
  check('count(topic)', 2);
  check('count(topic where not internal)', 1);
  check('sum(partition.logEndOffset where topic = "pedidos")', 8);
  check('min(partition.logEndOffset) + max(partition.logEndOffset) - 1', 7);
  check('max(replica.logEndOffset)', null);
  check('the(partition.leader where partition = 1)', 2);
  check('all(partition where topic = "pedidos": isr contains 2)', true);
  check('all(partition: isr contains 3)', false);
  check('exists(line where text contains "mundo") and count(line) > 1', true);
  check('exists(line where text starts with "mundo") or false', false);
  check('exists(topic t where exists(partition where topic = t.name and logEndOffset = 5))', true);
  check('count(partition p where exists(partition where logEndOffset > p.logEndOffset))', 1);
  check('the(topic.configs."cleanup.policy" where name = "pedidos") = "compact"', true);
  check('exists(topic where configs.nada = "x")', false);
  check('not (1 = 2 or 3 <= 2)', true);
  check('exists(group where members > 0) = false', true);
  check('-1 + 2', 1);
  check('exists(line where text = "com \\"aspas\\"")', false);
});

describe('records of logs', () => {
  const check = (text: string, expected: unknown): void => {
    it(`${text} is ${JSON.stringify(expected)}`, () => expect(evaluate(parsed(text).expression, look(0, LOGS), noMemory).value).toEqual(expected));
  };
  check('count(record)', 5);
  check('count(record where role = "leader" and key = "ana")', 2);
  check('max(record.offset where key = "ana")', 3);
  check('the(record.value where key = "bia")', 'v2');
  check('exists(record where broker = 2 and offset = 1)', false);
});

describe('over time', () => {
  /** `worlds` are the log ends at 0 s, 1 s, 2 s, …; a negative number goes back to that second. */
  const check = (text: string, ends: readonly (readonly [number, number])[], expected: readonly boolean[]): void => {
    it(`${text} over ${ends.map(([at, end]) => `${at}s:${end}`).join(' ')}`, () => {
      const { expression } = parsed(text);
      let memory: Memory = noMemory;
      const said = ends.map(([at, end]) => {
        const result = evaluate(expression, look(at * 1_000_000, [partition('pedidos', 0, end, [1])]), memory);
        ({ memory } = result);
        return result.value;
      });
      expect(said).toEqual(expected);
    });
  };
  const full = 'sum(partition.logEndOffset) >= 3';
  check(`eventually ${full}`, [[0, 1], [1, 3], [2, 0]], [false, true, true]);
  check(`never ${full}`, [[0, 1], [1, 3], [2, 0]], [true, false, false]);
  check(`${full} for 2 s`, [[0, 3], [1, 3], [2, 3], [3, 0], [4, 3], [5, 3]], [false, false, true, false, false, false]);
  check(`eventually ${full} for 1 s`, [[0, 3], [1, 3], [2, 0]], [false, true, true]);
  check(`eventually ${full}`, [[0, 1], [5, 3], [2, 1], [3, 1]], [false, true, false, false]);
  check('grew sum(partition.logEndOffset) > 1', [[5, 3], [6, 4], [7, 5], [6, 5], [2, 4], [3, 5], [4, 6]], [false, false, true, true, false, false, true]);
  check(`false and eventually ${full} or eventually ${full}`, [[0, 3], [1, 0]], [true, true]);
});

describe('a mistake', () => {
  const check = (text: string, at: number, message: RegExp): void => {
    it(`${text}: ${message.source}`, () => {
      const result = parseExpression(text);
      expect(result.ok).toBe(false);
      if (result.ok) return;
      expect(result.problem.message).toMatch(message);
      expect(result.problem.at).toBe(at);
    });
  };
  check('exists(topik)', 7, /no record of kind "topik" \(did you mean topic\?\)/);
  check('exists(topic where nam = "x")', 19, /topic has no field "nam" \(did you mean name\?\)/);
  check('exists(topic where name = 3)', 19, /a text is compared with a number/);
  check('exists(partition where isr = 3)', 23, /a list can only be asked with "contains"/);
  check('exists(topic where internal < true)', 19, /no order/);
  check('exists(partition where leader contains 3)', 23, /"contains" asks a text or a list/);
  check('exits(topic)', 0, /no "exits" \(did you mean exists\?\)/);
  check('count(topic', 11, /expected "\)", but found the end/);
  check('count(topic) >', 14, /expected a value, but found the end/);
  check('count(topic) 3', 13, /expected the end/);
  check('exists(topic) for ten s', 18, /expected a duration/);
  check('exists(topic) for 10 years', 21, /expected ms, s or min/);
  check('exists(topic where eventually internal)', 19, /not inside the parentheses/);
  check('pedidos', 0, /needs quotes/);
  check('name & 3', 0, /needs quotes/);
  check('exists(topic where configs = "x")', 27, /expected "\."/);
  check('1 + $', 4, /found "\$"/);
  check('count(topic a where count(topic b where count(topic c where count(topic) > 0) > 0) > 0)', 66, /4 deep/);
  
  const never = (start: string, text: string): void => {
    it(`stays a value for ${start} …`, () => expect(parseExpression(text).ok).toBe(false));
  };
  never('( ( (', `${'('.repeat(1999)}1`);
  never('- - -', `${'-'.repeat(1999)}1`);
  never('not not', `${'not '.repeat(400)}true`);
  never('eventually', `${'eventually '.repeat(150)}true`.repeat(2));
  never('1 or 1 or', '1 or '.repeat(500));
});
