package dev.edgekeep.bench.micro;

import dev.edgekeep.edge.route.RouteTable;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The route of a path by number of routes: half of them prefixes, half exact, every fifth for
 * verified clients only. Run with {@code -prof gc} to see allocations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RouteMatching {
  private static final String PATH = "/v1/service99/orders/4711";

  @Param({"1", "10", "100", "1000"})
  private int routes;

  private @Nullable RouteTable table;

  @Setup
  public void fill() {
    Origin origin =
        new Origin(
            "app",
            List.of(new Origin.Server(false, "127.0.0.1", 9000)),
            OriginPolicy.DEFAULT,
            null);
    List<Route> list = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      String path = "/v1/service" + i + (i % 2 == 0 ? "" : "/*");
      Clients clients = i % 5 == 0 ? Clients.VERIFIED : Clients.ANY;
      list.add(new Route(PathPattern.of(path), origin, null, clients));
    }
    table = RouteTable.of(list);
  }

  /** The route of one path; null when it has none. */
  @Benchmark
  public @Nullable Route find() {
    return table == null ? null : table.find(PATH);
  }
}
