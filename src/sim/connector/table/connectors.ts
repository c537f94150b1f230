// All connectors that a session's tables may be made of.
import type { Connector, Connectors } from '../../sql/plan/connector.ts';
import { blackholeConnector } from './blackhole.ts';
import { datagenConnector } from './datagen.ts';
import { filesystemConnector } from './filesystem.ts';
import { kafkaConnector, upsertKafkaConnector } from './kafka.ts';
import { printConnector } from './print.ts';

const ALL: readonly Connector[] = [blackholeConnector, datagenConnector, filesystemConnector, kafkaConnector, upsertKafkaConnector, printConnector];

export const CONNECTORS: Connectors = Object.fromEntries(ALL.map((connector) => [connector.identifier, connector]));
