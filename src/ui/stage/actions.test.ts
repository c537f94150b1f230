// What can be done to a thing, as the inputs that it gives to the world.
import { expect, test } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, recordById } from '../store/world-store.ts';
import { actionsFor } from './actions.ts';

function check(worldName: string, id: string, expected: Readonly<Record<string, readonly unknown[]>>): void {
  overwriteGetLocale(() => 'en');
  const world = NAMED_WORLDS.find((candidate) => candidate.name === worldName);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  const record = tables === undefined ? undefined : recordById(tables, id);
  const groups = record === undefined || tables === undefined ? [] : actionsFor(record, tables);
  const found = Object.fromEntries(groups.flatMap((group) => group.actions.map((action) => [action.id, action.inputs])));
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, found[name] ?? []]))).toEqual(expected);
}

test('a running broker can be crashed, stopped, slowed, and cut off both ways', () => check('fresh-cluster', 'node/broker-1', {
  crash: [{ kind: 'crash', node: 'broker-1' }],
  stop: [{ kind: 'stop', node: 'broker-1' }],
  start: [],
  'slow-disk': [{ kind: 'slow-disk', node: 'broker-1', factor: 20 }],
  'fill-disk': [{ kind: 'fail-disk', node: 'broker-1', failure: 'full' }],
  'break-disk': [{ kind: 'fail-disk', node: 'broker-1', failure: 'broken' }],
  'repair-disk': [],
  'skew-clock': [{ kind: 'clock-skew', node: 'broker-1', ms: 7_200_000 }],
  'cut-broker-2': [{ kind: 'cut', from: 'broker-1', to: 'broker-2' }, { kind: 'cut', from: 'broker-2', to: 'broker-1' }],
}));
test('a dead broker can only be started', () => check('leader-killed', 'node/broker-1', { start: [{ kind: 'start', node: 'broker-1' }], crash: [], stop: [] }));
test('a slow disk can be healed', () => check('lagging-group', 'node/broker-3', { 'heal-disk': [{ kind: 'slow-disk', node: 'broker-3', factor: 1 }], 'slow-disk': [] }));
test('a partition acts on its leader', () => check('leader-killed', 'partition/pedidos-0', { crash: [{ kind: 'crash', node: 'broker-2' }] }));
test('an application can be crashed, stopped, changed and removed', () => check('records-in-flight', 'client/producer-caixa', {
  crash: [{ kind: 'crash', node: 'producer-caixa' }], stop: [{ kind: 'stop', node: 'producer-caixa' }], change: [], remove: [{ kind: 'remove-app', name: 'caixa' }],
}));
test('a console tool belongs to its terminal', () => check('four-commands', 'client/laptop/1012', { remove: [] }));
