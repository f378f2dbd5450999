package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static dev.edgekeep.edge.testing.Hosts.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.tls.SessionKey;
import dev.edgekeep.x509.path.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariants 1 and 2 across nodes with common session keys: a session of one is resumed on another,
 * for the same host under the same trust, and what it says of the client is asked for again.
 */
class SharedSessionKeysTest {
  @TempDir private Path folder;

  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential server =
      TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("a.example", "b.example"));
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final ClientCa users =
      clientCa("users", TestCa.root("Users", KeyType.P_256).certificate());

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionOfOneNodeIsResumedOnAnother(String version) {
    try (TlsHarness one = node(required("a.example"));
        TlsHarness other = node(required("a.example"))) {
      share(key(1, one.now.minusSeconds(60)), one, other);
      assertThat(first(one, version, "a.example").output()).contains("resumed=false");
      assertThat(again(other, version, "a.example").output())
          .contains("resumed=true verdict=verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionIsNotResumedOnANodeWithKeysOfItsOwn(String version) {
    try (TlsHarness one = node(required("a.example"));
        TlsHarness other = node(required("a.example"))) {
      share(key(1, one.now.minusSeconds(60)), one);
      first(one, version, "a.example");
      assertThat(again(other, version, "a.example").output()).contains("resumed=false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionIsNotResumedOnAnotherHostOfAnotherNode(String version) {
    Host a = host("a.example", auth(Mode.REQUEST, partners), server);
    Host b = host("b.example", auth(Mode.REQUEST, partners), server);
    try (TlsHarness one = node(a, b);
        TlsHarness other = node(a, b)) {
      share(key(1, one.now.minusSeconds(60)), one, other);
      first(one, version, "a.example");
      assertThat(again(other, version, "b.example").output())
          .contains("sni=b.example")
          .contains("resumed=false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionOfAHostThatOnlyAsksIsNotResumedWhereTheHostRequires(String version) {
    try (TlsHarness one = node(host("a.example", auth(Mode.REQUEST, partners), server));
        TlsHarness other = node(required("a.example"))) {
      share(key(1, one.now.minusSeconds(60)), one, other);
      first(one, version, "a.example");
      assertThat(again(other, version, "a.example").output()).contains("resumed=false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionIsNotResumedUnderAnotherTrust(String version) {
    try (TlsHarness one = node(host("a.example", auth(Mode.REQUEST, partners), server));
        TlsHarness other = node(host("a.example", auth(Mode.REQUEST, users), server))) {
      share(key(1, one.now.minusSeconds(60)), one, other);
      first(one, version, "a.example");
      assertThat(again(other, version, "a.example").output())
          .contains("resumed=false")
          .doesNotContain("verdict=verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientRevokedSinceIsRefusedOnTheOtherNodeWithTheAlert(String version) {
    try (TlsHarness one = node(required("a.example"));
        TlsHarness other = node(required("a.example"))) {
      share(key(1, one.now.minusSeconds(60)), one, other);
      first(one, version, "a.example");
      other.serve(revoked(partners, client.leaf()), required("a.example"));
      assertThat(again(other, version, "a.example").output())
          .contains("alert certificate revoked")
          .doesNotContain("verdict=");
      assertThat(other.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).verdict())
          .isEqualTo(Verdict.REVOKED);
    }
  }

  @Test
  void aKeySealsFromItsTimeOnAndIsOpenedBefore() {
    try (TlsHarness early = node(required("a.example"));
        TlsHarness late = node(required("a.example"))) {
      SessionKey old = key(1, early.now.minusSeconds(3600));
      SessionKey next = key(2, early.now.plusSeconds(60));
      late.now = early.now.plusSeconds(120);
      schedule(early).use(List.of(old, next));
      schedule(late).use(List.of(next));
      first(early, "-tls1_3", "a.example");
      assertThat(again(late, "-tls1_3", "a.example").output())
          .as("sealed with the old key, which this node does not have")
          .contains("resumed=false");
      first(late, "-tls1_3", "a.example");
      assertThat(again(early, "-tls1_3", "a.example").output())
          .as("sealed with the next key, which this node has ahead of its time")
          .contains("resumed=true");
    }
  }

  @Test
  void theNextKeySealsWhenItsTimeHasCome() {
    try (TlsHarness one = node(required("a.example"));
        TlsHarness other = node(required("a.example"))) {
      SessionKey next = key(2, one.now.plusSeconds(60));
      SessionKeySchedule schedule = schedule(one);
      schedule.use(List.of(next, key(1, one.now.minusSeconds(60))));
      one.now = one.now.plusSeconds(61);
      schedule.refresh();
      share(next, other);
      first(one, "-tls1_3", "a.example");
      assertThat(again(other, "-tls1_3", "a.example").output()).contains("resumed=true");
    }
  }

  @Test
  void withoutNewsForADayTheNodeSealsWithKeysOfItsOwn() {
    try (TlsHarness one = node(required("a.example"));
        TlsHarness other = node(required("a.example"))) {
      SessionKey old = key(1, one.now);
      share(old, other);
      SessionKeySchedule schedule = schedule(one);
      schedule.use(List.of(old));
      one.now = one.now.plus(SessionKeySchedule.GROUP_KEY_LIFE).minusSeconds(1);
      schedule.refresh();
      first(one, "-tls1_3", "a.example");
      assertThat(again(other, "-tls1_3", "a.example").output()).contains("resumed=true");
      one.now = one.now.plusSeconds(1);
      schedule.refresh();
      assertThat(again(one, "-tls1_3", "a.example").output())
          .as("a session from before is still opened")
          .contains("resumed=true");
      first(one, "-tls1_3", "a.example");
      assertThat(again(other, "-tls1_3", "a.example").output()).contains("resumed=false");
      schedule.use(List.of(key(2, one.now), old));
      share(key(2, one.now), other);
      first(one, "-tls1_3", "a.example");
      assertThat(again(other, "-tls1_3", "a.example").output())
          .as("newer keys are used as soon as they come")
          .contains("resumed=true");
    }
  }

  @Test
  void withoutKeysOfItsGroupANodeRotatesItsOwnEveryHour() {
    try (TlsHarness one = node(required("a.example"))) {
      SessionKeySchedule schedule = schedule(one);
      first(one, "-tls1_3", "a.example");
      for (int minute = 0; minute < 2 * 60; minute++) {
        one.now = one.now.plus(Duration.ofMinutes(1));
        schedule.refresh();
      }
      assertThat(again(one, "-tls1_3", "a.example").output()).contains("resumed=true");
      one.now = one.now.plus(SessionKeySchedule.OWN_KEY_LIFE);
      schedule.refresh();
      assertThat(again(one, "-tls1_3", "a.example").output()).contains("resumed=false");
    }
  }

  @Test
  void theBindingOfAHostDependsOnItsTrustAndNotOnTheProcess() {
    ClientCa again = clientCa("partners", root.certificate());
    byte[] binding = binding(3, partners, users);
    assertThat(binding(3, again, users)).isEqualTo(binding);
    assertThat(binding(3, users, partners)).as("whatever the order").isEqualTo(binding);
    assertThat(binding(2, partners, users)).as("another depth").isNotEqualTo(binding);
    assertThat(binding(3, partners)).as("one CA less").isNotEqualTo(binding);
    assertThat(binding(3, clientCa("other", root.certificate()), users))
        .as("another name")
        .isNotEqualTo(binding);
  }

  private byte[] binding(int depth, ClientCa... cas) {
    ClientTrust trust = ClientTrust.of(Arrays.asList(cas), depth);
    return new HostSessions(new ServedHost(required("a.example"), trust), Instant::now).binding();
  }

  private Host required(String name) {
    return host(name, auth(Mode.REQUIRE, partners), server);
  }

  private static TlsHarness node(Host... hosts) {
    return new TlsHarness(hosts);
  }

  private static void share(SessionKey key, TlsHarness... nodes) {
    for (TlsHarness node : nodes) {
      schedule(node).use(List.of(key));
    }
  }

  private static SessionKeySchedule schedule(TlsHarness node) {
    return new SessionKeySchedule(node.contexts, () -> node.now);
  }

  private static SessionKey key(int number, Instant sealFrom) {
    byte[] name = new byte[SessionKey.NAME_BYTES];
    byte[] secret = new byte[SessionKey.SECRET_BYTES];
    Arrays.fill(name, (byte) number);
    Arrays.fill(secret, (byte) (number + 100));
    return new SessionKey(name, secret, sealFrom);
  }

  private Processes.Result first(TlsHarness edge, String version, String name) {
    return client(edge, version, name).with("-sess_out", session()).get(name, "/");
  }

  private Processes.Result again(TlsHarness edge, String version, String name) {
    return client(edge, version, name).with("-sess_in", session()).get(name, "/");
  }

  private OpenSslClient client(TlsHarness edge, String version, String name) {
    return OpenSslClient.of(edge.address(), name, folder).with(version).presenting(client);
  }

  private String session() {
    return folder.resolve("session.pem").toString();
  }
}
