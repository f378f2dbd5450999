package dev.edgekeep.bench.micro;

import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.match.RuleSet;
import dev.edgekeep.rules.request.HttpView;
import dev.edgekeep.rules.request.RecordedFields;
import dev.edgekeep.rules.request.RecordedHead;
import dev.edgekeep.rules.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * A request that matches no rule, by number of rules: ten of them are for its host, the others for
 * a thousand other hosts. Run with {@code -prof gc} to see allocations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RuleEvaluation {
  private static final int RULES_A_HOST = 10;
  private static final String HOST = "www0.example.com";

  @Param({"0", "10", "1000", "10000"})
  private int rules;

  private RuleSet<String> set = RuleSet.of(List.of());
  private RuleExpression comparison = read("http.host eq \"www1.example.com\"");
  private RecordedHead head =
      new RecordedHead(
          true,
          HOST,
          "GET",
          "/products/4711?colour=blue",
          "HTTP/2",
          List.of(new RecordedHead.Header("user-agent", "curl/8.5.0")));
  private RecordedFields connection = new RecordedFields(Map.of(Field.CERT_VERIFIED, true));
  private RequestView view = new HttpView(head, connection);

  @Setup
  public void fill() {
    List<RuleSet.Entry<String>> entries = new ArrayList<>();
    for (int i = 0; i < rules; i++) {
      entries.add(new RuleSet.Entry<>(rule(i), null, "rule " + i));
    }
    set = RuleSet.of(entries);
  }

  private static RuleExpression rule(int index) {
    String host = "http.host eq \"www" + index / RULES_A_HOST + ".example.com\" and ";
    return read(
        host
            + switch (index % RULES_A_HOST) {
              case 0, 1, 2 -> "not tls_client_auth.cert_verified";
              case 3, 4 -> "starts_with(http.request.uri.path, \"/admin/" + index + "\")";
              case 5, 6 -> "http.request.method in {\"PUT\" \"DELETE\"}";
              case 7 -> "http.user_agent contains \"bot\"";
              case 8 -> "http.request.uri.path wildcard \"/internal/*.json\"";
              default -> "any(http.request.headers[\"x-role\"][*] eq \"root\")";
            });
  }

  private static RuleExpression read(String text) {
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> read;
      case ParseResult.Invalid<RuleExpression>(var problems) ->
          throw new IllegalArgumentException(problems.toString());
    };
  }

  /** All the rules for one new request. */
  @Benchmark
  public @Nullable String request() {
    return set.candidates(HOST, HOST).next(new HttpView(head, connection));
  }

  /** A comparison of a field with a literal. */
  @Benchmark
  public boolean comparison() {
    return comparison.matches(view);
  }
}
