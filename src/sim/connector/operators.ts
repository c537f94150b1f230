// The operators of the Kafka connector, for a world that has both Kafka and Flink.
import type { Operators } from '../flink/operator/operator.ts';
import { kafkaSink } from './kafka-sink.ts';
import { kafkaSource } from './kafka-source.ts';

export const KAFKA_OPERATORS: Operators = { 'source-kafka': kafkaSource, 'sink-kafka': kafkaSink };
