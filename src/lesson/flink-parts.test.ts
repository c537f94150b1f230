// Checks ask for parts of Flink's records, for the fields of JSON values, and name jobs: in a world that is written as a lesson's is.
import { describe, expect, test } from 'vitest';
import { openProofWorld } from '../cli/proof-world.ts';
import { lookAt } from '../cli/prove-play.ts';
import { evaluate, noMemory } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import { withJobIds } from './job-names.ts';
import { readLesson } from './read-lesson.ts';

const YAML = `minutes: 5
world:
  seed: 3
  brokers: 1
  controllers: 1
  topics: [{ name: vendas, partitions: 2, replicationFactor: 1 }]
  apps:
    - { kind: producer, name: loja, topic: vendas, script: [{ after: 1 s, key: ana, value: '{"valor":20}', partition: 1 }, { after: 2 s, key: bia, value: '{"valor":22}', partition: 1 }] }
  flink: { taskManagers: [{ name: tm-1, slots: 2 }, { name: tm-2, slots: 1 }] }
  home:
    conta.jar: |
      public class Conta {
        public static void main(String[] args) throws Exception {
          StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
          KafkaSource<String> vendas = KafkaSource.<String>builder().setBootstrapServers("localhost:9092").setTopics("vendas").setGroupId("conta")
              .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(new SimpleStringSchema()).build();
          env.fromSource(vendas, WatermarkStrategy.noWatermarks(), "vendas").map(linha -> Tuple2.of(linha, 1)).returns(Types.TUPLE(Types.STRING, Types.INT))
              .keyBy(par -> par.f0).sum(1).print();
          env.execute("conta");
        }
      }
  before:
    - { type: "flink run -d -p 2 conta.jar", pause: 6 s }
steps: [{ id: end, kind: watch }]
`;
const TEXT = '# T\nx\n## end: E\nx\n';

describe('a world with Flink', () => {
  const read = readLesson('kafka/4-flink/22-test', { 'lesson.yaml': YAML, 'pt.md': TEXT, 'en.md': TEXT });
  const { lesson } = read;
  if (lesson === null) throw new Error(JSON.stringify(read.problems));
  const world = lookAt(openProofWorld(lesson));
  const check = (text: string, value: unknown): void => {
    test(text, () => {
      const parsed = parseExpression(text);
      expect(parsed.ok ? evaluate(parsed.expression, world, noMemory).value : parsed.problem).toBe(value);
    });
  };
  check('count(flink-job where name = "conta" and status = "RUNNING")', 1);
  check('count(flink-slot where free)', 1);
  check('count(flink-slot where node = "tm-1")', 2);
  check('count(flink-vertex where parallelism = 2)', 2);
  check('exists(flink-vertex where reads contains "vendas" and operators > 1)', true);
  check('sum(flink-split.lag)', 0);
  check('the(flink-split.next where partition = 1)', 2);
  check('sum(flink-operator.recordsIn where name contains "Aggregation")', 2);
  check('count(flink-entry)', 2);
  check('count(flink-channel where index = 0)', 4);
  check('sum(record.json.valor where topic = "vendas")', 42);
  check('the(record.json.other where topic = "vendas")', null);
  check('exists(flink-job j where name = "conta" and count(flink-task where job = j.job) = 4)', true);
  test('a job is named', () => {
    const id = world.byKind['flink-job']?.flatMap((job) => (job.kind === 'flink-job' ? [job.job] : []))[0] ?? '';
    expect(withJobIds('flink cancel {job conta}; echo {job other}', world)).toBe(`flink cancel ${id}; echo {job other}`);
  });
});
