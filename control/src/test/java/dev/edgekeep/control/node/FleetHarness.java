package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.config.FleetSettings;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.NatsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A control plane with nodes on other machines, over a real message server. */
abstract class FleetHarness extends SiteHarness {
  private final List<FeedNode> nodes = new ArrayList<>();
  private @Nullable NatsServer server;

  @BeforeEach
  void startMessageServer() throws IOException {
    server = NatsServer.start(Files.createDirectory(folder.resolve("nats")));
  }

  @AfterEach
  void stopMessageServer() {
    nodes.forEach(FeedNode::close);
    stop();
    nats().close();
  }

  final NatsServer nats() {
    if (server == null) {
      throw new IllegalStateException("start it first");
    }
    return server;
  }

  @Override
  protected ControlConfig adapted(ControlConfig config) {
    return config.toBuilder()
        .fleet(new FleetSettings(List.of(nats().url()), null, List.of(), 1, List.of()))
        .build();
  }

  final String token(ApiClient api, String name, String group) {
    Reply made = api.post("/nodes", "{\"name\": \"%s\", \"group\": \"%s\"}".formatted(name, group));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/name")).isEqualTo(name);
    return made.text("/joinToken");
  }

  final FeedNode node(String name, String group) {
    return started(FeedNode.started(api(), token(api(), name, group)));
  }

  final FeedNode started(FeedNode node) {
    nodes.add(node);
    return node;
  }

  /** Puts a host, and waits until it is deployed. */
  final long put(ApiClient api, String name, String more) {
    Reply made =
        api.put(
            SITE + "/hosts/" + name + "?wait=deployed",
            "{\"certificate\": \"%s\", \"origin\": \"app\"%s}".formatted(certificate, more));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    return Long.parseLong(made.header("X-Deployment").orElseThrow());
  }

  static boolean serves(FeedNode node, String host) {
    return node.inForce.snapshot().hosts().containsKey(new HostPattern(host));
  }

  static String state(ApiClient api, String node) {
    return api.get("/nodes/" + node).text("/state");
  }

  static void awaitState(ApiClient api, String node, String state) {
    Eventually.await(node + " is " + state, () -> state(api, node).equals(state));
  }
}
