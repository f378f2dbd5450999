package dev.edgekeep.bench.micro;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One line of the access log. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AccessLine {
  private static final AccessEntry ENTRY =
      AccessEntry.of(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000),
              "TLSv1.3",
              "TLS_AES_128_GCM_SHA256")
          .time(1_795_312_541_123L, 412_000)
          .request(
              "0123456789abcdef0123456789abcdef",
              "HTTP/1.1",
              "www.example.com",
              "GET",
              "/products/4711?colour=blue")
          .client(Verdict.VERIFIED, "0a1b2c3d4e5f")
          .response(200, "127.0.0.1:9000", null)
          .bytes(512, 1_024)
          .build("complete");

  private final JsonWriter json = new JsonWriter();

  /** Writes the line as the log's thread does. */
  @Benchmark
  public int write() {
    json.truncate(0);
    json.beginObject();
    ENTRY.writeMembers(json);
    json.endObject().newline();
    return json.length();
  }
}
