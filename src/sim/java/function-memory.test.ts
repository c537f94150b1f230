// A program's objects live on in a copy of the world: their states are at hand, and plain fields hold what they held.
import { expect, test } from 'vitest';
import { defaultFlink } from '../../bridge/flink.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { SECOND } from '../kernel/types.ts';
import { createWorld, giveInput } from '../world.ts';

const JAVA = `public class Conta {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    KafkaSource<String> source = KafkaSource.<String>builder().setBootstrapServers("localhost:9092").setTopics("t").setGroupId("g")
        .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(new SimpleStringSchema()).build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "t").keyBy(one -> one).process(new Counting()).print();
    env.execute("conta");
  }
  static class Counting extends KeyedProcessFunction<String, String, String> {
    private ValueState<Integer> state;
    private int field = 0;
    private final List<String> seen = new ArrayList<>();
    @Override
    public void open(OpenContext context) { state = getRuntimeContext().getState(new ValueStateDescriptor<>("n", Types.INT)); }
    @Override
    public void processElement(String one, Context now, Collector<String> out) throws Exception {
      int n = state.value() == null ? 1 : state.value() + 1;
      state.update(n);
      field++;
      if (!seen.contains(one)) seen.add(one);
      out.collect(one + n + "/" + field + "/" + seen.size());
    }
  }
}`;

const WINDOWS = JAVA.replace('.process(new Counting())', '.window(TumblingProcessingTimeWindows.of(Duration.ofSeconds(1))).process(new Firing())').replace(/static class Counting[^]*$/, `static class Firing extends ProcessWindowFunction<String, String, String, TimeWindow> {
    private int field = 0;
    private int opened = 0;
    @Override
    public void open(OpenContext context) { opened = 7; }
    @Override
    public void process(String key, Context now, Iterable<String> elements, Collector<String> out) {
      field++;
      out.collect(key + opened + "/" + field + "/" + 3);
    }
  }
}`);

test.each([
  ['a function over records', JAVA, /^"[abc]\d+\/(?:2[5-9]|3\d|4\d|5\d)\/3"$/],
  ['a function over windows', WINDOWS, /^"[abc]7\/[2-5]\d\/3"$/],
])('in a copied world %s goes on as in the world', (_name, program, last) => {
  const scenario: Scenario = {
    ...defaultScenario, controllers: [{ id: 101 }], brokers: [{ id: 1 }], flink: defaultFlink, topics: [{ name: 't', partitions: 1, replicationFactor: 1 }], home: { 'conta.jar': program },
    apps: [{ kind: 'producer', name: 'p', topic: 't', recordsPerSecond: 2, keys: ['a', 'b', 'c'], value: '{key}', settings: {} }],
  };
  const kernel = createWorld(scenario, 5);
  giveInput(kernel, { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true });
  giveInput(kernel, { kind: 'line', tty: 'main', text: 'flink run -d conta.jar' });
  kernel.runUntil(kernel.state.now + 8 * SECOND);
  const copy = kernel.fork();
  const printed = [kernel, copy].map((world) => {
    world.runUntil(world.state.now + 8 * SECOND);
    return JSON.stringify(world.state).match(/"[abc]\d+\/\d+\/\d"/g) ?? [];
  });
  expect(printed[1]).toEqual(printed[0]);
  expect(printed[0]?.at(-1)).toMatch(last);
});
