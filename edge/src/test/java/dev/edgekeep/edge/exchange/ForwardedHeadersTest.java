package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields that the origin gets, and those that a client cannot forge (invariant 3). */
final class ForwardedHeadersTest {
  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    origin = TestOrigin.saying("hello");
    serve(Set.of());
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  private void serve(Set<CertificateHeader> headers) {
    serve(new ForwardPolicy(headers, "X-Forwarded-For", true));
  }

  private void serve(ForwardPolicy policy) {
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.origin(origin.port()),
            Mode.REQUEST,
            policy,
            HttpsPolicy.NONE));
  }

  /** The lines that the origin gets for a request with these header lines. */
  private List<String> forwarded(String lines) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n" + lines + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      return Arrays.asList(origin.nextHead().split("\r\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Client-Cert",
        "client-cert",
        "CLIENT-CERT",
        "Client_Cert",
        "client_cert",
        "Client-Cert-Chain",
        "Client_Cert_Chain",
        "Client-Cert_Chain",
        "X-Forwarded-Client-Cert",
        "x_forwarded_client_cert",
        "X_Forwarded-Client_Cert",
        "Edgekeep-Client-Verdict",
        "edgekeep_client_verdict",
        "X-Request-Id",
        "X_Request_Id",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X_Forwarded_Host",
        "X_Forwarded_For",
        "Forwarded",
        "Content_Length",
        "Transfer_Encoding",
        "Client.Cert",
        "Client!Cert",
        "client~cert",
        "Client--Cert",
        "Client-_.Cert",
        "-Client-Cert",
        "_Client_Cert_",
        "Client-Cert-",
        "Client--Cert--Chain",
        "Client^Cert`Chain",
        "X.Forwarded.Client.Cert",
        "X|Forwarded+For",
        "X--Forwarded-For",
        "X-Forwarded--Proto",
        "X'Forwarded'Host",
        "X-Request#Id",
        "Edgekeep-Anything",
        "Edgekeep.Client.Verdict",
        "_edgekeep_",
        "Forwarded-",
        "X-Forwarded-Port",
        "X_Forwarded.Port",
        "X-Real-IP",
        "X.Real.IP",
        "Transfer.Encoding",
        "Content*Length",
      })
  void forgedFieldsAreRemoved(String name) throws Exception {
    for (Set<CertificateHeader> asked :
        List.of(Set.<CertificateHeader>of(), EnumSet.allOf(CertificateHeader.class))) {
      serve(asked);
      List<String> lines = forwarded(name + ": forged\r\nX-Other: kept\r\n" + name + ":forged\r\n");
      assertThat(lines).noneMatch(line -> line.contains("forged")).contains("X-Other: kept");
    }
  }

  @Test
  void connectionHeadersAreRemovedAndThoseTheyName() throws Exception {
    String given =
        """
        Connection: keep-alive, X-Hop, TE
        X-Hop: 1
        Keep-Alive: 5
        TE: trailers
        Proxy-Connection: x
        Upgrade: websocket
        Proxy-Authorization: y
        Connection: X-Other-Hop
        X-Other-Hop: 2
        X-End: 3
        """;
    List<String> lines = forwarded(given.replace("\n", "\r\n"));
    assertThat(lines)
        .contains("X-End: 3", "TE: trailers", "Connection: TE")
        .noneMatch(line -> line.matches("(?i)(x-hop|x-other-hop|keep-alive|upgrade|proxy).*"))
        .filteredOn(line -> line.toLowerCase(Locale.ROOT).startsWith("connection"))
        .hasSize(1);
  }

  @Test
  void theOriginLearnsWhereARequestCameFrom() throws Exception {
    List<String> lines = forwarded("X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n");
    assertThat(lines)
        .contains(
            "Host: www.example.com",
            "X-Forwarded-For: 192.0.2.1, 192.0.2.2, 127.0.0.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: www.example.com");
    assertThat(lines).contains("X-Request-Id: " + edge.nextEntry().requestId());
  }

  @Test
  void theNameOfTheAddressHeaderAndTheHostAreAMatterOfPolicy() throws Exception {
    serve(new ForwardPolicy(Set.of(), "X-Client", false));
    String others = "X_Client: 192.0.2.2\r\nX.Client: 192.0.2.2\r\n-X--Client_: 192.0.2.2\r\n";
    assertThat(forwarded("x-client: 192.0.2.1\r\n" + others))
        .contains("Host: 127.0.0.1:" + origin.port(), "X-Client: 192.0.2.1, 127.0.0.1")
        .noneMatch(line -> line.contains("192.0.2.2"));
  }

  @Test
  void theAddressHeaderMayBeOneThatIsRemovedOtherwise() throws Exception {
    serve(new ForwardPolicy(Set.of(), "X-Real-IP", true));
    assertThat(forwarded("X-Real-Ip: 192.0.2.1\r\nX_Real_Ip: 192.0.2.2\r\n"))
        .contains("X-Real-IP: 192.0.2.1, 127.0.0.1")
        .noneMatch(line -> line.contains("192.0.2.2"));
  }

  @Test
  void namesThatOnlyLookAlikeStay() throws Exception {
    assertThat(forwarded("ClientCert: 1\r\nClient-Certificate: 2\r\nEdgekeeper: 3\r\nX_Y: 4\r\n"))
        .contains("ClientCert: 1", "Client-Certificate: 2", "Edgekeeper: 3", "X_Y: 4");
  }

  @Test
  void aVerifiedCertificateIsPassedOnInEveryFormThatIsAskedFor() throws Exception {
    TestCa root = TestCa.root("Root", KeyType.P_256);
    TestCa issuing = root.intermediate("Issuing");
    Credential client =
        issuing.issue(
            TestCa.Leaf.client("Al\\\"ice")
                .named(
                    new GeneralName(GeneralName.dNSName, "alice.example"),
                    new GeneralName(GeneralName.uniformResourceIdentifier, "urn:a;b")));
    List<Certificate> path =
        List.of(
            Hosts.certificate(client.leaf()),
            Hosts.certificate(issuing.certificate()),
            Hosts.certificate(root.certificate()));
    edge.verdicts =
        host -> new ClientVerdict(Verdict.VERIFIED, path.subList(0, 2), path, "partners", "");
    serve(EnumSet.allOf(CertificateHeader.class));
    List<String> lines = forwarded("");
    assertThat(lines)
        .contains(
            "Client-Cert: " + byteSequence(path.get(0)),
            "Client-Cert-Chain: " + byteSequence(path.get(1)),
            "Edgekeep-Client-Verdict: verified",
            "X-Forwarded-Client-Cert: Hash="
                + sha256Hex(path.getFirst())
                + ";Subject=\"CN=Al\\22ice\";URI=\"urn:a;b\";DNS=alice.example");
    assertThat(edge.nextEntry().clientCertificate())
        .isEqualTo(path.getFirst().serialNumber().toString());
  }

  /** As Envoy writes it: lower-case hexadecimal without separators. */
  private static String sha256Hex(Certificate certificate) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.der());
    return HexFormat.of().formatHex(digest);
  }

  private static String byteSequence(Certificate certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate.der()) + ":";
  }

  @Test
  void ofACertificateThatIsNotVerifiedOnlyTheVerdictIsTold() throws Exception {
    Certificate leaf =
        Hosts.certificate(
            TestCa.root("Stranger", KeyType.P_256).issue(TestCa.Leaf.client("x")).leaf());
    edge.verdicts =
        host -> new ClientVerdict(Verdict.UNTRUSTED, List.of(leaf), List.of(), null, "who?");
    serve(EnumSet.allOf(CertificateHeader.class));
    assertThat(forwarded(""))
        .contains("Edgekeep-Client-Verdict: untrusted")
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("client-cert"));
  }

  @Test
  void aNewVerdictOnALiveConnectionIsWhatTheOriginGets() throws Exception {
    serve(Set.of(CertificateHeader.VERDICT));
    try (RawClient client = new RawClient(edge)) {
      for (Verdict verdict : List.of(Verdict.UNTRUSTED, Verdict.REVOKED)) {
        edge.verdicts = host -> new ClientVerdict(verdict, List.of(), List.of(), null, "so");
        client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
        assertThat(origin.nextHead()).contains("Edgekeep-Client-Verdict: " + verdict.label());
      }
    }
  }
}
