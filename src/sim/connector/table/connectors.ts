// All connectors that a session's tables may be made of.
import type { Connector, Connectors } from '../../sql/plan/connector.ts';
import { blackholeConnector } from './blackhole.ts';
import { datagenConnector } from './datagen.ts';
import { filesystemConnector } from './filesystem.ts';
import { jdbcConnector } from './jdbc.ts';
import { kafkaConnector, upsertKafkaConnector } from './kafka.ts';
import { printConnector } from './print.ts';

const ALL: readonly Connector[] = [blackholeConnector, datagenConnector, filesystemConnector, kafkaConnector, upsertKafkaConnector, printConnector];

/** What the installation's class path has, as the recorded one. */
export const CONNECTORS: Connectors = Object.fromEntries(ALL.map((connector) => [connector.identifier, connector]));

/** The same with the jar of the jdbc connector, as it lies there in a world that has a database. */
export const CONNECTORS_AND_JDBC: Connectors = { ...CONNECTORS, [jdbcConnector.identifier]: jdbcConnector };
