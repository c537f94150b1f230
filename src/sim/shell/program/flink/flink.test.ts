// The flink command against a cluster in the world: what is typed, and what the terminal shows.
import { describe, expect, test } from 'vitest';
import { defaultFlink } from '../../../../bridge/flink.ts';
import { defaultScenario } from '../../../../bridge/scenario.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { SECOND } from '../../../kernel/types.ts';
import { createWorld, giveInput } from '../../../world.ts';
import type { LaptopState } from '../../machine/state.ts';
import { lineInput, openTty, outputMark, outputSince, promptIsBack } from '../../session.ts';

const laptop = (kernel: Kernel): LaptopState => kernel.actorState('laptop') as LaptopState;

function world(flink = true): Kernel {
  const kernel = createWorld({ ...defaultScenario, controllers: [], brokers: [], name: 'flink', ...(flink ? { flink: defaultFlink } : {}) }, 1);
  giveInput(kernel, openTty('main'));
  kernel.runUntil(kernel.state.now + SECOND);
  return kernel;
}

/** Types a line and waits for the prompt; ids are written as ID, paths of savepoints as PATH. */
function type(kernel: Kernel, line: string, seconds = 100): string {
  const mark = outputMark(laptop(kernel), 'main');
  giveInput(kernel, lineInput('main', line));
  const end = kernel.state.now + seconds * SECOND;
  while (!promptIsBack(laptop(kernel), 'main') && kernel.state.now < end) kernel.runUntil(kernel.state.now + 10_000);
  return outputSince(laptop(kernel), 'main', mark).replace(/\b[0-9a-f]{32}\b/g, 'ID').replace(/savepoint-[0-9a-f]{6}-[0-9a-f]{12}/g, 'PATH').replace(/\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d/g, 'TIME').replace(/Runtime: \d+ ms/, 'Runtime: N ms');
}

describe('flink', () => {
  test('a program runs to its end, and its words stand in the TaskManager\'s output', () => {
    const kernel = world();
    expect(type(kernel, 'flink run examples/streaming/WordCount.jar')).toBe('Job has been submitted with JobID ID\nProgram execution finished\nJob with JobID ID has finished.\nJob Runtime: N ms\n\n');
    expect(type(kernel, 'head -3 /opt/flink/log/flink-aluno-taskexecutor-0-laptop.out')).toBe('(to,1)\n(be,1)\n(or,1)\n');
    expect(type(kernel, 'cat /opt/flink/log/*.out | wc -l')).toBe('287\n');
    expect(type(kernel, 'flink list -a')).toContain('TIME : ID : WordCount (FINISHED)');
  });

  test('a job goes on from its savepoint', () => {
    const kernel = world();
    expect(type(kernel, 'flink run -d -p 2 /opt/flink/examples/streaming/StateMachineExample.jar --rps 20 --error-rate 0.1')).toContain('Using standalone source with error rate 0.100000 and 20.0 records per second\n\nJob has been submitted with JobID ID\n');
    kernel.runUntil(kernel.state.now + 20 * SECOND);
    expect(type(kernel, "flink stop $(flink list -r | grep -oE '[0-9a-f]{32}') > sp; cat sp")).toBe('Suspending job "ID" with a CANONICAL savepoint.\nTriggering stop-with-savepoint for job ID.\nWaiting for response...\nSavepoint completed. Path: file:/flink/savepoints/PATH\n');
    expect(type(kernel, "flink run -d -p 3 -s $(grep -oE 'file:.*' sp) examples/streaming/StateMachineExample.jar --rps 20 | tail -1")).toBe('Job has been submitted with JobID ID\n');
    kernel.runUntil(kernel.state.now + 3 * SECOND);
    expect(type(kernel, "flink cancel $(flink list -r | grep -oE '[0-9a-f]{32}')")).toBe('Cancelling job ID.\nCancelled job ID.\n');
    expect(type(kernel, 'grep -c ALERT /opt/flink/log/flink-aluno-taskexecutor-0-laptop.out')).not.toBe('0\n');
  });

  test('a jar of the student\'s own is compiled when it is run', () => {
    const kernel = world();
    const java = 'public class Um { public static void main(String[] args) throws Exception { StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(); env.fromData(1, 2).map(x -> x + 1).print(); env.execute(); } }';
    type(kernel, `echo '${java}' > um.jar`);
    expect(type(kernel, 'flink run um.jar')).toContain('has finished.');
    expect(type(kernel, 'cat /opt/flink/log/*.out')).toBe('2\n3\n');
    type(kernel, "sed -i 's/map/mapp/' um.jar");
    expect(type(kernel, 'flink run um.jar; echo $?')).toMatch(/^um\.java:1: error: cannot find symbol.*\^\n1 error\n1\n$/s);
    type(kernel, 'echo nothing > um.jar');
    expect(type(kernel, 'flink run um.jar')).toContain('zip END header not found');
  });

  test('without a cluster it tries for a minute', () => {
    const kernel = world(false);
    const begun = kernel.state.now;
    expect(type(kernel, 'flink list')).toMatch(/^Waiting for response...\n\n-{60}\n The program finished with the following exception:\n\norg.apache.flink.util.FlinkException: Failed to retrieve job list.\nCaused by: org.apache.flink.util.concurrent.FutureUtils\$RetryException/);
    expect(kernel.state.now - begun).toBeGreaterThan(60 * SECOND);
  });

  test('the scripts know which of their processes have ended', () => {
    const kernel = world();
    giveInput(kernel, { kind: 'crash', node: 'tm-2' });
    const pids = (text: string): string => text.replace(/pid: \d+/g, 'pid: N');
    expect(pids(type(kernel, 'taskmanager.sh stop'))).toBe('No taskexecutor daemon (pid: N) is running anymore on laptop.\n');
    expect(pids(type(kernel, 'taskmanager.sh stop'))).toBe('Stopping taskexecutor daemon (pid: N) on host laptop.\n');
    expect(type(kernel, 'taskmanager.sh stop')).toBe('No taskexecutor daemon to stop on host laptop.\n');
    expect(type(kernel, 'taskmanager.sh start')).toBe('Starting taskexecutor daemon on host laptop.\n');
    expect(type(kernel, 'taskmanager.sh start')).toBe('[INFO] 1 instance(s) of taskexecutor are already running on laptop.\nStarting taskexecutor daemon on host laptop.\n');
    expect(type(kernel, 'wc -l < /tmp/flink-aluno-taskexecutor.pid')).toBe('2\n');
    giveInput(kernel, { kind: 'crash', node: 'tm-1' });
    expect(pids(type(kernel, 'taskmanager.sh stop-all'))).toBe('Skipping taskexecutor daemon (pid: N), because it is not running anymore on laptop.\nStopping taskexecutor daemon (pid: N) on host laptop.\n');
    expect(type(kernel, 'taskmanager.sh stop-all; jobmanager.sh; echo $?; jobmanager.sh restart')).toBe('Usage: jobmanager.sh ((start|start-foreground) [args])|stop|stop-all\n1\nUsage: jobmanager.sh ((start|start-foreground) [args])|stop|stop-all\n');
  });

  test('a program that has no socket to read from fails', () => {
    const kernel = world();
    expect(type(kernel, 'flink run examples/streaming/SocketWindowWordCount.jar --port 9999')).toContain('Caused by: org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy\nCaused by: java.net.ConnectException: Connection refused\n');
    expect(type(kernel, 'flink run examples/streaming/SocketWindowWordCount.jar')).toContain('No port specified.');
  });

  test('a cluster comes to life in a world that had none, and goes', () => {
    const kernel = world(false);
    expect(type(kernel, 'start-cluster.sh')).toBe('Starting cluster.\nStarting standalonesession daemon on host laptop.\nStarting taskexecutor daemon on host laptop.\n');
    expect(type(kernel, 'taskmanager.sh start')).toBe('[INFO] 1 instance(s) of taskexecutor are already running on laptop.\nStarting taskexecutor daemon on host laptop.\n');
    expect(type(kernel, 'flink run -p 2 examples/streaming/WordCount.jar')).toContain('has finished.');
    expect(type(kernel, 'cat /opt/flink/log/*.out | wc -l; ls /opt/flink/log | cat')).toBe('287\nflink-aluno-standalonesession-0-laptop.log\nflink-aluno-standalonesession-0-laptop.out\nflink-aluno-taskexecutor-0-laptop.log\nflink-aluno-taskexecutor-0-laptop.out\nflink-aluno-taskexecutor-1-laptop.log\nflink-aluno-taskexecutor-1-laptop.out\n');
    expect(type(kernel, 'stop-cluster.sh').replace(/pid: \d+/g, 'pid: N')).toBe('Stopping taskexecutor daemon (pid: N) on host laptop.\nStopping taskexecutor daemon (pid: N) on host laptop.\nStopping standalonesession daemon (pid: N) on host laptop.\n');
    expect(type(kernel, 'taskmanager.sh stop; taskmanager.sh')).toBe('No taskexecutor daemon to stop on host laptop.\nUsage: taskmanager.sh (start|start-foreground|stop|stop-all)\n');
    expect(type(kernel, 'start-cluster.sh && flink list -a')).toContain('No running jobs.\nNo scheduled jobs.\n');
  });
});
