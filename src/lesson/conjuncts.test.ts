// Selections inside selections: the quick way gives what asking each record gives, and asks far fewer.
import { describe, expect, test } from 'vitest';
import type { WorldRecord } from '../bridge/records.ts';
import { evaluate, look, noMemory, type Value } from './evaluate.ts';
import { parseExpression } from './expression.ts';

function line(at: number, text: string, tty = 'main'): WorldRecord {
  return { kind: 'line', id: `line/${tty}/${at}`, tty, line: at, text };
}

const WORLD: readonly WorldRecord[] = ['a', 'b', 'a', 'ab', '', 'b'].flatMap((text, at) => [line(at, text), line(at + 3, text, 't2')]);

function valueIn(world: readonly WorldRecord[], text: string): Value {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text} at ${parsed.problem.at}: ${parsed.problem.message}`);
  return evaluate(parsed.expression, look(0, world), noMemory).value;
}

/** Conditions of a line inside of a line `o`: of itself, of both, of the outer one, of others, of none. */
const CONDITIONS = [
  'tty = "main"', 'text contains "a"', 'not line > 4', 'text = o.text', 'o.line = line', 'line + 1 = o.line', 'line < o.line', 'tty != o.tty', 'o.tty = "t2"', 'exists(line where text = "ab")', 'count(line where tty = o.tty) = line',
  'line = count(line where text = "a" and tty = "main")', 'exists(line i where i.text = o.text and i.line != o.line)', '(text = o.text or line = o.line)', 'line = min(line.line where tty = "t2")', 'count(line where false) = 1', 'text = null',
];

describe('a condition of one, two or three parts', () => {
  const pairs = CONDITIONS.flatMap((first, at) => CONDITIONS.slice(at).map((second, next) => [first, second, CONDITIONS[(at * 7 + next) % CONDITIONS.length] ?? '']));
  test.each(pairs)('%s | %s | %s', (...parts) => {
    for (const condition of [parts.slice(0, 1), parts.slice(0, 2), parts].map((some) => some.join(' and '))) {
      for (const way of ['exists(line o where C)', 'count(line o where S > 1)', 'all(line o: C)', 'sum(line o.line where C)']) {
        const text = (inner: string): string => way.replace('C', `exists(line where ${inner})`).replace('S', `sum(line.line where ${inner})`);
        // A choice is not taken apart: each record is asked.
        expect([condition, valueIn(WORLD, text(condition))]).toEqual([condition, valueIn(WORLD, text(`(${condition} or false)`))]);
      }
    }
  });
});

describe('of many records few are asked', () => {
  const MANY = 400;
  /** How often the text of a line is read. */
  function reads(text: string): number {
    let count = 0;
    const counted = Array.from({ length: MANY }, (_, at): WorldRecord => {
      const plain = line(at, `text ${at}`);
      return Object.defineProperty({ ...plain }, 'text', { enumerable: true, get: () => {
        count += 1;
        return `text ${at}`;
      } });
    });
    expect(valueIn(counted, text)).toBe(MANY);
    return count;
  }

  test('a text that is looked up is read twice of each line, not of each pair', () => {
    expect(reads('count(line o where exists(line where tty = "main" and text = o.text))')).toBe(2 * MANY);
    expect(reads('count(line o where exists(line where (tty = "main" and text = o.text or false)))')).toBe(2 * MANY * MANY);
  });

  test('what does not look at the line is asked once of each outer one', () => {
    expect(reads('count(line o where exists(line where o.text starts with "text" and line = o.line))')).toBe(MANY);
  });
});
