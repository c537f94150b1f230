// flink: the command line of Flink (CliFrontend): programs are run, jobs listed, stopped, cancelled, and savepoints taken.
import type { Os } from '../../program.ts';
import { ACTION_OPTIONS, type Parsed, parseArguments } from './arguments.ts';
import { refuses } from './failures.ts';
import { ACTION_HELP, FLINK_HELP } from './help.ts';
import { info } from './info.ts';
import { cancel, checkpoint, list, savepoint, stop } from './jobs.ts';
import { run } from './run.ts';
import { flinkProgram, print, type Script } from './script.ts';

const ACTIONS: Readonly<Record<string, (parsed: Parsed, os: Os) => Script>> = { run, info, list, stop, cancel, savepoint, checkpoint };
/** From here on everything belongs to the program that is run. */
const STOPS: readonly string[] = ['run', 'info'];

function* script(os: Os): Script {
  const [action, ...args] = os.argv.slice(1);
  if (action === undefined) {
    yield* print(`${FLINK_HELP}Please specify an action.`);
    return 1;
  }
  if (action === '-h' || action === '--help') {
    yield { kind: 'write', fd: 1, text: FLINK_HELP };
    return 0;
  }
  if (action === '-v' || action === '--version') {
    yield* print('Version: 2.2.1, Commit ID: 450c63e');
    return 0;
  }
  const work = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (work === undefined) {
    yield* print(`"${action}" is not a valid action.\n\nValid actions are "run", "list", "info", "savepoint", "stop", or "cancel".\n\nSpecify the version option (-v or --version) to print Flink version.\n\nSpecify the help option (-h or --help) to get help on the command.`);
    return 1;
  }
  const parsing = parseArguments(ACTION_OPTIONS[action] ?? [], args, STOPS.includes(action));
  if (!parsing.ok) return yield* refuses(parsing.message);
  if (parsing.parsed.options['h'] !== undefined) {
    yield { kind: 'write', fd: 1, text: ACTION_HELP[action] ?? '' };
    return 0;
  }
  return yield* work(parsing.parsed, os);
}

export const flink = flinkProgram('flink', script);
