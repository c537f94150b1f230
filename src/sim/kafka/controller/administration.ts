// What administrators ask of the active controller. It is handed in, so that a page can show a cluster at work before it has the code of it.
import { assert } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/types.ts';
import type { ConfigSources } from '../config.ts';
import type { Apis, DescribeConfigsRequest, DescribeConfigsResponse, ForwardedApi, Request } from '../protocol.ts';
import type { Controller } from './state.ts';

export interface Administration {
  /** The body of the answer to anything but CreateTopics. `direct`: no broker passed it on. */
  decide(controller: Controller, request: Request<ForwardedApi>, direct: boolean, ctx: Context): Apis[ForwardedApi][1];
  /** The settings of this controller, active or not, and what is set for all nodes. */
  describeConfigs(controller: Controller, request: DescribeConfigsRequest): DescribeConfigsResponse;
  /** What is wrong with settings that a topic is given; null where nothing is. */
  topicConfigsProblem(sources: ConfigSources, topic: string, wanted: ReadonlyMap<string, string | null>): string | null;
}

/** Where somebody has asked for something, its code is here, and so is this. */
export function presentAdministration(find: () => Administration | null): Administration {
  const found = find();
  assert(found !== null, 'the administration has come before the first administrator');
  return found;
}
