package dev.edgekeep.keyserver.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A probe asks for one signature with each key, and is at its end in time. */
class ProbingTest extends CheckHarness {
  private static final Duration LONG = Duration.ofSeconds(30);

  private ServerReport.Reached probe(ScriptedKeyServer server, Credential host, Duration limit)
      throws Exception {
    String[] address = server.address().split(":", -1);
    Target target =
        new Target(
            address[0],
            Integer.parseInt(address[1]),
            IdentityFiles.read(folder.resolve("edge.pem"), folder.resolve("edge.key"), null),
            List.of(certificate(ca.certificate().getEncoded())),
            "ks.internal",
            LONG);
    CheckedCertificate checked =
        new CheckedCertificate("host", certificate(host.leaf().getEncoded()), true);
    ServerReport report =
        new KeyServerCheck(InstantSource.system()).probe(target, List.of(checked), limit);
    assertThat(report).isInstanceOf(ServerReport.Reached.class);
    return (ServerReport.Reached) report;
  }

  private static Certificate certificate(byte[] der) throws CertificateFormatException {
    return Certificate.parse(der);
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void oneSignatureIsAskedForWithEachKindOfKey(KeyType type) throws Exception {
    Credential host = host(type);
    ServerReport.Reached report = probe(start(new HonestKeys().with(host)), host, LONG);
    assertThat(report.keys().getFirst().operations()).hasSize(1);
    assertThat(report.keys().getFirst().worst()).isInstanceOf(Outcome.Works.class);
    ServerReport.Latency latency = report.latency();
    assertThat(latency.shortest()).isPositive();
    assertThat(latency.median()).isBetween(latency.shortest(), latency.p99());
  }

  @Test
  void aSignatureOfAnotherKeyIsFoundOut() throws Exception {
    Credential host = host(KeyType.P_256);
    HonestKeys keys = new HonestKeys().with(host.leaf().getPublicKey(), host(KeyType.P_256).key());
    ServerReport.Reached report = probe(start(keys), host, LONG);
    assertThat(report.keys().getFirst().worst()).isInstanceOf(Outcome.Wrong.class);
  }

  @Test
  void withoutTimeLeftNoKeyIsTried() throws Exception {
    Credential host = host(KeyType.P_256);
    ServerReport.Reached report = probe(start(new HonestKeys().with(host)), host, Duration.ZERO);
    assertThat(report.keys().getFirst().worst()).isInstanceOf(Outcome.NotTried.class);
  }
}
