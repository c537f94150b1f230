// The command line of Correnteza: `npm run -s sim -- COMMAND ...`.
import { conformance, play } from './conformance.ts';

const HELP = `play FILE.session...          plays recorded sessions on the simulator and prints each completed file
conformance [DIR|FILE...]     plays, normalises, compares with the recordings
prove [LESSON...]             proves lessons
verify FILE                   plays again what a learner saved, and says what of it was seen
new-lesson PATH               writes a lesson to begin with, for example kafka/3-kafka/11-consumer-groups
bridge [--page PORT]          the simulated cluster on localhost:9092 to 9094, for real clients
fuzz --seeds N [--from S]     random faults and inputs with invariants
train-model                   the weights of lesson 40's model, from the visits that it was trained on
bench                         the figures of the README, one per line
`;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'play': return play(rest);
    case 'conformance': return conformance(rest);
    case 'fuzz': return (await import('./fuzz.ts')).fuzz(rest);
    case 'bench': return (await import('./bench.ts')).bench(rest);
    case 'new-lesson': return (await import('./new-lesson.ts')).newLesson(rest);
    case 'train-model': return (await import('./train-model.ts')).trainModel();
    case 'verify': return (await import('./verify.ts')).verify(rest);
    case 'bridge': return (await import('./bridge/command.ts')).bridge(rest);
    case 'prove': return (await import('./prove.ts')).prove(rest);
    case undefined:
    case 'help':
    case '--help':
      process.stdout.write(HELP);
      return 0;
    default:
      process.stderr.write(`sim: ${command} is not a command. These are:\n${HELP}`);
      return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
