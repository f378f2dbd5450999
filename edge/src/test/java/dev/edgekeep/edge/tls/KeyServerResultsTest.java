package dev.edgekeep.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.keyserver.KeyServers;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.edge.testing.RecordingKeyServerMetrics;
import dev.edgekeep.edge.testing.RecordingMetrics;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real handshakes, many at once, with key servers that answer wrongly or have too much to do. */
class KeyServerResultsTest {
  private static final String NAME = "www.example.com";
  private static final TestCa CA = TestCa.root("Key Server CA", KeyType.P_256);
  private static final Credential SERVER =
      CA.issue(
          TestCa.Leaf.server("keys.example.com")
              .named(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
  private static final Credential EDGE = CA.issue(TestCa.Leaf.client("edge"));

  @TempDir private Path folder;

  private final RecordingEvents events = new RecordingEvents();
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final KeyServers keyServers =
      new KeyServers(
          loops,
          NameResolver.ofSystem(loops, warning -> {}),
          metrics,
          events,
          InstantSource.system());
  private final ScriptedKeyServer bad = new ScriptedKeyServer(SERVER, CA.certificate());
  private final ScriptedKeyServer good = new ScriptedKeyServer(SERVER, CA.certificate());

  @AfterEach
  void close() {
    keyServers.close();
    bad.close();
    good.close();
    loops.shutdownGracefully(50, 1_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  /** Wrong answers of a key server. */
  enum Fault {
    RANDOM_BYTES {
      @Override
      void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line) throws Exception {
        byte[] result = result(request, key);
        ThreadLocalRandom.current().nextBytes(result);
        line.send(Message.success(request.id(), result));
      }
    },
    OTHER_DIGEST {
      @Override
      void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line) throws Exception {
        byte[] other = request.payload().clone();
        other[other.length - 1] ^= 1;
        line.send(Message.success(request.id(), LocalKeys.perform(opcode(request), other, key)));
      }
    },
    OTHER_KEY {
      @Override
      void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line) throws Exception {
        KeyType type =
            KeyType.valueOf(
                switch (key.getAlgorithm()) {
                  case "RSA" -> "RSA_2048";
                  case "EC" -> "P_256";
                  default -> "ED25519";
                });
        PrivateKey other;
        do {
          other = TestCa.root("Another owner", type).issue(TestCa.Leaf.server("x").of(type)).key();
        } while (opcode(request) == Opcode.RSA_DECRYPT && !isBelowModulus(request, other));
        line.send(Message.success(request.id(), result(request, other)));
      }
    },
    SHORTER {
      @Override
      void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line) throws Exception {
        byte[] whole = result(request, key);
        line.send(Message.success(request.id(), Arrays.copyOf(whole, whole.length - 1)));
      }
    },
    LONGER {
      @Override
      void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line) throws Exception {
        byte[] whole = result(request, key);
        line.send(Message.success(request.id(), Arrays.copyOf(whole, whole.length + 1)));
      }
    },
    WITHOUT_PAYLOAD {
      @Override
      void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line) throws Exception {
        line.send(Message.success(request.id(), new byte[0]));
      }
    };

    abstract void answer(Message request, PrivateKey key, ScriptedKeyServer.Line line)
        throws Exception;
  }

  /** RSA decrypts only numbers below the modulus of its key (RFC 8017 §5.1.2). */
  private static boolean isBelowModulus(Message request, PrivateKey key) {
    BigInteger ciphertext = new BigInteger(1, request.payload());
    return ciphertext.compareTo(((RSAPrivateKey) key).getModulus()) < 0;
  }

  private static Opcode opcode(Message request) {
    return Opcode.of(request.code()).orElseThrow();
  }

  private static byte[] result(Message request, PrivateKey key) {
    return LocalKeys.perform(opcode(request), request.payload(), key);
  }

  private static ScriptedKeyServer.Script honest(PrivateKey key) {
    return (request, line) -> line.send(Message.success(request.id(), result(request, key)));
  }

  private static KeyServer config(Duration timeout, ScriptedKeyServer... servers) {
    return new KeyServer(
        "vault",
        Stream.of(servers)
            .map(server -> new KeyServer.Address("127.0.0.1", server.port()))
            .toList(),
        new Identity(
            EDGE.chain().stream().map(Hosts::certificate).toList(),
            new PrivateKeyDer(EDGE.key().getEncoded())),
        List.of(Hosts.certificate(CA.certificate())),
        null,
        timeout);
  }

  private static Credential server(KeyType type) {
    return TestCa.root("Server root", type).issue(TestCa.Leaf.server(NAME).of(type));
  }

  private TlsHarness edge(Credential credential, KeyServer vault) {
    Host host = Hosts.keyless(Hosts.host(NAME, Hosts.auth(ClientAuth.Mode.OFF), credential), vault);
    TlsHarness edge = new TlsHarness(host);
    edge.keys = keyServers.get(vault);
    return edge;
  }

  private RecordingKeyServerMetrics counted() {
    return metrics.keyServer("vault");
  }

  /** The number of handshakes that came to nothing. */
  private static int failures(TlsHarness edge, int count) {
    AtomicInteger failed = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(
            clients.submit(() -> {
              if (!handshake(edge)) {
                failed.incrementAndGet();
              }
            }));
      }
      for (Future<?> one : all) {
        one.get(2, TimeUnit.MINUTES);
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
    return failed.get();
  }

  private static boolean handshake(TlsHarness edge) {
    try (SSLSocket socket = TrustingClient.connect(edge.address(), NAME)) {
      socket.startHandshake();
      socket.getOutputStream().write('x');
      return socket.getInputStream().readAllBytes().length > 0;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Fault.class)
  void aWrongResultIsAskedForElsewhereWithinTheHandshakeAndCountsAgainstItsAddress(Fault fault)
      throws Exception {
    for (KeyType type : List.of(KeyType.P_256, KeyType.RSA_2048, KeyType.ED25519)) {
      Credential credential = server(type);
      bad.does((request, line) -> fault.answer(request, credential.key(), line));
      good.does(honest(credential.key()));
      KeyServer vault = config(Duration.ofSeconds(60), bad, good);
      try (TlsHarness edge = edge(credential, vault)) {
        Eventually.await(
            "the bad one is asked",
            () -> {
              assertThat(failures(edge, 4)).as("%s %s", fault, type).isZero();
              return counted().failures.contains(bad.address() + " wrong");
            });
        assertThat(counted().up).containsEntry(bad.address(), false);
        assertThat(events.next(EdgeEvent.Kind.KEY_SERVER_DOWN).detail())
            .startsWith("key server vault: " + bad.address() + " gave a wrong result for the key ");
        assertThat(counted().failures).doesNotContain(good.address() + " wrong");
        keyServers.retain(List.of()).run();
      }
      counted().failures.clear();
      events.clear();
    }
  }

  /** RSA key exchange: the key server decrypts the premaster secret (RFC 5246 §7.4.7.1). */
  @ParameterizedTest(name = "{0}")
  @EnumSource(Fault.class)
  void aWrongDecryptionIsAskedForElsewhereWithinTheHandshake(Fault fault) throws Exception {
    Credential credential = server(KeyType.RSA_2048);
    bad.does((request, line) -> fault.answer(request, credential.key(), line));
    good.does(honest(credential.key()));
    try (TlsHarness edge = compatible(credential, config(Duration.ofSeconds(60), bad, good))) {
      Eventually.await(
          "the bad one is asked",
          () -> {
            assertThat(keyExchange(edge)).contains("verdict=absent").doesNotContain("alert");
            return counted().failures.contains(bad.address() + " wrong");
          });
      assertThat(bad.nextRequest().code()).isEqualTo(Opcode.RSA_DECRYPT.code());
      assertThat(counted().failures).doesNotContain(good.address() + " wrong");
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Fault.class)
  void aWrongDecryptionOfTheOnlyKeyServerEndsTheHandshake(Fault fault) throws Exception {
    Credential credential = server(KeyType.RSA_2048);
    bad.does((request, line) -> fault.answer(request, credential.key(), line));
    try (TlsHarness edge = compatible(credential, config(Duration.ofSeconds(60), bad))) {
      assertThat(keyExchange(edge)).contains("alert internal error").doesNotContain("verdict=");
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .startsWith("key-server: wrong-result: ")
          .contains(bad.address() + " gave a wrong result");
    }
  }

  private TlsHarness compatible(Credential credential, KeyServer vault) {
    Host host = Hosts.keyless(Hosts.host(NAME, Hosts.auth(ClientAuth.Mode.OFF), credential), vault);
    TlsPolicy policy =
        new TlsPolicy(
            TlsPolicy.Version.TLS_1_2, TlsPolicy.Version.TLS_1_2, CipherSuites.COMPATIBLE);
    TlsHarness edge = new TlsHarness(Hosts.with(host, host.certificates(), policy));
    edge.keys = keyServers.get(vault);
    return edge;
  }

  private String keyExchange(TlsHarness edge) {
    return OpenSslClient.of(edge.address(), NAME, folder)
        .with("-tls1_2", "-cipher", "AES128-GCM-SHA256")
        .get(NAME, "/")
        .output();
  }

  @Test
  void whereAllResultsAreWrongTheEventNamesEachAddressAndWhatWasWrong() throws Exception {
    Credential credential = server(KeyType.P_256);
    bad.does((request, line) -> Fault.RANDOM_BYTES.answer(request, credential.key(), line));
    good.does((request, line) -> Fault.OTHER_DIGEST.answer(request, credential.key(), line));
    try (TlsHarness edge = edge(credential, config(Duration.ofSeconds(60), bad, good))) {
      assertThat(failures(edge, 1)).isOne();
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(event.detail())
          .startsWith("key-server: wrong-result: key server vault gave no result")
          .contains(bad.address() + " gave a wrong result")
          .contains(good.address() + " gave a wrong result")
          .contains("does not verify with the certificate's key");
      assertThat(counted().outcomes).containsExactly("wrong-result");
    }
  }

  @Test
  void anAddressThatGivesRightResultsAgainIsUpAgain() throws Exception {
    Credential credential = server(KeyType.P_256);
    bad.does((request, line) -> Fault.RANDOM_BYTES.answer(request, credential.key(), line));
    try (TlsHarness edge = edge(credential, config(Duration.ofSeconds(60), bad))) {
      assertThat(failures(edge, 1)).isOne();
      assertThat(counted().up).containsEntry(bad.address(), false);
      bad.does(honest(credential.key()));
      Eventually.await(
          "it is up",
          () -> {
            assertThat(failures(edge, 1)).isZero();
            return counted().up.getOrDefault(bad.address(), false);
          });
      assertThat(events.next(EdgeEvent.Kind.KEY_SERVER_UP).detail())
          .endsWith(bad.address() + " gives right results again");
    }
  }

  /** As many as a key server takes for keys on tokens of one connection. */
  @ParameterizedTest
  @CsvSource({"300, 128", "60, 1", "40, 0"})
  void aKeyServerThatHasTooMuchToDoFailsNoHandshakeWhileTimeIsLeft(int count, int most)
      throws Exception {
    Credential credential = server(KeyType.P_256);
    Semaphore room = new Semaphore(Math.max(1, most));
    AtomicInteger refusals = new AtomicInteger();
    bad.does((request, line) -> {
      boolean isFirst = most == 0 && refusals.get() < 3;
      if (isFirst || !room.tryAcquire()) {
        refusals.incrementAndGet();
        line.send(Message.error(request.id(), KeylessError.INTERNAL));
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
        honest(credential.key()).request(request, line);
      } finally {
        room.release();
      }
    });
    KeyServer vault = config(Duration.ofSeconds(60), bad);
    try (TlsHarness edge = edge(credential, vault)) {
      assertThat(failures(edge, count)).isZero();
      assertThat(counted().outcomes).containsOnly("done");
      assertThat(counted().up).containsEntry(bad.address(), true);
    }
  }

  @Test
  void anErrorThatSaysNotWhichFailsAtOnce() throws Exception {
    Credential credential = server(KeyType.P_256);
    bad.does((request, line) ->
        line.send(new Message(request.id(), 0xff, new byte[0], null, null, null, null, null)));
    try (TlsHarness edge = edge(credential, config(Duration.ofSeconds(60), bad))) {
      assertThat(failures(edge, 1)).isOne();
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .contains("refused")
          .contains(bad.address() + " answered with an error that it does not name");
    }
  }
}
