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

public class Join {

  public static class Click {
    public String user;
    public String url;
    public long time;
    public Click() {}
    public Click(String user, String url, long time) { this.user = user; this.url = url; this.time = time; }
    @Override public String toString() { return user + " " + url + " @" + time; }
  }
  static Click click(String user, String url, long time) { return new Click(user, url, time); }

  public static class Enrich extends KeyedCoProcessFunction<String, Click, Tuple2<String, String>, String> {
    private transient ValueState<String> city;
    private transient ListState<Click> waiting;
    @Override public void open(OpenContext context) {
      city = getRuntimeContext().getState(new ValueStateDescriptor<>("city", String.class));
      waiting = getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", Click.class));
    }
    @Override public void processElement1(Click click, Context ctx, Collector<String> out) throws Exception {
      if (city.value() == null) waiting.add(click); else out.collect(click + " from " + city.value());
    }
    @Override public void processElement2(Tuple2<String, String> place, Context ctx, Collector<String> out) throws Exception {
      city.update(place.f1);
      for (Click click : waiting.get()) {
        out.collect("late " + click + " from " + place.f1);
      }
      waiting.clear();
    }
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    DataStream<Click> clicks = env.fromData(
      click("ana", "/", 1000), click("rui", "/livros", 3000), click("ana", "/livros", 9000), click("bia", "/", 12000), click("rui", "/carrinho", 14000),
      click("ana", "/pagar", 31000), click("bia", "/livros", 58000), click("rui", "/", 61000), click("ana", "/", 62000), click("bia", "/pagar", 75000), click("ana", "/livros", 119000), click("rui", "/pagar", 121000))
      .assignTimestampsAndWatermarks(WatermarkStrategy.<Click>forBoundedOutOfOrderness(Duration.ofSeconds(5)).withTimestampAssigner((c, t) -> c.time));

    DataStream<Tuple2<String, String>> places = env.fromData(Tuple2.of("ana", "Recife"), Tuple2.of("rui", "Porto"));
    clicks.connect(places).keyBy(c -> c.user, p -> p.f0).process(new Enrich()).map(s -> s.replace("late ", "")).print("join");
    clicks.map(c -> c.user).union(places.map(p -> p.f1)).keyBy(s -> s).process(new KeyedProcessFunction<String, String, String>() {
      private transient ReducingState<Integer> sum;
      @Override public void open(OpenContext context) { sum = getRuntimeContext().getReducingState(new ReducingStateDescriptor<>("sum", Integer::sum, Integer.class)); }
      @Override public void processElement(String s, Context ctx, Collector<String> out) throws Exception { sum.add(s.length()); out.collect(s + sum.get()); }
    }).print("union");

    env.execute("Join");
  }
}
