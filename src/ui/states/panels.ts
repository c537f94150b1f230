// The named states of panels: what the gallery shows besides worlds, and what axe goes through. Plain data; `open-state.tsx` opens one.
import type { Input, SavedRun } from '../../bridge/input.ts';
import type { Progress } from '../../lesson/progress.ts';
import type { SqlDraft } from '../sql/draft.ts';
import { FIRST_LADDER, type PageState } from '../store/page-store.ts';
import type { ClassView } from '../teach/presenter/class-view.ts';
import { sqlDeskRun } from './flink-scenarios.ts';
import { livingRun } from './scenarios.ts';

/** What has a root of its own over the page, and is opened by no state of the page. */
export type Notice = 'recovered' | 'world-gone' | 'page-failed' | 'storage-full' | 'storage-absent' | 'update' | 'toast';

/** A run that is lived up to an instant; then it goes back to another and these inputs are given there, so that a branch begins. */
export interface LivedPlace {
  readonly run: SavedRun;
  readonly atUs: number;
  readonly fork?: { readonly atUs: number; readonly inputs: readonly Input[]; readonly untilUs: number };
}

export interface PanelState {
  readonly name: string;
  /** The named world behind it, or one that is lived. */
  readonly world: string | LivedPlace;
  /** How the page differs from one behind the second door with nothing chosen. */
  readonly page?: Partial<PageState>;
  /** The lesson that is open, and at which step; all before it are done. `all`: this one too. */
  readonly lesson?: { readonly path: string; readonly at: number; readonly all?: boolean; readonly more?: Partial<Progress> };
  /** Lessons that were done before. */
  readonly complete?: readonly string[];
  readonly draft?: Partial<SqlDraft>;
  readonly notice?: Notice;
  readonly classView?: Partial<ClassView>;
  /** The presenter's window stands in the place of the page. */
  readonly presenter?: boolean;
  /** What is clicked then, one after the other, by selectors: what belongs to a panel alone. */
  readonly press?: readonly string[];
}

const SECOND = 1_000_000;
const BARE = { dockOpen: false } as const;
const COURSE = { door: 'course', lessonOpen: true, dockOpen: false, tab: 'lesson' } as const;
const dock = (tab: PageState['dockTab']): Partial<PageState> => ({ dockOpen: true, dockTab: tab, tab });
const killed = (name: string, page: Partial<PageState>, press: readonly string[] = []): PanelState => ({ name, world: 'leader-killed', page: { ...BARE, ...page }, press });

/** The stage at each level of zoom. */
const stages: readonly PanelState[] = [
  { name: 'stage-whole', world: 'records-in-flight', page: BARE },
  { name: 'stage-cluster', world: 'records-in-flight', page: { ...BARE, zoom: 'kafka' } },
  { name: 'stage-partition', world: 'leader-killed', page: { ...BARE, zoom: 'partition/pedidos-0' } },
  { name: 'stage-record', world: 'records-in-flight', page: { ...BARE, zoom: 'record/pedidos-1/9' } },
  { name: 'stage-flink', world: 'flink-at-work', page: { ...BARE, lens: 'flink' } },
  { name: 'stage-kafka-and-flink', world: 'flink-at-work', page: { ...BARE, lens: 'all' } },
  { name: 'stage-followed', world: 'flink-at-work', page: { ...BARE, following: 'record/pedidos-0/3' } },
  { name: 'stage-presented', world: 'leader-killed', page: { ...BARE, present: true } },
  { name: 'stage-hint', world: 'fresh-cluster', page: { hintsSeen: false } },
];

/** One of each kind of thing that can be chosen: the state's name, the world where it stands, its id. */
const THINGS: readonly (readonly [name: string, world: string, id: string])[] = [
  ['broker', 'leader-killed', 'node/broker-1'], ['controller', 'leader-killed', 'node/controller-102'], ['metadata-log', 'leader-killed', 'log/metadata'],
  ['topic', 'leader-killed', 'topic/pedidos'], ['partition', 'leader-killed', 'partition/pedidos-0'], ['replica', 'leader-killed', 'replica/pedidos-0/1'],
  ['record', 'records-in-flight', 'record/pedidos-1/9'], ['message', 'records-in-flight', 'flight/1'], ['producer', 'records-in-flight', 'client/producer-caixa'],
  ['consumer', 'lagging-group', 'client/consumer-c1'], ['group', 'lagging-group', 'group/entregas'], ['member', 'reconciliation', 'member/entregas/consumer-c1'],
  ['owner', 'lagging-group', 'owner/entregas/pedidos-1'], ['share-group', 'share-group', 'group/equipe'], ['transactions', 'transactions', 'client/producer-caixa'],
  ['fact', 'leader-killed', 'fact/13'], ['gone', 'fresh-cluster', 'topic/pedidos'],
  ['jobmanager', 'flink-at-work', 'flink-node/jobmanager'], ['job', 'flink-restarting', 'flink-job/a1'], ['task', 'flink-backpressure', 'flink-task/a1/0-0'],
  ['edge', 'flink-backpressure', 'flink-edge/a1/0'], ['window', 'flink-at-work', 'flink-window/a1/1-0/1767614420000,1767614430000'], ['state', 'flink-at-work', 'flink-state/a1/1-0/0'],
  ['checkpoint', 'flink-at-work', 'flink-checkpoint/a1/1'], ['queue', 'message-queue', 'queue/pedidos'], ['batch', 'batch-job', 'batch/noite'],
  ['micro-batch', 'micro-batch', 'micro-batch/acoes'], ['dataflow', 'dataflow', 'dataflow/acoes'], ['database', 'live-chart', 'database/loja'],
  ['shift', 'night-shift', 'shift/plantao'], ['zookeeper', 'zookeeper-era', 'zookeeper/antigo'],
];

const inspectors: readonly PanelState[] = THINGS.map(([name, world, id]) => ({ name: `inspector-${name}`, world, page: { ...BARE, selected: id, tab: 'inspector' } }));

const shop: LivedPlace = { run: livingRun, atUs: 40 * SECOND };
const crash: Input = { kind: 'crash', node: 'broker-2' };

const docks: readonly PanelState[] = [
  { name: 'terminal', world: 'four-commands', page: dock('terminal') },
  { name: 'charts', world: 'charts', page: dock('charts') },
  { name: 'charts-as-tables', world: 'charts', page: dock('charts'), press: ['.charts-bar .chip'] },
  { name: 'compare', world: 'leader-killed', page: dock('compare') },
  { name: 'compare-changes', world: 'compare', page: { ...dock('compare'), marked: { branch: 0, atUs: 100 * SECOND } } },
  { name: 'compare-branches', world: { ...shop, fork: { atUs: 22 * SECOND, inputs: [crash], untilUs: 38 * SECOND } }, page: { ...dock('compare'), beside: 0 } },
  { name: 'sql-desk', world: 'sql-query', page: dock('sql'), draft: { text: '', view: 'editor' } },
  { name: 'sql-result', world: 'sql-query', page: dock('sql'), draft: { text: 'SELECT cliente, COUNT(*) AS pedidos\nFROM pedidos\nGROUP BY cliente;\n', view: 'result' } },
  { name: 'sql-plan', world: 'sql-query', page: dock('sql'), draft: { view: 'plan' } },
  { name: 'sql-statements', world: 'sql-refused', page: dock('sql'), draft: { view: 'statements' } },
  { name: 'sql-refused', world: 'sql-refused', page: dock('sql'), draft: { view: 'result' } },
  { name: 'sql-mistake', world: { run: sqlDeskRun, atUs: 15 * SECOND }, page: dock('sql'), draft: { text: 'SELECT cliente, COUNT(* AS pedidos\nFROM pedidos\nGROUP BY cliente;\n', view: 'editor' } },
  { name: 'ladder', world: 'api-ladder', page: { ...BARE, ladder: FIRST_LADDER } },
];

const overlays: readonly PanelState[] = [
  killed('palette', { paletteOpen: true }), killed('shortcuts', { keysOpen: true }),
  killed('share-menu', {}, ['[data-menu="share"]']), killed('add-menu', {}, ['[data-menu="add"]']),
  killed('thing-menu', { menu: { id: 'node/broker-2', x: 420, y: 200, focus: null } }),
  killed('faults', { acting: { tab: 'faults', target: null } }), killed('faults-of-a-thing', { acting: { tab: 'faults', target: 'node/broker-2' } }),
  killed('chaos', { acting: { tab: 'chaos', target: null } }), killed('build', { acting: { tab: 'build', target: null } }),
  { name: 'done-acts', world: { ...shop, fork: { atUs: 40 * SECOND, inputs: [crash, { kind: 'schedule', name: 'volta', atUs: 60 * SECOND, input: { kind: 'start', node: 'broker-2' } }, { kind: 'chaos', seed: 7, perMinute: 2 }], untilUs: 44 * SECOND } }, page: { ...BARE, acting: { tab: 'done', target: null } } },
  killed('new-producer', { form: 'producer' }), killed('new-consumer', { form: 'consumer' }),
  killed('about', { sheet: 'about' }), killed('packs', { sheet: 'packs' }), killed('grading', { sheet: 'grading' }), killed('hand-in-without-lesson', { sheet: 'hand-in' }),
];

const NIGHT = 'kafka/1-why-real-time/01-night-report-or-stream';
const EARS = 'kafka/1-why-real-time/02-continuous-is-not-constant';

const step = (name: string, path: string, at: number, more: Partial<Progress> = {}): PanelState => ({ name, world: 'records-in-flight', page: COURSE, lesson: { path, at, more } });

/** Each kind of step, and what a lesson shows of them before and after. */
const lessons: readonly PanelState[] = [
  step('lesson-choice', NIGHT, 0), step('lesson-choice-answered', NIGHT, 0, { answers: { 'how-soon': { answer: 'seconds', confidence: 2, truth: 'tomorrow' } } }),
  step('lesson-order', EARS, 0), step('lesson-number', 'kafka/2-what-makes-it-hard/04-machines-fail', 7), step('lesson-click', 'kafka/3-kafka/13-brokers-and-replicas', 5),
  step('lesson-act', NIGHT, 1), step('lesson-act-with-help', NIGHT, 1, { hints: { steal: 9 }, shown: ['steal'] }), step('lesson-watch', NIGHT, 3), step('lesson-watch-doing', EARS, 7),
  { name: 'lesson-end', world: 'records-in-flight', page: COURSE, lesson: { path: NIGHT, at: 99, all: true } },
  { name: 'lesson-shift', world: 'night-shift', page: COURSE, lesson: { path: 'kafka/6-together/49-night-shift', at: 4 } },
  { name: 'hand-in', world: 'records-in-flight', page: COURSE, lesson: { path: NIGHT, at: 4 }, press: ['.lesson-step-title', '[data-menu="share"]', '[data-share="hand-in"]'] },
  { name: 'exam', world: 'records-in-flight', page: COURSE, lesson: { path: 'kafka/3-kafka/exam/seed-3', at: 0 } },
  { name: 'course-map', world: 'records-in-flight', page: COURSE, complete: [NIGHT] },
  { name: 'course-summary', world: 'records-in-flight', page: COURSE, press: ['[data-summary]'] },
  { name: 'certificate', world: 'records-in-flight', page: COURSE, complete: [NIGHT, EARS], press: ['.course > .lesson-next'] },
];

const QUESTION = { question: 'Quem lidera pedidos-0 depois da queda?', shown: 'answer', right: 'b', options: [{ id: 'a', text: 'broker 1', count: 4 }, { id: 'b', text: 'broker 2', count: 17 }, { id: 'c', text: '—', count: 9 }] } as const;

const teaching: readonly PanelState[] = [
  { name: 'presenter', world: 'leader-killed', presenter: true, page: { selected: 'node/broker-1' } },
  { name: 'class-view', world: 'leader-killed', page: { ...BARE, classroom: true }, classView: { vote: QUESTION } },
  { name: 'class-spotlight', world: 'leader-killed', page: { ...BARE, classroom: true }, classView: { spot: 'node/broker-1' } },
  killed('film', { filming: true }),
];

const notices: readonly PanelState[] = (['recovered', 'world-gone', 'page-failed', 'storage-full', 'storage-absent', 'update', 'toast'] as const).map((notice) => ({ name: notice, world: 'leader-killed', page: BARE, notice }));

/** In groups, as the gallery lists them. */
export const PANEL_GROUPS: Readonly<Record<string, readonly PanelState[]>> = {
  frame: [{ name: 'first-screen', world: 'records-in-flight', page: { door: null } }, { name: 'demonstrations', world: 'records-in-flight', page: { door: 'demos', lessonOpen: true, dockOpen: false, tab: 'lesson' } }],
  stage: stages, inspector: inspectors, dock: docks, overlay: overlays, lesson: lessons, teaching, notice: notices,
};

export const PANEL_STATES: readonly PanelState[] = Object.values(PANEL_GROUPS).flat();
