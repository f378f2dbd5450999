package dev.edgekeep.control.testing;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.ControlPlane;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.api.ApiLimits;
import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.config.KeyServerChecks;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenAuthentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A control plane on loopback, with a node that records what it is given. */
public abstract class ControlHarness {
  protected static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String MASTER_KEY = "00112233445566778899aabbccddeeff".repeat(2);

  @TempDir protected Path folder;

  protected final TestClock clock = new TestClock(NOW);
  protected final RecordingNode node = new RecordingNode("edge");
  protected final List<String> log = new CopyOnWriteArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Contract contract = Contract.load();

  /** Takes what would happen on the node. */
  protected Consumer<Event> events = event -> {};

  private @Nullable StoreLocation location;
  private @Nullable ControlPlane control;
  private final List<ControlPlane> others = new ArrayList<>();

  /** Starts one with a new database; the answer calls it as the first administrator. */
  protected final ApiClient start(Databases database) {
    location = database.create(folder);
    return restart();
  }

  /** Starts one with a database that is there. */
  protected final ApiClient start(StoreLocation database) {
    location = database;
    return restart();
  }

  /** Starts it again with the database that was used before. */
  protected final ApiClient restart() {
    stop();
    StoreLocation database = location;
    if (database == null) {
      throw new IllegalStateException("start one first");
    }
    try {
      ControlPlane started = ControlPlane.start(config(database), options());
      control = started;
      String token = Files.readString(folder.resolve("admin.token")).strip();
      return new ApiClient(http, started.url(), token, contract);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one more over the same database, with a node of its own. */
  protected final ApiClient startAnother(RecordingNode itsNode) {
    StoreLocation database = location;
    if (database == null) {
      throw new IllegalStateException("start one first");
    }
    try {
      ControlPlane started =
          ControlPlane.start(
              config(database),
              new ControlPlane.Options(
                  (first, sink) -> {
                    itsNode.begin(first);
                    return List.of(itsNode);
                  },
                  clock,
                  log::add,
                  apiLimits(),
                  features()));
      others.add(started);
      String token = Files.readString(folder.resolve("admin.token")).strip();
      return new ApiClient(http, started.url(), token, contract);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ControlPlane.Options options() {
    return new ControlPlane.Options(
        (first, sink) -> {
          node.begin(first);
          events = sink;
          List<Node> nodes = new ArrayList<>(List.of(node));
          nodes.addAll(moreNodes());
          return nodes;
        },
        clock,
        log::add,
        apiLimits(),
        features());
  }

  private ControlConfig config(StoreLocation database) {
    return adapted(
        ControlConfig.of(
                new ApiEndpoint(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, true),
                database,
                masterKey(),
                folder.resolve("admin.token"))
            .limits(limits())
            .clientCa(clientCaKeys())
            .keyServers(keyServers())
            .build());
  }

  /** The configuration of a test. */
  protected ControlConfig adapted(ControlConfig config) {
    return config;
  }

  /** The key that encrypts every secret in the store. */
  protected MasterKeySource masterKey() {
    return new MasterKeySource.Plain(new Secret.Given(MASTER_KEY));
  }

  /** Nodes beside the first one. */
  protected List<RecordingNode> moreNodes() {
    return List.of();
  }

  /** The limits of calls: generous, because tests are quick. */
  protected TokenAuthentication.Limits limits() {
    return new TokenAuthentication.Limits(1_000, Duration.ofMinutes(1), 100_000);
  }

  /** The limits of resources that callers of the API use. */
  protected ApiLimits apiLimits() {
    return ApiLimits.ofThisProcess();
  }

  /** Features beside those of the program. */
  protected ControlPlane.MoreFeatures features() {
    return base -> List.of();
  }

  /** The places of the keys of client CAs. */
  protected ClientCaKeys clientCaKeys() {
    return ClientCaKeys.IN_STORE;
  }

  /** The settings of checks of key servers: a busy machine is not slow. */
  protected KeyServerChecks keyServers() {
    return new KeyServerChecks(Duration.ofSeconds(60), Duration.ofSeconds(30));
  }

  protected final ControlPlane control() {
    ControlPlane running = control;
    if (running == null) {
      throw new IllegalStateException("start one first");
    }
    return running;
  }

  @AfterEach
  protected final void stop() {
    others.forEach(ControlPlane::close);
    others.clear();
    if (control != null) {
      control.close();
      control = null;
    }
  }
}
