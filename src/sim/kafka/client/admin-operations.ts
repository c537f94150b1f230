// The admin calls that are one request: reassignments, quotas, credentials and features.
import type { AnyResponse } from '../protocol.ts';
import type { AdminApi, AdminCall, Outcome } from './admin-calls.ts';
import type { StepSpec, Target } from './admin-steps.ts';
import type { ApiRequest } from './network-client.ts';

export type OperationApi =
  | 'alterPartitionReassignments' | 'listPartitionReassignments' | 'alterClientQuotas' | 'describeClientQuotas' | 'alterUserScramCredentials' | 'describeUserScramCredentials'
  | 'describeFeatures' | 'updateFeatures';

/** The one request of such a call. */
export function operationStep(call: AdminCall<OperationApi>, timeoutMs: number): StepSpec {
  const step = (target: Target, request: ApiRequest): StepSpec => ({ target, request, isLookup: false, lookupAgain: null });
  switch (call.kind) {
    case 'alterPartitionReassignments':
      return step('controller', { api: 'AlterPartitionReassignments', body: { allowReplicationFactorChange: call.allowReplicationFactorChange, topics: call.topics, timeoutMs } });
    case 'listPartitionReassignments':
      return step('controller', { api: 'ListPartitionReassignments', body: { topics: call.topics, timeoutMs } });
    case 'alterClientQuotas':
      return step('controller', { api: 'AlterClientQuotas', body: { entries: call.entries, validateOnly: call.validateOnly } });
    case 'describeClientQuotas':
      return step('any', { api: 'DescribeClientQuotas', body: { components: call.components, strict: call.strict } });
    case 'alterUserScramCredentials':
      return step('controller', { api: 'AlterUserScramCredentials', body: { deletions: call.deletions, upsertions: call.upsertions } });
    case 'describeUserScramCredentials':
      return step('any', { api: 'DescribeUserScramCredentials', body: { users: call.users } });
    case 'describeFeatures':
      return step(call.nodeId ?? 'any', { api: 'ApiVersions', body: {} });
    case 'updateFeatures':
      return step('controller', { api: 'UpdateFeatures', body: { featureUpdates: call.featureUpdates, validateOnly: call.validateOnly } });
  }
}

type WithError = Extract<AnyResponse, { api: 'AlterPartitionReassignments' | 'ListPartitionReassignments' | 'UpdateFeatures' }>;

/** The answers that carry one error for all of the request. */
export function isOperationResponse(response: AnyResponse): response is WithError {
  return response.api === 'AlterPartitionReassignments' || response.api === 'ListPartitionReassignments' || response.api === 'UpdateFeatures';
}

const ANSWERED_BY: Readonly<Record<OperationApi, AnyResponse['api']>> = {
  alterPartitionReassignments: 'AlterPartitionReassignments', listPartitionReassignments: 'ListPartitionReassignments', alterClientQuotas: 'AlterClientQuotas',
  describeClientQuotas: 'DescribeClientQuotas', alterUserScramCredentials: 'AlterUserScramCredentials', describeUserScramCredentials: 'DescribeUserScramCredentials',
  describeFeatures: 'ApiVersions', updateFeatures: 'UpdateFeatures',
};

export function isOperationCall(call: AdminCall): call is AdminCall<OperationApi> {
  return Object.hasOwn(ANSWERED_BY, call.kind);
}

/** The call's end; null where the answer is not one to such a call. */
export function operationOutcome<K extends AdminApi & OperationApi>(id: number, call: AdminCall<K>, answer: AnyResponse | null): Outcome | null {
  if (answer === null || answer.api !== ANSWERED_BY[call.kind]) return null;
  return { kind: call.kind, call: id, ok: true, value: answer.body } as Outcome;
}
