// A shift as a lesson: the seed draws incidents, times and places, the same seed the same night; and an operator's rules.
import { describe, expect, it } from 'vitest';
import type { ShiftSpec } from '../bridge/engines.ts';
import { look } from './evaluate.ts';
import type { Lesson } from './lesson.ts';
import { operate, operatorStart } from './play-rules.ts';
import { readLesson } from './read-lesson.ts';
import { nightPath, nightSeed, otherNight } from './shift.ts';

const YAML = `minutes: 5
world: { seed: 7, topics: [{ name: a, partitions: 1, replicationFactor: 1 }] }
shift:
  choose: { broker: ["1", "2", "3"] }
  pick: 2
  first: [10 s, 20 s]
  next: [30 s, 40 s]
  incidents:
    - { id: one, moves: [{ crash: "broker-{broker}" }] }
    - { id: two, moves: [{ type: "echo {broker-2}", pause: 5 s }, { stop: "broker-{broker-3}" }] }
    - { id: three, moves: [{ wait: 2 s }, { crash: tm-1 }] }
steps:
  - id: begin
    kind: watch
    moves: [{ add: { kind: shift, name: n, topic: a, durationMs: 120000, key: k, time: t, end: e, count: c, windowMs: 1000, dueMs: 1000, lost: 1, duplicated: 1, delayed: 1 } }]
  - id: night
    kind: act
    check: exists(shift where state = "over")
    rules:
      - { id: raise, of: 'node where state = "down"', moves: [{ start: "{node}" }, { wait: 2 s }], rest: 5 s }
      - { id: topic, when: 'exists(topic where name = "b")', moves: [{ run: echo b }] }
`;
const TEXT = `# N\ns\n## begin: B\nb\n## night: N\nn\n### hint 1\na\n### hint 2\nb\n### hint 3\nc\n### done\nd\n## incidents: I\n### one\nOne {broker}\n\nwas one\n### two\nTwo\n### three\nThree\n`;

function read(yaml = YAML, text = TEXT): { readonly lesson: Lesson | null; readonly said: string } {
  const { lesson, problems } = readLesson('k/6-t/49-night', { 'lesson.yaml': yaml, 'pt.md': text, 'en.md': text });
  return { lesson, said: problems.map((problem) => `${problem.line}: ${problem.message}`).join('\n') };
}

function night(seed: number): Lesson {
  const { lesson, said } = read();
  const other = lesson === null ? null : otherNight(lesson, seed);
  if (other === null) throw new Error(said);
  return other;
}

function scheduleOf(lesson: Lesson): ShiftSpec['schedule'] {
  const [step] = lesson.steps;
  const move = step?.kind === 'watch' ? step.moves?.[0] : undefined;
  const input = move?.kind === 'inputs' ? move.inputs[0] : undefined;
  return input?.kind === 'add-engine' && input.engine.kind === 'shift' ? input.engine.schedule : [];
}

describe('a night of a shift', () => {
  it('is the same for the same seed, and not for all', () => {
    expect(night(4)).toEqual(night(4));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(scheduleOf(night(seed))))).size).toBeGreaterThan(10);
  });

  it('has so many incidents, each at its distance, with the chosen words, and opens a terminal only to type', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const schedule = scheduleOf(night(seed));
      const [first, second] = schedule;
      expect(schedule).toHaveLength(2);
      expect(first?.atMs).toBeGreaterThanOrEqual(10_000);
      expect(first?.atMs).toBeLessThanOrEqual(20_000);
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(30_000);
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThanOrEqual(40_000);
      expect(JSON.stringify(schedule)).not.toContain('{broker');
      for (const { id, happens } of schedule) expect(happens.some(({ input }) => input.kind === 'open-tty')).toBe(id === 'two');
    }
    expect(scheduleOf(read().lesson ?? night(0))).toEqual(scheduleOf(night(7)));
  });

  it('is found by its path', () => {
    expect(nightSeed(nightPath('k/6-t/49-night', 12))).toEqual({ path: 'k/6-t/49-night', seed: 12 });
    expect([nightSeed('k/6-t/49-night'), nightSeed('k/6-t/exam/seed-3')]).toEqual([null, null]);
    expect([night(12).path, night(12).scenario.name, night(12).seed]).toEqual(['k/6-t/49-night/seed-12', 'k/6-t/49-night/seed-12', 12]);
  });

  it('tells what each incident was', () => {
    expect(night(1).texts.pt.incidents).toMatchObject({ one: { label: 'One {broker}', feedback: 'was one' }, three: { label: 'Three' } });
  });

  it.each([
    [YAML.replace('pick: 2', 'pick: 9'), TEXT, /9 incidents are picked, and there are 3/], [YAML.replace('type: "echo {broker-2}", pause: 5 s', 'run: ls'), TEXT, /nobody waits for a command of the incident "two"/],
    [YAML, TEXT.replace('### three\nThree\n', ''), /the incident "three" has no text/], [YAML.replace('rules:', 'solution: [{ run: ls }]\n    rules:'), TEXT, /has a solution and rules/],
    [YAML.replace("of: 'node where state = \"down\"', ", ''), TEXT, /the rule "raise" always applies/],
  ])('with a mistake says so (%#)', (yaml, text, said) => expect(read(yaml, text).said).toMatch(said));
});

describe('an operator', () => {
  const rules = night(1).steps.flatMap((step) => (step.kind === 'act' ? (step.rules ?? []) : []));
  const world = (atS: number, down: readonly string[]): ReturnType<typeof look> => look(atS * 1_000_000, down.map((node) => ({
    kind: 'node' as const, id: `node/${node}`, node, role: 'broker' as const, number: 1, host: '', state: 'down' as const, quorumRole: null, epoch: 0, metadataEndOffset: 0, metadataHighWatermark: 0, diskFactor: 1, diskFailure: 'none' as const, clockSkewMs: 0, rack: null, upSinceUs: 0,
  })));

  it('does what the first rule that applies says for what it sees, one thing at a time, and rests afterwards', () => {
    let operating = operatorStart;
    const at = (atS: number, down: readonly string[]): readonly unknown[] => {
      const next = operate(rules, operating, world(atS, down));
      ({ operating } = next);
      return next.inputs;
    };
    expect(at(0, [])).toEqual([]);
    expect(at(1, ['broker-2', 'broker-3'])).toEqual([]);
    expect(at(1.2, ['broker-2', 'broker-3'])).toEqual([{ kind: 'start', node: 'broker-2' }]);
    expect([at(2, ['broker-3']), at(3, ['broker-3']), at(5, ['broker-3'])]).toEqual([[], [], []]);
    expect(operating.following).toBeNull();
    expect([at(6, ['broker-3']), operating.following]).toEqual([[], null]);
    expect([at(10.5, ['broker-3']), at(10.7, ['broker-3'])]).toEqual([[], [{ kind: 'start', node: 'broker-3' }]]);
    expect(operating.followed).toEqual({ raise: 2 });
  });
});
