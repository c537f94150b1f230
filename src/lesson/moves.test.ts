// Moves of a lesson's file as inputs: links in one, two and all directions, disks, applications, and what happens before the learner comes.
import { describe, expect, it } from 'vitest';
import type { Input } from '../bridge/input.ts';
import { firstRun, type Lesson } from './lesson.ts';
import { foreseenInputs } from './moves.ts';
import { readLesson } from './read-lesson.ts';

const TEXT = '# T\nI\n## do: D\nd\n### hint 1\na\n### hint 2\nb\n### hint 3\nc\n### done\nd\n## see: S\ns\n';

function lessonWith(world: string, solution: string, watch = ''): Lesson {
  const yaml = `minutes: 1\nworld: { seed: 1, ${world} }\nsteps:\n  - { id: do, kind: act, check: exists(topic), solution: [${solution}] }\n  - { id: see, kind: watch${watch} }\n`;
  const { lesson, problems } = readLesson('x/01-x', { 'lesson.yaml': yaml, 'pt.md': TEXT, 'en.md': TEXT });
  if (lesson === null) throw new Error(problems.map((problem) => `${problem.line}: ${problem.message}`).join('\n'));
  return lesson;
}

/** The inputs of a move. */
function check(move: string, expected: readonly Input[]): void {
  it(move, () => {
    const [step] = lessonWith('brokers: 2, controllers: 1', move).steps;
    expect(step?.kind === 'act' ? step.solution : []).toEqual([{ kind: 'inputs', inputs: expected }]);
  });
}

describe('a move', () => {
  check('{ cut: { from: broker-1, to: broker-2 } }', [{ kind: 'cut', from: 'broker-1', to: 'broker-2' }]);
  check('{ cut: [broker-1, broker-2] }', [{ kind: 'cut', from: 'broker-1', to: 'broker-2' }, { kind: 'cut', from: 'broker-2', to: 'broker-1' }]);
  check('{ heal: broker-2 }', [
    { kind: 'heal', from: 'broker-2', to: 'broker-1' }, { kind: 'heal', from: 'broker-1', to: 'broker-2' },
    { kind: 'heal', from: 'broker-2', to: 'controller-101' }, { kind: 'heal', from: 'controller-101', to: 'broker-2' },
  ]);
  check('{ slow-disk: broker-1, times: 20 }', [{ kind: 'slow-disk', node: 'broker-1', factor: 20 }]);
  check("{ slow-link: { from: broker-1, to: broker-2 }, latency: '300 ms' }", [{ kind: 'shape-link', from: 'broker-1', to: 'broker-2', link: { latencyUs: 300_000 } }]);
  check('{ add: { kind: producer, name: caixa, topic: a } }', [
    { kind: 'add-app', app: { kind: 'producer', name: 'caixa', topic: 'a', recordsPerSecond: 1, keys: [], value: '{n}', settings: {} } },
  ]);
  check('{ add: { kind: processor, name: p, topics: [a], group: g, output: b, commit: before } }', [
    { kind: 'add-app', app: { kind: 'processor', name: 'p', topics: ['a'], group: 'g', output: 'b', value: '{value}', processingMsPerRecord: 1, commit: 'before', settings: {}, producerSettings: {} } },
  ]);
  check('{ remove: caixa }', [{ kind: 'remove-app', name: 'caixa' }]);
});

describe('a world', () => {
  it('has the brokers, controllers, racks and applications that the file says', () => {
    const { scenario } = lessonWith('brokers: 3, controllers: 1, racks: [a, b], apps: [{ kind: consumer, name: c, topics: [t], group: g }]', '{ wait: 1 s }');
    expect(scenario.brokers).toEqual([{ id: 1, rack: 'a' }, { id: 2, rack: 'b' }, { id: 3, rack: 'a' }]);
    expect(scenario.controllers).toEqual([{ id: 101 }]);
    expect(scenario.apps).toEqual([{ kind: 'consumer', name: 'c', topics: ['t'], group: 'g', processingMsPerRecord: 1, settings: {} }]);
  });

  it('has a past, in a terminal that is gone when the learner comes', () => {
    const { inputs } = firstRun(lessonWith("before: [{ type: ls, pause: 3 s }, { crash: broker-1 }, { wait: 2 s }]", '{ wait: 1 s }'));
    expect(inputs.map(({ atUs, input }) => [atUs / 1_000_000, input.kind, 'tty' in input ? input.tty : ''])).toEqual([
      [10, 'open-tty', 'before'], [10, 'line', 'before'], [13, 'crash', ''], [15, 'close-tty', 'before'], [15, 'open-tty', 'main'],
    ]);
  });

  it('has no past that would have to be waited for', () => {
    expect(() => lessonWith('before: [{ run: ls }]', '{ wait: 1 s }')).toThrow(/nobody waits for a command here/);
  });
});

describe('a step', () => {
  it('says what is shown, and what the lesson does there', () => {
    const [, step] = lessonWith('topics: []', '{ wait: 1 s }', ', look: [node where number = 1], speed: 0.1, stage: { control: true }, moves: [{ crash: broker-1 }], until: exists(node where state = "down")').steps;
    expect(step).toMatchObject({
      kind: 'watch', shown: { speed: 0.1, control: true, internal: null, look: [{ kind: 'node' }] }, moves: [{ kind: 'inputs', inputs: [{ kind: 'crash', node: 'broker-1' }] }], until: { kind: 'exists' },
    });
  });

  it.each([['look: [nodes]', /did you mean node\?/], ['speed: 0', /0.01/], ['stage: { all: true }', /"all" is not known here/], ['moves: [{ explode: broker-1 }]', /a move is one of/]])('%s is refused', (key, message) => {
    expect(() => lessonWith('topics: []', '{ wait: 1 s }', `, ${key}`)).toThrow(message);
  });
});

describe('what a prediction tries', () => {
  it('is typed at once, and goes on after each wait', () => {
    const crash: Input = { kind: 'crash', node: 'broker-1' };
    const start: Input = { kind: 'start', node: 'broker-1' };
    const moves = [{ kind: 'inputs', inputs: [start] }, { kind: 'wait', us: 5_000_000 }, { kind: 'inputs', inputs: [crash] }, { kind: 'wait', us: 1_000_000 }, { kind: 'inputs', inputs: [start] }] as const;
    expect(foreseenInputs('foresee', ['ls'], moves).slice(1)).toEqual([
      { atUs: 0, input: start }, { atUs: 0, input: { kind: 'line', tty: 'foresee', text: 'ls' } }, { atUs: 5_000_000, input: crash }, { atUs: 6_000_000, input: start },
    ]);
  });
});
