// kafka-features.sh: which features the cluster has, and at which level (FeatureCommand).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import { METADATA_VERSION, METADATA_VERSIONS } from '../../kafka/features.ts';
import type { FeatureUpgradeType } from '../../kafka/protocol-operations.ts';
import type { Os } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { adminProblem, brokerError, exception } from './admin/errors.ts';
import { dependencyLines, type Level, levelsOf, type Lines, mappingLines, metadataVersion, parseLevel, unknownRelease } from './admin/feature-levels.ts';
import { FEATURES_TOOL } from './admin/features-help.ts';
import { type Answer, call, connectAdmin, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig } from './admin/tool-arguments.ts';

type Values = Readonly<Record<string, string>>;
type Change = 'upgrade' | 'downgrade' | 'disable';

function* script(os: Os): Script {
  const parsed = parseArguments(FEATURES_TOOL, os.argv.slice(1));
  if (parsed.kind === 'exit') {
    yield* write(parsed.fd, parsed.text);
    return parsed.status;
  }
  const { command, values } = parsed;
  if (command === 'version-mapping') return yield* show(mappingLines(values['release-version']));
  if (command === 'feature-dependencies') return yield* show(dependencyLines((values['feature'] ?? '').split('\n')));
  const unmade = yield* connect(values);
  if (unmade !== null) return yield* fail(unmade);
  if (command === 'describe') return yield* describe(values['node-id'] === undefined ? null : Number(values['node-id']));
  return yield* change(command === 'upgrade' ? 'upgrade' : command === 'downgrade' ? 'downgrade' : 'disable', values);
}

function* show(lines: Lines): Script {
  if (lines.kind === 'refused') return yield* fail(lines.message);
  for (const line of lines.lines) yield* print(line);
  return 0;
}

/** One line of the tool's own, or an exception. */
function* fail(problem: string | AdminError): Script {
  yield* write(2, `${typeof problem === 'string' ? problem : trace(problem)}\n`);
  return 1;
}

function* connect(values: Values): Generator<Step, string | AdminError | null, Answer> {
  const [servers, controllers] = [values['bootstrap-server'], values['bootstrap-controller']];
  if (servers === undefined && controllers === undefined) return 'Command line error: You must specify either --bootstrap-controller or --bootstrap-server.. Type --help for help.';
  const file = values['command-config'] ?? null;
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return exception('java.nio.file.NoSuchFileException', file ?? '');
  const problem = yield* connectAdmin({ ...properties, ...(controllers === undefined ? { 'bootstrap.servers': servers ?? '' } : { 'bootstrap.controllers': controllers }) });
  return problem === null ? null : adminProblem(problem).message;
}

// --- describe -------------------------------------------------------------------------------------------------------------

function* describe(nodeId: number | null): Script {
  const described = yield* call({ kind: 'describeFeatures', nodeId });
  if (!described.ok) return yield* fail(described.error);
  const { supportedFeatures = [], finalizedFeatures = [], finalizedFeaturesEpoch = 0 } = described.value;
  for (const { name, minVersion, maxVersion } of [...supportedFeatures].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const level = finalizedFeatures.find((each) => each.name === name)?.level ?? 0;
    const [least, most, now] = [minVersion, maxVersion, level].map((each) => levelText(name, each).padEnd(16));
    yield* print(`Feature: ${name.padEnd(41)} SupportedMinVersion: ${least} SupportedMaxVersion: ${most} FinalizedVersionLevel: ${now} Epoch: ${finalizedFeaturesEpoch}`);
  }
  return 0;
}

function levelText(feature: string, level: number): string {
  return feature === METADATA_VERSION ? (METADATA_VERSIONS.find((each) => each.level === level)?.name ?? `UNKNOWN [${level}]`) : String(level);
}

// --- upgrade, downgrade, disable ------------------------------------------------------------------------------------------

const DONE: Readonly<Record<Change, string>> = { upgrade: 'upgraded', downgrade: 'downgraded', disable: 'disabled' };

function* change(kind: Change, values: Values): Script {
  if (values['metadata'] !== undefined && values['release-version'] === undefined) yield* print(' `metadata` flag is deprecated and may be removed in a future release.');
  const levels = wantedLevels(kind, values);
  if (!Array.isArray(levels)) return yield* fail(levels.refusal);
  const upgradeType: FeatureUpgradeType = kind === 'upgrade' ? 'UPGRADE' : values['unsafe'] === undefined ? 'SAFE_DOWNGRADE' : 'UNSAFE_DOWNGRADE';
  const dryRun = values['dry-run'] !== undefined;
  const wanted = [...levels].sort((a, b) => (a.feature < b.feature ? -1 : 1));
  const updated = yield* call({ kind: 'updateFeatures', featureUpdates: wanted.map(({ feature, level }) => ({ feature, maxVersionLevel: level, upgradeType })), validateOnly: dryRun });
  const error = !updated.ok ? updated.error.message : updated.value.errorCode === 'NONE' ? null : brokerError(updated.value.errorCode, updated.value.errorMessage).message;
  for (const { feature, level } of wanted) {
    const to = kind === 'disable' ? '' : ` to ${level}`;
    if (error !== null) yield* print(`Could not ${kind} ${feature}${to}. ${error}`);
    else yield* print(`${feature} ${dryRun ? 'can be' : 'was'} ${DONE[kind]}${to}.`);
  }
  return error === null ? 0 : yield* fail(`${wanted.length} out of ${wanted.length} operation(s) failed.`);
}

function wantedLevels(kind: Change, values: Values): Level[] | { readonly refusal: string } {
  const texts = (values['feature'] ?? '').split('\n').filter((text) => text !== '');
  const { metadata, 'release-version': release } = values;
  if (release !== undefined) {
    if (metadata !== undefined || texts.length > 0) return { refusal: 'Can not specify `release-version` with other feature flags.' };
    const version = metadataVersion(release);
    if (version === null) return { refusal: unknownRelease(release) };
    // What a release does not have yet is not raised to nothing.
    return levelsOf(version).filter(({ level }) => kind === 'downgrade' || level > 0);
  }
  const levels: Level[] = [];
  if (metadata !== undefined) {
    const version = metadataVersion(metadata);
    if (version === null) return { refusal: unknownRelease(metadata) };
    levels.push({ feature: METADATA_VERSION, level: version.level });
  }
  for (const text of texts) {
    const parsed = kind === 'disable' ? { feature: text, level: 0 } : parseLevel(text);
    if ('refusal' in parsed) return parsed;
    if (levels.some(({ feature }) => feature === parsed.feature)) return { refusal: `Feature ${parsed.feature} was specified more than once.` };
    levels.push(parsed);
  }
  return levels.length === 0 ? { refusal: `You must specify at least one feature to ${kind}` } : levels;
}

export const kafkaFeatures = scriptProgram('kafka-features.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'command-config', takes: 'file' },
  ...['bootstrap-controller', 'feature', 'metadata', 'node-id', 'release-version'].map((name) => ({ name, takes: 'text' as const })), ...['dry-run', 'unsafe', 'help'].map((name) => ({ name, takes: 'nothing' as const })),
]);
