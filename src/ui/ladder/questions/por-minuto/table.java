import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.Tumble;

import static org.apache.flink.table.api.Expressions.*;

public class PorMinutoTable {
  public static void main(String[] args) throws Exception {
    TableEnvironment tEnv = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    tEnv.getConfig().set("parallelism.default", "1");
    tEnv.getConfig().set("pipeline.name", "por-minuto-table");

    tEnv.executeSql("""
        CREATE TABLE cliques (
          usuario STRING,
          pagina STRING,
          momento BIGINT,
          ts AS TO_TIMESTAMP_LTZ(momento, 3),
          WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
        ) WITH (
          'connector' = 'kafka',
          'topic' = 'cliques',
          'properties.bootstrap.servers' = 'localhost:9092',
          'scan.startup.mode' = 'earliest-offset',
          'scan.bounded.mode' = 'latest-offset',
          'format' = 'csv'
        )
        """);
    tEnv.executeSql("""
        CREATE TABLE resultado (usuario STRING, ate STRING, cliques BIGINT) WITH (
          'connector' = 'kafka',
          'topic' = 'por-minuto-table',
          'properties.bootstrap.servers' = 'localhost:9092',
          'format' = 'csv'
        )
        """);

    tEnv.from("cliques")
        .window(Tumble.over(lit(1).minutes()).on($("ts")).as("minuto"))
        .groupBy($("minuto"), $("usuario"))
        .select($("usuario"), dateFormat($("minuto").end(), "HH:mm:ss"), $("pagina").count())
        .insertInto("resultado")
        .execute();
  }
}
