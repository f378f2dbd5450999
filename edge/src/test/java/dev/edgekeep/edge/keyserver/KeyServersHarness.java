package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.edge.testing.RecordingKeyServerMetrics;
import dev.edgekeep.edge.testing.RecordingMetrics;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** Event loops, the client towards key servers on them, and key servers for it. */
final class KeyServersHarness implements AutoCloseable {
  private static final long LIMIT_SECONDS = 2 * Eventually.LIMIT.toSeconds();
  static final TestCa CA = TestCa.root("Key Server CA", KeyType.P_256);
  static final String NAME = "vault";
  static final SubjectKeyId KEY = SubjectKeyId.of(new byte[SubjectKeyId.LENGTH]);

  private static final Credential SERVER =
      CA.issue(
          TestCa.Leaf.server("keys.example.com")
              .named(
                  new GeneralName(GeneralName.dNSName, "keys.example.com"),
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
  private static final Credential EDGE = CA.issue(TestCa.Leaf.client("edge"));

  /**
   * Quick to try again. What a busy machine could bring about by being slow does not happen: no
   * answer is late, and a ping may take long.
   */
  static final Timeouts TIMEOUTS =
      Timeouts.DEFAULT
          .withRetries(Duration.ofMillis(20), Duration.ofMillis(200))
          .withPings(Duration.ofMillis(100), Eventually.LIMIT)
          .withLate(Eventually.LIMIT)
          .withRecovery(Duration.ofMillis(200), Duration.ofMillis(100))
          .withFailures(Eventually.LIMIT, Eventually.LIMIT);

  /** Times with which an answer is late after 100 ms, without pings. */
  static final Timeouts EAGER = late(Duration.ofMillis(100), TIMEOUTS.lastRetry());

  /** Late is what even a busy machine is not; who is late thrice is left alone for long. */
  static final Timeouts UNFORGIVING = late(Duration.ofSeconds(1), Eventually.LIMIT);

  final RecordingEvents events = new RecordingEvents();
  final RecordingKeyServerMetrics metrics;
  final MultiThreadIoEventLoopGroup loops;
  final KeyServers keyServers;
  private final List<ScriptedKeyServer> servers = new ArrayList<>();

  /** The outcome of an operation. One of the two is null. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(byte @Nullable [] value, @Nullable KeyServerFailure failure) {}

  KeyServersHarness() {
    this(1, TIMEOUTS);
  }

  private static Timeouts late(Duration late, Duration lastRetry) {
    return TIMEOUTS
        .withRetries(TIMEOUTS.firstRetry(), lastRetry)
        .withPings(Duration.ofHours(1), TIMEOUTS.pong())
        .withLate(late);
  }

  KeyServersHarness(int loopCount, Timeouts timeouts) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loops = new MultiThreadIoEventLoopGroup(loopCount, io);
    RecordingMetrics all = new RecordingMetrics();
    metrics = all.keyServer(NAME);
    keyServers =
        new KeyServers(
            loops,
            NameResolver.ofSystem(loops, warning -> {}),
            all,
            events,
            InstantSource.system(),
            timeouts);
  }

  /** A key server that answers, until it is told something else. */
  ScriptedKeyServer server(String... protocols) {
    return server(SERVER, CA.certificate(), protocols);
  }

  ScriptedKeyServer server(Credential identity, X509Certificate clientCa, String... protocols) {
    ScriptedKeyServer server = new ScriptedKeyServer(identity, clientCa, protocols);
    servers.add(server);
    return server;
  }

  static KeyServer config(ScriptedKeyServer... servers) {
    return config(Eventually.LIMIT, servers);
  }

  static KeyServer config(Duration timeout, ScriptedKeyServer... servers) {
    return new KeyServer(
        NAME,
        Stream.of(servers)
            .map(server -> new KeyServer.Address("127.0.0.1", server.port()))
            .toList(),
        identity(EDGE),
        List.of(Hosts.certificate(CA.certificate())),
        null,
        timeout);
  }

  static Identity identity(Credential credential) {
    return new Identity(
        credential.chain().stream().map(Hosts::certificate).toList(),
        new PrivateKeyDer(credential.key().getEncoded()));
  }

  /** Puts these in force, and waits until every event loop has a connection to every address. */
  KeyServer connected(KeyServer config, ScriptedKeyServer... to) {
    keyServers.retain(List.of(config));
    for (ScriptedKeyServer server : to) {
      Eventually.await(
          "a connection from each loop", () -> server.connections() >= loops.executorCount());
      Eventually.await("its ping", () -> server.pings() >= loops.executorCount());
      Eventually.await("an answer", () -> metrics.up.getOrDefault(server.address(), false));
    }
    return config;
  }

  EventLoop loop() {
    return (EventLoop) loops.iterator().next();
  }

  static KeyRequest request(byte... payload) {
    return new KeyRequest(
        Opcode.ECDSA_SIGN_SHA256,
        payload,
        KEY,
        null,
        "www.example.com",
        InetAddress.ofLiteral("192.0.2.1"),
        InetAddress.ofLiteral("192.0.2.2"),
        result -> null);
  }

  CompletableFuture<Outcome> begin(KeyServer config, byte... payload) {
    return begin(loop(), config, request(payload));
  }

  CompletableFuture<Outcome> begin(EventLoop loop, KeyServer config, KeyRequest request) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    keyServers
        .get(config)
        .perform(
            loop,
            request,
            new KeyOperations.Callback() {
              @Override
              public void done(byte[] value) {
                complete(new Outcome(value, null));
              }

              @Override
              public void failed(KeyServerFailure failure) {
                complete(new Outcome(null, failure));
              }

              private void complete(Outcome told) {
                if (!loop.inEventLoop()) {
                  outcome.completeExceptionally(new AssertionError("told on another thread"));
                } else if (!outcome.complete(told)) {
                  throw new AssertionError("told twice");
                }
              }
            });
    return outcome;
  }

  /** The value of a future, within a limit. */
  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** The value that an operation came to; fails when it failed. */
  byte[] value(KeyServer config, byte... payload) {
    Outcome outcome = await(begin(config, payload));
    byte[] value = outcome.value();
    if (value == null) {
      throw new AssertionError(String.valueOf(outcome.failure()));
    }
    return value;
  }

  /** Operations all have their results, and this one of the servers has been asked meanwhile. */
  void expectResults(KeyServer config, ScriptedKeyServer asked) {
    AtomicInteger count = new AtomicInteger();
    Eventually.await(
        "an operation that " + asked.address() + " is asked for",
        () -> {
          byte payload = (byte) count.incrementAndGet();
          assertThat(value(config, payload)).containsExactly(payload);
          return count.get() >= 10 && asked.asked() > 0;
        });
  }

  /** Why an operation failed; fails when it did not. */
  KeyServerFailure failure(KeyServer config, byte... payload) {
    KeyServerFailure failure = await(begin(config, payload)).failure();
    if (failure == null) {
      throw new AssertionError("the operation was done");
    }
    return failure;
  }

  @Override
  public void close() {
    keyServers.close();
    loops.shutdownGracefully(50, 5_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    servers.forEach(ScriptedKeyServer::close);
  }
}
