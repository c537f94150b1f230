// The worker: one world, spoken to through comlink; time passes in ticks between which messages are answered.
import { expose } from 'comlink';
import type { Watch, WorkerApi } from '../bridge/command.ts';
import type { Frame } from '../bridge/frame.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { Input, KeptLines, SavedRun } from '../bridge/input.ts';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { type FlinkSide, worldSource } from '../sim/cluster-world.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { projectCluster } from '../view-model/project-cluster.ts';
import type { Attached } from './attached.ts';
import type { LateSide } from './late-side.ts';
import { Playback } from './playback.ts';

/** The time between two ticks while the world plays, in ms: a little less than a frame of 60 a second. */
const TICK_MS = 15;

/** Of long work beside the shown world, so much at a time, in ms. */
const SLICE_MS = 6;

/** What a cluster alone does without; null until it has come. */
let late: LateSide | null = null;
let coming: Promise<void> | null = null;
/** For worlds that have Flink; null until one is opened. */
let flink: FlinkSide | null = null;
let flinkRecords: ((world: KernelState, kinds?: ReadonlySet<string>) => readonly WorldRecord[]) | null = null;
const source = worldSource(() => late?.clientSide ?? null, { flink: () => flink });

/** What can be seen of a world. */
function look(world: KernelState, watch: Watch): Map<string, WorldRecord> {
  const records = late === null ? projectCluster(world, null, watch) : late.project(world, watch);
  for (const record of flinkRecords?.(world) ?? []) records.set(record.id, record);
  return records;
}

const playback = new Playback({
  source,
  // Until the client side has come nothing is opened but the page's own first cluster.
  read: (run) => late?.readSavedRun(run) ?? { kind: 'ok', run },
  project: look,
  clock: () => performance.now(),
  complete: (...asked) => late?.complete(...asked) ?? { from: asked[4], candidates: [] },
});
/** Frames that the page has not drawn yet: a page that is slower than the world is not buried under them. */
const MOST_UNREAD = 3;

let unread = 0;
let receive: (frame: Frame) => unknown = () => undefined;
let ticking = false;
/** Who waits until the world is where it was told to go. */
let waiting: (() => void)[] = [];

function tick(): void {
  ticking = false;
  const frame = playback.tick(unread < MOST_UNREAD);
  if (frame !== null) void send(frame);
  if (!playback.busy) {
    const done = waiting;
    waiting = [];
    for (const go of done) go();
  }
  wake();
}

/** Hands a frame over, and counts it until the page has taken it. */
async function send(frame: Frame): Promise<void> {
  unread += 1;
  try {
    await receive(frame);
  } finally {
    unread -= 1;
  }
}

const turn = new MessageChannel();
let next: (() => void)[] = [];
turn.port1.addEventListener('message', () => {
  const now = next;
  next = [];
  for (const go of now) go();
});
turn.port1.start();

/** Goes on as soon as what has come meanwhile was answered. A timer would wait four milliseconds after each piece of long work. */
function soon(go: () => void): void {
  next.push(go);
  if (next.length === 1) turn.port2.postMessage(null);
}

/** Sees to it that a tick comes, where one is needed. */
function wake(): void {
  if (ticking || !(playback.active || waiting.length > 0)) return;
  ticking = true;
  if (playback.busy) soon(tick);
  else setTimeout(tick, TICK_MS);
}

/** Resolves when the world stands where it was told to go. */
function settled(): Promise<void> {
  if (!playback.busy) {
    wake();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    wake();
  });
}

async function fetchClients(): Promise<void> {
  late = (await import('./late-side.ts')).lateSide;
}

async function fetchFlink(): Promise<void> {
  const [side, view] = await Promise.all([import('../sim/flink-side.ts'), import('../view-model/flink/project.ts')]);
  flinkRecords = view.flinkRecords;
  flink = side.flinkSide;
}

/** Resolves when the client side is here. One that could not be fetched is asked for again by the next who needs it. */
async function clientsCome(): Promise<void> {
  if (late !== null) return;
  coming ??= fetchClients();
  try {
    await coming;
  } catch (problem) {
    coming = null;
    throw problem;
  }
}

/** What opens packs and grades homework; null where its code could not be fetched. */
async function desk(): Promise<typeof import('../grade/in-slices.ts') | null> {
  try {
    await clientsCome();
    if (flink === null) await fetchFlink();
    return await import('../grade/in-slices.ts');
  } catch {
    return null;
  }
}

/** What an editor of SQL asks; null where its code could not be fetched. */
async function sqlDesk(): Promise<typeof import('./sql-desk.ts') | null> {
  try {
    return await import('./sql-desk.ts');
  } catch {
    return null;
  }
}

/** What answers from copies of the world, which live with their clients. */
async function aside(): Promise<typeof import('./copies.ts')> {
  await clientsCome();
  return import('./copies.ts');
}

/** Long work between whose slices the shown world goes on; null where there is none, or where it breaks. */
async function inSlices<T>(work: Generator<void, T> | null): Promise<T | null> {
  if (work === null) return null;
  try {
    for (;;) {
      const begun = performance.now();
      do {
        const step = work.next();
        if (step.done === true) return step.value;
      } while (performance.now() - begun < SLICE_MS);
      await new Promise<void>((go) => soon(go));
    }
  } catch {
    return null;
  }
}

/** Flink's processes may be started from a terminal, in a world that has none: whoever speaks of them needs them. */
const SPEAKS_OF_FLINK = /flink|start-cluster|taskmanager|jobmanager|sql-client|\bjavac\b|\bjar\b/i;

const mayNeedFlink = (input: Input): boolean => (input.kind === 'schedule' ? mayNeedFlink(input.input) : input.kind === 'line' && SPEAKS_OF_FLINK.test(input.text));

function needsFlink(run: SavedRun): boolean {
  return run.scenario?.flink !== undefined || (run.inputs ?? []).some(({ input }) => mayNeedFlink(input)) || Object.values(run.scenario?.home ?? {}).some((text) => SPEAKS_OF_FLINK.test(text));
}

/** The world of a bridge, while one is shown. */
let attached: Attached | null = null;

/** The run that waits for its code; null where none does. The latest that was asked for is opened, or none where the reader has left it. */
let wanted: SavedRun | null = null;

async function start(run: SavedRun, kept: KeptLines | null = null): Promise<void> {
  wanted = run;
  await clientsCome();
  if (flink === null && [run.inputs, ...(kept?.lines ?? []).map((line) => line.inputs)].some((inputs) => needsFlink({ ...run, inputs }))) await fetchFlink();
  return wanted === run ? show(run, kept) : settled();
}

function show(run: SavedRun, kept: KeptLines | null): Promise<void> {
  wanted = null;
  attached?.close();
  attached = null;
  playback.open(run, kept);
  return settled();
}

/** A scenario of this kind can be shown before the client side is here. */
const isClusterAlone = ({ apps, engines = [], flink: cluster }: Scenario): boolean => apps.length + engines.length === 0 && cluster === undefined;

const api: WorkerApi = {
  open(scenario, seed) {
    const run: SavedRun = { version: 1, scenario, seed, inputs: [] };
    return isClusterAlone(scenario) ? show(run, null) : start(run);
  },
  load: (run, kept) => start(run, kept),
  giveUp() {
    const left = wanted === null ? playback.giveUp() : playback.stands;
    if (left) wanted = null;
    wake();
    return Promise.resolve(left);
  },
  async prepare() {
    try {
      await clientsCome();
      await Promise.all([flink ?? fetchFlink(), import('./step-watch.ts')]);
    } catch {
      // Nobody waits for it yet.
    }
  },
  lived: () => Promise.resolve(wanted === null ? playback.lived : null),
  async attach(from) {
    attached?.close();
    attached = null;
    await clientsCome();
    const { attachTo } = await import('./attached.ts');
    attached = await attachTo(new URL('bridge/', from), playback, wake);
    return attached === null ? false : settled().then(() => true);
  },
  save: () => Promise.resolve(playback.save() ?? { version: 1, scenario: defaultScenario, seed: 1, inputs: [] }),
  onFrame(given) {
    receive = given;
    playback.resync();
    return settled();
  },
  resync() {
    playback.resync();
    wake();
    return Promise.resolve();
  },
  async playback(command) {
    playback.command(command);
    await settled();
    return command.kind !== 'step' || playback.found;
  },
  async input(input, joined = false) {
    try {
      await clientsCome();
      if (flink === null && mayNeedFlink(input)) await fetchFlink();
    } catch {
      return 'tools_not_fetched';
    }
    // An input while a seek is on its way would come into the past that it passes through.
    await settled();
    const answer = attached !== null && playback.isLive ? await attached.give(input) : playback.input(input, joined);
    wake();
    return answer;
  },
  async undo() {
    await settled();
    const taken = playback.undo();
    await settled();
    return taken;
  },
  watch(watch) {
    playback.watch(watch);
    wake();
    return Promise.resolve();
  },
  why: (factId) => Promise.resolve(playback.why(factId)),
  async complete(tty, line, cursor) {
    const desk = playback.editsItself(tty) ? await sqlDesk() : null;
    return (desk === null ? null : playback.onCopies(({ kernel }) => desk.completeLineIn(kernel.state, tty, line, cursor))) ?? playback.complete(tty, line, cursor);
  },
  async samples(branch, afterUs) {
    try {
      const { samplesAfter } = await import('./sampler.ts');
      const run = playback.run;
      const samples = await inSlices(playback.onCopies((timeline) => samplesAfter(timeline, branch, afterUs, flinkRecords)));
      return samples === null || run !== playback.run ? null : { run, branch, samples };
    } catch {
      return null;
    }
  },
  async recordsAt(place) {
    const { recordsAt } = await aside();
    return inSlices(playback.onCopies((timeline) => recordsAt(timeline, (state) => look(state, { recordsPerReplica: 0, partition: null }), place)));
  },
  keepLines: () => Promise.resolve(playback.onCopies((timeline) => timeline.keptLines)),
  saveBranch: (branch) => Promise.resolve(playback.onCopies((timeline) => (timeline.branches.some(({ id }) => id === branch) ? timeline.save(branch) : null))),
  async planProgram(language, source) {
    try {
      const [{ compileProgram }, { toJobGraph }, { graphOf }] = await Promise.all([import('../sim/shell/program/flink/compile.ts'), import('../sim/flink/graph/job-graph.ts'), import('../view-model/flink/jobs.ts')]);
      const compiled = compileProgram(language, source, { settings: {}, nowMs: defaultScenario.startedAtMs });
      return compiled.ok ? { ok: true, jobs: compiled.jobs.map((job) => ({ name: job.name, ...graphOf(toJobGraph(job)) })) } : compiled;
    } catch {
      return null;
    }
  },
  async foresee(inputs, forUs) {
    const { foreseeing } = await aside();
    await settled();
    return (await inSlices(playback.onCopies((timeline) => foreseeing(timeline, (state) => look(state, playback.watched), inputs, forUs)))) ?? [];
  },
  async watchStep(step, history) {
    if (step === null) playback.watchStep(null);
    else {
      await clientsCome();
      const { StepWatch } = await import('./step-watch.ts');
      await settled();
      playback.watchStep(StepWatch.of(step, playback.branch, history));
    }
    return settled();
  },
  stepHistory: () => Promise.resolve(playback.stepHistory()),
  async predict(step, inputs, forUs) {
    const [{ predicting }, { Foreseer }, { isAsking }] = await Promise.all([aside(), import('../grade/foreseer.ts'), import('../lesson/answers.ts')]);
    await settled();
    return isAsking(step) ? inSlices(playback.onCopies((timeline) => predicting(timeline, (state) => new Foreseer(step.question, state), inputs, forUs))) : null;
  },
  async reach(step) {
    await clientsCome();
    const { isActStep, reaching } = await import('./way-back.ts');
    await settled();
    return isActStep(step) ? inSlices(playback.onCopies((timeline, history) => reaching(source, step, timeline, history))) : null;
  },
  async follow(run, steps) {
    await clientsCome();
    if (flink === null && needsFlink(run)) await fetchFlink();
    const { following, isActStep } = await import('./way-back.ts');
    return steps.every((step) => isActStep(step)) ? inSlices(following(source, run, steps)) : null;
  },
  async sqlWords() {
    return (await sqlDesk())?.words() ?? null;
  },
  async sqlCheck(tty, text) {
    const desk = await sqlDesk();
    return desk === null ? null : playback.onCopies(({ kernel }) => desk.checkIn(kernel.state, tty, text));
  },
  async sqlComplete(tty, text, offset) {
    const desk = await sqlDesk();
    return desk === null ? null : playback.onCopies(({ kernel }) => desk.completeIn(kernel.state, tty, text, offset));
  },
  async sqlExplain(tty, text, offset) {
    const desk = await sqlDesk();
    return desk === null ? null : playback.onCopies(({ kernel }) => desk.explainIn(kernel.state, tty, text, offset));
  },
  hash: () => Promise.resolve(playback.hash()),
  async sealed() {
    const { sealing } = await aside();
    return inSlices(playback.onCopies(sealing));
  },
  openPack: async (...asked) => (await desk())?.openPack(source, ...asked) ?? null,
  grade: async (...asked) => (await desk())?.gradeInSlices(source, ...asked) ?? null,
  exportWorld: async (...asked) => (await desk())?.exportInSlices(source, ...asked) ?? null,
};

expose(api);
