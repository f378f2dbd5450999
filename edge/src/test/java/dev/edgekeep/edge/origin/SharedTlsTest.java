package dev.edgekeep.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers of origins that share a TLS context, and those that do not. */
class SharedTlsTest {
  private static final Origin.Server ONE = new Origin.Server(true, "127.0.0.1", 8443);
  private static final Origin.Server TWO = new Origin.Server(true, "127.0.0.2", 8443);
  private static final Origin.Server PLAIN = new Origin.Server(false, "127.0.0.1", 8080);

  private final OriginTls tls =
      new OriginTls(server -> {
        throw new AssertionError("no key server is needed");
      });

  private static Origin origin(String name, Origin.@Nullable Tls policy) {
    Duration second = Duration.ofSeconds(1);
    return new Origin(
        name, List.of(ONE, TWO, PLAIN), Origin.LoadBalancing.HASH, second, second, policy);
  }

  private static Origin.Tls trusting(Certificate... roots) {
    return new Origin.Tls(List.of(roots), "app.internal", null);
  }

  private static Certificate root(String name) throws Exception {
    return Certificate.parse(TestCa.root(name, KeyType.P_256).certificate().getEncoded());
  }

  @Test
  void serversWithTheSameNameAndTrustShareAContext() throws Exception {
    Certificate root = root("Origin CA");
    Origin app = origin("app", trusting(root));
    Origin sameTrust = origin("other", trusting(root));
    assertThat(tls.of(app, ONE))
        .isNotNull()
        .isSameAs(tls.of(app, TWO))
        .isSameAs(tls.of(sameTrust, ONE));
  }

  @Test
  void anotherTrustOrNameIsAnotherContext() throws Exception {
    Certificate root = root("Origin CA");
    Certificate other = root("Other CA");
    Origin app = origin("app", trusting(root));
    Origin unnamed = origin("app", null);
    assertThat(tls.of(app, ONE)).isNotSameAs(tls.of(origin("app", trusting(other)), ONE));
    assertThat(tls.of(unnamed, ONE)).isNotSameAs(tls.of(unnamed, TWO));
  }

  @Test
  void aPlaintextServerHasNone() {
    assertThat(tls.of(origin("app", null), PLAIN)).isNull();
  }
}
