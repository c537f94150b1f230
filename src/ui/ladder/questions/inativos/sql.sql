SET 'parallelism.default' = '1';
SET 'pipeline.name' = 'inativos-sql';

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

CREATE TABLE resultado (usuario STRING, desde STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'inativos-sql',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'csv'
);

INSERT INTO resultado
SELECT usuario, DATE_FORMAT(window_end, 'HH:mm:ss')
FROM TABLE(SESSION(TABLE cliques PARTITION BY usuario, DESCRIPTOR(ts), INTERVAL '30' SECOND))
GROUP BY usuario, window_start, window_end;
