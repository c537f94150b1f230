// The command line of Correnteza: `npm run -s sim -- COMMAND ...`.
import { conformance, play } from './conformance.ts';

const HELP = `play FILE.session...          plays recorded sessions on the simulator and prints each completed file
conformance [DIR|FILE...]     plays, normalises, compares with the recordings
prove [LESSON...]             proves lessons
verify FILE                   plays again what a learner saved, and says what of it was seen
grade FILE... [--csv|--json] [--pack PACK]  plays again what students handed in, and prints a table
pack DIR [--out FILE]         makes one zip of a folder of lessons, for who has another page
export WORLD --out DIR       a world as a folder for the real Kafka and Flink: compose file, scripts, text
check LESSON --bootstrap-server HOST:PORT   holds a lesson's checks against a real cluster
new-lesson PATH               writes a lesson to begin with, for example kafka/3-kafka/11-consumer-groups
bridge [--page PORT]          the simulated cluster on localhost:9092 to 9094, for real clients
scorm [--course DIR|LESSON...] a SCORM 1.2 package for an LMS, a lesson each a unit of its own
replay FILE                   lives again what a report of a break holds
fuzz --seeds N [--from S]     random faults and inputs with invariants; --part frames|lines|sql|lessons: requests to the bridge, random texts
monkey --seeds N [--minutes M] random clicks and keys in a real browser against the built page
train-model                   the weights of lesson 40's model, from the visits that it was trained on
bench                         the figures of the README, one per line
`;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'play': return play(rest);
    case 'conformance': return conformance(rest);
    case 'fuzz': return (await import('./fuzz.ts')).fuzz(rest);
    case 'monkey': return (await import('./monkey/command.ts')).monkey(rest);
    case 'scorm': return (await import('./scorm.ts')).scorm(rest);
    case 'bench': return (await import('./bench.ts')).bench(rest);
    case 'new-lesson': return (await import('./new-lesson.ts')).newLesson(rest);
    case 'train-model': return (await import('./train-model.ts')).trainModel();
    case 'replay': return (await import('./replay.ts')).replay(rest);
    case 'verify': return (await import('./verify.ts')).verify(rest);
    case 'export': return (await import('./export.ts')).exportCommand(rest);
    case 'check': return (await import('./check.ts')).check(rest);
    case 'pack': return (await import('./pack.ts')).pack(rest);
    case 'grade': return (await import('./grade.ts')).grade(rest);
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
