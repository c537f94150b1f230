// From samples to what charts draw: lines with a value at each instant, their words, and where a value is read.
import type { Sample } from '../../bridge/history.ts';
import { m } from '../paraglide/messages.js';
import { duration, number } from '../words/numbers.ts';

export type ChartId = 'lag' | 'written' | 'read' | 'delay' | 'under' | 'watermark' | 'result' | 'checkpoint' | 'state';

export interface ChartPoint {
  readonly atUs: number;
  /** null where there is none: the line has a gap. */
  readonly value: number | null;
}

export interface ChartLine {
  readonly id: string;
  readonly label: string;
  /** The record that it is about, to be chosen; null where it is about no single thing. */
  readonly about: string | null;
  readonly points: readonly ChartPoint[];
}

export interface Chart {
  readonly id: ChartId;
  readonly title: string;
  readonly about: string;
  readonly lines: readonly ChartLine[];
  /** A value with its unit. */
  readonly say: (value: number) => string;
}

/** Lines of one chart; more would be a thicket. The largest at the end stay. */
export const MOST_LINES = 6;

const counted = (value: number): string => number(value);
const aSecond = (value: number): string => m.chart_per_second({ value: number(value, value < 10 ? 1 : 0) });
const lasting = (value: number): string => (value === 0 ? '0 ms' : duration(value * 1_000));

/** Bytes in the largest unit that keeps them readable. */
export function bytes(value: number): string {
  return value < 1_000 ? `${number(value)} B` : value < 1_000_000 ? `${number(value / 1_000, 1)} kB` : `${number(value / 1_000_000, 1)} MB`;
}

/** All charts of a world, in the order in which they stand; those of Flink only where there are jobs. */
export function chartsOf(samples: readonly Sample[]): readonly Chart[] {
  const topics = namesOf(samples, ({ written }) => Object.keys(written));
  const groups = namesOf(samples, ({ groups: own }) => Object.keys(own));
  const jobs = namesOf(samples, ({ jobs: own }) => Object.keys(own));
  const byGroup = (id: string, value: (sample: Sample, group: string) => number | null, rate = false): ChartLine[] => groups.map((group) => lineOf(`${id}/${group}`, group, `group/${group}`, samples, (sample) => value(sample, group), rate));
  const byJob = (id: string, value: (sample: Sample, job: string) => number | null): ChartLine[] => jobs.map((job) => lineOf(`${id}/${job}`, jobName(samples, job), `flink-job/${job}`, samples, (sample) => value(sample, job)));
  const kafka: Chart[] = [
    { id: 'lag', title: m.chart_lag(), about: m.chart_about_lag(), say: counted, lines: byGroup('lag', (sample, group) => sample.groups[group]?.lag ?? null) },
    { id: 'written', title: m.chart_written(), about: m.chart_about_written(), say: aSecond, lines: topics.map((topic) => lineOf(`written/${topic}`, topic, `topic/${topic}`, samples, ({ written }) => written[topic] ?? null, true)) },
    { id: 'read', title: m.chart_read(), about: m.chart_about_read(), say: aSecond, lines: byGroup('read', (sample, group) => sample.groups[group]?.read ?? null, true) },
    { id: 'delay', title: m.chart_delay(), about: m.chart_about_delay(), say: lasting, lines: byGroup('delay', (sample, group) => sample.groups[group]?.delayMs ?? null).filter(hasValues) },
    { id: 'under', title: m.chart_under(), about: m.chart_about_under(), say: counted, lines: [lineOf('under', m.chart_line_under(), null, samples, ({ underReplicated }) => underReplicated), lineOf('offline', m.chart_line_offline(), null, samples, ({ offline }) => offline)] },
  ];
  const flink: Chart[] = jobs.length === 0 ? [] : [
    { id: 'watermark', title: m.chart_watermark(), about: m.chart_about_watermark(), say: lasting, lines: byJob('watermark', (sample, job) => sample.jobs[job]?.watermarkLagMs ?? null) },
    { id: 'result', title: m.chart_end_to_end(), about: m.chart_about_end_to_end(), say: lasting, lines: byJob('result', (sample, job) => sample.jobs[job]?.resultMs ?? null).filter(hasValues) },
    { id: 'checkpoint', title: m.chart_checkpoint(), about: m.chart_about_checkpoint(), say: lasting, lines: byJob('checkpoint', (sample, job) => sample.jobs[job]?.checkpointMs ?? null) },
    { id: 'state', title: m.chart_state(), about: m.chart_about_state(), say: bytes, lines: byJob('state', (sample, job) => sample.jobs[job]?.stateBytes ?? null) },
  ];
  return [...kafka, ...flink].map((chart) => ({ ...chart, lines: chosen(chart.lines) }));
}

const hasValues = ({ points }: ChartLine): boolean => points.some(({ value }) => value !== null);

/** The lines that say most: by their greatest value. They keep the order of their names, so that colours stay. */
function chosen(lines: readonly ChartLine[]): readonly ChartLine[] {
  if (lines.length <= MOST_LINES) return lines;
  const greatest = (line: ChartLine): number => line.points.reduce((most, { value }) => Math.max(most, value ?? 0), 0);
  const kept = new Set([...lines].sort((a, b) => greatest(b) - greatest(a)).slice(0, MOST_LINES));
  return lines.filter((line) => kept.has(line));
}

function namesOf(samples: readonly Sample[], names: (sample: Sample) => readonly string[]): string[] {
  const found = new Set<string>();
  for (const sample of samples) for (const name of names(sample)) found.add(name);
  return [...found].sort();
}

const jobName = (samples: readonly Sample[], job: string): string => samples.findLast(({ jobs }) => jobs[job] !== undefined)?.jobs[job]?.name ?? job;

/** A rate is the mean over so long. */
const RATE_OVER_US = 5_000_000;

/** With `rate` a counter becomes what came of it a second, over the last five; one that went back has begun anew. */
function lineOf(id: string, label: string, about: string | null, samples: readonly Sample[], value: (sample: Sample) => number | null, rate = false): ChartLine {
  let counted: { readonly atUs: number; readonly value: number }[] = [];
  const points = samples.map((sample): ChartPoint => {
    const { atUs } = sample;
    const now = value(sample);
    if (!rate) return { atUs, value: now };
    if (now === null || now < (counted.at(-1)?.value ?? 0)) counted = [];
    if (now === null) return { atUs, value: null };
    counted.push({ atUs, value: now });
    // The oldest that is still old enough stays, so that the mean is over the whole span.
    while ((counted[1]?.atUs ?? Infinity) <= atUs - RATE_OVER_US) counted.shift();
    const [first] = counted;
    return { atUs, value: first === undefined || first.atUs === atUs ? null : ((now - first.value) * 1_000_000) / (atUs - first.atUs) };
  });
  return { id, label, about, points };
}

/** The value at an instant: of the last point at or before it; null where there is none. */
export function valueAt({ points }: ChartLine, atUs: number): number | null {
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((points[middle]?.atUs ?? Infinity) <= atUs) low = middle;
    else high = middle - 1;
  }
  const found = points[low];
  return found === undefined || found.atUs > atUs ? null : found.value;
}

/** Not more points than can be told apart on a width: of each place the greatest value, so that no peak is lost. */
export function thinned(points: readonly ChartPoint[], most: number): readonly ChartPoint[] {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / most);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => {
    const some = points.slice(at * size, (at + 1) * size);
    return some.reduce((best, point) => ((point.value ?? -1) > (best.value ?? -1) ? point : best));
  });
}
