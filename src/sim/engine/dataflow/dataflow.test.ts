// The dataflow engine in a whole world: a record comes out as soon as it came in, and a crash goes back to the end of the last epoch.
import { describe, expect, it } from 'vitest';
import type { DataflowSpec } from '../../../bridge/engines.ts';
import { defaultScenario } from '../../../bridge/scenario.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { SECOND } from '../../kernel/types.ts';
import { createWorld, giveInput } from '../../world.ts';
import type { DataflowState } from './dataflow.ts';

const spec: DataflowSpec = {
  kind: 'dataflow', name: 'flow', topics: ['payments'], startingOffset: 'beginning', format: 'json', fields: ['who', 'n'], filter: '', keyOn: '', eventTime: '', waitMs: 0, window: 'none', windowMs: 0, offsetMs: 0, aggregates: [],
  output: '', epochMs: 10_000, recovery: true, perRecordMs: 0.1, alerts: true,
};

function world(given: DataflowSpec, value = '{"who":"{key}","n":{n}}'): Kernel {
  return createWorld({
    ...defaultScenario, topics: [{ name: 'payments', partitions: 2, replicationFactor: 3 }, { name: 'results', partitions: 1, replicationFactor: 3 }],
    apps: [{ kind: 'producer', name: 'shop', topic: 'payments', recordsPerSecond: 5, keys: ['ana', 'bia', 'caio'], value, settings: {} }], engines: [given],
  }, 3, { check: true });
}

const stateOf = (kernel: Kernel): DataflowState => kernel.actorState('dataflow-flow') as DataflowState;
const later = (kernel: Kernel, seconds: number): void => kernel.runUntil(kernel.state.now + seconds * SECOND);
const numbers = (kernel: Kernel): number[] => stateOf(kernel).printed.map((line) => Number(/'n': (\d+)/.exec(line)?.[1]));

describe('a dataflow engine', () => {
  it('hands each record on within milliseconds', () => {
    const kernel = world({ ...spec, filter: 'n > 20' });
    later(kernel, 30);
    expect(stateOf(kernel).longestDelayMs).toBeLessThan(200);
    expect([...numbers(kernel)].sort((a, b) => a - b)).toEqual(Array.from({ length: numbers(kernel).length }, (_, at) => at + 21));
  });

  it('goes back to the end of its last epoch: nothing is lost, and what came since then comes again', () => {
    const kernel = world({ ...spec, keyOn: 'who', aggregates: [{ as: 'total', of: 'sum', column: 'n' }, { as: 'count', of: 'count', column: '' }] });
    later(kernel, 27);
    const before = stateOf(kernel).printed.length;
    kernel.crash('dataflow-flow');
    kernel.start('dataflow-flow');
    later(kernel, 20);
    const { printed, state, recordsRead } = stateOf(kernel);
    expect(printed.length).toBe(recordsRead);
    const repeated = printed.slice(before).filter((line) => printed.slice(0, before).includes(line));
    expect(repeated.length).toBeGreaterThan(5);
    // The state counts each record once all the same.
    const counted = state.reduce((sum, { kept }) => sum + (kept?.[1]?.count ?? 0), 0);
    expect(counted).toBe(recordsRead - repeated.length);
  });

  it('closes windows of the system clock without another record', () => {
    const kernel = world({ ...spec, keyOn: 'who', window: 'tumbling', windowMs: 5_000, aggregates: [{ as: 'n', of: 'count', column: '' }] });
    later(kernel, 12);
    giveInput(kernel, { kind: 'remove-app', name: 'shop' });
    later(kernel, 20);
    expect(stateOf(kernel).state).toEqual([]);
    const counted = stateOf(kernel).printed.reduce((sum, line) => sum + Number(/'n': (\d+)/.exec(line)?.[1]), 0);
    expect(counted).toBe(stateOf(kernel).recordsRead);
  });

  it('ends with the exception of the step that raised one, again and again', () => {
    const kernel = world(spec, 'no json {n}');
    later(kernel, 5);
    expect(stateOf(kernel).problem).toBe('json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)');
    kernel.crash('dataflow-flow');
    kernel.start('dataflow-flow');
    later(kernel, 5);
    expect(stateOf(kernel).phase).toBe('failed');
  });

  it('writes to a topic, and takes another pace while it runs', () => {
    const kernel = world({ ...spec, output: 'results' });
    later(kernel, 10);
    expect(giveInput(kernel, { kind: 'change-engine', engine: { ...spec, output: 'results', perRecordMs: 400 } })).toBeNull();
    later(kernel, 20);
    expect(stateOf(kernel).lastDelayMs).toBeGreaterThan(1_000);
    expect(stateOf(kernel).itemsOut).toBeGreaterThan(40);
  });
});
