import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Session;
import org.apache.flink.table.api.TableEnvironment;

import static org.apache.flink.table.api.Expressions.*;

public class InativosTable {
  public static void main(String[] args) throws Exception {
    TableEnvironment tEnv = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    tEnv.getConfig().set("parallelism.default", "1");
    tEnv.getConfig().set("pipeline.name", "inativos-table");

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
        CREATE TABLE resultado (usuario STRING, desde STRING) WITH (
          'connector' = 'kafka',
          'topic' = 'inativos-table',
          'properties.bootstrap.servers' = 'localhost:9092',
          'format' = 'csv'
        )
        """);

    tEnv.from("cliques")
        .window(Session.withGap(lit(30).seconds()).on($("ts")).as("visita"))
        .groupBy($("visita"), $("usuario"))
        .select($("usuario"), dateFormat($("visita").end(), "HH:mm:ss"))
        .insertInto("resultado")
        .execute();
  }
}
