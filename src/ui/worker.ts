// The page's line to the worker in which the world runs. A worker that died gives way to another, and those who hold the line don't notice.
import { proxy, type Remote, wrap } from 'comlink';
import type { WorkerApi } from '../bridge/command.ts';

export type CallName = keyof WorkerApi;

/** A call that has not been answered yet. */
export interface Asked {
  readonly name: CallName;
  readonly args: readonly unknown[];
  readonly answer: (value: unknown) => void;
  readonly refuse: (problem: unknown) => void;
}

export interface Line extends WorkerApi {
  readonly close: () => void;
  /** What was last asked of each kind: what a new worker must be told. */
  readonly told: ReadonlyMap<CallName, readonly unknown[]>;
  readonly waiting: ReadonlySet<Asked>;
  /** Called after each call has been sent. */
  onCall: (name: CallName, args: readonly unknown[]) => void;
  /** Ends the worker and starts another, which knows nothing. What waits for an answer is handed over; its calls are free to be asked again. */
  readonly replace: () => { readonly fresh: WorkerApi; readonly left: readonly Asked[] };
}

/** Starts the worker. Every call is answered in order; frames come as they are made. `onBroken` learns of a worker that can't run. */
export function connectWorker(onBroken: (reason: string) => void): Line {
  const start = (): Worker => {
    const started = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'correnteza' });
    started.addEventListener('error', (event) => {
      // Told here, and not to the whole page once more.
      event.preventDefault();
      if (started === worker) onBroken(event.message.replace(/^Uncaught /, '') || 'worker');
    });
    return started;
  };
  let worker: Worker = start();
  let remote = wrap<WorkerApi>(worker);
  const told = new Map<CallName, readonly unknown[]>();
  const waiting = new Set<Asked>();
  const ask = (name: CallName, args: readonly unknown[]): Promise<unknown> => new Promise((answer, refuse) => {
    const asked = { name, args, answer, refuse };
    waiting.add(asked);
    told.set(name, args);
    // One that was handed over meanwhile is no longer waited for here.
    void (async () => {
      try {
        const value: unknown = await Reflect.apply(callsOf(remote)[name], null, args);
        if (waiting.delete(asked)) answer(value);
      } catch (problem) {
        if (waiting.delete(asked)) refuse(problem);
      }
    })();
    line.onCall(name, args);
  });
  const line: Line = {
    ...callsOf(new Proxy(remote, { get: (_remote, name: CallName) => (...args: readonly unknown[]) => ask(name, args) })),
    close: () => worker.terminate(), told, waiting, onCall: () => {},
    replace() {
      worker.terminate();
      worker = start();
      remote = wrap<WorkerApi>(worker);
      const left = [...waiting];
      waiting.clear();
      return { fresh: callsOf(remote), left };
    },
  };
  return line;
}

/** The interface with real functions, as the page hands them around: a remote one answers to any name. */
export function callsOf(remote: Remote<WorkerApi>): WorkerApi {
  return {
    open: (scenario, seed) => remote.open(scenario, seed),
    load: (run, kept) => remote.load(run, kept),
    giveUp: () => remote.giveUp(),
    lived: () => remote.lived(),
    prepare: () => remote.prepare(),
    attach: (from) => remote.attach(from),
    save: () => remote.save(),
    onFrame: (receive) => remote.onFrame(proxy(receive)),
    resync: () => remote.resync(),
    playback: (command) => remote.playback(command),
    input: (input, joined) => remote.input(input, joined),
    undo: () => remote.undo(),
    watch: (watch) => remote.watch(watch),
    why: (factId) => remote.why(factId),
    samples: (branch, afterUs) => remote.samples(branch, afterUs),
    recordsAt: (place) => remote.recordsAt(place),
    keepLines: () => remote.keepLines(),
    saveBranch: (branch) => remote.saveBranch(branch),
    complete: (tty, line, cursor) => remote.complete(tty, line, cursor),
    planProgram: (language, source) => remote.planProgram(language, source),
    foresee: (inputs, forUs) => remote.foresee(inputs, forUs),
    watchStep: (step, history) => remote.watchStep(step, history),
    stepHistory: () => remote.stepHistory(),
    predict: (step, inputs, forUs) => remote.predict(step, inputs, forUs),
    reach: (step) => remote.reach(step),
    follow: (run, moves) => remote.follow(run, moves),
    sqlWords: () => remote.sqlWords(),
    sqlCheck: (tty, text) => remote.sqlCheck(tty, text),
    sqlComplete: (tty, text, offset) => remote.sqlComplete(tty, text, offset),
    sqlExplain: (tty, text, offset) => remote.sqlExplain(tty, text, offset),
    hash: () => remote.hash(),
    sealed: () => remote.sealed(),
    openPack: (bytes, tried) => remote.openPack(bytes, tried),
    grade: (claim, lesson, build, told) => remote.grade(claim, lesson, build, proxy(told)),
    exportWorld: (world, told) => remote.exportWorld(world, proxy(told)),
  };
}
