// The admin client's calls about share groups: each asks the group's coordinator.
import { type AnyResponse, type ErrorCode, portOf } from '../protocol.ts';
import type { AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse, DeleteShareGroupOffsetsResponse, DescribeShareGroupOffsetsResponse, ShareGroupDescribeResponse } from '../protocol-share.ts';
import type { AdminCall, Outcome } from './admin-calls.ts';
import type { ApiRequest } from './network-client.ts';

export type DescribedShareGroup = ShareGroupDescribeResponse['groups'][number] & { readonly coordinator: { readonly nodeId: number; readonly host: string; readonly port: number } };

/** Calls by name: [what is asked, what is answered]. */
export interface ShareAdminApis {
  describeShareGroups: [{ readonly groups: readonly string[] }, readonly DescribedShareGroup[]];
  /** Null: every topic of the group. */
  listShareGroupOffsets: [{ readonly group: string; readonly topics: readonly string[] | null }, DescribeShareGroupOffsetsResponse];
  alterShareGroupOffsets: [{ readonly group: string; readonly topics: AlterShareGroupOffsetsRequest['topics'] }, AlterShareGroupOffsetsResponse];
  deleteShareGroupOffsets: [{ readonly group: string; readonly topics: readonly string[] }, DeleteShareGroupOffsetsResponse];
}

type ShareCall = AdminCall<keyof ShareAdminApis>;

/** The request for a group of the call. */
export function shareGroupRequest(call: ShareCall, group: string): ApiRequest {
  switch (call.kind) {
    case 'describeShareGroups': return { api: 'ShareGroupDescribe', body: { groupIds: [group] } };
    case 'listShareGroupOffsets': return { api: 'DescribeShareGroupOffsets', body: { groupId: group, topics: call.topics } };
    case 'alterShareGroupOffsets': return { api: 'AlterShareGroupOffsets', body: { groupId: group, topics: call.topics } };
    case 'deleteShareGroupOffsets': return { api: 'DeleteShareGroupOffsets', body: { groupId: group, topics: call.topics } };
  }
}

export type ShareGroupAnswer = Extract<AnyResponse, { api: 'ShareGroupDescribe' | 'DescribeShareGroupOffsets' | 'AlterShareGroupOffsets' | 'DeleteShareGroupOffsets' }>;

/** The error that decides whether the request is made again. */
export function shareGroupError(response: ShareGroupAnswer): ErrorCode {
  return response.api === 'ShareGroupDescribe' ? (response.body.groups[0]?.errorCode ?? 'NONE') : response.body.errorCode;
}

/** The groups of an answer, with the broker that gave it as their coordinator. */
export function describedBy(response: ShareGroupAnswer, nodeId: number): DescribedShareGroup[] {
  return response.api !== 'ShareGroupDescribe' ? [] : response.body.groups.map((group) => ({ ...group, coordinator: { nodeId, host: 'localhost', port: portOf(nodeId) } }));
}

/** The call's end; null where the answer is none to such a call. */
export function shareOutcome(id: number, call: ShareCall, described: readonly DescribedShareGroup[], answer: AnyResponse | null): Outcome | null {
  switch (call.kind) {
    case 'describeShareGroups': return { kind: call.kind, call: id, ok: true, value: described };
    case 'listShareGroupOffsets': return answer?.api === 'DescribeShareGroupOffsets' ? { kind: call.kind, call: id, ok: true, value: answer.body } : null;
    case 'alterShareGroupOffsets': return answer?.api === 'AlterShareGroupOffsets' ? { kind: call.kind, call: id, ok: true, value: answer.body } : null;
    case 'deleteShareGroupOffsets': return answer?.api === 'DeleteShareGroupOffsets' ? { kind: call.kind, call: id, ok: true, value: answer.body } : null;
  }
}
