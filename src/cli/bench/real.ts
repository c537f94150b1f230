// The same work on the simulator and on a real three-broker cluster: one command, typed into both, and the wall time that each takes.
import { execFileSync } from 'node:child_process';
import { defaultScenario } from '../../bridge/scenario.ts';
import type { LaptopState } from '../../sim/shell/machine/state.ts';
import { lineInput, openTty, promptIsBack } from '../../sim/shell/session.ts';
import { createWorld, giveInput } from '../../sim/world.ts';
import type { Figure } from './kernel.ts';

const RECORDS = 200_000;
const TOPIC = 'bench-orders';
/** Of virtual time: what is not done by then never will be. */
const LONGEST_US = 600_000_000;

const create = (bootstrap: string): string[] => ['kafka-topics.sh', '--bootstrap-server', bootstrap, '--create', '--topic', TOPIC, '--partitions', '6', '--replication-factor', '3'];
const load = (bootstrap: string): string[] => [
  'kafka-producer-perf-test.sh', '--topic', TOPIC, '--num-records', String(RECORDS), '--record-size', '100', '--throughput', '-1',
  '--bootstrap-server', bootstrap, '--command-property', 'acks=all',
];

/**
 * KAFKA_BOOTSTRAP names the real cluster, its tools are looked for on the PATH. A line that says so where there is none.
 * The real tool's own start (a JVM) is part of its time; a second run without records is taken off.
 */
export function benchReal(): readonly Figure[] | string {
  const bootstrap = process.env['KAFKA_BOOTSTRAP'] ?? '';
  if (bootstrap === '') return 'real-cluster figures: set KAFKA_BOOTSTRAP to a real cluster of three brokers, with its tools on the PATH';
  const simulated = onSimulator();
  if (typeof simulated === 'string') return simulated;
  const real = onCluster(bootstrap);
  if (typeof real === 'string') return real;
  return [
    { name: 'produce-simulated', value: Math.round(RECORDS / simulated), unit: 'records/s' },
    { name: 'produce-real', value: Math.round(RECORDS / real), unit: 'records/s' },
    { name: 'simulated-to-real', value: Math.round((real / simulated) * 100) / 100, unit: 'times' },
  ];
}

/** Seconds of wall time until the prompt is back. */
function onSimulator(): number | string {
  const kernel = createWorld(defaultScenario, 1);
  kernel.runUntil(defaultScenario.shownFromUs);
  giveInput(kernel, openTty('main'));
  const run = (words: readonly string[]): boolean => {
    kernel.runUntil(kernel.state.now + 1_000_000);
    giveInput(kernel, lineInput('main', words.join(' ')));
    const until = kernel.state.now + LONGEST_US;
    const isBack = (): boolean => {
      const state = kernel.actorState('laptop');
      return isLaptop(state) && promptIsBack(state, 'main');
    };
    kernel.runUntil(kernel.state.now + 1_000);
    while (!isBack() && kernel.state.now < until) kernel.runUntil(kernel.state.now + 100_000);
    return isBack();
  };
  if (!run(create('localhost:9092'))) return 'real-cluster figures: the simulator did not create the topic';
  const begun = performance.now();
  if (!run(load('localhost:9092,localhost:9093,localhost:9094'))) return 'real-cluster figures: the simulator did not finish';
  return (performance.now() - begun) / 1000;
}

const isLaptop = (state: unknown): state is LaptopState => typeof state === 'object' && state !== null && 'ttys' in state;

/** Seconds of wall time, less those of the same command with a single record. */
function onCluster(bootstrap: string): number | string {
  const run = ([program = '', ...words]: readonly string[]): number => {
    const begun = performance.now();
    execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    return (performance.now() - begun) / 1000;
  };
  try {
    run(create(bootstrap));
    const alone = run(load(bootstrap).map((word) => (word === String(RECORDS) ? '1' : word)));
    return Math.max(0.001, run(load(bootstrap)) - alone);
  } catch (problem) {
    return `real-cluster figures: ${problem instanceof Error ? (problem.message.split('\n')[0] ?? '') : String(problem)}`;
  }
}
