import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.api.common.serialization.*;
import org.apache.flink.connector.kafka.sink.*;
import org.apache.flink.connector.kafka.source.*;
import org.apache.flink.connector.kafka.source.enumerator.initializer.*;
import org.apache.flink.streaming.api.datastream.*;
import org.apache.flink.streaming.api.environment.*;
import org.apache.flink.streaming.api.functions.windowing.*;
import org.apache.flink.streaming.api.windowing.assigners.*;
import org.apache.flink.streaming.api.windowing.windows.*;
import org.apache.flink.util.Collector;

public class InativosDataStream {
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

  public static class Avisar extends ProcessWindowFunction<Clique, String, String, TimeWindow> {
    @Override
    public void process(String usuario, Context ctx, Iterable<Clique> cliques, Collector<String> saida) {
      saida.collect(usuario + "," + hora(ctx.window().getEnd()));
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
            .setTopic("inativos-datastream")
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
        .window(EventTimeSessionWindows.withGap(Duration.ofSeconds(30)))
        .process(new Avisar())
        .sinkTo(destino);

    env.execute("inativos-datastream");
  }
}
