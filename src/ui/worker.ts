// The page's line to the worker in which the world runs.
import { proxy, type Remote, wrap } from 'comlink';
import type { WorkerApi } from '../bridge/command.ts';

/** Starts the worker. Every call is answered in order; frames come as they are made. `onBroken` learns of a worker that can't run. */
export function connectWorker(onBroken: (reason: string) => void): WorkerApi & { readonly close: () => void } {
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'correnteza' });
  worker.addEventListener('error', (event) => onBroken(event.message === '' || event.message === undefined ? 'worker' : event.message));
  return { ...callsOf(wrap<WorkerApi>(worker)), close: () => worker.terminate() };
}

/** The interface with real functions, as the page hands them around: a remote one answers to any name. */
export function callsOf(remote: Remote<WorkerApi>): WorkerApi {
  return {
    open: (scenario, seed) => remote.open(scenario, seed),
    load: (run) => remote.load(run),
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
  };
}
