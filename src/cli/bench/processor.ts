// What the page's main thread works, in processor time: unlike the clock it does not grow when other programs, or a screen without a graphics card, take the cores.
import type { Browser, Page } from 'playwright';
import type { Figure } from './kernel.ts';

/** An event of Chromium's trace: times in microseconds, `tdur` of the thread's own processor time. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** The longest task and the work between two pictures (its 95th part of 100) while something happens, in ms of processor time. */
export async function processorWork(browser: Browser, page: Page, name: string, act: () => Promise<unknown>): Promise<Figure[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const trace: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  const { longest, frames } = workOf(trace.traceEvents);
  const sorted = frames.toSorted((a, b) => a - b);
  return [
    { name: `longest-task-processor-${name}`, value: Math.round(longest), unit: 'ms' },
    { name: `frame-processor-p95-${name}`, value: Math.round((sorted[Math.floor(sorted.length * 0.95)] ?? 0) * 10) / 10, unit: 'ms' },
  ];
}

/** The busiest main thread of a trace: its longest task, and its tasks summed from one picture to the next. */
export function workOf(events: readonly TraceEvent[]): { readonly longest: number; readonly frames: readonly number[] } {
  const busiest = events
    .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
    .map((thread) => events.filter((event) => event.ph === 'X' && event.pid === thread.pid && event.tid === thread.tid))
    .sort((a, b) => b.length - a.length)[0] ?? [];
  const pictures = busiest.filter((event) => event.name === 'Commit').map((event) => event.ts).sort((a, b) => a - b);
  const frames = pictures.map(() => 0);
  let longest = 0;
  for (const task of busiest) {
    if (task.name !== 'RunTask') continue;
    const work = (task.tdur ?? 0) / 1000;
    longest = Math.max(longest, work);
    const frame = pictures.findIndex((ts) => ts >= task.ts);
    if (frame > 0) frames[frame] = (frames[frame] ?? 0) + work;
  }
  return { longest, frames: frames.slice(1) };
}
