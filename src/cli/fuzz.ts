// `sim fuzz`: random producers, consumers and faults against whole clusters, one seed after the other, until an invariant breaks.
import { playClientSeed } from '../sim/testing/client-workload.ts';
import { playFlinkKafkaSeed } from '../sim/testing/flink-kafka-workload.ts';
import { playFlinkSeed } from '../sim/testing/flink-workload.ts';
import { LOG_POLICIES, playLogSeed } from '../sim/testing/log-workload.ts';
import { playShareSeed } from '../sim/testing/share-workload.ts';
import { playTransactions } from '../sim/testing/transaction-workload.ts';
import { playSeed } from '../sim/testing/workload.ts';
import { FRAMES_A_SEED, playFrames } from './fuzz-frames.ts';
import { isTextPart, playText, type TextPart } from './fuzz-texts.ts';

interface Options {
  readonly seeds: number;
  readonly from: number;
  /** Flink's jobs alone, requests to the bridge, or texts of a kind; null for clusters of all kinds. */
  readonly part: 'flink' | 'frames' | TextPart | null;
}

const USAGE = 'Usage: npm run -s sim -- fuzz [--seeds N] [--from S] [--part flink|frames|lines|sql|lessons]';
const MAX_SEEDS = 1_000_000;

/** Plays seeds `from` to `from + seeds - 1`; at the first broken invariant prints the seed and how to play it again. Returns the exit status. */
export function fuzz(args: readonly string[], print: (line: string) => void = console.log): number {
  const options = optionsOf(args);
  if (options === null) {
    print(USAGE);
    return 2;
  }
  const { part } = options;
  let acknowledged = 0;
  let cleaned = 0;
  let processed = 0;
  let shared = 0;
  let worked = 0;
  let survived = 0;
  let answered = 0;
  for (let seed = options.from; seed < options.from + options.seeds; seed++) {
    try {
      if (isTextPart(part)) {
        playText(part, seed);
        continue;
      }
      if (part === 'frames') {
        answered += playFrames(seed);
        continue;
      }
      survived += playFlinkSeed(seed) + playFlinkKafkaSeed(seed);
      if (part === 'flink') continue;
      acknowledged += playSeed(seed);
      processed += playTransactions(seed);
      for (const config of Object.values(LOG_POLICIES)) cleaned += playLogSeed(seed, config);
      shared += playShareSeed(seed).records;
      const clients = playClientSeed(seed);
      acknowledged += clients.acknowledged;
      worked += clients.worked;
    } catch (problem) {
      print(`Seed ${seed} fails: ${problem instanceof Error ? problem.message : String(problem)}`);
      print(`Play it again: npm run -s sim -- fuzz --seeds 1 --from ${seed}${part === null ? '' : ` --part ${part}`}`);
      return 1;
    }
  }
  if (isTextPart(part)) {
    print(`${options.seeds} seeds of ${part} from ${options.from}: each was answered, none took longer than a second.`);
    return 0;
  }
  if (part === 'frames') {
    print(`${options.seeds} seeds from ${options.from}: ${options.seeds * FRAMES_A_SEED} requests to the bridge, ${answered} answered and the others hung up on, and every cluster lived on.`);
    return 0;
  }
  if (part === 'flink') {
    print(`${options.seeds} seeds from ${options.from}: the results of Flink jobs exact, and what the Kafka sink's guarantees promise kept, through ${survived} crashes, stops and changes of parallelism.`);
    return 0;
  }
  print(`${options.seeds} seeds from ${options.from}: no broken invariant, ${acknowledged} records acknowledged with acks=all and none lost, ${processed} processed exactly once in transactions, ${cleaned} cleaned away or out of retention and no last value with them, ${shared} delivered to a share group until they were accepted, rejected or given up, ${worked} worked on by a group of both protocols and none left out, and the results of Flink jobs exact through ${survived} crashes, stops and changes of parallelism.`);
  return 0;
}

function optionsOf(args: readonly string[]): Options | null {
  let seeds = 1_000;
  let from = 1;
  let part: Options['part'] = null;
  for (let i = 0; i < args.length; i += 2) {
    if (args[i] === '--part') {
      const name = args[i + 1];
      if (name !== 'flink' && name !== 'frames' && !isTextPart(name)) return null;
      part = name;
      continue;
    }
    const value = Number(args[i + 1]);
    if (!Number.isInteger(value) || value < 0 || value > MAX_SEEDS) return null;
    if (args[i] === '--seeds') seeds = value;
    else if (args[i] === '--from') from = value;
    else return null;
  }
  return { seeds, from, part };
}
