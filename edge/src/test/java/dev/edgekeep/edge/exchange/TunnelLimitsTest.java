package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.path.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that may open a WebSocket, and how long it stays open. */
final class TunnelLimitsTest {
  private static final int CANCEL = 8;
  private static final String UPGRADE =
      """
      GET /chat HTTP/1.1\r
      Host: www.example.com\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws IOException {
    origin = WebSocketOrigin.echoing();
    serve(Mode.REQUIRE);
    is(Verdict.VERIFIED);
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
    edge.close();
  }

  private void serve(Mode mode) {
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()), mode));
  }

  /** Sets the verdict of every client. */
  private void is(Verdict verdict) {
    edge.verdicts = host -> new ClientVerdict(verdict, List.of(), List.of(), null, "why not");
  }

  private RawClient open() throws IOException {
    RawClient client = new RawClient(edge);
    client.send(UPGRADE);
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    assertThat(client.send("hello").body(5)).isEqualTo("hello");
    return client;
  }

  private RawHttp2Client openHttp2() throws IOException {
    RawHttp2Client client = new RawHttp2Client(edge);
    connect(client);
    assertThat(client.decode(client.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
    client.data(1, false, "hello");
    assertThat(client.next(RawHttp2Client.DATA).payload()).isEqualTo("hello");
    return client;
  }

  private static void connect(RawHttp2Client client) throws IOException {
    client.headers(
        1, false, RawHttp2Client.add(RawHttp2Client.request("CONNECT"), ":protocol", "websocket"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"REVOKED", "EXPIRED", "UNTRUSTED"})
  void aClientThatIsLetInNoMoreLosesItsConnectionAtOnce(Verdict verdict) throws Exception {
    try (RawClient client = open()) {
      is(verdict);
      edge.tunnels.recheck();
      assertThat(client.isClosedByEdge()).isTrue();
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.outcome()).isEqualTo("refused");
      assertThat(entry.status()).isEqualTo(101);
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
      assertThat(event.verdict()).isEqualTo(verdict);
      assertThat(event.detail()).contains("WebSocket").contains("why not");
      assertThat(event.requestId()).isEqualTo(entry.requestId());
      Eventually.await("the end of the origin's connection", () -> origin.ended() == 1);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  @Test
  void overHttp2ItLosesTheStreamAndTheConnectionGoesOn() throws Exception {
    edge.serve(
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()), Mode.REQUIRE),
        EdgeHarness.host("open.example.com", EdgeHarness.origin(origin.port()), Mode.OFF));
    try (RawHttp2Client client = openHttp2()) {
      is(Verdict.REVOKED);
      edge.tunnels.recheck();
      RawHttp2Client.Frame reset = client.next(RawHttp2Client.RST_STREAM);
      assertThat(reset.streamId()).isEqualTo(1);
      assertThat(reset.errorCode()).isEqualTo(CANCEL);
      assertThat(edge.nextEntry().outcome()).isEqualTo("refused");
      client.headers(3, true, RawHttp2Client.request("GET").authority("unknown.example.com"));
      assertThat(client.response().head().status()).hasToString("421");
    }
  }

  /** Nobody says when a certificate expires: the clock does. */
  @Test
  void nobodyNeedsToSaySo() throws Exception {
    try (RawClient client = open()) {
      is(Verdict.EXPIRED);
      assertThat(client.isClosedByEdge()).isTrue();
    }
  }

  @Test
  void aTunnelOfAHostThatIsGoneEnds() throws Exception {
    try (RawClient client = open()) {
      edge.hosts = HostTable.EMPTY;
      edge.tunnels.recheck();
      assertThat(client.isClosedByEdge()).isTrue();
      assertThat(edge.nextEntry().outcome()).isEqualTo("refused");
    }
  }

  @Test
  void tunnelsOfOthersGoOn() throws Exception {
    try (RawClient client = open()) {
      edge.tunnels.recheck();
      assertThat(client.send("again").body(5)).isEqualTo("again");
    }
  }

  @Test
  void whereCertificatesAreOnlyAskedForItGoesOn() throws Exception {
    serve(Mode.REQUEST);
    try (RawClient client = open()) {
      is(Verdict.REVOKED);
      edge.tunnels.recheck();
      assertThat(client.send("again").body(5)).isEqualTo("again");
    }
  }

  @Test
  void aClientThatIsRevokedBeforeTheOriginAnswersGetsNoTunnel() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch revoked = new CountDownLatch(1);
    try (TestOrigin slow =
            new TestOrigin((head, in, out) -> {
              asked.countDown();
              await(revoked);
              WebSocketOrigin.write(out, WebSocketOrigin.switchingProtocols(head));
              return in.read() >= 0;
            });
        RawClient client = new RawClient(edge)) {
      edge.serve(
          EdgeHarness.host("www.example.com", EdgeHarness.origin(slow.port()), Mode.REQUIRE));
      client.send(UPGRADE);
      await(asked);
      is(Verdict.REVOKED);
      edge.tunnels.recheck();
      revoked.countDown();
      assertThat(client.head()).startsWith("HTTP/1.1 403 ");
      Eventually.await("the end of the origin's connection", () -> slow.ended() == 1);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoIsNotLetInIsRefusedBeforeTheOriginHearsOfIt() throws Exception {
    is(Verdict.UNTRUSTED);
    try (RawClient client = new RawClient(edge);
        RawHttp2Client http2 = new RawHttp2Client(edge)) {
      assertThat(client.send(UPGRADE).head()).startsWith("HTTP/1.1 403 ");
      connect(http2);
      assertThat(http2.response().head().status()).hasToString("403");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void aRuleBlocksItBeforeTheOriginHearsOfItOverBothProtocols() throws Exception {
    String when = "any(lower(http.request.headers[\"upgrade\"][*])[*] contains \"websocket\")";
    assertThat(java.nio.file.Files.readString(java.nio.file.Path.of("../docs/guide/websocket.md")))
        .contains(when);
    Rule rule = new Rule("no sockets", expression(when), RuleAction.Block.FORBIDDEN, true, null);
    edge.rules = RuleBook.EMPTY.next(List.of(rule));
    try (RawClient client = new RawClient(edge);
        RawHttp2Client http2 = new RawHttp2Client(edge)) {
      assertThat(client.send(UPGRADE).response()).startsWith("HTTP/1.1 403 ");
      assertThat(edge.nextEntry().rule()).isEqualTo("no sockets");
      connect(http2);
      assertThat(http2.response().head().status()).hasToString("403");
      assertThat(edge.nextEntry().rule()).isEqualTo("no sockets");
      assertThat(origin.hasHeads()).isFalse();
      assertThat(edge.rules.rules().getFirst().matches()).as("counted once each").isEqualTo(2);
    }
  }

  private static RuleExpression expression(String text) {
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> read;
      case ParseResult.Invalid<RuleExpression>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  @Test
  void aTunnelInWhichNothingMovesIsClosed() throws Exception {
    edge.limits = idleAfter(Duration.ofSeconds(3));
    try (RawClient client = open()) {
      assertThat(client.isClosedByEdge()).isTrue();
      assertThat(edge.nextEntry().outcome()).isEqualTo("idle");
      Eventually.await("the end of the origin's connection", () -> origin.ended() == 1);
    }
  }

  @Test
  void aTunnelIsHeldToNoTimeLimitOfRequestsAndConnections() throws Exception {
    Limits all = Limits.DEFAULT;
    edge.limits =
        new Limits(
            all.handshakeTimeout(),
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            all.tunnelIdleTimeout(),
            all.drainTimeout(),
            all.headerBytes(),
            all.maxConcurrentStreams(),
            all.connections(),
            all.connectionsPerAddress());
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.origin(
                dev.edgekeep.snapshot.Origin.LoadBalancing.ROUND_ROBIN,
                Duration.ofSeconds(3),
                origin.port())));
    try (RawClient client = open();
        RawHttp2Client http2 = openHttp2();
        RawClient idle = new RawClient(edge)) {
      assertThat(idle.isClosedByEdge()).as("by the limit of connections").isTrue();
      // The sweep that closed it has seen the others seconds without a byte.
      assertThat(client.send("again").body(5)).isEqualTo("again");
      http2.data(1, false, "again");
      assertThat(http2.next(RawHttp2Client.DATA).payload()).isEqualTo("again");
    }
  }

  private static Limits idleAfter(Duration idle) {
    Limits all = Limits.DEFAULT;
    return new Limits(
        all.handshakeTimeout(),
        all.requestHeaderTimeout(),
        all.idleTimeout(),
        idle,
        all.drainTimeout(),
        all.headerBytes(),
        all.maxConcurrentStreams(),
        all.connections(),
        all.connectionsPerAddress());
  }

  @Test
  void drainingLetsTunnelsGoOnUntilTheyAreClosed() throws Exception {
    try (RawClient client = open();
        RawHttp2Client http2 = openHttp2()) {
      edge.drain();
      assertThat(client.send("again").body(5)).isEqualTo("again");
      http2.data(1, false, "again");
      assertThat(http2.next(RawHttp2Client.DATA).payload()).isEqualTo("again");
      edge.tunnels.closeAll();
      assertThat(client.isClosedByEdge()).isTrue();
      assertThat(http2.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(CANCEL);
      assertThat(edge.nextEntry().outcome()).isEqualTo("edge");
      assertThat(edge.nextEntry().outcome()).isEqualTo("edge");
    }
  }
}
