// Levels of features as tools are given them: releases, `feature=level`, what a level needs (Feature, FeatureCommand).
import { defaultLevel, FEATURES, METADATA_VERSION, METADATA_VERSIONS, type MetadataVersion } from '../../../kafka/features.ts';

/** The version after the released ones: known, and refused by every node. */
const UNRELEASED = '4.4-IV0';

export interface Level {
  readonly feature: string;
  readonly level: number;
}

export type Lines = { readonly kind: 'ok'; readonly lines: readonly string[] } | { readonly kind: 'refused'; readonly message: string };

/** The metadata version of a release, `4.0` for its last one; null where there is none. */
export function metadataVersion(release: string): MetadataVersion | null {
  return METADATA_VERSIONS.find(({ name }) => name === release) ?? METADATA_VERSIONS.findLast(({ name }) => name.slice(0, name.indexOf('-')) === release) ?? null;
}

export function unknownRelease(release: string): string {
  return `Unknown metadata.version '${release}'. Supported metadata.version are: ${[...METADATA_VERSIONS.map(({ name }) => name), UNRELEASED].join(', ')}`;
}

/** The levels that a release's new clusters have, by feature. */
export function levelsOf(version: MetadataVersion): Level[] {
  return FEATURES.map((feature) => ({ feature: feature.name, level: defaultLevel(feature, version.level) }));
}

/** The lines of version-mapping; the latest release where none is given. */
export function mappingLines(release: string | undefined): Lines {
  const version = release === undefined ? (METADATA_VERSIONS.at(-1) ?? null) : metadataVersion(release);
  if (version === null) return { kind: 'refused', message: unknownRelease(release ?? '') };
  return { kind: 'ok', lines: levelsOf(version).map(({ feature, level }) => (feature === METADATA_VERSION ? `${feature}=${level} (${release ?? version.name})` : `${feature}=${level}`)) };
}

/** `feature=level`. */
export function parseLevel(text: string): Level | { readonly refusal: string } {
  const equals = text.indexOf('=');
  const refusal = (why: string): { readonly refusal: string } => ({ refusal: `Can't parse feature=level string ${text}: ${why}` });
  if (equals < 0) return refusal('equals sign not found.');
  const [feature, value] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  return /^[+-]?\d{1,5}$/.test(value) ? { feature, level: Number(value) } : refusal(`unable to parse ${value} as a short.`);
}

/** The level of metadata.version with its name. */
function shown(feature: string, level: number): string {
  const name = METADATA_VERSIONS.find((each) => each.level === level)?.name;
  return feature === METADATA_VERSION && name !== undefined ? `${feature}=${level} (${name})` : `${feature}=${level}`;
}

/** What levels of features need of others. */
export function dependencyLines(texts: readonly string[]): Lines {
  const lines: string[] = [];
  for (const text of texts) {
    const parsed = parseLevel(text);
    if ('refusal' in parsed) return { kind: 'refused', message: parsed.refusal };
    const feature = FEATURES.find(({ name }) => name === parsed.feature);
    if (feature === undefined) return { kind: 'refused', message: `Unknown feature: ${parsed.feature}` };
    if (parsed.level < feature.minVersion || parsed.level > feature.maxVersion) {
      return { kind: 'refused', message: feature.name === METADATA_VERSION ? `No MetadataVersion with feature level ${parsed.level}` : `No feature:${parsed.feature} with feature level ${parsed.level}` };
    }
    const needs = feature.dependencies.filter(({ level }) => level === parsed.level);
    if (needs.length === 0) lines.push(`${shown(feature.name, parsed.level)} has no dependencies.`);
    else lines.push(`${shown(feature.name, parsed.level)} requires:`, ...needs.map((need) => `    ${shown(need.needs, need.needsLevel)}`));
  }
  return { kind: 'ok', lines };
}
