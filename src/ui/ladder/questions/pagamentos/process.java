import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.api.common.serialization.*;
import org.apache.flink.connector.kafka.sink.*;
import org.apache.flink.connector.kafka.source.*;
import org.apache.flink.connector.kafka.source.enumerator.initializer.*;
import org.apache.flink.streaming.api.datastream.*;
import org.apache.flink.streaming.api.environment.*;
import org.apache.flink.streaming.api.functions.*;
import org.apache.flink.util.Collector;

public class PagamentosProcess {
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

  public static class Avisar extends ProcessFunction<Clique, String> {
    @Override
    public void processElement(Clique clique, Context ctx, Collector<String> saida) {
      if (clique.pagina.equals("/pagar")) {
        saida.collect(clique.usuario + "," + hora(ctx.timestamp()));
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
            .setTopic("pagamentos-process")
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
        .process(new Avisar())
        .sinkTo(destino);

    env.execute("pagamentos-process");
  }
}
