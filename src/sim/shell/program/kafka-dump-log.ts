// kafka-dump-log.sh: what lies in the files of a log, read from the nodes' log directories (DumpLogSegments).
import type { Os } from '../program.ts';
import { type Answer, print, type Script, type Step, scriptProgram, write } from './admin/script.ts';
import { openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, optionsTable, valueOf } from './console/arguments.ts';
import { DUMP_LOG_HEADLINE, DUMP_LOG_OPTIONS } from './dump/help.ts';
import { type DumpOptions, gapLines, indexLines, producerLine, segmentLines } from './dump/log-lines.ts';
import { metadataLines } from './dump/metadata-lines.ts';

const HELP: ToolHelp = { headline: DUMP_LOG_HEADLINE, noArguments: DUMP_LOG_HEADLINE, options: DUMP_LOG_OPTIONS };
const FLAGS = 'cluster-metadata-decoder deep-iteration help index-sanity-check offsets-decoder print-data-log remote-log-metadata-decoder share-group-state-decoder skip-record-metadata transaction-log-decoder verify-index-only version';
const SPECS = specs('files max-bytes max-message-size', FLAGS, 'key-decoder-class value-decoder-class');

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* thrown(`${opened.exception}: ${opened.message}`);
  const { given } = opened;
  if (!has(given, 'files')) {
    yield* write(2, `Missing required argument "[files]"\n${optionsTable(DUMP_LOG_OPTIONS)}`);
    return 1;
  }
  const options = optionsOf(given);
  const problems: string[] = [];
  for (const file of (valueOf(given, 'files') ?? '').split(',')) {
    yield* print(`Dumping ${file}`);
    const problem = yield* dump(os, file, given, options, problems);
    if (problem !== null) return yield* thrown(problem);
  }
  // What does not fit is told when all files have been dumped.
  yield* write(2, linesOf(problems));
  return 0;
}

function* thrown(exception: string): Script {
  yield* write(2, `Exception in thread "main" ${exception}\n`);
  return 1;
}

function optionsOf(given: Given): DumpOptions {
  const decoder = has(given, 'offsets-decoder') ? 'offsets' : has(given, 'transaction-log-decoder') ? 'transactions' : has(given, 'cluster-metadata-decoder') ? 'metadata' : has(given, 'share-group-state-decoder') ? 'share' : 'text';
  const printsRecords = has(given, 'print-data-log') || decoder !== 'text' || has(given, 'value-decoder-class') || has(given, 'key-decoder-class');
  return {
    printsRecords, isDeep: printsRecords || has(given, 'deep-iteration'), skipsMetadata: has(given, 'skip-record-metadata'), decoder,
    maxBytes: Number(valueOf(given, 'max-bytes') ?? 2_147_483_647), verifyOnly: has(given, 'verify-index-only'),
  };
}

/** Dumps one file, and adds to `problems` what does not fit in it; the exception that ends the tool, null where none does. */
function* dump(os: Os, file: string, given: Given, options: DumpOptions, problems: string[]): Generator<Step, string | null, Answer> {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.indexOf('.');
  const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(name.lastIndexOf('.'))];
  if (!['.log', '.index', '.timeindex', '.checkpoint', '.snapshot', '.txnindex'].includes(ending)) {
    yield* write(2, `Ignoring unknown file ${file}\n`);
    return null;
  }
  if (ending === '.log' && !/^\d+$/.test(stem)) return `java.lang.NumberFormatException: For input string: "${stem}"`;
  const found = os.logFile(file);
  if (found === null && os.stat(file) !== null) return null;
  if (found === null) {
    if (ending === '.log') yield* print(`Log starting offset: ${Number(stem)}`);
    return `java.nio.file.NoSuchFileException: ${file}`;
  }
  const path = file.startsWith('/') ? file : `${os.env['PWD'] ?? ''}/${file}`;
  switch (found.kind) {
    case 'segment':
      yield* write(1, linesOf(segmentLines(found.segment, Number(stem), options)));
      if (options.isDeep) problems.push(...gapLines(found.segment, path));
      return null;
    case 'metadata':
      yield* write(1, linesOf(metadataLines(found.batches, options.isDeep, options.decoder === 'metadata')));
      return null;
    case 'snapshot':
      yield* write(1, linesOf(found.producers.map(producerLine)));
      return null;
    case 'index':
    case 'timeindex':
      if (has(given, 'index-sanity-check')) yield* print(`${file} passed sanity check.`);
      else {
        // Kafka looks for the batch of the first entry, and there is none.
        if (found.kind === 'index' && found.isActive && found.segment.sizeInBytes === 0) return 'java.util.NoSuchElementException';
        const checked = indexLines(found, path, options);
        yield* write(1, linesOf(checked.lines));
        problems.push(...checked.problems);
      }
      return null;
  }
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

export const kafkaDumpLog = scriptProgram('kafka-dump-log.sh', script, [
  { name: 'files', takes: 'file' }, { name: 'max-bytes', takes: 'text' }, { name: 'max-message-size', takes: 'text' }, { name: 'key-decoder-class', takes: 'text' }, { name: 'value-decoder-class', takes: 'text' },
  ...FLAGS.split(' ').map((name) => ({ name, takes: 'nothing' as const })),
]);
