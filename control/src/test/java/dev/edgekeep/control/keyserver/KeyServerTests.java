package dev.edgekeep.control.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.config.KeyServerChecks;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.json.JsonMapper;

/** A control plane, and real key servers on loopback. */
abstract class KeyServerTests extends ControlHarness {
  static final String VAULT = "/key-servers/vault";

  final TestCa serverCa = TestCa.root("Key server CA", KeyType.P_256);
  final TestCa edgeCa = TestCa.root("Edge CA", KeyType.P_256);
  final TestCa hosts = TestCa.root("Host CA", KeyType.P_256);
  final Credential edge = edgeCa.issue(Leaf.client("edge-1"));
  final Credential host = hosts.issue(Leaf.server("www.example.com"));
  final Credential rsaHost = hosts.issue(Leaf.server("www.example.com").of(KeyType.RSA_2048));

  /** Nothing that a busy machine does is slow. */
  KeyServerChecks checks = new KeyServerChecks(Duration.ofSeconds(60), Duration.ofSeconds(30));

  /** The time that key servers have for each answer; long, where a test is not about it. */
  int patienceMillis = 60_000;

  private final List<AutoCloseable> open = new ArrayList<>();

  @Override
  protected KeyServerChecks keyServers() {
    return checks;
  }

  final ApiClient startNow(Databases database) {
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    return start(database);
  }

  /** Tenants may have key servers on loopback: where those of these tests are. */
  @Override
  protected ControlConfig adapted(ControlConfig config) {
    return config.toBuilder().allowedToTenants(List.of(AddressRange.parse("127.0.0.0/8"))).build();
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  final <T extends AutoCloseable> T remember(T closeable) {
    open.add(closeable);
    return closeable;
  }

  /** A port that stays ours, bound and deaf, also while nobody listens there. */
  private int reservedPort() throws IOException {
    Socket deaf = remember(new Socket());
    deaf.setReuseAddress(true);
    deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return deaf.getLocalPort();
  }

  /** A key server with these keys, at a port of an earlier one or, where that is 0, its own. */
  final KeyServer keyServer(int port, Credential... keys) {
    try {
      Path home = Files.createTempDirectory(folder, "keyserver");
      Credential identity = serverCa.issue(Leaf.server("localhost"));
      Files.writeString(home.resolve("keyserver.pem"), identity.chainPem());
      Files.writeString(home.resolve("keyserver.key"), identity.keyPem());
      Files.writeString(home.resolve("edge-ca.pem"), edgeCa.pem());
      Path folderOfKeys = Files.createDirectory(home.resolve("keys"));
      for (int i = 0; i < keys.length; i++) {
        Files.writeString(folderOfKeys.resolve(i + ".key"), keys[i].keyPem());
      }
      Path file = home.resolve("keyserver.yaml");
      Files.writeString(
          file,
          """
          version: 1
          listen: {address: "127.0.0.1:%d"}
          identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
          trust: {file: edge-ca.pem}
          keys: [{directory: keys}]
          logs: {audit: {file: audit.log}, events: {file: event.log}}
          """
              .formatted(port == 0 ? reservedPort() : port));
      return remember(KeyServer.start(ConfigSource.file(file), KeyServer.Options.of("test")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (dev.edgekeep.keyserver.KeyServerRefusedException e) {
      throw new AssertionError(e);
    }
  }

  static String address(KeyServer server) {
    return "127.0.0.1:" + server.address().getPort();
  }

  /** Makes or replaces the record, with the identity that key servers let in. */
  final void put(ApiClient api, String... addresses) {
    put(api, edge, serverCa, addresses);
  }

  final void put(ApiClient api, Credential identity, TestCa trust, String... addresses) {
    String list =
        Arrays.stream(addresses)
            .map(KeyServerTests::quoted)
            .collect(Collectors.joining(", ", "[", "]"));
    Reply made =
        api.put(
            VAULT,
            """
            {"addresses": %s, "identity": {"chain": %s, "key": %s}, "trust": %s,
             "serverName": "localhost", "timeoutMillis": %d}
            """
                .formatted(
                    list,
                    quoted(identity.chainPem()),
                    quoted(identity.keyPem()),
                    quoted(trust.pem()),
                    patienceMillis));
    assertThat(made.status()).isBetween(200, 201);
  }

  /** Uploads the chain alone; its id. */
  static String keyless(ApiClient api, Credential server) {
    Reply made = upload(api, server);
    assertThat(made.status()).isEqualTo(201);
    return made.text("/id");
  }

  static Reply upload(ApiClient api, Credential server) {
    return api.post("/certificates", keylessBody(server));
  }

  static String keylessBody(Credential server) {
    return JsonMapper.shared()
        .writeValueAsString(Map.of("chain", server.chainPem(), "keyServer", "vault"));
  }

  static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  static Reply check(ApiClient api) {
    Reply checked = api.post(VAULT + "/check", "{}");
    assertThat(checked.status()).isEqualTo(200);
    return checked;
  }
}
