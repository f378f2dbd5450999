package dev.edgekeep.snapshot.read;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Ejection;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.Retries;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of origins. */
class OriginReadingTest {
  private static final String SERVER = "servers: [\"http://127.0.0.1:9000\"]";

  @TempDir Path folder;

  private ReadResult result(String settings) {
    return new TestSite(folder)
        .read(
            """
            version: 1
            listeners: [{address: "127.0.0.1:8443"}]
            hosts: {}
            origins:
              app: {%s}
            """
                .formatted(settings));
  }

  private Origin origin(String settings) {
    return switch (result(settings)) {
      case Read read -> requireNonNull(read.snapshot().origins().get("app"));
      case Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  /** The problems that are told about an origin, each as path and message. */
  private List<String> problems(String settings) {
    return switch (result(settings)) {
      case Read _ -> List.of();
      case Refused refused -> refused.problems().stream().map(OriginReadingTest::text).toList();
    };
  }

  private static String text(Problem problem) {
    return problem.path() + ": " + problem.message();
  }

  @Test
  void aServerIsAUrlOrAMapping() {
    assertThat(
            origin(
                    "servers: [\"http://a:1\", {url: \"https://b\", weight: 3}, {url: \"http://c\","
                        + " backup: true}]")
                .servers())
        .containsExactly(
            new Origin.Server(false, "a", 1),
            new Origin.Server(true, "b", 443, 3, false),
            new Origin.Server(false, "c", 80, 1, true));
  }

  @Test
  void eachHashedPropertyHasItsText() {
    for (HashBy by :
        List.of(HashBy.CLIENT_ADDRESS, new HashBy.Header("X-A"), new HashBy.Cookie("sid"))) {
      assertThat(
              origin(SERVER + ", loadBalancing: hash, slowStartMillis: 0, hashBy: " + quoted(by))
                  .policy()
                  .balancing())
          .isEqualTo(new Balancing(LoadBalancing.HASH, by, Duration.ZERO));
    }
  }

  private static String quoted(HashBy by) {
    return '"' + by.text() + '"';
  }

  @Test
  void allThatIsWrongWithServersIsTold() {
    assertThat(
            problems(
                "servers: [{weight: 0}, {url: \"ftp://a\"}, {url: \"http://b\", wieght: 3},"
                    + " \"http://c\", {url: \"http://c\", weight: 2}]"))
        .containsExactly(
            "origins.app.servers[0]: url is missing; give it, as in url: http://127.0.0.1:9000",
            "origins.app.servers[0].weight: 0 is out of bounds; give a number from 1 to 1,000",
            "origins.app.servers[1].url: \"ftp\" is not a scheme here; give http or https",
            "origins.app.servers[2].wieght: unknown key; did you mean \"weight\"?",
            "origins.app.servers[4]: this server is listed already; remove it");
    assertThat(problems("servers: [{url: \"http://b\", backup: true}]"))
        .containsExactly(
            "origins.app.servers: every server is a backup; leave backup out for at least one");
  }

  @Test
  void anOriginHasAtMostAThousandServers() {
    String servers =
        IntStream.range(0, 1_001)
            .mapToObj("\"http://192.0.2.1:%d\""::formatted)
            .collect(Collectors.joining(", ", "servers: [", "]"));
    assertThat(problems(servers))
        .containsExactly(
            "origins.app.servers: 1,001 servers are too many; give a number from 1 to 1,000");
  }

  @Test
  void theServersOfAnOriginAreCheckedALimitedNumberOfTimesInASecond() {
    String servers =
        IntStream.range(0, 21)
            .mapToObj("\"http://192.0.2.1:%d\""::formatted)
            .collect(Collectors.joining(", ", "servers: [", "]"))
            .replace(":0\"", ":99\"");
    assertThat(
            problems(servers + ", healthCheck: {path: /, intervalMillis: 100, timeoutMillis: 50}"))
        .containsExactly(
            "origins.app.healthCheck: 21 servers every 100 ms are more than 200 checks in a second;"
                + " give intervalMillis: 105");
    assertThat(
            problems(servers + ", healthCheck: {path: /, intervalMillis: 105, timeoutMillis: 50}"))
        .isEmpty();
  }

  @Test
  void retriesEjectionAndTimeLimitsAreRead() {
    OriginPolicy policy =
        origin(
                SERVER
                    + ", retries: {attempts: 3, on: [connect, 504], methods: [GET], budgetPercent:"
                    + " 5}, ejection: {consecutiveFailures: 2, baseMillis: 100, maxPercent: 10},"
                    + " responseTimeoutMillis: 7, totalTimeoutMillis: 9")
            .policy();
    assertThat(policy.retries())
        .isEqualTo(new Retries(3, true, false, Set.of(504), Set.of("GET"), 5));
    assertThat(policy.ejection()).isEqualTo(new Ejection(2, Duration.ofMillis(100), 10));
    assertThat(policy.timeouts().betweenBytes()).isEqualTo(Duration.ofMillis(7));
    assertThat(policy.timeouts().total()).isEqualTo(Duration.ofMillis(9));
    OriginPolicy usual = origin(SERVER + ", retries: {}, ejection: {}").policy();
    assertThat(usual.retries()).isEqualTo(Retries.DEFAULT);
    assertThat(usual.ejection()).isEqualTo(Ejection.DEFAULT);
    assertThat(origin(SERVER).policy()).isEqualTo(OriginPolicy.DEFAULT);
    assertThat(
            origin(SERVER + ", connections: {maxPerServer: 1, queue: 0, queueTimeoutMillis: 5}")
                .policy()
                .connections())
        .isEqualTo(new ConnectionLimits(1, 0, Duration.ofMillis(5)));
  }

  @Test
  void aMethodThatMayNotBeRepeatedAndACauseThatIsNoneAreRefused() {
    assertThat(problems(SERVER + ", retries: {on: [connect, timeout, 404], methods: [POST, GET]}"))
        .containsExactly(
            "origins.app.retries.on[1]: \"timeout\" is no cause of a retry; give connect, reset or"
                + " a status from 500 to 599",
            "origins.app.retries.on[2]: \"404\" is no cause of a retry; give connect, reset or a"
                + " status from 500 to 599",
            "origins.app.retries.methods[0]: \"POST\" may not be sent twice: a server that has done"
                + " it already would do it again (RFC 9110 §9.2.2); give some of GET, HEAD,"
                + " OPTIONS, TRACE, PUT, DELETE");
  }

  private HealthCheck check(String settings) {
    return requireNonNull(origin(SERVER + ", " + settings).policy().healthCheck());
  }

  @Test
  void eachKindOfCheckIsRead() {
    assertThat(check("healthCheck: {path: /healthz}"))
        .isEqualTo(HealthCheck.of(new HealthCheck.Http("/healthz", HealthCheck.Http.SUCCESS)));
    assertThat(check("healthCheck: {path: /, expectStatus: [204, \"300-399\"]}").probe())
        .isEqualTo(
            new HealthCheck.Http(
                "/",
                List.of(
                    new HealthCheck.StatusRange(204, 204), new HealthCheck.StatusRange(300, 399))));
    assertThat(
            check(
                "healthCheck: {type: tcp, intervalMillis: 100, timeoutMillis: 10, healthy: 1,"
                    + " unhealthy: 4}"))
        .isEqualTo(
            new HealthCheck(
                new HealthCheck.Tcp(), Duration.ofMillis(100), Duration.ofMillis(10), 1, 4));
    assertThat(check("protocol: http2, healthCheck: {type: grpc, service: app}").probe())
        .isEqualTo(new HealthCheck.Grpc("app"));
  }

  @Test
  void aCheckThatCannotBeMadeIsRefused() {
    assertThat(problems(SERVER + ", healthCheck: {}"))
        .containsExactly(
            "origins.app.healthCheck: path is missing; give it, as in path: /healthz; or type:"
                + " tcp");
    assertThat(
            problems(SERVER + ", healthCheck: {path: a b, expectStatus: [\"2xx\", \"299-200\"]}"))
        .containsExactly(
            "origins.app.healthCheck.expectStatus[0]: \"2xx\" does not fit here; give a status, as"
                + " 204, or a range, as 200-299",
            "origins.app.healthCheck.expectStatus[1]: \"299-200\" does not fit here; the range"
                + " 299-200 is empty",
            "origins.app.healthCheck.path: \"a b\" does not fit here; the path must begin with /"
                + " and have no spaces");
    assertThat(problems(SERVER + ", healthCheck: {type: grpc}"))
        .containsExactly(
            "origins.app.healthCheck: a gRPC check needs an origin with protocol: http2; add that,"
                + " or use type: tcp");
    assertThat(problems(SERVER + ", healthCheck: {type: tcp, path: /x}").getFirst())
        .startsWith("origins.app.healthCheck.path: unknown key");
  }

  @Test
  void aHashThatIsNotUsedOrCannotBeComputedIsRefused() {
    assertThat(problems(SERVER + ", hashBy: address"))
        .containsExactly(
            "origins.app.hashBy: it has no effect without loadBalancing: hash; add that, or remove"
                + " hashBy");
    assertThat(problems(SERVER + ", loadBalancing: hash, hashBy: \"query:x\""))
        .containsExactly(
            "origins.app.hashBy: \"query:x\" cannot be hashed; give address, header:NAME or"
                + " cookie:NAME");
    assertThat(problems(SERVER + ", loadBalancing: hash, hashBy: \"cookie:a b\"").getFirst())
        .contains("give a name behind cookie:");
  }
}
