// Bad runs are told apart with words and places; good ones are taken as they are.
import { describe, expect, it } from 'vitest';
import type { Input, SavedRun } from '../bridge/input.ts';
import { defaultScenario } from '../bridge/scenario.ts';
import { readSavedRun } from './saved-run.ts';

const run = (change: object = {}): unknown => ({ version: 1, scenario: defaultScenario, seed: 7, inputs: [], ...change });
const withInput = (input: unknown, atUs: unknown = 5): unknown => run({ inputs: [{ atUs, input }] });

describe('a saved run', () => {
  const check = (value: unknown, problem: RegExp): void => {
    it(`is refused with ${problem.source}`, () => {
      const read = readSavedRun(value);
      expect(read.kind === 'problems' ? read.problems.join('\n') : 'taken').toMatch(problem);
    });
  };
  check(null, /^run: must be an object/);
  check('{}', /^run: must be an object/);
  check(run({ version: 2 }), /^version: must be 1, but is 2/);
  check(run({ seed: 'x' }), /^seed: must be a number .* but is "x"/);
  check(run({ scenario: { ...defaultScenario, brokers: [{ id: 'one' }] } }), /^scenario\.brokers\[0\]\.id: must be a number/);
  check(run({ scenario: { ...defaultScenario, link: { latencyUs: -1 } } }), /^scenario\.link\.latencyUs: /);
  check(run({ scenario: { ...defaultScenario, surprise: 1 } }), /^scenario\.surprise: is not known/);
  check(run({ scenario: { ...defaultScenario, home: { a: 1 } } }), /^scenario\.home\.a: must be a text/);
  check(run({ inputs: {} }), /^inputs: must be a list/);
  check(withInput({ kind: 'explode' }), /^inputs\[0\]\.input\.kind: must be one of open-tty/);
  check(withInput({ kind: 'crash' }), /^inputs\[0\]\.input\.node: must be a text, but is missing/);
  check(withInput({ kind: 'crash', node: 'broker-1' }, -3), /^inputs\[0\]\.atUs: /);
  check(withInput({ kind: 'control', tty: 'main', key: 'X', text: '' }), /\.key: must be one of C, D, Z/);
  check(withInput({ kind: 'shape-link', from: 'a', to: 'b', link: { lossRate: 3 } }), /\.link\.lossRate: /);
  check(withInput({ kind: 'constructor' }), /\.kind: must be one of/);
  check(run({ inputs: [{ atUs: 9, input: { kind: 'crash', node: 'a' } }, { atUs: 8, input: { kind: 'start', node: 'a' } }] }), /^inputs\[1\]\.atUs: must not be before/);

  it('is taken when it is whole', () => {
    const inputs: readonly Input[] = [
      { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true }, { kind: 'line', tty: 'main', text: 'ls' }, { kind: 'cut', from: 'broker-1', to: 'broker-2' },
      { kind: 'shape-link', from: 'broker-1', to: 'broker-2', link: { latencyUs: 10 } }, { kind: 'remove-app', name: 'x' },
      { kind: 'add-app', app: { kind: 'consumer', name: 'c', topics: ['t'], group: 'g', processingMsPerRecord: 1, settings: {} } },
      { kind: 'add-app', app: { kind: 'producer', name: 'p', topic: 't', recordsPerSecond: 1, keys: [], value: 'v', settings: {}, transaction: { records: 10 } } },
      { kind: 'add-app', app: { kind: 'producer', name: 'e', topic: 't', recordsPerSecond: 1, keys: [], value: '{time}', settings: {}, partition: 1, eventTime: { disorderMs: 5, lateEvery: 0, lateMs: 0 }, script: [{ afterUs: 1, key: null, value: 'v', partition: 0 }] } },
      { kind: 'add-app', app: { kind: 'share-consumer', name: 's', topics: ['t'], group: 'g', processingMsPerRecord: 1, releaseEvery: 3, settings: {} } },
      { kind: 'add-app', app: { kind: 'processor', name: 'x', topics: ['t'], group: 'g', output: 'u', value: '{value}', processingMsPerRecord: 1, commit: 'after', settings: {}, producerSettings: {} } },
    ];
    const scenario = { ...defaultScenario, engines: [{ kind: 'queue' as const, name: 'q', visibilityTimeoutMs: 0, maxDeliveries: 3 }] };
    const whole: SavedRun = { version: 1, scenario, seed: 7, inputs: inputs.map((input, atUs) => ({ atUs, input })) };
    expect(readSavedRun(whole)).toEqual({ kind: 'ok', run: whole });
  });
});
