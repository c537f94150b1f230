import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.api.common.functions.*;
import org.apache.flink.api.common.serialization.*;
import org.apache.flink.api.common.state.*;
import org.apache.flink.api.common.typeinfo.*;
import org.apache.flink.connector.kafka.sink.*;
import org.apache.flink.connector.kafka.source.*;
import org.apache.flink.connector.kafka.source.enumerator.initializer.*;
import org.apache.flink.streaming.api.datastream.*;
import org.apache.flink.streaming.api.environment.*;
import org.apache.flink.streaming.api.functions.*;
import org.apache.flink.util.Collector;

public class InativosProcess {
  public static class Clique {
    public String usuario;
    public String pagina;
    public long momento;

    public static Clique de(String linha) {
      String[] partes = linha.split(",");
      Clique clique = new Clique();
      clique.usuario = partes[0];
      clique.pagina = partes[1];
      clique.momento = Long.parseLong(partes[2]);
      return clique;
    }
  }

  static String hora(long ms) {
    return Instant.ofEpochMilli(ms).toString().substring(11, 19);
  }

  public static class Avisar extends KeyedProcessFunction<String, Clique, String> {
    private static final long SILENCIO = 30_000L;
    private transient ValueState<Long> ultimo;

    @Override
    public void open(OpenContext contexto) {
      ultimo = getRuntimeContext().getState(new ValueStateDescriptor<>("ultimo", Types.LONG));
    }

    @Override
    public void processElement(Clique clique, Context ctx, Collector<String> saida) throws Exception {
      Long antes = ultimo.value();
      if (antes != null && clique.momento > antes + SILENCIO) {
        saida.collect(clique.usuario + "," + hora(antes + SILENCIO));
      }
      if (antes == null || clique.momento > antes) {
        ultimo.update(clique.momento);
        ctx.timerService().registerEventTimeTimer(clique.momento + SILENCIO);
      }
    }

    @Override
    public void onTimer(long instante, OnTimerContext ctx, Collector<String> saida) throws Exception {
      Long antes = ultimo.value();
      if (antes != null && instante == antes + SILENCIO) {
        saida.collect(ctx.getCurrentKey() + "," + hora(instante));
        ultimo.clear();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    KafkaSource<String> origem = KafkaSource.<String>builder()
        .setBootstrapServers("localhost:9092")
        .setTopics("cliques")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setValueOnlyDeserializer(new SimpleStringSchema())
        .build();

    KafkaSink<String> destino = KafkaSink.<String>builder()
        .setBootstrapServers("localhost:9092")
        .setRecordSerializer(KafkaRecordSerializationSchema.builder()
            .setTopic("inativos-process")
            .setValueSerializationSchema(new SimpleStringSchema())
            .build())
        .build();

    DataStream<Clique> cliques = env
        .fromSource(origem, WatermarkStrategy.noWatermarks(), "cliques")
        .map(Clique::de)
        .assignTimestampsAndWatermarks(WatermarkStrategy
            .<Clique>forBoundedOutOfOrderness(Duration.ofSeconds(5))
            .withTimestampAssigner((clique, anterior) -> clique.momento));

    cliques
        .keyBy(clique -> clique.usuario)
        .process(new Avisar())
        .sinkTo(destino);

    env.execute("inativos-process");
  }
}
