// The nodes of a Java program's graph: their names, slot sharing groups and parallelism, as the real Flink 2.2.1 gave them (conformance/java-graph); and where its Kafka source begins.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeJob } from './main.ts';

const FOLDER = 'conformance/java-graph';

function nodesOf(source: string): readonly { readonly name: string; readonly slotSharingGroup: string; readonly parallelism: number; readonly uid: string | null; readonly config: object }[] {
  const described = describeJob(source, 1);
  if (!described.ok) throw new Error(`${described.problem.line}:${described.problem.column}: ${described.problem.message}`);
  return described.value.nodes;
}

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.java')))('%s', (name) => {
  const lines = nodesOf(readFileSync(`${FOLDER}/${name}`, 'utf8')).map((node) => `${node.name} | ${node.slotSharingGroup} | ${node.parallelism} | ${String(node.uid)}`);
  // Flink counts what stands between, as a keyBy, and makes sinks last: the order is not compared.
  expect(lines.toSorted()).toEqual(readFileSync(`${FOLDER}/${name.replace('.java', '.graph')}`, 'utf8').trim().split('\n').toSorted());
});

test.each([
  ['', 'earliest', 'earliest'],
  ['.setStartingOffsets(OffsetsInitializer.latest())', 'latest', 'latest'],
  ['.setStartingOffsets(OffsetsInitializer.committedOffsets())', 'committed', 'none'],
  ['.setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))', 'committed', 'earliest'],
  ['.setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST)).setProperty("auto.offset.reset", "earliest")', 'committed', 'latest'],
])('a Kafka source begins%s', (call, starting, reset) => {
  const source = `public class Begin {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    KafkaSource<String> source = KafkaSource.<String>builder().setBootstrapServers("kafka:9092").setTopics("in")
        ${call}.setValueOnlyDeserializer(new SimpleStringSchema()).build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "in").print();
    env.execute();
  }
}`;
  expect(nodesOf(source)[0]?.config).toMatchObject({ starting, properties: { 'auto.offset.reset': reset } });
});
