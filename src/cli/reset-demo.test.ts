// Every demo begins again as it began: gone back to, or opened anew, its world is the same to the last event.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Demo, demoRun, demoStart } from '../lesson/demo.ts';
import { readDemo } from '../lesson/read-demo.ts';
import { Timeline } from '../sim/timeline.ts';
import { realWorld } from '../sim/world.ts';
import { demoFiles } from './demo-plugin.ts';

const FOLDER = join(import.meta.dirname, '../../demos');
const demos = demoFiles(FOLDER).flatMap((name) => readDemo(name, readFileSync(join(FOLDER, name), 'utf8')).demo ?? []);

/** The demo's world where it begins to be shown, as the page opens it. */
function begun(demo: Demo): Timeline {
  const timeline = Timeline.open(realWorld, demoRun(demo));
  timeline.advance(demoStart(demo));
  return timeline;
}

describe('a demo that was played to its end', () => {
  it.each(demos.map((demo) => [demo.id, demo] as const))('%s begins again as it began', (_id, demo) => {
    const timeline = begun(demo);
    const first = timeline.hash();
    timeline.advance(timeline.now + demo.lastsUs);
    expect(timeline.hash()).not.toBe(first);
    timeline.seek(demoStart(demo));
    expect(timeline.hash()).toBe(first);
    expect(begun(demo).hash()).toBe(first);
  });
});
