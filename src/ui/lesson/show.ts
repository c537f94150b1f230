// What a step of a lesson, or a demo, wants the page to show: what to look at, how fast, which lens, what under the stage.
import type { WorkerApi } from '../../bridge/command.ts';
import { drawnThing } from '../../lesson/clicks.ts';
import { type Look, selectedIn } from '../../lesson/evaluate.ts';
import type { Shown } from '../../lesson/lesson.ts';
import { type PageState, setPage } from '../store/page-store.ts';

const MOST_MARKS = 12;

/** The record of the job of this name; null for the one that runs. */
const jobShown = (name: string, now: Look): string | null => selectedIn({ kind: 'flink-job', alias: null, where: null }, now).findLast((job) => job.kind === 'flink-job' && job.name === name)?.id ?? null;

/** The terminals, the SQL editor, or its drawn plan under the stage. */
function panelOf(panel: 'terminal' | 'sql' | 'plan' | null): Partial<PageState> {
  if (panel === null) return {};
  return panel === 'terminal' ? { dockOpen: true, dockTab: 'terminal' } : { dockOpen: true, dockTab: 'sql', sqlView: panel === 'plan' ? 'plan' : 'result' };
}

export function showOnStage(api: Pick<WorkerApi, 'playback'>, shown: Shown | null, now: Look): void {
  const ids = (shown?.look ?? []).flatMap((selection) => selectedIn(selection, now).map(({ id }) => drawnThing(id)));
  setPage({
    marks: Object.fromEntries(ids.slice(0, MOST_MARKS).map((id) => [id, 'look' as const])),
    ...(shown?.control == null ? {} : { controlTraffic: shown.control }),
    ...(shown?.internal == null ? {} : { internalTopics: shown.internal }),
    ...panelOf(shown?.panel ?? null),
    // Both whole where they fit side by side; on a smaller screen one would hide the other, and Flink stands between its topics.
    ...(shown?.lens == null ? {} : { lens: shown.lens === 'all' ? null : shown.lens }),
    ...(shown?.job == null ? {} : { flinkJob: jobShown(shown.job, now) }),
    ...(shown?.inspect == null ? {} : { selected: shown.inspect === false ? null : (selectedIn(shown.inspect, now)[0]?.id ?? null) }),
  });
  if (shown?.ladder === false) setPage({ ladder: null });
  else if (shown?.ladder != null) setPage({ ladder: { open: true, question: shown.ladder.question, rung: shown.ladder.rung, host: shown.ladder.language } });
  if (shown?.speed != null) void api.playback({ kind: 'speed', speed: shown.speed });
}
