// The prover against lessons with planted faults, in a world of one number: each "+" typed raises the log's end by one.
import { describe, expect, it } from 'vitest';
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { type Look, look } from '../lesson/evaluate.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { proveLesson } from './prove-lesson.ts';
import type { ProofWorld } from './prove-play.ts';

/** `grewAtUs`: when somebody else has written three records, too. */
function tinyWorld(nowUs = 0, end = 0, stuck = false, grewAtUs = Infinity): ProofWorld {
  const state = { nowUs, end, stuck };
  let see: ((world: Look) => void) | null = null;
  const written = (): number => state.end + (state.nowUs >= grewAtUs ? 3 : 0);
  const world: ProofWorld = {
    nowUs: () => state.nowUs,
    advance: (us) => {
      state.nowUs += us;
      see?.(look(state.nowUs, world.records()));
    },
    watch: (_kinds, given) => void (see = given),
    input: (input: Input) => {
      if (input.kind === 'line' && /^\++$/.test(input.text)) state.end += input.text.length;
      if (input.kind === 'line' && input.text === 'hang') state.stuck = true;
      see?.(look(state.nowUs, world.records()));
      return null;
    },
    records: (): WorldRecord[] => [
      {
        kind: 'partition', id: 'partition/a-0', topic: 'a', partition: 0, leader: 1, leaderEpoch: 0, partitionEpoch: 0, replicas: [1], isr: [1], elr: [],
        logStartOffset: 0, highWatermark: written(), logEndOffset: written(), leaderFact: -1, isrFact: -1,
      },
      ...[1, 2].map((broker) => ({
        kind: 'replica' as const, id: `replica/a-0/${broker}`, topic: 'a', partition: 0, broker, role: 'follower' as const, inSync: true, moving: '' as const, leaderEpoch: 0,
        logStartOffset: 0, highWatermark: written(), logEndOffset: written(), tail: [],
        lastStableOffset: state.end, openTransactions: [], abortedTransactions: [], segments: [], segmentCount: 1, sizeBytes: 0, cleanupPolicy: 'delete', cleanedTo: -1,
      })),
      { kind: 'tty', id: 'tty/main', tty: 'main', columns: 80, rows: 24, firstLine: 0, endLine: 1, waiting: state.stuck ? 'none' : 'shell', foreground: '', history: [] },
    ],
    fork: () => tinyWorld(state.nowUs, state.end, state.stuck, grewAtUs),
  };
  return world;
}

const GOOD = `
minutes: 1
world: { seed: 1 }
steps:
  - id: guess
    kind: predict
    foresee: { lines: ['+'], for: 1 s }
    options:
      - { id: more, when: sum(partition.logEndOffset) = 1 }
      - { id: less, when: sum(partition.logEndOffset) = 0 }
  - id: raise
    kind: act
    check: grew sum(partition.logEndOffset) = 2
    solution: [{ run: '+' }, { run: '+' }]
    wrong:
      - { id: one, when: grew sum(partition.logEndOffset) = 1, moves: [{ run: '+' }] }
      - { id: many, when: grew sum(partition.logEndOffset) != 0, moves: [{ run: '+++' }] }
`;
const HINTS = '### hint 1\na\n### hint 2\nb\n### hint 3\nc\n### done\nd\n';
const TEXT = `# T\nI\n## guess: G\nq\n### done\nd\n### option more\nm\n### option less\nl\n## raise: R\nr\n${HINTS}### wrong one\no\n### wrong many\nm\n`;

/** A question of the good lesson in place of its first. */
const CHOICE = `options:
      - { id: more, when: sum(partition.logEndOffset) = 1 }
      - { id: less, when: sum(partition.logEndOffset) = 0 }`;
const ORDER = `order:
      first: largest
      items:
        - { id: less, value: '0' }
        - { id: more, value: sum(partition.logEndOffset) }
        - { id: most, value: 'sum(partition.logEndOffset) + 1' }`;

/** The good lesson with a change; the failures found in it. */
function check(name: string, from: string, to: string, failures: readonly RegExp[]): void {
  it(name, () => {
    expect(GOOD).toContain(from);
    const labels = [...to.matchAll(/id: (less|more|most)/g)].map((match) => `### option ${match[1] ?? ''}\nlabel\n`);
    const asked = labels.length > 0 || to.startsWith('click') ? labels.join('') : '### option more\nm\n### option less\nl\n';
    const text = TEXT.replace('### option more\nm\n### option less\nl\n', asked);
    const { lesson, problems } = readLesson('x/01-x', { 'lesson.yaml': GOOD.replace(from, to), 'pt.md': text, 'en.md': text });
    if (lesson === null) throw new Error(JSON.stringify(problems));
    const found = proveLesson(lesson, () => tinyWorld(), { late: false }).failures.filter((failure) => !failure.includes('random walk'));
    expect(found).toHaveLength(failures.length);
    failures.forEach((failure, at) => expect(found[at]).toMatch(failure));
  });
}

describe('the prover', () => {
  check('proves a good lesson', 'minutes: 1', 'minutes: 2', []);
  check('sees a check that is true at the start', 'check: grew sum(partition.logEndOffset) = 2', 'check: sum(partition.logEndOffset) < 2', [
    /"one" stays unsolved/, /"one" is recognised as nothing/, /"many" stays unsolved/, /"many" is recognised as nothing/, /not done at its start/,
    /waiting alone does not reach the goal/, /nothing but a missing move fails/, /reached without "\+": leave the move out/,
  ]);
  check('sees a solution that does not solve', "solution: [{ run: '+' }, { run: '+' }]", "solution: [{ run: '+' }]", [/the solution solves it/]);
  check('takes a move that may be left out', "solution: [{ run: '+' }, { run: '+' }]", "solution: [{ run: x, optional: it is only said }, { run: '+' }, { run: '+' }]", []);
  check('sees a move that nobody needs', "solution: [{ run: '+' }, { run: '+' }]", "solution: [{ run: x }, { run: '+' }, { run: '+' }]", [/raise: reached without "x": leave the move out, ask for it in the check, or give it "optional: why"/]);
  check('sees a wrong attempt that solves', "moves: [{ run: '+' }] }", "moves: [{ run: '+' }, { run: '+' }] }", [/"one" stays unsolved/, /"one" is recognised as nothing/]);
  check('sees a wrong attempt taken for another', 'when: grew sum(partition.logEndOffset) = 1', 'when: grew sum(partition.logEndOffset) >= 1', [/"many" is recognised as "one"/]);
  check('sees a prediction without an answer', 'sum(partition.logEndOffset) = 1 }', 'sum(partition.logEndOffset) = 5 }', [/the world answers nothing that an option says/]);
  check('sees a prediction with two answers', 'sum(partition.logEndOffset) = 0 }', 'sum(partition.logEndOffset) >= 0 }', [/several options: more, less/]);
  check('proves an order', CHOICE, ORDER, []);
  check('sees an order that stands there already', CHOICE, ORDER.replace('largest', 'smallest'), [/do not stand in the right order already/]);
  check('sees an order in which two are equal', CHOICE, ORDER.replace("'0'", "'1'"), [/no order: these have no number, or the same as another: less, more/]);
  check('sees an order in which one has no number', CHOICE, ORDER.replace("'0'", 'the(topic.name)'), [/no order: .*: less/]);
  check('proves a click', CHOICE, 'click: replica where broker = sum(partition.logEndOffset)', []);
  check('sees a click that is always right', CHOICE, 'click: replica where broker >= 1', [/a click can be wrong \(2 could be clicked\)/]);
  check('sees a click that is never right', CHOICE, 'click: replica where broker = 7', [/nothing that could have been clicked before/]);
  check('sees a terminal that hangs', "solution: [{ run: '+' }, { run: '+' }]", "solution: [{ run: '+' }, { run: '+' }, { run: hang }]", [/the solution's commands end/]);
});

/** The good lesson with a change, in a world in which somebody else writes after a minute and a half: what is found wrong for one who takes time. */
function checkLate(name: string, from: string, to: string, failures: readonly RegExp[], grewAtUs = 90_000_000): void {
  it(name, () => {
    expect(GOOD).toContain(from);
    const { lesson } = readLesson('x/01-x', { 'lesson.yaml': GOOD.replace(from, to), 'pt.md': TEXT, 'en.md': TEXT });
    if (lesson === null) throw new Error('the lesson is not read');
    const { failures: found, shown } = proveLesson(lesson, () => tinyWorld(0, 0, false, grewAtUs), { walks: 0 });
    const late = found.filter((failure) => /late|two minutes/.test(failure));
    expect(late).toHaveLength(failures.length);
    failures.forEach((failure, at) => expect(late[at]).toMatch(failure));
    expect(shown.some((line) => line.startsWith('~ raise: late'))).toBe(to.includes('soon'));
  });
}

describe('a learner who takes time', () => {
  checkLate('finds a good lesson good', 'minutes: 1', 'minutes: 2', [], Infinity);
  checkLate('finds that no answer fits any more', 'minutes: 1', 'minutes: 2', [/guess: late, the world answers nothing that an option says/]);
  checkLate('finds the answer of another option', 'sum(partition.logEndOffset) = 0 }', 'sum(partition.logEndOffset) = 4 }', [/guess: late, the world answers "less", and "more" to the quick/]);
  checkLate('finds a goal that is reached by waiting', 'check: grew sum(partition.logEndOffset) = 2', 'check: (grew sum(partition.logEndOffset) = 0) for 100 s', [/two minutes of waiting do not reach the goal/], Infinity);
  checkLate('finds thought taken for a mistake', 'when: grew sum(partition.logEndOffset) != 0', 'when: (grew sum(partition.logEndOffset) = 0) for 60 s', [/two minutes of waiting are no mistake, but are taken for "many"/], Infinity);
  const overtaken = [/two minutes of waiting are no mistake, but are taken for "many"/, /raise: late, the solution solves it/];
  checkLate('finds a goal that is out of reach by then', 'minutes: 1', 'minutes: 2', overtaken, 200_000_000);
  checkLate('takes a reason for it', '    wrong:', '    soon: others write too\n    wrong:', overtaken.slice(0, 1), 200_000_000);
});
