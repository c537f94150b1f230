// Answers of foreseen worlds: options, numbers, orders and things to click, and what a click on the drawing means.
import { describe, expect, it } from 'vitest';
import type { LogRecord, WorldRecord } from '../bridge/records.ts';
import { answerOf, foreseeing, isRight, orderText, truthText } from './answers.ts';
import { type Clickable, clickableIds, drawnThing, meantThing, recordAt } from './clicks.ts';
import { look } from './evaluate.ts';
import { parseExpression, parseSelection } from './expression.ts';
import type { Expression, Selection } from './expression.ts';
import type { Question } from './lesson.ts';

function logged(offset: number, value: string): LogRecord {
  return { offset, key: null, value, timestampMs: 0, leaderEpoch: 0, sizeBytes: 70, headers: [], producerId: -1, sequence: -1 };
}

/** A world with one partition on two brokers, whose leader is given. */
function world(leader: number, values: readonly string[]): WorldRecord[] {
  const end = values.length;
  return [
    {
      kind: 'partition', id: 'partition/a-b-0', topic: 'a-b', partition: 0, leader, leaderEpoch: 0, partitionEpoch: 0, replicas: [1, 2], isr: [1, 2], elr: [],
      logStartOffset: 0, highWatermark: end, logEndOffset: end, leaderFact: -1, isrFact: -1,
    },
    ...[1, 2].map((broker): WorldRecord => ({
      kind: 'replica', id: `replica/a-b-0/${broker}`, topic: 'a-b', partition: 0, broker, role: broker === leader ? 'leader' : 'follower', inSync: true, moving: '', leaderEpoch: 0,
      logStartOffset: 0, highWatermark: end, logEndOffset: end, tail: values.map((value, offset) => logged(offset, value)), lastStableOffset: 0, openTransactions: [], abortedTransactions: [], segments: [], segmentCount: 1, sizeBytes: 10 * end, cleanupPolicy: 'delete', cleanedTo: -1,
    })),
  ];
}

function expression(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.expression;
}

function selection(text: string): Selection {
  const parsed = parseSelection(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.selection;
}

const BEFORE = world(1, ['x', 'y']);
const AFTER = world(2, ['x', 'y', 'z']);

/** What the world answers to a question. */
function check(name: string, question: Question, truth: string | null): void {
  it(name, () => {
    const before = look(0, BEFORE);
    const seen = foreseeing(question, look(5_000, AFTER), foreseeing(question, before, null));
    expect(truthText(answerOf(question, before, seen))).toBe(truth);
  });
}

const rank = (first: 'smallest' | 'largest', values: readonly string[]): Question => ({ kind: 'order', first, items: values.map((value, at) => ({ id: `i${at}`, value: expression(value) })) });
const click = (text: string): Question => ({ kind: 'click', of: selection(text) });

describe('an answer of the world', () => {
  check('is an order by size', rank('smallest', ['3', '1', 'sum(partition.leader)']), 'i1\ni2\ni0');
  check('is an order from the largest', rank('largest', ['3', '1', 'sum(partition.leader)']), 'i0\ni2\ni1');
  check('is no order where two are equal', rank('smallest', ['2', '1', 'sum(partition.leader)']), null);
  check('is the thing that the foreseen world selects', click('replica where role = "leader"'), 'replica/a-b-0/2');
  check('is no thing that was not there to be clicked', click('record where value = "z"'), null);
  check('counts a record once, however many replicas hold it', click('record where value = "y"'), 'record/a-b-0/1');
  check('sees what was true on the way', { kind: 'choice', options: [{ id: 'a', when: expression('eventually exists(partition where leader = 1)') }, { id: 'b', when: expression('never exists(partition where leader = 1)') }] }, 'a');
  check('is the moment of something in ms', { kind: 'number', value: expression('moment exists(partition where leader = 2)') }, '5');
  check('is no moment of what never was', { kind: 'number', value: expression('moment exists(partition where leader = 3)') }, null);
  check('is any of several things', click('record where value != "z"'), 'record/a-b-0/0\nrecord/a-b-0/1');

  it.each([
    [click('node'), 'node/broker-1', 'node/broker-1', true], [click('node'), 'node/broker-2', 'node/broker-1\nnode/broker-2', true], [click('node'), 'node/broker', 'node/broker-1', false],
    [rank('smallest', ['1']), orderText(['a', 'b']), 'a\nb', true], [rank('smallest', ['1']), 'b\na', 'a\nb', false],
    [{ kind: 'number', value: expression('1') }, '07', '7', true], [{ kind: 'number', value: expression('1') }, '', '0', false], [click('node'), 'x', null, false],
  ] satisfies readonly (readonly [Question, string, string | null, boolean])[])('%j: %j is right where the truth is %j: %s', (question, answer, truth, right) => expect(isRight(question, answer, truth)).toBe(right));
});

describe('a click', () => {
  it.each([
    ['node', 'replica/a-b-0/2', null, 'node/broker-2'], ['partition', 'replica/a-b-0/2', null, 'partition/a-b-0'], ['topic', 'replica/a-b-0/2', 4, 'topic/a-b'],
    ['topic', 'partition/a-b-0', null, 'topic/a-b'], ['record', 'replica/a-b-0/2', 4, 'record/a-b-0/4'], ['record', 'replica/a-b-0/2', null, null],
    ['client', 'replica/a-b-0/2', null, null], ['client', 'client/laptop/12', null, 'client/laptop/12'], ['group', 'node/broker-1', null, null], ['node', 'node/controller-101', null, 'node/controller-101'],
  ] satisfies readonly (readonly [Clickable, string, number | null, string | null])[])('on a %s: %s at %s means %s', (kind, clicked, offset, meant) => expect(meantThing(kind, clicked, offset)).toBe(meant));

  it('can be on what the world holds', () => {
    expect(clickableIds('record', look(0, BEFORE))).toEqual(['record/a-b-0/0', 'record/a-b-0/1']);
    expect(clickableIds('partition', look(0, BEFORE))).toEqual(['partition/a-b-0']);
  });

  it('on a record is shown at its partition and read out with its value', () => {
    expect(drawnThing('record/a-b-0/1')).toBe('partition/a-b-0');
    expect(recordAt('record/a-b-0/1', BEFORE)).toEqual({ partition: 'a-b-0', offset: 1, value: 'y' });
    expect(recordAt('node/broker-1', BEFORE)).toBeNull();
  });

  it.each([['node where', /expected a value|found/], ['count(node)', /no record of kind/], ['node) and exists(topic', /one kind of record/]])('is asked for in a selection: %s is refused', (text, message) => {
    const parsed = parseSelection(text);
    expect(parsed.ok ? '' : parsed.problem.message).toMatch(message);
  });
});
