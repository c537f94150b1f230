// The hand that types for the reader: never two lines at once, never a line twice.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TerminalHand } from './hand.ts';
import type { TerminalScreen } from './screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A hand before a screen that keeps what is typed, a string per press of keys. */
function handAtScreen(): { readonly hand: TerminalHand; readonly typed: string[] } {
  const typed: string[] = [];
  const hand = new TerminalHand();
  const screen = { fill: () => {}, type: (text: string) => typed.push(text) } as unknown as TerminalScreen;
  hand.lend((tty) => hand.shown(tty, screen));
  return { hand, typed };
}

it('types a line letter by letter, then Enter', async () => {
  const { hand, typed } = handAtScreen();
  const done = hand.typeLine('main', 'ls -l');
  await vi.runAllTimersAsync();
  expect(await done).toBe(true);
  expect(typed).toEqual(['l', 's', ' ', '-', 'l', '\r']);
});

it('takes at most two and a half seconds for the longest line', async () => {
  const { hand, typed } = handAtScreen();
  const done = hand.typeLine('main', 'x'.repeat(5_000));
  await vi.advanceTimersByTimeAsync(2_600);
  expect(await done).toBe(true);
  expect(typed.join('')).toBe(`${'x'.repeat(5_000)}\r`);
});

it('finishes the line at once when it is asked for again, and enters it once', async () => {
  const { hand, typed } = handAtScreen();
  const first = hand.typeLine('main', 'kafka-topics.sh --list');
  await vi.advanceTimersByTimeAsync(60);
  const again = hand.typeLine('main', 'kafka-topics.sh --list');
  await vi.advanceTimersByTimeAsync(60);
  expect(await Promise.all([first, again])).toEqual([true, true]);
  expect(typed.join('')).toBe('kafka-topics.sh --list\r');
});

it('never mixes the letters of two lines', async () => {
  const { hand, typed } = handAtScreen();
  const lines = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'];
  const all = Promise.all(lines.map((line) => hand.typeLine('main', line)));
  await vi.runAllTimersAsync();
  expect(await all).toEqual([true, true, true]);
  expect(typed.join('')).toBe('aaaaaaaa\rbbbbbbbb\rcccccccc\r');
});

it('says no where the terminal never comes', async () => {
  const done = new TerminalHand().typeLine('main', 'ls');
  await vi.runAllTimersAsync();
  expect(await done).toBe(false);
});
