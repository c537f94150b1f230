// The cluster's features and their levels, as the active controller changes them (KIP-584, KIP-1022).
import type { Context } from '../../kernel/types.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import type { UpdateFeaturesRequest, UpdateFeaturesResponse } from '../protocol-operations.ts';
import { FEATURES, METADATA_VERSION, METADATA_VERSIONS } from '../features.ts';
import { append, type Controller } from './state.ts';

type Update = UpdateFeaturesRequest['featureUpdates'][number];

export function updateFeatures(controller: Controller, request: UpdateFeaturesRequest, ctx: Context): UpdateFeaturesResponse {
  const records: MetadataRecord[] = [];
  const proposed: Record<string, number> = { ...controller.image.features };
  for (const { feature, maxVersionLevel } of request.featureUpdates) proposed[feature] = maxVersionLevel;
  for (const update of request.featureUpdates) {
    const problem = updateProblem(controller, update, proposed);
    if (problem !== null) return { errorCode: 'INVALID_UPDATE_VERSION', errorMessage: `The update failed for all features since the following feature had an error: ${problem}` };
    if (levelOf(controller, update.feature) !== update.maxVersionLevel) records.push({ kind: 'FeatureLevelRecord', name: update.feature, featureLevel: update.maxVersionLevel });
  }
  if (!request.validateOnly) {
    for (const record of records) if (record.kind === 'FeatureLevelRecord') ctx.note('feature-changed', { feature: record.name, from: levelOf(controller, record.name), to: record.featureLevel }, []);
    append(controller, records, ctx);
  }
  return { errorCode: 'NONE', errorMessage: null };
}

function levelOf(controller: Controller, feature: string): number {
  return controller.image.features[feature] ?? 0;
}

function updateProblem(controller: Controller, update: Update, proposed: Readonly<Record<string, number>>): string | null {
  const { feature, maxVersionLevel: wanted, upgradeType } = update;
  const invalid = (reason: string): string => `Invalid update version ${wanted} for feature ${feature}. ${reason}`;
  const current = levelOf(controller, feature);
  const supported = FEATURES.find((each) => each.name === feature);
  if (wanted < 0) return invalid('A feature version cannot be less than 0.');
  if (supported === undefined) return invalid(wanted === 0 ? `Feature ${feature} not found.` : `Local controller ${controller.id} does not support this feature.`);
  if (wanted < supported.minVersion || wanted > supported.maxVersion) {
    return invalid(`Local controller ${controller.id} only supports versions ${supported.minVersion}-${supported.maxVersion}`);
  }
  if (wanted < current && upgradeType === 'UPGRADE') return invalid("Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.");
  if (wanted > current && upgradeType !== 'UPGRADE') return invalid("Can't downgrade to a newer version.");
  // The voters' set is in the log from level 1 on (KIP-853): there is no way back.
  if (feature === 'kraft.version' && wanted < current) return invalid("Can't downgrade the version of this feature.");
  if (feature === METADATA_VERSION) return metadataVersionProblem(current, wanted, upgradeType === 'UNSAFE_DOWNGRADE');
  const lacking = supported.dependencies.find((each) => each.level === wanted && (proposed[each.needs] ?? 0) < each.needsLevel);
  return lacking === undefined ? null : invalid(`${feature} could not be set to ${wanted} because it depends on ${lacking.needs} level ${lacking.needsLevel}`);
}

function metadataVersionProblem(current: number, wanted: number, unsafe: boolean): string | null {
  const loses = METADATA_VERSIONS.some((each) => each.level > wanted && each.level <= current && each.changesMetadata);
  if (!loses) return null;
  const why = unsafe ? 'Unsafe metadata downgrade is not supported in this version.' : 'Refusing to perform the requested downgrade because it might delete metadata information.';
  return `Unsupported metadata.version downgrade from ${current} to ${wanted}. ${why}`;
}
