// The features that nodes of Kafka 4.3 support, and the metadata versions (MetadataVersion, Feature of Apache Kafka 4.3.1).

export const METADATA_VERSION = 'metadata.version';

export interface MetadataVersion {
  readonly level: number;
  /** For example `3.7-IV4`. */
  readonly name: string;
  /** Whether going back behind it would lose records. */
  readonly changesMetadata: boolean;
}

const FIRST_LEVEL = 7;
const NAMES = [
  '3.3-IV3', '3.4-IV0', '3.5-IV0', '3.5-IV1', '3.5-IV2', '3.6-IV0', '3.6-IV1', '3.6-IV2', '3.7-IV0', '3.7-IV1', '3.7-IV2', '3.7-IV3', '3.7-IV4', '3.8-IV0', '3.9-IV0',
  '4.0-IV0', '4.0-IV1', '4.0-IV2', '4.0-IV3', '4.1-IV0', '4.1-IV1', '4.2-IV0', '4.2-IV1', '4.3-IV0',
];
const CHANGING = ['3.3-IV3', '3.4-IV0', '3.5-IV2', '3.6-IV1', '3.6-IV2', '3.7-IV0', '3.7-IV2', '4.0-IV1', '4.3-IV0'];

export const METADATA_VERSIONS: readonly MetadataVersion[] = NAMES.map((name, index) => ({ level: FIRST_LEVEL + index, name, changesMetadata: CHANGING.includes(name) }));
/** The level of 4.3-IV0. */
const LATEST = FIRST_LEVEL + NAMES.length - 1;

/** What a level of a feature needs of another one. */
export interface Dependency {
  readonly level: number;
  readonly needs: string;
  readonly needsLevel: number;
}

export interface Feature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** For each level from 1 on, the metadata version with which new clusters have it. */
  readonly since: readonly number[];
  readonly dependencies: readonly Dependency[];
}

function feature(name: string, since: readonly string[], dependencies: readonly Dependency[] = []): Feature {
  return { name, minVersion: 0, maxVersion: since.length, since: since.map((each) => FIRST_LEVEL + NAMES.indexOf(each)), dependencies };
}

/** In the order in which the formatter names them. kraft.version belongs to the quorum itself. */
export const FEATURES: readonly Feature[] = [
  { name: METADATA_VERSION, minVersion: FIRST_LEVEL, maxVersion: LATEST, since: [], dependencies: [] },
  feature('kraft.version', ['3.9-IV0']),
  feature('transaction.version', ['4.0-IV2', '4.0-IV2']),
  feature('group.version', ['4.0-IV0']),
  feature('eligible.leader.replicas.version', ['4.1-IV0'], [{ level: 1, needs: METADATA_VERSION, needsLevel: 23 }]),
  feature('share.version', ['4.2-IV0']),
  feature('streams.version', ['4.2-IV1']),
];

/** The level of a feature in a new cluster of this metadata version. */
export function defaultLevel({ name, since }: Feature, metadataVersion: number): number {
  return name === METADATA_VERSION ? metadataVersion : since.filter((level) => level <= metadataVersion).length;
}
