// The operators of the connectors: Kafka's for DataStream jobs, and the tables' for Flink SQL.
import type { Operators } from '../flink/operator/operator.ts';
import { kafkaSink } from './kafka-sink.ts';
import { kafkaSource } from './kafka-source.ts';
import { datagenSource } from './table/datagen-source.ts';
import { filesystemSink } from './table/filesystem-sink.ts';
import { filesystemSource } from './table/filesystem-source.ts';
import { jdbcLookup } from './table/jdbc-lookup.ts';
import { jdbcSink } from './table/jdbc-sink.ts';
import { jdbcSource } from './table/jdbc-source.ts';
import { kafkaTableSink } from './table/kafka-table-sink.ts';
import { kafkaTableSource } from './table/kafka-table-source.ts';
import { printTable } from './table/print.ts';

export const KAFKA_OPERATORS: Operators = {
  'source-kafka': kafkaSource, 'sink-kafka': kafkaSink,
  'table-datagen': datagenSource, 'table-filesystem-sink': filesystemSink, 'table-filesystem-source': filesystemSource,
  'table-jdbc-lookup': jdbcLookup, 'table-jdbc-sink': jdbcSink, 'table-jdbc-source': jdbcSource, 'table-kafka-sink': kafkaTableSink, 'table-kafka-source': kafkaTableSource, 'table-print': printTable,
};
