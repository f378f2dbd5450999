package dev.edgekeep.edge.host;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts that did not change stay the same objects, with everything that was built for them. */
class HostAssemblyTest {
  private final TestCa root = TestCa.root("Root", KeyType.P_256);
  private final Credential server = root.issue(Leaf.server("a.example", "b.example"));
  private final Credential renewed = root.issue(Leaf.server("a.example", "b.example"));
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final HostAssembly assembly = new HostAssembly();

  @Test
  void onlyTheHostThatChangedIsAnotherOne() {
    HostTable before =
        table(
            host("a.example", auth(Mode.REQUIRE, partners), server),
            host("b.example", auth(Mode.OFF), server));
    HostTable after =
        table(
            host("a.example", auth(Mode.REQUIRE, clientCa("partners", root.certificate())), server),
            host("b.example", auth(Mode.OFF), renewed));
    assertThat(after.get("a.example")).isSameAs(before.get("a.example"));
    assertThat(after.get("b.example")).isNotSameAs(before.get("b.example"));
  }

  @Test
  void hostsWithTheSameCasShareTheirTrust() {
    HostTable table =
        table(
            host("a.example", auth(Mode.REQUIRE, partners), server),
            host("b.example", auth(Mode.REQUEST, partners), server));
    assertThat(table.all().stream().map(host -> host.trust()).distinct()).hasSize(1);
  }

  @Test
  void aRevocationListMakesAnotherTrustAndAnotherHost() throws CertificateFormatException {
    HostTable before = table(host("a.example", auth(Mode.REQUIRE, partners), server));
    byte[] list = root.crlPem(Instant.now().plusSeconds(60)).getBytes(StandardCharsets.US_ASCII);
    ClientCa listing =
        new ClientCa("partners", partners.certificates(), PemFiles.revocationLists(list));
    HostTable after = table(host("a.example", auth(Mode.REQUIRE, listing), server));
    assertThat(after.get("a.example")).isNotSameAs(before.get("a.example"));
    assertThat(after.all())
        .extracting(host -> host.trust())
        .doesNotContainAnyElementsOf(before.all().stream().map(host -> host.trust()).toList());
  }

  @Test
  void aRevokedSerialNumberChangesNoHostAndNoTrust() {
    Snapshot snapshot =
        snapshot(
            host("a.example", auth(Mode.REQUIRE, partners), server),
            host("b.example", auth(Mode.REQUEST, partners), server));
    HostTable before = assembly.assemble(snapshot);
    SerialSet serials = SerialSet.of(new SerialNumber(renewed.leaf().getSerialNumber()));
    HostTable after = assembly.assemble(snapshot.withRevokedSerials("partners", serials));
    assertThat(after).isSameAs(before);
    assertThat(after.all()).allMatch(host -> host.trust().changesInPlace());
    assembly.assemble(snapshot);
    assertThat(after.all()).noneMatch(host -> host.trust().changesInPlace());
  }

  private HostTable table(Host... hosts) {
    return assembly.assemble(snapshot(hosts));
  }

  private static Snapshot snapshot(Host... hosts) {
    Map<HostPattern, Host> byName = new LinkedHashMap<>();
    for (Host host : hosts) {
      byName.put(host.name(), host);
    }
    return Snapshot.builder()
        .clientCas(Hosts.clientCas(hosts))
        .origins(Map.of(Hosts.NOWHERE.name(), Hosts.NOWHERE))
        .hosts(byName)
        .build();
  }
}
