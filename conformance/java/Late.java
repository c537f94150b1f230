import java.time.Duration;
import java.util.*;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.*;
import org.apache.flink.api.common.state.*;
import org.apache.flink.api.common.typeinfo.*;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.*;
import org.apache.flink.streaming.api.datastream.*;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.*;
import org.apache.flink.streaming.api.functions.co.*;
import org.apache.flink.streaming.api.functions.windowing.*;
import org.apache.flink.streaming.api.windowing.assigners.*;
import org.apache.flink.streaming.api.windowing.evictors.*;
import org.apache.flink.streaming.api.windowing.triggers.*;
import org.apache.flink.streaming.api.windowing.windows.*;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.util.*;

public class Late {

  public static class Click {
    public String user;
    public String url;
    public long time;
    public Click() {}
    public Click(String user, String url, long time) { this.user = user; this.url = url; this.time = time; }
    @Override public String toString() { return user + " " + url + " @" + time; }
  }
  static Click click(String user, String url, long time) { return new Click(user, url, time); }

  static final OutputTag<Tuple2<String, Long>> LATE = new OutputTag<Tuple2<String, Long>>("late") {};

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    SingleOutputStreamOperator<Tuple2<String, Long>> sums = env.fromData(Tuple2.of("a", 1000L), Tuple2.of("a", 12000L), Tuple2.of("a", 2000L), Tuple2.of("a", 26000L), Tuple2.of("a", 3000L), Tuple2.of("a", 14000L), Tuple2.of("a", 45000L), Tuple2.of("a", 15000L))
      .process(new ProcessFunction<Tuple2<String, Long>, Tuple2<String, Long>>() {
        @Override public void processElement(Tuple2<String, Long> v, Context ctx, Collector<Tuple2<String, Long>> out) { out.collect(v); }
      })
      .assignTimestampsAndWatermarks(WatermarkStrategy.<Tuple2<String, Long>>forMonotonousTimestamps().withTimestampAssigner((v, t) -> v.f1))
      .keyBy(v -> v.f0).window(TumblingEventTimeWindows.of(Duration.ofSeconds(10))).trigger(CountTrigger.of(2)).allowedLateness(Duration.ofSeconds(20)).sideOutputLateData(LATE).sum(1);
    sums.print("sum");
    sums.getSideOutput(LATE).print("late");
    env.fromData(5, 7, 1, 9, 3, 8).keyBy(n -> 0).countWindow(4, 2).process(new ProcessWindowFunction<Integer, String, Integer, GlobalWindow>() {
      @Override public void process(Integer key, Context ctx, Iterable<Integer> all, Collector<String> out) { String s = ""; for (int n : all) s += n + ";"; out.collect(key + ":" + s); }
    }).print("slide");

    env.execute("Late");
  }
}
