package dev.edgekeep.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A map of hosts is as any map; and a change leaves alone all parts but the ones it touches. */
class HostMapTest {
  private static final int FEW = 40;
  private static final ServerCertificate CERTIFICATE = certificate();
  private static final Origin ORIGIN =
      new Origin(
          "app",
          List.of(new Origin.Server(false, "127.0.0.1", 1)),
          Origin.LoadBalancing.ROUND_ROBIN,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          null);

  /** A host that is put or removed. */
  record Step(Host host, boolean put) {}

  @Property(tries = 200)
  void itIsAsAnyMapIs(@ForAll("steps") List<Step> steps) {
    Map<HostPattern, Host> expected = new HashMap<>();
    HostMap map = HostMap.EMPTY;
    for (Step step : steps) {
      Host host = step.host();
      if (step.put()) {
        expected.put(host.name(), host);
        map = map.with(List.of(host));
      } else {
        expected.remove(host.name());
        map = map.without(List.of(host.name()));
      }
      assertThat(map).hasSize(expected.size());
    }
    assertThat(map).isEqualTo(expected).isEqualTo(HostMap.of(expected));
    assertThat(map.hashCode()).isEqualTo(expected.hashCode());
    assertThat(map.keySet()).isEqualTo(expected.keySet());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Host> hosts =
        Combinators.combine(Arbitraries.integers().between(0, FEW), Arbitraries.of("a", "b"))
            .as((n, header) -> host("h%d.example".formatted(n), header));
    return Combinators.combine(hosts, Arbitraries.of(true, true, false))
        .as(Step::new)
        .list()
        .ofMaxSize(100);
  }

  @Test
  void aChangeSharesAllPartsButItsOwn() {
    HostMap many = many(5_000);
    Host other = host("h77.example", "other");
    int touched = HostMap.partOf(other.name().name());
    HostMap changed = many.with(List.of(other));
    for (int i = 0; i < HostMap.PARTS; i++) {
      if (i != touched) {
        assertThat(changed.part(i)).isSameAs(many.part(i));
      }
    }
    assertThat(many.get(other.name())).isNotEqualTo(other);
    assertThat(changed.get(other.name())).isSameAs(other);
    assertThat(many.without(List.of(new HostPattern("not.there")))).isSameAs(many);
  }

  @Test
  void namesThatAreAlikeAreSpreadOverTheParts() {
    HostMap many = many(100 * HostMap.PARTS);
    for (int i = 0; i < HostMap.PARTS; i++) {
      assertThat(many.part(i)).hasSizeBetween(40, 200);
    }
  }

  @Test
  void whatItHandsOutCannotBeWrittenTo() {
    HostMap one = many(1);
    Host host = one.values().iterator().next();
    Map<HostPattern, Host> part = one.part(HostMap.partOf(host.name().name()));
    assertThatThrownBy(part::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(one::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aHostIsFiledUnderItsOwnName() {
    assertThatThrownBy(
            () -> HostMap.of(Map.of(new HostPattern("b.example"), host("a.example", "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a.example is filed under b.example");
  }

  private static ServerCertificate certificate() {
    Credential server = TestCa.root("Root", KeyType.P_256).issue(Leaf.server("*.example"));
    try {
      return new ServerCertificate(
          List.of(Certificate.parse(server.leaf().getEncoded())),
          new ServerKey.Held(new PrivateKeyDer(server.key().getEncoded())),
          null);
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Host host(String name, String header) {
    return new Host(
        new HostPattern(name),
        List.of(CERTIFICATE),
        ClientAuth.OFF,
        new TlsPolicy(TlsPolicy.Version.TLS_1_3, TlsPolicy.Version.TLS_1_3, List.of()),
        HttpsPolicy.NONE,
        new ForwardPolicy(Set.of(), header, true),
        ORIGIN);
  }

  private static HostMap many(int count) {
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hosts.add(host("h%d.example".formatted(i), "none"));
    }
    return HostMap.EMPTY.with(hosts);
  }
}
