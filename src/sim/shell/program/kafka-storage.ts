// kafka-storage.sh: prepares the folders of a node before its first start, and looks at them (StorageTool, Formatter).
import { METADATA_VERSION, METADATA_VERSIONS, type MetadataVersion } from '../../kafka/features.ts';
import { randomUuid } from '../../kafka/uuid.ts';
import type { Os, Program } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { dependencyLines, type Level, levelsOf, type Lines, mappingLines, metadataVersion, parseLevel } from './admin/feature-levels.ts';
import { STORAGE_TOOL } from './admin/storage-help.ts';
import { propertiesFile } from './console/properties.ts';

type Values = Readonly<Record<string, string>>;
/** What ends the tool badly: the words of its own, or those of an exception that nobody catches. */
interface Failure {
  readonly failure: string;
}

/** From the exec of a JVM to the first line of its main, in microseconds. */
const JVM_STARTUP = 900_000;

function run(os: Os): number {
  const parsed = parseArguments(STORAGE_TOOL, os.argv.slice(1));
  if (parsed.kind === 'exit') {
    os.write(parsed.fd, parsed.text);
    return parsed.status;
  }
  const { command, values } = parsed;
  if (command === 'random-uuid') return say(os, randomUuid(os.context));
  if (command === 'version-mapping') return show(os, mappingLines(values['release-version']));
  if (command === 'feature-dependencies') return show(os, dependencyLines((values['feature'] ?? '').split('\n')));
  const config = readConfig(os, values['config'] ?? '');
  if ('failure' in config) return fail(os, config);
  return command === 'info' ? info(os, config) : format(os, config, values);
}

function say(os: Os, text: string): number {
  os.write(1, `${text}\n`);
  return 0;
}

function fail(os: Os, { failure }: Failure): number {
  os.write(2, `${failure}\n`);
  return 1;
}

function thrown(exception: string, message: string): Failure {
  return { failure: `Exception in thread "main" ${exception}: ${message}` };
}

function show(os: Os, lines: Lines): number {
  return lines.kind === 'refused' ? fail(os, { failure: lines.message }) : say(os, lines.lines.join('\n'));
}

// --- configuration and folders --------------------------------------------------------------------------------------------

interface Config {
  readonly nodeId: string;
  readonly roles: readonly string[];
  readonly voters: string;
  readonly folders: readonly string[];
  readonly metadataFolder: string;
}

function readConfig(os: Os, path: string): Config | Failure {
  const text = os.readFile(path);
  if (text === null) return thrown('java.nio.file.NoSuchFileException', path);
  const properties = propertiesFile(text);
  const list = (value: string | undefined): string[] => (value ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
  const folders = list(properties['log.dirs'] ?? properties['log.dir'] ?? '/tmp/kafka-logs');
  const metadataFolder = properties['metadata.log.dir'] ?? folders[0] ?? '';
  const all = [...new Set([...folders, metadataFolder])].sort((a, b) => (a < b ? -1 : 1));
  return { nodeId: properties['node.id'] ?? properties['broker.id'] ?? '-1', roles: list(properties['process.roles']), voters: properties['controller.quorum.voters'] ?? '', folders: all, metadataFolder };
}

/** meta.properties of a folder; null where it is not formatted. */
function metaOf(os: Os, folder: string): Record<string, string> | null {
  const text = os.readFile(`${folder}/meta.properties`);
  return text === null ? null : propertiesFile(text);
}

function info(os: Os, { folders }: Config): number {
  const found = folders.filter((folder) => os.stat(folder)?.kind === 'folder');
  const metas = found.flatMap((folder) => {
    const meta = metaOf(os, folder);
    return meta === null ? [] : [meta];
  });
  const problems = folders.flatMap((folder) => {
    const kind = os.stat(folder)?.kind;
    if (kind === undefined) return [`${folder} does not exist`];
    if (kind === 'file') return [`${folder} is not a directory`];
    return metaOf(os, folder) === null ? [`${folder} is not formatted.`] : [];
  });
  const list = (what: string, items: readonly string[]): string => `${what}:\n${items.map((each) => `  ${each}\n`).join('')}\n`;
  if (found.length > 0) os.write(1, list(found.length === 1 ? 'Found log directory' : 'Found log directories', found));
  const [meta] = metas;
  if (meta !== undefined) os.write(1, `Found metadata: {${Object.keys(meta).sort().map((key) => `${key}=${meta[key] ?? ''}`).join(', ')}}\n\n`);
  if (problems.length > 0) os.write(1, list(problems.length === 1 ? 'Found problem' : 'Found problems', problems));
  return problems.length > 0 ? 1 : 0;
}

// --- format ---------------------------------------------------------------------------------------------------------------

function format(os: Os, config: Config, values: Values): number {
  const { folders } = config;
  if (config.roles.length === 0) {
    return fail(os, { failure: 'The kafka configuration file appears to be for a legacy cluster. Formatting is only supported for clusters in KRaft mode.' });
  }
  const dynamic = values['standalone'] !== undefined || values['initial-controllers'] !== undefined;
  const problem = quorumProblem(config, values, dynamic);
  if (problem !== null) return fail(os, problem);
  const release = values['release-version'];
  const version = release === undefined ? METADATA_VERSIONS.at(-1) : metadataVersion(release);
  if (version === null || version === undefined) return fail(os, { failure: `Unknown metadata.version '${release ?? ''}'. Supported metadata.version are: ${METADATA_VERSIONS.map(({ name }) => name).join(', ')}` });
  const levels = withFeatures(levelsOf(version), values);
  if ('failure' in levels) return fail(os, levels);
  const mismatch = folders.map((folder) => mismatchIn(os, folder, config, values['cluster-id'] ?? '')).find((each) => each !== null);
  if (mismatch !== undefined && mismatch !== null) return fail(os, mismatch);
  const formatted = folders.filter((folder) => metaOf(os, folder) !== null);
  if (formatted.length > 0 && values['ignore-formatted'] === undefined) {
    return fail(os, { failure: `Log ${formatted.length === 1 ? 'directory' : 'directories'} ${formatted.join(', ')} ${formatted.length === 1 ? 'is' : 'are'} already formatted. Use --ignore-formatted to ignore this directory and format the others.` });
  }
  const fresh = folders.filter((folder) => !formatted.includes(folder));
  if (fresh.length === 0) return say(os, 'All of the log directories are already formatted.');
  say(os, bootstrapText(levels.levels, version));
  for (const folder of fresh) {
    const failure = formatFolder(os, folder, config, values['cluster-id'] ?? '');
    if (failure !== null) return fail(os, failure);
    const what = folder !== config.metadataFolder ? 'data directory' : dynamic && config.roles.includes('controller') ? 'dynamic metadata voter directory' : 'metadata directory';
    say(os, `Formatting ${what} ${folder} with metadata.version ${version.name}.`);
  }
  return 0;
}

function quorumProblem({ voters, roles }: Config, values: Values, dynamic: boolean): Failure | null {
  if (dynamic && voters !== '') {
    return { failure: 'You cannot specify controller.quorum.voters and format the node with --initial-controllers or --standalone. If you want to use dynamic quorum, please remove controller.quorum.voters and specify controller.quorum.bootstrap.servers instead.' };
  }
  if (values['standalone'] !== undefined && !roles.includes('controller')) return { failure: 'You can only use --standalone on a controller.' };
  if (!dynamic && voters === '' && roles.includes('controller') && values['no-initial-controllers'] === undefined) {
    return { failure: 'Because controller.quorum.voters is not set on this controller, you must specify one of the following: --standalone, --initial-controllers, or --no-initial-controllers.' };
  }
  return null;
}

/** The release's levels, with those that --feature gives instead. */
function withFeatures(levels: readonly Level[], values: Values): { readonly levels: readonly Level[] } | Failure {
  const given = (values['feature'] ?? '').split('\n').filter((text) => text !== '').map(parseLevel);
  const bad = given.find((each) => 'refusal' in each);
  if (bad !== undefined && 'refusal' in bad) return thrown('java.lang.RuntimeException', bad.refusal);
  const named = given.flatMap((each) => ('feature' in each ? [each] : []));
  const unknown = named.find(({ feature }) => !levels.some((each) => each.feature === feature));
  if (unknown !== undefined) return { failure: `Unsupported feature: ${unknown.feature}. Supported features are: ${levels.map(({ feature }) => feature).filter((name) => name !== METADATA_VERSION).sort().join(', ')}` };
  return { levels: levels.map((each) => named.find(({ feature }) => feature === each.feature) ?? each) };
}

/** What the folder already says of another cluster or node. */
function mismatchIn(os: Os, folder: string, { nodeId }: Config, clusterId: string): Failure | null {
  const meta = metaOf(os, folder);
  if (meta === null) return null;
  for (const [key, expected] of [['cluster.id', clusterId], ['node.id', nodeId]] as const) {
    const read = meta[key];
    if (read !== undefined && read !== expected) return thrown('java.lang.RuntimeException', `Invalid ${key} in: ${folder}/meta.properties. Expected ${expected}, but read ${read}`);
  }
  return null;
}

function bootstrapText(levels: readonly Level[], version: MetadataVersion): string {
  const rest = levels.filter(({ feature, level }) => feature !== METADATA_VERSION && feature !== 'kraft.version' && level > 0).sort((a, b) => (a.feature < b.feature ? -1 : 1));
  const records = [{ feature: METADATA_VERSION, level: version.level }, ...rest].map(({ feature, level }) => `ApiMessageAndVersion(FeatureLevelRecord(name='${feature}', featureLevel=${level}) at version 0)`);
  return `Bootstrap metadata: BootstrapMetadata(records=[${records.join(', ')}], metadataVersionLevel=${version.level}, source=format command)`;
}

function formatFolder(os: Os, folder: string, { nodeId, metadataFolder }: Config, clusterId: string): Failure | null {
  let path = '';
  for (const part of folder.split('/')) {
    path = path === '' && !folder.startsWith('/') ? part : `${path}/${part}`;
    if (path === '/' || os.stat(path)?.kind === 'folder') continue;
    const failed = os.makeFolder(path);
    if (failed !== null) return thrown('java.lang.RuntimeException', `Unable to create storage directory ${folder}: ${failed}`);
  }
  const meta = `#\ncluster.id=${clusterId}\ndirectory.id=${randomUuid(os.context)}\nnode.id=${nodeId}\nversion=1\n`;
  const files: Readonly<Record<string, string>> = { 'meta.properties': meta, ...(folder === metadataFolder ? { 'bootstrap.checkpoint': '' } : {}) };
  for (const [name, text] of Object.entries(files)) {
    const failed = os.writeFile(`${folder}/${name}`, text, false);
    if (failed !== null) return thrown('java.io.FileNotFoundException', `${folder}/${name} (${failed})`);
  }
  return null;
}

export const kafkaStorage: Program<object> = {
  name: 'kafka-storage.sh',
  startup: JVM_STARTUP,
  handles: [],
  start: (os) => {
    os.exit(run(os));
    return {};
  },
  wake: () => {},
};
