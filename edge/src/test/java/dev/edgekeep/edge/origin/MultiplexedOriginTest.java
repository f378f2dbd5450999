package dev.edgekeep.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.origin.MuxProtocol.FrameType;
import dev.edgekeep.edge.origin.check.HealthChecks;
import dev.edgekeep.edge.testing.RecordingMetrics;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An origin that speaks another protocol than HTTP/1.1, with many streams on a connection: pools,
 * balancing and attempts are the same.
 */
class MultiplexedOriginTest {
  private final Transport transport = Transport.start("mux-test", 1);
  private final EventLoop loop = transport.loops().next();
  private final MuxServer server = new MuxServer(transport, 2);
  private final OriginPools pools =
      new OriginPools(
          origin -> new MuxProtocol(),
          NameResolver.ofSystem(transport.loops(), warning -> {}),
          server -> {
            throw new AssertionError("no key server is needed");
          },
          new Deadlines(),
          new RecordingMetrics(),
          100);
  private final OriginPool pool = pool(Origin.LoadBalancing.ROUND_ROBIN, server.port());

  MultiplexedOriginTest() throws IOException {}

  @Test
  void aNodeChecksLessOftenWhenItsOriginsWantTooManyChecks() {
    List<String> warnings = new ArrayList<>();
    HealthChecks checks = new HealthChecks(pools, transport.loops(), warnings::add);
    Map<String, Origin> origins = new HashMap<>();
    for (int i = 0; i < 6; i++) {
      origins.put("o" + i, checkedTwoHundredTimes("o" + i));
      pools.retain(origins);
      checks.retain(origins);
    }
    checks.close();
    assertThat(warnings)
        .containsExactly(
            "the origins want 1,200 health checks in a second, and a node makes 1,000: every"
                + " interval is 1.2 times as long as configured");
  }

  private static Origin checkedTwoHundredTimes(String name) {
    List<Origin.Server> servers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      servers.add(new Origin.Server(false, "127.0.0.1", 1 + i));
    }
    HealthCheck check =
        new HealthCheck(
            new HealthCheck.Tcp(), Duration.ofMillis(100), Duration.ofMillis(100), 1, 1);
    return new Origin(name, servers, OriginPolicy.DEFAULT.withHealthCheck(check), null);
  }

  @AfterEach
  void stop() {
    server.close();
    transport.stop();
  }

  private OriginPool pool(Origin.LoadBalancing balancing, int... ports) {
    List<Origin.Server> servers =
        Arrays.stream(ports).mapToObj(port -> new Origin.Server(false, "127.0.0.1", port)).toList();
    Origin origin = new Origin("app", servers, balancing, Eventually.LIMIT, Eventually.LIMIT, null);
    return onLoop(() -> pools.pool(origin, loop));
  }

  private <T> T onLoop(Callable<T> what) {
    return loop.submit(what).syncUninterruptibly().getNow();
  }

  private TestCall get(String target) {
    return TestCall.start(pool, TestRequest.get(target), loop);
  }

  /** A connection whose server has said how many streams it takes. */
  private void connect() throws Exception {
    TestCall first = get("/first");
    server.next().answer("a");
    assertThat(first.response()).isEqualTo("200 a end");
    assertThat(server.next().type()).as("the end of the request").isEqualTo(FrameType.END);
  }

  private MuxServer.Frame next(FrameType type) throws InterruptedException {
    return server.next(type);
  }

  @Test
  void streamsOfOneConnectionEndInAnyOrder() throws Exception {
    connect();
    TestCall one = get("/one");
    TestCall two = get("/two");
    MuxServer.Frame first = next(FrameType.HEAD);
    MuxServer.Frame second = next(FrameType.HEAD);
    assertThat(first.payload()).isEqualTo("GET www.example.com/one");
    second.answer("2");
    assertThat(two.response()).isEqualTo("200 2 end");
    first.answer("1");
    assertThat(one.response()).isEqualTo("200 1 end");
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void requestsThatComeTogetherWaitForOneConnection() throws Exception {
    TestCall[] calls =
        onLoop(() -> {
          TestCall[] started = new TestCall[2];
          for (int i = 0; i < started.length; i++) {
            started[i] = TestCall.startHere(pool, TestRequest.get("/" + i), loop);
          }
          return started;
        });
    next(FrameType.HEAD).answer("a");
    next(FrameType.HEAD).answer("b");
    assertThat(calls[0].response()).isEqualTo("200 a end");
    assertThat(calls[1].response()).isEqualTo("200 b end");
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void aRequestThatFindsNoRoomGetsAnotherConnection() throws Exception {
    connect();
    get("/one");
    get("/two");
    next(FrameType.HEAD);
    next(FrameType.HEAD);
    TestCall three = get("/three");
    next(FrameType.HEAD).answer("3");
    assertThat(three.response()).isEqualTo("200 3 end");
    assertThat(server.connections).hasSize(2);
  }

  /** A server that accepts connections and never does its part of the TLS handshake. */
  @Test
  void aRequestThatIsGivenUpWhileItWaitsForAConnectionLeavesAtOnce() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"))) {
      Origin origin =
          new Origin(
              "silent",
              List.of(new Origin.Server(true, "127.0.0.1", silent.getLocalPort())),
              Origin.LoadBalancing.ROUND_ROBIN,
              Eventually.LIMIT,
              Eventually.LIMIT,
              null);
      OriginPool waited = onLoop(() -> pools.pool(origin, loop));
      TestCall first = TestCall.start(waited, TestRequest.get("/1"), loop);
      TestCall second = TestCall.start(waited, TestRequest.get("/2"), loop);
      assertThat(onLoop(() -> waited.server(0).requests())).isEqualTo(2);
      first.cancel();
      assertThat(onLoop(() -> waited.server(0).requests())).isEqualTo(1);
      second.cancel();
      assertThat(onLoop(() -> waited.server(0).requests())).isZero();
    }
  }

  @Test
  void aServerThatAllowsMoreStreamsGetsThem() throws Exception {
    connect();
    TestCall one = get("/one");
    get("/two");
    MuxServer.Frame first = next(FrameType.HEAD);
    next(FrameType.HEAD);
    first.reply(FrameType.SETTINGS, 3);
    first.reply(FrameType.HEAD, "200");
    assertThat(one.next()).isEqualTo("200");
    TestCall three = get("/three");
    next(FrameType.HEAD).answer("3");
    assertThat(three.response()).isEqualTo("200 3 end");
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void aRefusedRequestIsSentAgain() throws Exception {
    connect();
    TestCall call = get("/");
    next(FrameType.HEAD).reply(FrameType.RESET, "");
    next(FrameType.HEAD).answer("a");
    assertThat(call.response()).isEqualTo("200 a end");
  }

  @Test
  void aRequestIsSentAgainOnceOnly() throws Exception {
    connect();
    TestCall call = get("/");
    next(FrameType.HEAD).reply(FrameType.RESET, "");
    next(FrameType.HEAD).reply(FrameType.RESET, "");
    assertThat(call.next()).isEqualTo("failed: CLOSED, it refused the request");
  }

  @Test
  void aRefusedRequestWhoseBodyHasBegunIsNotSentAgain() throws Exception {
    connect();
    TestCall call = TestCall.start(pool, TestRequest.upload("/"), loop);
    MuxServer.Frame head = next(FrameType.HEAD);
    call.body("a");
    head.reply(FrameType.RESET, "");
    assertThat(call.next()).isEqualTo("failed: CLOSED, it refused the request");
  }

  @Test
  void aRefusedRequestWhoseBodyHasNotBegunIsSentAgain() throws Exception {
    connect();
    TestCall.start(pool, TestRequest.upload("/"), loop);
    next(FrameType.HEAD).reply(FrameType.RESET, "");
    assertThat(next(FrameType.HEAD).payload()).startsWith("POST");
  }

  @Test
  void aServerThatGoesAwayEndsWhatItProcesses() throws Exception {
    connect();
    TestCall one = get("/one");
    TestCall two = get("/two");
    MuxServer.Frame first = next(FrameType.HEAD);
    next(FrameType.HEAD);
    first.reply(FrameType.GO_AWAY, "");
    MuxServer.Frame again = next(FrameType.HEAD);
    assertThat(again.payload()).isEqualTo("GET www.example.com/two");
    assertThat(again.channel()).isNotSameAs(first.channel());
    again.answer("2");
    assertThat(two.response()).isEqualTo("200 2 end");
    first.answer("1");
    assertThat(one.response()).isEqualTo("200 1 end");
    Eventually.await("the old connection ends", () -> !first.channel().isActive());
  }

  @Test
  void aLostConnectionFailsAllItsStreams() throws Exception {
    connect();
    TestCall one = get("/one");
    TestCall two = get("/two");
    MuxServer.Frame first = next(FrameType.HEAD);
    next(FrameType.HEAD);
    first.channel().close();
    assertThat(one.next()).isEqualTo("failed: CLOSED, the connection was lost");
    assertThat(two.next()).isEqualTo("failed: CLOSED, the connection was lost");
    TestCall three = get("/three");
    next(FrameType.HEAD).answer("3");
    assertThat(three.response()).isEqualTo("200 3 end");
  }

  @Test
  void aSlowServerStopsTheRequest() throws Exception {
    connect();
    TestCall call = TestCall.start(pool, TestRequest.upload("/"), loop);
    MuxServer.Frame head = next(FrameType.HEAD);
    call.body("0123456789abcdefghij");
    assertThat(server.next().payload()).isEqualTo("0123456789abcdef");
    call.with(stream -> assertThat(stream.isWritable()).isFalse());
    head.reply(FrameType.GRANT, 8);
    assertThat(call.next()).isEqualTo("writable");
    call.with(stream -> {
      assertThat(stream.isWritable()).isTrue();
      stream.end(null);
      stream.flush();
    });
    assertThat(server.next().payload()).isEqualTo("ghij");
    assertThat(server.next().type()).isEqualTo(FrameType.END);
  }

  @Test
  void aSlowClientStopsTheServerOfItsStreamOnly() throws Exception {
    connect();
    TestCall slow = TestCall.start(pool, TestRequest.upload("/slow"), loop);
    MuxServer.Frame head = next(FrameType.HEAD);
    slow.with(OriginStream::pause);
    head.reply(FrameType.HEAD, "200");
    head.reply(FrameType.DATA, "0123");
    assertThat(slow.next()).isEqualTo("200");
    assertThat(slow.next()).isEqualTo("0123");
    TestCall other = get("/other");
    MuxServer.Frame otherHead = server.next();
    assertThat(otherHead.type()).as("nothing was granted").isEqualTo(FrameType.HEAD);
    otherHead.answer("b");
    assertThat(other.response()).isEqualTo("200 b end");
    slow.with(OriginStream::resume);
    assertThat(next(FrameType.GRANT).payload()).isEqualTo("1");
    assertThat(next(FrameType.GRANT).payload()).isEqualTo("4");
  }

  @Test
  void aStreamThatIsGivenUpLeavesTheConnectionToTheOthers() throws Exception {
    connect();
    TestCall one = get("/one");
    TestCall two = get("/two");
    next(FrameType.HEAD);
    MuxServer.Frame second = next(FrameType.HEAD);
    one.with(OriginStream::abort);
    next(FrameType.RESET);
    second.answer("2");
    assertThat(two.response()).isEqualTo("200 2 end");
    TestCall three = get("/three");
    next(FrameType.HEAD).answer("3");
    assertThat(three.response()).isEqualTo("200 3 end");
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void theServerWithTheFewestStreamsIsChosen() throws Exception {
    try (MuxServer other = new MuxServer(transport, 2)) {
      OriginPool two = pool(Origin.LoadBalancing.LEAST_REQUESTS, server.port(), other.port());
      for (int i = 0; i < 4; i++) {
        TestCall.start(two, TestRequest.get("/" + i), loop);
      }
      next(FrameType.HEAD);
      next(FrameType.HEAD);
      other.next(FrameType.HEAD);
      other.next(FrameType.HEAD);
    }
  }

  @Test
  void theNextServerIsTriedWhereOneCannotBeReached() throws Exception {
    MuxServer gone = new MuxServer(transport, 2);
    OriginPool two = pool(Origin.LoadBalancing.ROUND_ROBIN, gone.port(), server.port());
    gone.close();
    Eventually.await("it listens no more", () -> !gone.isOpen());
    for (int i = 0; i < 2; i++) {
      TestCall call = TestCall.start(two, TestRequest.get("/"), loop);
      next(FrameType.HEAD).answer("a");
      assertThat(call.response()).endsWith("200 a end");
    }
  }
}
