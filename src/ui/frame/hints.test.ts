// The first-run hints follow the world: what has been done is not asked for again.
import { expect, test } from 'vitest';
import type { WorldRecord } from '../../bridge/records.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { client, cluster, group, log, topic, tty } from '../states/build.ts';
import { applyFrame, emptyWorld } from '../store/world-store.ts';
import { nextHint } from './hints.ts';

const CLOCK = { nowUs: 0, endUs: 0, startUs: 0, playing: true, speed: 1, branch: 0 };
const producer = client('laptop/1', 'producer', { tty: 'main' });
const written = topic('pedidos', [{ replicas: [1, 2, 3], records: log(3, () => 'ana') }]);
const read = [...written, ...group('leitura', [], { 'pedidos-0': [3, null, 0] })];

function check(records: readonly WorldRecord[], step: number | null, command: string | null): void {
  overwriteGetLocale(() => 'en');
  const tables = applyFrame(emptyWorld(), { base: -1, revision: 1, whole: true, put: records, removed: [], clock: CLOCK, branches: [] }, 0)?.tables;
  const hint = tables === undefined ? null : nextHint(tables);
  expect([hint?.step ?? null, hint?.command?.split(' ')[0] ?? null]).toEqual([step, command]);
}

test('first a topic', () => check(cluster(), 1, 'kafka-topics.sh'));
test('then a producer', () => check([...cluster(), ...topic('pedidos', [{ replicas: [1], records: [] }])], 2, 'kafka-console-producer.sh'));
test('then lines for it', () => check([...cluster(), ...topic('pedidos', [{ replicas: [1], records: [] }]), producer], 2, null));
test('then a group', () => check([...cluster(), ...written], 3, 'kafka-console-consumer.sh'));
test('then a question about it', () => check([...cluster(), ...read], 4, 'kafka-consumer-groups.sh'));
test('then a leader to kill', () => check([...cluster(), ...read, ...tty('main', ['kafka-consumer-groups.sh --describe'], 'shell', ['$ '])], 5, null));
test('then nothing', () => check([...cluster({ 'broker-1': { state: 'down' } }), ...read, ...tty('main', ['kafka-consumer-groups.sh --describe'], 'shell', ['$ '])], null, null));
