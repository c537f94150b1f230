// What stands outside of the cluster, whole: the student's machine with its shell and tools, and the applications.
import { createEngine, ENGINE_BEHAVIORS, engineNode } from './engine/engines.ts';
import { consumerApp, createConsumerApp } from './kafka/app/consumer-app.ts';
import { createProcessorApp, processorApp } from './kafka/app/processor-app.ts';
import { createProducerApp, producerApp } from './kafka/app/producer-app.ts';
import { createShareConsumerApp, shareConsumerApp } from './kafka/app/share-consumer-app.ts';
import { appNode, applyInput } from './apply-input.ts';
import { whereOf } from './apply-plan.ts';
import type { ClientSide } from './cluster-world.ts';
import { PLAN } from './engine/plan/plan-state.ts';
import { plan } from './engine/plan/plan.ts';
import { administration } from './kafka/controller/administer.ts';
import { outside } from './kafka/outside.ts';
import { services } from './kafka/services.ts';
import { laptop } from './shell/laptop.ts';

export const clientSide: ClientSide = {
  services,
  administration,
  apply: applyInput,
  refused: (kernel, input, reason) => void kernel.note(PLAN, 'plan-refused', { kind: input.kind, on: whereOf(input), reason }, []),
  appNode,
  laptop,
  outside,
  plan,
  engines: { behaviors: ENGINE_BEHAVIORS, node: engineNode, create: createEngine },
  apps: {
    producer: { behavior: producerApp, create: (spec) => spec.kind === 'producer' ? createProducerApp(spec) : null },
    processor: { behavior: processorApp, create: (spec) => spec.kind === 'processor' ? createProcessorApp(spec) : null },
    consumer: { behavior: consumerApp, create: (spec) => spec.kind === 'consumer' ? createConsumerApp(spec) : null },
    'share-consumer': { behavior: shareConsumerApp, create: (spec) => spec.kind === 'share-consumer' ? createShareConsumerApp(spec) : null },
  },
};
