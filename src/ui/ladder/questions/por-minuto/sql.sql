SET 'parallelism.default' = '1';
SET 'pipeline.name' = 'por-minuto-sql';

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
);

CREATE TABLE resultado (usuario STRING, ate STRING, cliques BIGINT) WITH (
  'connector' = 'kafka',
  'topic' = 'por-minuto-sql',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'csv'
);

INSERT INTO resultado
SELECT usuario, DATE_FORMAT(window_end, 'HH:mm:ss'), COUNT(*)
FROM TABLE(TUMBLE(TABLE cliques, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY usuario, window_start, window_end;
