// The page's words: both languages say the same things, and every kind of fact has a sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { FACT_KINDS, factText } from './facts.ts';
import { clockTime, duration, number } from './numbers.ts';
import { REFUSAL_KINDS, refusalText } from './refusals.ts';

const FOLDER = new URL('../../../messages/', import.meta.url);
const PREFIXES = [...new Set(readdirSync(FOLDER).map((file) => file.replace(/(pt-BR|en)\.json$/, '')))];

function read(file: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed).filter(([key]) => key !== '$schema')) : {};
}

/** The names between braces. */
function params(message: unknown): string[] {
  return [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
}

describe.each(PREFIXES)('messages/%s', (prefix: string) => {
  const [pt, en] = [read(`${prefix}pt-BR.json`), read(`${prefix}en.json`)];

  test('both languages have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(pt).sort());
  });

  test('both languages have the same parameters, and no text is empty', () => {
    for (const key of Object.keys(pt)) {
      expect([key, params(en[key])]).toEqual([key, params(pt[key])]);
      expect([key, pt[key]]).not.toEqual([key, '']);
      expect([key, en[key]]).not.toEqual([key, '']);
    }
  });
});

/** One value for every parameter that a fact can have. */
const SAMPLE = {
  node: 'broker-1', from: 1, to: 2, factor: 20, name: 'caixa', tty: 'main', text: 'ls', key: 'C', program: 'kafka-topics.sh', pid: 12, status: 0, controller: 102, epoch: 4, broker: 1,
  forMs: 9000, topic: 'orders', partitions: 2, replicationFactor: 3, resource: 'topic orders', value: '1', partition: 'orders-0', removed: '1', isr: '2, 3', added: '1',
  error: 'NOT_LEADER_OR_FOLLOWER', group: 'g', member: 'c1-1', client: 'c1', generation: 2, members: 2, query: 'vendas', problem: 'StreamingQueryException', path: 'escada/um.sql',
};

describe.each(['pt-BR', 'en'] as const)('facts in %s', (locale) => {
  test.each(FACT_KINDS)('%s', (kind) => {
    overwriteGetLocale(() => locale);
    const text = factText(kind, SAMPLE);
    expect(text).toMatch(/\S+ \S+/);
    expect(text).not.toMatch(/\{|undefined|NaN|fact_/);
  });
});

describe.each(['pt-BR', 'en'] as const)('refusals in %s', (locale) => {
  test.each(REFUSAL_KINDS)('%s is told in a sentence, without its key', (kind) => {
    overwriteGetLocale(() => locale);
    expect(refusalText(kind)).toMatch(/^[A-ZÁÉÍÓÚÂÊÔÃÕ0-9].*[.]$/);
    expect(refusalText(kind)).not.toContain(kind);
  });

  test('a kind without a sentence is named', () => {
    overwriteGetLocale(() => locale);
    expect(refusalText('something_new')).toContain('something_new');
  });
});

test.each([
  ['pt-BR', 'a liderança de pedidos-0 foi do broker 1 para o broker 2', '1:36,250', '1,32 ms', '1.234'],
  ['en', 'the leader of pedidos-0 moved from broker 1 to broker 2', '1:36.250', '1.32 ms', '1,234'],
] as const)('%s says it its own way', (locale, ...expected) => {
  overwriteGetLocale(() => locale);
  expect([factText('leader-changed', { partition: 'pedidos-0', from: 1, to: 2, epoch: 1 }), clockTime(96_250_000), duration(1_320), number(1234)]).toEqual(expected);
});
