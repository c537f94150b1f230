// `bridge`: the simulated cluster on this machine's own ports, for real clients; and a page that shows it live.
import { defaultScenario } from '../../bridge/scenario.ts';
import { portOf } from '../../sim/kafka/protocol.ts';
import { LiveWorld } from './live-world.ts';
import { openPage } from './page.ts';
import { runLive } from './run-live.ts';

const HELP = `bridge [--host ADDRESS] [--page PORT] [--seed N] [--set NAME=VALUE]...
  A simulated cluster of three controllers and three brokers that real clients can speak to: localhost:9092 to 9094.
  --host ADDRESS    where to listen (127.0.0.1: this machine alone)
  --page PORT       where the page is that shows it (8090; 0 for none)
  --seed N          the world's seed (1)
  --set NAME=VALUE  a setting of every broker
`;

interface Options {
  readonly host: string;
  readonly page: number;
  readonly seed: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Runs until it is interrupted. 2 where the command line is not understood, 1 where a port is taken. */
export async function bridge(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n${HELP}`);
    return 2;
  }
  const scenario = { ...defaultScenario, settings: options.settings, startedAtMs: Date.now() };
  const world = new LiveWorld(scenario, options.seed, () => performance.now());
  try {
    const running = await runLive(world, options.host);
    const page = options.page === 0 ? null : await openPage(world, options.host, options.page, () => running.wake());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop());
    await Promise.race([running.ready, running.ended]);
    process.stdout.write(`brokers: ${scenario.brokers.map((node) => `${options.host}:${portOf(node.id)}`).join(',')}\n${page === null ? '' : `page: ${page.url}\n`}`);
    await running.ended;
    page?.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))) throw error;
    process.stderr.write(`bridge: ${error.message}. Stop what listens there (a real Kafka?) and start the bridge again.\n`);
    return 1;
  }
  return 0;
}

/** What is wrong with them, as a sentence, where something is. */
function optionsOf(args: readonly string[]): Options | string {
  const settings: Record<string, string> = {};
  let [host, page, seed] = ['127.0.0.1', 8090, 1];
  for (let index = 0; index < args.length; index += 2) {
    const [name = '', value] = [args[index], args[index + 1]];
    if (value === undefined) return `bridge: ${name} needs a value.`;
    switch (name) {
      case '--host': host = value; break;
      case '--page': page = Number(value); break;
      case '--seed': seed = Number(value); break;
      case '--set': {
        const at = value.indexOf('=');
        if (at < 1) return `bridge: --set ${value} must be NAME=VALUE.`;
        settings[value.slice(0, at)] = value.slice(at + 1);
        break;
      }
      default: return `bridge: ${name} is not an option.`;
    }
  }
  if (!Number.isInteger(page) || page < 0 || page > 65_535) return 'bridge: --page must be a port.';
  if (!Number.isInteger(seed) || seed < 0) return 'bridge: --seed must be a whole number.';
  return { host, page, seed, settings };
}
