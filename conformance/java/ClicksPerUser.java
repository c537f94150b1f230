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

public class ClicksPerUser {

  public static class Click {
    public String user;
    public String url;
    public long time;
    public Click() {}
    public Click(String user, String url, long time) { this.user = user; this.url = url; this.time = time; }
    @Override public String toString() { return user + " " + url + " @" + time; }
  }
  static Click click(String user, String url, long time) { return new Click(user, url, time); }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    DataStream<Click> clicks = env.fromData(
      click("ana", "/", 1000), click("rui", "/livros", 3000), click("ana", "/livros", 9000), click("bia", "/", 12000), click("rui", "/carrinho", 14000),
      click("ana", "/pagar", 31000), click("bia", "/livros", 58000), click("rui", "/", 61000), click("ana", "/", 62000), click("bia", "/pagar", 75000), click("ana", "/livros", 119000), click("rui", "/pagar", 121000))
      .assignTimestampsAndWatermarks(WatermarkStrategy.<Click>forBoundedOutOfOrderness(Duration.ofSeconds(5)).withTimestampAssigner((c, t) -> c.time));

    clicks.map(c -> Tuple2.of(c.user, 1L)).returns(Types.TUPLE(Types.STRING, Types.LONG)).keyBy(t -> t.f0).sum(1).print();

    env.execute("ClicksPerUser");
  }
}
