package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.edge.testing.GuidePage;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.template.Fact;
import dev.edgekeep.snapshot.template.HeaderTemplate;
import dev.edgekeep.snapshot.template.Template;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers with facts about the client: sent when they are true, and never forged (invariant 3). */
final class HeaderTemplatesTest {
  private static final TestCa CA = TestCa.root("Root", KeyType.P_256);

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    origin =
        new TestOrigin((head, in, out) -> {
          String body = head.contains("chunked") ? TestOrigin.readChunked(in) : "";
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
          out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
          return true;
        });
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  private void serve(ForwardedHost host, String... namesAndValues) {
    List<HeaderTemplate> headers = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(new HeaderTemplate(namesAndValues[i], Template.of(namesAndValues[i + 1])));
    }
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.origin(origin.port()),
            Mode.REQUEST,
            new ForwardPolicy(Set.of(), "X-Forwarded-For", host, headers, AmbiguousPaths.REFUSE),
            HttpsPolicy.NONE));
  }

  private void serve(String... namesAndValues) {
    serve(ForwardedHost.OF_CLIENT, namesAndValues);
  }

  private static Certificate issue(Leaf leaf) {
    return Hosts.certificate(CA.issue(leaf).chain().getFirst());
  }

  private static ClientVerdict verified(Certificate leaf) {
    List<Certificate> path = List.of(leaf, Hosts.certificate(CA.certificate()));
    return new ClientVerdict(Verdict.VERIFIED, path, path, "partners", "");
  }

  private List<String> forwarded(String lines) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n" + lines + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      return List.of(origin.nextHead().split("\r\n"));
    }
  }

  @Test
  void aHeaderHasTheFactsOfAVerifiedClientAndItsRequest() throws Exception {
    serve(
        "X-Subject", "${client.subject_dn}",
        "X-Issuer", "${client.issuer_dn}",
        "X-Serial", "serial=${client.serial}; $$5",
        "X-Fingerprint", "${client.fingerprint_sha256}",
        "X-Uri", "${client.san.uri}",
        "X-Dns", "${client.san.dns}",
        "X-From", "${client.not_before}",
        "X-Until", "${client.not_after}",
        "X-Ca", "${client.ca}",
        "X-Verdict", "${client.verdict}",
        "X-Address", "${client.address}",
        "X-Tls", "${tls.version} ${tls.cipher}",
        "X-Id", "id ${request.id}",
        "X-Country", "${geo.country}",
        "X-Fixed", "fixed");
    Certificate leaf =
        issue(
            Leaf.client("device 17")
                .named(
                    new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://a/b"),
                    new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://a/c,d e"),
                    new GeneralName(GeneralName.dNSName, "d17.example.com")));
    edge.verdicts = host -> verified(leaf);
    edge.countries = address -> "DE";
    assertThat(forwarded(""))
        .contains(
            "X-Subject: " + leaf.subject(),
            "X-Issuer: CN=Root",
            "X-Serial: serial="
                + leaf.serialNumber().toString().replace(":", "").toUpperCase(Locale.ROOT)
                + "; $5",
            "X-Fingerprint: " + leaf.sha256().hex(),
            "X-Uri: spiffe://a/b, spiffe://a/c%2Cd%20e",
            "X-Dns: d17.example.com",
            "X-From: " + leaf.notBefore(),
            "X-Until: " + leaf.notAfter(),
            "X-Ca: partners",
            "X-Verdict: verified",
            "X-Address: 127.0.0.1",
            "X-Tls: TLSv1.3 TLS_AES_128_GCM_SHA256",
            "X-Id: id " + edge.nextEntry().requestId(),
            "X-Country: DE",
            "X-Fixed: fixed");
  }

  @Test
  void aHeaderIsNotSentWhileOneOfItsFactsIsUnknown() throws Exception {
    serve(
        "X-Subject", "user ${client.subject_dn}",
        "X-Uri", "${client.san.uri}",
        "X-Country", "${geo.country}",
        "X-Both", "${request.id} ${client.serial}",
        "X-Verdict", "${client.verdict}");
    Certificate leaf = issue(Leaf.client("c"));
    edge.verdicts =
        host -> new ClientVerdict(Verdict.REVOKED, List.of(leaf), List.of(), null, "revoked");
    assertThat(forwarded(""))
        .contains("X-Verdict: revoked")
        .noneMatch(line -> line.matches("X-(Subject|Uri|Country|Both):.*"));
    edge.verdicts = host -> verified(leaf);
    assertThat(forwarded(""))
        .contains("X-Subject: user CN=c", "X-Verdict: verified")
        .anyMatch(line -> line.startsWith("X-Both: "))
        .noneMatch(line -> line.matches("X-(Uri|Country):.*"));
  }

  @Test
  void theVerdictOfNowDecidesOnALiveConnection() throws Exception {
    serve("X-Subject", "${client.subject_dn}");
    Certificate leaf = issue(Leaf.client("c"));
    String request = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
    try (RawClient client = new RawClient(edge)) {
      edge.verdicts = host -> verified(leaf);
      client.send(request).response();
      assertThat(origin.nextHead()).contains("X-Subject: CN=c");
      edge.verdicts =
          host -> new ClientVerdict(Verdict.REVOKED, List.of(leaf), List.of(), null, "revoked");
      client.send(request).response();
      assertThat(origin.nextHead()).doesNotContain("X-Subject");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Client-Subject",
        "x-client-subject",
        "X_Client_Subject",
        "X.Client-Subject",
        "-X--Client-Subject_",
      })
  void aClientsOwnFieldOfThatNameIsAlwaysRemoved(String name) throws Exception {
    serve("X-Client-Subject", "${client.subject_dn}", "X-Other", "${request.id}");
    assertThat(forwarded(name + ": forged\r\nX_Other: forged\r\nX-Third: kept\r\n"))
        .contains("X-Third: kept")
        .noneMatch(line -> line.contains("forged"));
    edge.verdicts = host -> verified(issue(Leaf.client("c")));
    assertThat(forwarded(name + ": forged\r\n"))
        .contains("X-Client-Subject: CN=c")
        .noneMatch(line -> line.contains("forged"));
  }

  @Test
  void trailersAndRulesDoNotSetIt() throws Exception {
    serve("X-Client-Subject", "${client.subject_dn}");
    RuleAction set =
        new RuleAction.SetRequestHeader("X_Client-Subject", new RuleAction.Text.Fixed("forged"));
    edge.rules = RuleBook.EMPTY.next(List.of(RulesTest.rule("set", "true", set)));
    try (RawClient client = new RawClient(edge)) {
      client.send(
          """
          POST / HTTP/1.1\r
          Host: www.example.com\r
          Transfer-Encoding: chunked\r
          \r
          1\r
          a\r
          0\r
          X_Client_Subject: forged\r
          X-Sum: 1\r
          \r
          """);
      assertThat(client.response()).endsWith("\r\n\r\na|X-Sum: 1");
      assertThat(origin.nextHead()).doesNotContain("forged");
    }
  }

  @Test
  void charactersOfACertificateEndNoLineAndBeginNoOtherValue() throws Exception {
    serve(
        "X-Subject", "${client.subject_dn}",
        "X-Mail", "${client.san.email}",
        "X-Id", "${request.id}");
    edge.verdicts =
        host ->
            verified(
                issue(
                    new Leaf(
                        "CN=\"a\r\nX-Admin: yes\u00e9 \"",
                        KeyType.P_256,
                        Leaf.client("x").purpose(),
                        List.of(
                            new GeneralName(GeneralName.rfc822Name, "a@b\r\nX-Admin: 1, c%2C@d")),
                        Leaf.client("x").notBefore(),
                        Leaf.client("x").notAfter())));
    List<String> lines = forwarded("");
    assertThat(lines).noneMatch(line -> line.startsWith("X-Admin"));
    assertThat(lines)
        .contains("X-Mail: a@b%0D%0AX-Admin:%201%2C%20c%252C@d")
        .filteredOn(line -> line.startsWith("X-Subject: "))
        .singleElement()
        .asString()
        .matches("[\\x20-\\x7e]+")
        .contains("\\C3\\A9");
  }

  @Test
  void theGuideHasEveryFact() {
    assertThat(GuidePage.firstCodes(GuidePage.read("client-headers.md").rows("### Facts")))
        .containsExactlyElementsOf(Stream.of(Fact.values()).map(Fact::label).toList());
  }

  @Test
  void theHostIsTheClientsTheServersOrAnyText() throws Exception {
    serve(ForwardedHost.OF_CLIENT);
    assertThat(forwarded("")).contains("Host: www.example.com");
    serve(ForwardedHost.OF_SERVER);
    assertThat(forwarded("")).contains("Host: 127.0.0.1:" + origin.port());
    serve(new ForwardedHost.Fixed("app.internal:8080"));
    assertThat(forwarded(""))
        .contains("Host: app.internal:8080", "X-Forwarded-Host: www.example.com");
  }
}
