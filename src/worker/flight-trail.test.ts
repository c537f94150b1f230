// The trail of messages: what has just arrived is still told, going back forgets what has not happened, and there is a limit.
import { expect, test } from 'vitest';
import type { KernelEvent } from '../sim/kernel/state.ts';
import { FlightTrail } from './flight-trail.ts';

function message(sequence: number, sentAt: number, from = 'broker-1', to = 'broker-2'): KernelEvent {
  return { type: 'message', at: sentAt + 300, sequence, from, to, message: { kind: 'Ping' }, cause: -1, fact: -1, sentAt, conversation: 0, lost: false, bytes: 100 };
}

function check(events: readonly KernelEvent[], backTo: number | null, nowUs: number, trailUs: number, expected: readonly string[]): void {
  const trail = new FlightTrail();
  for (const event of events) trail.seen(event);
  if (backTo !== null) trail.backTo(backTo);
  expect(trail.shown(nowUs, trailUs).map((flight) => flight.id)).toEqual(expected);
}

const three = [message(1, 1_000), message(2, 2_000), message(3, 3_000)];

test('the latest are shown', () => check(three, null, 3_300, 1_500, ['flight/2', 'flight/3']));
test('what has not arrived yet is the queue\'s to tell', () => check(three, null, 3_299, 10_000, ['flight/1', 'flight/2']));
test('going back forgets what comes later', () => check(three, 2_300, 9_000, 9_000, ['flight/1', 'flight/2']));
test('what is seen again in a replay is told once', () => check([...three, message(2, 2_000), message(3, 3_000)], null, 4_000, 9_000, ['flight/1', 'flight/2', 'flight/3']));
test('talk within a machine is no flight', () => check([message(1, 1_000, 'laptop/1', 'laptop/2')], null, 2_000, 9_000, []));
test('there is a limit', () => {
  const trail = new FlightTrail();
  for (let at = 0; at < 9_000; at += 1) trail.seen(message(at, at));
  expect(trail.shown(20_000, 30_000).length).toBe(2_000);
});
test('it says how far back it reaches', () => {
  const trail = new FlightTrail();
  expect(trail.reaches(5_000)).toBe(false);
  trail.seen(message(1, 1_000));
  expect([trail.reaches(5_000), trail.reaches(1_200)]).toEqual([true, false]);
});
