package dev.edgekeep.keyserver.serve;

import static dev.edgekeep.keyserver.serve.AnsweringTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.access.EdgeName;
import dev.edgekeep.keyserver.access.KeyUse;
import dev.edgekeep.keyserver.access.Permission;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The permissions of an edge follow the configuration in force. */
class StandingTest extends ServeHarness {
  private final TestKey key = TestKey.ecdsa(1);
  private final TestKey other = TestKey.ecdsa(2);
  private final TestKey rsa = TestKey.rsa(3);

  @Test
  void aKeyThatAnEdgeMayNotUseIsNotFoundByIt() throws Exception {
    serve(Limits.DEFAULT, allow(entry("CN=edge-1", Set.of(key.ski()), 0)), key, other);
    EdgeClient client = connect();
    assertThat(client.ask(ecdsa(1, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    assertError(client.ask(ecdsa(2, other.ski())), KeylessError.KEY_NOT_FOUND);
    assertThat(log.entries().getLast().outcome()).isEqualTo(Outcome.NOT_ALLOWED);
    assertThat(log.entries().getLast().key()).isEqualTo(other.ski());
  }

  @Test
  void anOperationThatAnEdgeMayNotDoIsAnsweredAsIfTheKeyWereNotThere() throws Exception {
    Permission signing =
        new Permission(EdgeName.parse("CN=edge-1"), null, EnumSet.of(KeyUse.SIGN), 0);
    serve(Limits.DEFAULT, allow(signing), rsa);
    EdgeClient client = connect();
    assertThat(client.ask(request(1, Opcode.RSA_SIGN_SHA256, rsa.ski(), DIGEST)).code())
        .isEqualTo(Status.SUCCESS.code());
    assertError(
        client.ask(request(2, Opcode.RSA_DECRYPT, rsa.ski(), DIGEST)), KeylessError.KEY_NOT_FOUND);
  }

  @Test
  void anEdgeThatNoEntryNamesMayConnectAndUseNothing() throws Exception {
    serve(Limits.DEFAULT, allow(entry("CN=edge-2", null, 0)), key);
    EdgeClient client = connect();
    assertThat(client.ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    assertError(client.ask(ecdsa(1, key.ski())), KeylessError.KEY_NOT_FOUND);
    assertThat(log.next(ServerEvent.Kind.EDGE_WITHOUT_KEYS).edge()).isEqualTo("CN=edge-1");
  }

  @Test
  void beyondItsRateAnEdgeIsAnsweredWithAnErrorAtOnceOnAllItsConnections() throws Exception {
    serve(Limits.DEFAULT, allow(entry("CN=edge-1", null, 3), entry("CN=edge-2", null, 0)), key);
    EdgeClient client = connect();
    for (int id = 0; id < 3; id++) {
      assertThat(client.ask(ecdsa(id, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    }
    assertError(client.ask(ecdsa(4, key.ski())), KeylessError.INTERNAL);
    assertError(connect().ask(ecdsa(5, key.ski())), KeylessError.INTERNAL);
    assertThat(log.count(Outcome.RATE_LIMITED)).isEqualTo(2);
    EdgeClient unlimited = connect(edgeCa.issue(TestCa.Leaf.client("edge-2")));
    assertThat(unlimited.ask(ecdsa(1, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(client.ask(ecdsa(6, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
  }

  @Test
  void aReloadGivesAndTakesKeysAndEndsNoConnection() throws Exception {
    serve(key);
    EdgeClient client = connect();
    assertThat(client.ask(ecdsa(1, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    reload(serving.get().trust(), AccessList.EVERYBODY, other);
    assertError(client.ask(ecdsa(2, key.ski())), KeylessError.KEY_NOT_FOUND);
    assertThat(client.ask(ecdsa(3, other.ski())).code()).isEqualTo(Status.SUCCESS.code());
    reload(serving.get().trust(), allow(), other);
    assertError(client.ask(ecdsa(4, other.ski())), KeylessError.KEY_NOT_FOUND);
  }

  @Test
  void anOperationUnderWayEndsWithTheKeyItBeganWith() throws Exception {
    TestKey slow = TestKey.ecdsa(4).closed();
    serve(slow);
    EdgeClient client = connect();
    client.send(ecdsa(1, slow.ski()));
    dev.edgekeep.testing.Eventually.await("its beginning", () -> slow.begun() == 1);
    reload(serving.get().trust(), AccessList.EVERYBODY);
    slow.open();
    assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
  }

  @Test
  void anEdgeWhoseCertificateIsRevokedIsDisconnectedAndTheOthersAreNot() throws Exception {
    serve(key);
    Credential stolen = edgeCa.issue(TestCa.Leaf.client("edge-2"));
    EdgeClient thief = connect(stolen);
    EdgeClient client = connect();
    thief.ask(Message.ping(1, DIGEST));
    client.ask(Message.ping(1, DIGEST));
    SerialNumber serial = new SerialNumber(stolen.leaf().getSerialNumber());
    reload(trust(new Revoked(List.of(), SerialSet.of(serial))), AccessList.EVERYBODY, key);
    assertThat(thief.isAtEnd()).isTrue();
    ServerEvent event = log.next(ServerEvent.Kind.CONNECTION_ENDED);
    assertThat(event.reason()).isEqualTo("revoked");
    assertThat(event.serial()).isEqualTo(serial.toString());
    assertThat(client.ask(ecdsa(1, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
  }

  @Test
  void aRevocationListCountsAsWell() throws Exception {
    serve(key);
    EdgeClient client = connect();
    client.ask(Message.ping(1, DIGEST));
    String list = edgeCa.crlPem(Instant.now().plusSeconds(3_600), edge.leaf());
    Revoked revoked =
        new Revoked(
            PemFiles.revocationLists(list.getBytes(StandardCharsets.US_ASCII)), SerialSet.EMPTY);
    reload(trust(revoked), AccessList.EVERYBODY, key);
    assertThat(client.isAtEnd()).isTrue();
    assertThat(log.next(ServerEvent.Kind.CONNECTION_ENDED).reason()).isEqualTo("revoked");
  }

  /** A verdict never outlives its grounds. */
  @Test
  void aCertificateThatExpiresOnALiveConnectionEndsItAtTheNextRequest() throws Exception {
    serve(key);
    EdgeClient client = connect();
    assertThat(client.ask(ecdsa(1, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    now.set(now.get().plus(Duration.ofDays(2)));
    client.send(ecdsa(2, key.ski()));
    assertThat(client.isAtEnd()).isTrue();
    assertThat(log.next(ServerEvent.Kind.CONNECTION_ENDED).reason()).isEqualTo("expired");
    assertThat(log.count(Outcome.DONE)).isEqualTo(1);
  }

  private static AccessList allow(Permission... entries) {
    return new AccessList(List.of(entries));
  }

  private static Permission entry(
      String edge,
      @org.jspecify.annotations.Nullable Set<dev.edgekeep.keyless.SubjectKeyId> keys,
      int perSecond) {
    return new Permission(EdgeName.parse(edge), keys, EnumSet.allOf(KeyUse.class), perSecond);
  }
}
