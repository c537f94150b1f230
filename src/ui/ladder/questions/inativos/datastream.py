from datetime import datetime, timezone
from pyflink.common import Duration, SimpleStringSchema, Types, WatermarkStrategy
from pyflink.common.watermark_strategy import TimestampAssigner
from pyflink.datastream import ProcessWindowFunction, StreamExecutionEnvironment
from pyflink.datastream.connectors.kafka import KafkaOffsetsInitializer, KafkaRecordSerializationSchema, KafkaSink, KafkaSource
from pyflink.datastream.window import EventTimeSessionWindows


class Momento(TimestampAssigner):
    def extract_timestamp(self, clique, anterior):
        return clique[2]


def hora(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).strftime('%H:%M:%S')


class Avisar(ProcessWindowFunction):
    def process(self, usuario, ctx, cliques):
        yield f'{usuario},{hora(ctx.window().end)}'


env = StreamExecutionEnvironment.get_execution_environment()
env.set_parallelism(1)

origem = KafkaSource.builder() \
    .set_bootstrap_servers('localhost:9092') \
    .set_topics('cliques') \
    .set_starting_offsets(KafkaOffsetsInitializer.earliest()) \
    .set_bounded(KafkaOffsetsInitializer.latest()) \
    .set_value_only_deserializer(SimpleStringSchema()) \
    .build()

destino = KafkaSink.builder() \
    .set_bootstrap_servers('localhost:9092') \
    .set_record_serializer(KafkaRecordSerializationSchema.builder()
                           .set_topic('inativos-datastream')
                           .set_value_serialization_schema(SimpleStringSchema())
                           .build()) \
    .build()

cliques = env.from_source(origem, WatermarkStrategy.no_watermarks(), 'cliques') \
    .map(lambda linha: linha.split(',')) \
    .map(lambda partes: (partes[0], partes[1], int(partes[2])), output_type=Types.TUPLE([Types.STRING(), Types.STRING(), Types.LONG()])) \
    .assign_timestamps_and_watermarks(
        WatermarkStrategy.for_bounded_out_of_orderness(Duration.of_seconds(5)).with_timestamp_assigner(Momento()))

cliques \
    .key_by(lambda clique: clique[0]) \
    .window(EventTimeSessionWindows.with_gap(Duration.of_seconds(30))) \
    .process(Avisar(), output_type=Types.STRING()) \
    .sink_to(destino)

env.execute('inativos-datastream')
