// Mutants of moves: which small changes are made of what a solution does.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import type { Move } from '../lesson/lesson.ts';
import { mutantsOf } from './mutants.ts';

const scenario = {
  ...defaultScenario,
  apps: [
    { kind: 'consumer' as const, name: 'abel', topics: ['a'], group: 'motos', processingMsPerRecord: 1, settings: {} },
    { kind: 'consumer' as const, name: 'beto', topics: ['a'], group: 'motos', processingMsPerRecord: 1, settings: {} },
  ],
};
const type = (text: string): Move => ({ kind: 'type', tty: 'main', text, thenUs: 1 });

function check(name: string, moves: readonly Move[], expected: readonly string[], until = moves.length): void {
  it(name, () => expect(mutantsOf(moves, until, scenario).map(({ kind, text, at }) => `${at} ${kind}: ${text}`)).toEqual(expected));
}

describe('mutants', () => {
  check('of a command', [{ kind: 'run', tty: 'main', text: 'kafka-topics.sh --bootstrap-server b:1 --create --topic a --partitions 3 --config retention.ms=1000' }], [
    '0 left out: without "kafka-topics.sh --bootstrap-server b:1 --create --topic a --partitions 3 --config retention.ms=1000"',
    '0 option: without --create', '0 option: without --topic a', '0 name: --topic a becomes ax', '0 option: without --partitions 3', '0 number: --partitions 3 becomes 2',
    '0 option: without --config retention.ms=1000', '0 value: --config retention.ms=1000 becomes retention.ms=999',
  ]);
  check('of a pipe end with its command', [type('kafka-get-offsets.sh --topic a | sort --reverse')], [
    '0 left out: without "kafka-get-offsets.sh --topic a | sort --reverse"', '0 option: without --topic a', '0 name: --topic a becomes ax', '0 option: without --reverse',
  ]);
  check('of records, in another order too', [type('ana:um'), { kind: 'wait', us: 1 }, type('dois')], [
    '0 left out: without "ana:um"', '0 name: key ana becomes anax', '0 text: "ana:um" without its key', '0 order: "dois" before "ana:um"',
    '2 left out: without "dois"', '2 text: "dois" becomes "doisx"',
  ]);
  check('of what is done on the stage', [{ kind: 'inputs', inputs: [{ kind: 'crash', node: 'broker-2' }] }], [
    '0 left out: without crash broker-2', '0 place: broker-2 becomes broker-3', '0 way: crash broker-2 becomes stop',
  ]);
  check('of an application', [{ kind: 'inputs', inputs: [{ kind: 'stop', node: 'consumer-abel' }] }], [
    '0 left out: without stop consumer-abel', '0 place: consumer-abel becomes consumer-beto', '0 way: stop consumer-abel becomes crash',
  ]);
  check('of a link', [{ kind: 'inputs', inputs: [{ kind: 'cut', from: 'broker-1', to: 'broker-2' }, { kind: 'cut', from: 'broker-2', to: 'broker-1' }] }], [
    '0 left out: without cut broker-1 to broker-2, cut broker-2 to broker-1', '0 place: cut of broker-1 goes to broker-3', '0 way: cut from broker-1 to broker-2 alone',
  ]);
  check('none of what comes after the goal', [type('um'), { kind: 'press', tty: 'main', key: 'D' }], ['0 left out: without "um"', '0 text: "um" becomes "umx"'], 1);
});
