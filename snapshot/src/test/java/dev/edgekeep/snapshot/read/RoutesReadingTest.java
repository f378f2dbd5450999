package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code routes} of a host in a file. */
class RoutesReadingTest {
  private static final String CERTIFICATE =
      "    certificate: {chain: {file: www.pem}, key: {file: www.key}}\n";

  @TempDir Path folder;

  private ReadResult read(String routes) {
    String document =
        TestSite.DOCUMENTED.replace(CERTIFICATE, CERTIFICATE + routes.strip().indent(4));
    assertThat(document).isNotEqualTo(TestSite.DOCUMENTED);
    return new TestSite(folder).read(document);
  }

  private List<Route> routes(String routes) {
    return switch (read(routes)) {
      case Read read ->
          Objects.requireNonNull(read.snapshot().hosts().get(new HostPattern("www.example.com")))
              .routes();
      case Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  private List<Problem> problems(String routes) {
    return switch (read(routes)) {
      case Read _ -> throw new AssertionError("it was accepted");
      case Refused refused -> refused.problems();
    };
  }

  @Test
  void aRouteHasAPathAnOriginAPrefixAndTheClientsItAdmits() {
    List<Route> routes =
        routes(
            """
            routes:
              - {path: "/api/*", origin: app, rewrite: {prefix: /}}
              - {path: "/admin/*", clientCertificate: required}
              - {path: /staff, clientCertificate: required, cas: [partners]}
              - {path: "~ ^/v[0-9]+/", clientCertificate: optional}
              - {path: "/img/*.png"}
            """);
    assertThat(routes)
        .extracting(route -> route.path().text())
        .containsExactly("/api/*", "/admin/*", "/staff", "~ ^/v[0-9]+/", "/img/*.png");
    assertThat(routes).allMatch(route -> route.origin().name().equals("app"));
    assertThat(routes.getFirst().prefix()).isEqualTo("/");
    assertThat(routes)
        .extracting(Route::clients)
        .containsExactly(
            Clients.ANY,
            Clients.VERIFIED,
            new Clients.VerifiedBy(Set.of("partners")),
            Clients.ANY,
            Clients.ANY);
  }

  @Test
  void allThatIsWrongIsToldAtOnceWithItsPlace() {
    List<Problem> problems =
        problems(
            """
            routes:
              - {origin: app}
              - {path: /a, origin: ap}
              - {path: /b, clientCertificate: require, cas: [partners]}
              - {path: /c, clientCertificate: required, cas: [partner]}
              - {path: "/d*e", rewrite: {prefix: /}}
              - {path: /f, rewrite: {prefix: "/*"}}
              - {path: /g, clientCertificate: required, cas: []}
            """);
    assertThat(problems)
        .extracting(problem -> problem.path().replace("hosts.\"www.example.com\".", ""))
        .containsExactly(
            "routes[0]",
            "routes[1].origin",
            "routes[2].clientCertificate",
            "routes[2].cas",
            "routes[3].cas[0]",
            "routes[4].rewrite.prefix",
            "routes[5].rewrite.prefix",
            "routes[6].cas");
    assertThat(problems.toString())
        .contains("did you mean \"app\"?")
        .contains("did you mean \"required\"?")
        .contains("did you mean \"partners\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "admin/*|begin with a slash",
        "'*'|begin with a slash",
        "/a/../b|write \"/b\"",
        "//a|write \"/a\"",
        "/a;x|write \"/a\"",
        "/a.|write \"/a\"",
        "/%61|write \"/a\"",
        "/größe/*|write \"/gr%C3%B6%C3%9Fe/*\"",
        "/a%2fb|an encoded slash",
        "/a?b|leave out the query",
        "/**|two stars",
        "~|is missing",
        "~ (|not a regular expression",
        "~ (a{1000}){1000}|too much",
      })
  void aPatternThatNoRequestIsLikeIsAProblem(String path, String message) {
    assertThat(problems("routes: [{path: '%s'}]".formatted(path)))
        .singleElement()
        .asString()
        .contains("routes[0].path")
        .contains(message);
  }

  @Test
  void tooManyRoutesAndTooManyRegularExpressionsAreRefused() {
    String expressions = "{path: '~ ^/x'}, ".repeat(51);
    assertThat(problems("routes: [" + expressions + "]").toString())
        .contains("51 regular expressions are too many; give a number");
    assertThat(problems("routes: [" + "{path: /x}, ".repeat(1_001) + "]").toString())
        .contains("1,001 routes are too many");
  }

  @Test
  void aProtectedRouteNeedsAHostThatAsksForCertificates() {
    String document =
        TestSite.DOCUMENTED.replace(
            "key: {file: dev.key}}\n",
            "key: {file: dev.key}}\n    routes: [{path: /a, clientCertificate: required}]\n");
    assertThat(new TestSite(folder).read(document).toString())
        .contains("the host asks for no certificates; set clientAuth.mode to request");
  }

  @Test
  void aHostWithAProtectedRouteDoesNotAllowAmbiguousPaths() {
    assertThat(
            problems(
                """
                forward: {ambiguousPaths: allow}
                routes: [{path: /a, clientCertificate: required}]
                """))
        .singleElement()
        .asString()
        .contains("ambiguousPaths: allow would lead around this route");
  }

  @Test
  void patternsThatTakeLongToCompareAreLimitedTogether() {
    String route = "  - {path: \"~ (a{90}){100}$\"}\n";
    assertThat(routes("routes:\n" + route)).hasSize(1);
    assertThat(problems("routes:\n" + route.repeat(3)))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.path()).isEqualTo("hosts.\"www.example.com\".routes");
          assertThat(problem.message()).contains("at most 20,000 are allowed");
        });
    String wildcards =
        IntStream.range(0, 500)
            .mapToObj("  - {path: \"/files/of/a/long/path/%d/*.png\"}\n"::formatted)
            .collect(Collectors.joining());
    assertThat(routes("routes:\n" + wildcards)).hasSize(500);
  }

  @Test
  void aRouteThatAnotherCoversIsToldOf() {
    ReadResult read =
        read(
            """
            routes:
              - {path: "/a/*"}
              - {path: /a/b, clientCertificate: required}
              - {path: "/ab/*"}
              - {path: "/ab/*"}
            """);
    assertThat(((Read) read).warnings())
        .extracting(Problem::toString)
        .filteredOn(warning -> warning.contains("comes first"))
        .hasSize(2)
        .anyMatch(warning ->
            warning.contains("routes[1].path") && warning.contains("put this one before it"))
        .anyMatch(warning -> warning.contains("routes[3].path"));
  }
}
