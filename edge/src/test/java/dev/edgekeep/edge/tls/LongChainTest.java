package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client with a long chain gets its answer, or is refused for the chain's length. */
class LongChainTest {
  /** Larger than what is added to a certificate beside the names in it. */
  private static final int SMALLEST = 600;

  private static final int LARGEST = 12_000;

  @TempDir private Path folder;

  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential leaf = root.issue(Leaf.client("client"));
  private final Credential server =
      TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("www.example.com"));

  @ParameterizedTest
  @CsvSource({
    "-tls1_3,12000,true",
    "-tls1_3,12500,false",
    "-tls1_3,16500,false",
    "-tls1_3,31000,false",
    "-tls1_3,32800,false",
    "-tls1_3,48000,false",
    "-tls1_3,65400,false",
    "-tls1_2,12500,true",
    "-tls1_2,16500,true",
    "-tls1_2,32800,true",
    "-tls1_2,65000,true",
    "-tls1_2,65400,false"
  })
  void aChainUpToTheLimitIsAnsweredAndResumedWhereATicketHoldsIt(
      String version, int bytes, boolean resumes) throws Exception {
    try (TlsHarness edge =
        new TlsHarness(
            host(
                "www.example.com",
                auth(Mode.REQUIRE, clientCa("partners", root.certificate())),
                server))) {
      Path session = folder.resolve("session.pem");
      OpenSslClient client = client(edge, version, bytes);
      assertThat(client.with("-sess_out", session.toString()).get("www.example.com", "/").output())
          .contains("verdict=verified");
      assertThat(Files.exists(session)).isEqualTo(resumes);
      if (resumes) {
        assertThat(client.with("-sess_in", session.toString()).get("www.example.com", "/").output())
            .contains("resumed=true verdict=verified");
      }
      edge.events.expectNoMore();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3,66000",
    "-tls1_3,68000",
    "-tls1_3,100000",
    "-tls1_2,66000",
    "-tls1_2,68000",
    "-tls1_2,100000"
  })
  void aLongerChainIsRefusedForItsSize(String version, int bytes) throws Exception {
    try (TlsHarness edge =
        new TlsHarness(
            host(
                "www.example.com",
                auth(Mode.REQUEST, clientCa("partners", root.certificate())),
                server))) {
      assertThat(client(edge, version, bytes).get("www.example.com", "/").output())
          .doesNotContain("verdict=");
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(event.detail())
          .startsWith("client-chain-too-large: ")
          .contains("the client's certificate chain is larger than 65,536 bytes");
      assertThat(edge.metrics.refusedHandshakes).containsExactly("client-chain-too-large");
      edge.events.expectNoMore();
    }
  }

  private OpenSslClient client(TlsHarness edge, String version, int bytes) throws Exception {
    Credential credential = new Credential(chain(bytes), leaf.key());
    return OpenSslClient.of(edge.address(), "www.example.com", folder)
        .with(version)
        .presenting(credential);
  }

  /** The leaf, and others that lead nowhere, of so many bytes in all. */
  private List<X509Certificate> chain(int bytes) throws CertificateEncodingException {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf.leaf()));
    int left = bytes - leaf.leaf().getEncoded().length;
    while (left >= SMALLEST) {
      int size = left > LARGEST + SMALLEST ? LARGEST : left;
      X509Certificate filler = filler(size - 450);
      chain.add(filler);
      left -= filler.getEncoded().length;
    }
    return chain;
  }

  private X509Certificate filler(int namesBytes) {
    int each = 60;
    GeneralName[] names =
        IntStream.range(0, Math.max(1, namesBytes / (each + 2)))
            .mapToObj(i -> new GeneralName(GeneralName.dNSName, "n%059d".formatted(i)))
            .toArray(GeneralName[]::new);
    return root.issue(Leaf.client("filler").named(names)).leaf();
  }
}
