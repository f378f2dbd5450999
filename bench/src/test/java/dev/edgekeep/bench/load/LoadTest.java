package dev.edgekeep.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.bench.load.Profile.Protocol;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every type of load on a server in this process, for a moment. */
@Timeout(300)
class LoadTest {
  private static final Duration MOMENT = Duration.ofMillis(150);

  @TempDir Path directory;

  private final LoadLoop loop = new LoadLoop();
  private Credentials credentials;
  private TestServer server;

  @BeforeEach
  void startServer() throws Exception {
    credentials = Credentials.make(directory);
    server = TestServer.start(loop, credentials);
  }

  @AfterEach
  void stopServer() {
    server.close();
    loop.close();
  }

  @Test
  void everyHandshakeIsAFullOneUnlessSessionsAreResumed() throws Exception {
    try (Connector connector = connector(Protocol.HTTP_1, false);
        HandshakeLoad load = new HandshakeLoad(connector, 2)) {
      Outcome outcome = load.run(MOMENT);

      assertThat(outcome.operations()).isPositive().isEqualTo(connector.fullHandshakes());
      assertThat(outcome.perSecond().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(outcome.operations());
    }
  }

  @Test
  void sessionsAreResumedAfterTheFirstHandshakes() throws Exception {
    try (Connector connector = connector(Protocol.HTTP_1, true);
        HandshakeLoad load = new HandshakeLoad(connector, 1)) {
      load.run(MOMENT);
      Outcome outcome = load.run(MOMENT);

      assertThat(outcome.operations()).isPositive();
      assertThat(connector.fullHandshakes()).isEqualTo(1);
    }
  }

  @Test
  void requestsFollowEachOtherOverHttp1() throws Exception {
    try (Connector connector = connector(Protocol.HTTP_1, false);
        KeepAliveLoad load = KeepAliveLoad.open(connector, 3, 1)) {
      assertThat(operations(load, 3)).isGreaterThan(3);
      assertThat(load.run(MOMENT).latencies().quantile(0.5)).isPositive();
      assertThat(connector.fullHandshakes()).isEqualTo(3);
    }
  }

  @Test
  void requestsFollowEachOtherOverHttp2() throws Exception {
    try (Connector connector = connector(Protocol.HTTP_2, false);
        KeepAliveLoad load = KeepAliveLoad.open(connector, 1, 4)) {
      assertThat(operations(load, 4)).isGreaterThan(4);
    }
  }

  @Test
  void largeBodiesAreSentAndRead() throws Exception {
    Request request = new Request(Credentials.P256_HOST, 1 << 20, 1 << 20);
    try (Connector connector = connector(request, credentials.p256(), Protocol.HTTP_1, false);
        KeepAliveLoad load = KeepAliveLoad.open(connector, 1, 1)) {
      assertThat(load.run(MOMENT).operations()).isPositive();
    }
  }

  @Test
  void aPacedLoadKeepsItsRate() throws Exception {
    try (Connector connector = connector(Protocol.HTTP_1, false);
        PacedLoad load = PacedLoad.open(connector, 4, 1, 100)) {
      // The requests of one second at this rate, the same in every run.
      long operations = load.run(Duration.ofSeconds(1)).operations();
      while (operations < 70) {
        // The machine was busy with other work.
        operations = load.run(Duration.ofSeconds(1)).operations();
      }
      assertThat(operations).isLessThan(130);
    }
  }

  @Test
  void aPacedLoadMayBeRunAgain() throws Exception {
    try (Connector connector = connector(Protocol.HTTP_1, false);
        PacedLoad load = PacedLoad.open(connector, 4, 1, 200)) {
      for (int run = 0; run < 5; run++) {
        assertThat(load.run(MOMENT).operations()).isPositive();
      }
    }
  }

  @Test
  void anotherServersCertificateFailsTheRun() throws Exception {
    Request request = Request.small(Credentials.P256_HOST);
    try (Connector connector = connector(request, credentials.rsa(), Protocol.HTTP_1, false);
        HandshakeLoad load = new HandshakeLoad(connector, 1)) {
      assertThatThrownBy(() -> load.run(MOMENT))
          .isInstanceOf(IOException.class)
          .rootCause()
          .hasMessageContaining("CN=bench server");
    }
  }

  /**
   * Runs in short steps until the load has done at least this number of operations; returns the
   * number.
   */
  static long operations(Load load, long atLeast) throws Exception {
    long operations = 0;
    while (operations <= atLeast) {
      operations += load.run(MOMENT).operations();
    }
    return operations;
  }

  private Connector connector(Protocol protocol, boolean resume) throws IOException {
    Request request = Request.small(Credentials.P256_HOST);
    return connector(request, credentials.p256(), protocol, resume);
  }

  private Connector connector(
      Request request, Credential expected, Protocol protocol, boolean resume) throws IOException {
    Credential client = credentials.client();
    return new Connector(
        loop,
        server.address(),
        new Profile.Http(request, expected.certificate(), protocol, resume),
        new Identity(client.certificate(), client.privateKey()));
  }
}
