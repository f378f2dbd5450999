package dev.edgekeep.cli.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands for nodes and message servers. */
class NodeCommandTest {
  private final ApiDouble api = new ApiDouble();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aNodeIsCreatedAndOnlyTheTokenIsOnStandardOutput() {
    api.on("POST /nodes", 201, "{\"name\":\"edge-1\",\"joinToken\":\"ek1.abc\"}");
    CommandRun made = api.run("node", "create", "edge-1", "--group", "eu", "--label", "rack=a");
    assertThat(made.status()).isZero();
    assertThat(made.out()).isEqualTo("ek1.abc\n");
    assertThat(api.last().body())
        .isEqualTo("{\"name\":\"edge-1\",\"group\":\"eu\",\"labels\":{\"rack\":\"a\"}}");
  }

  @Test
  void nodesAreListedDrainedAndRemoved() {
    api.on(
        "GET /nodes",
        200,
        "{\"items\":[{\"name\":\"edge-1\",\"group\":\"eu\",\"state\":\"connected\",\"version\":7}]}");
    CommandRun list = api.run("node", "list");
    assertThat(list.out()).contains("edge-1").contains("eu").contains("connected");
    api.on("POST /nodes/edge-1/drain", 200, "{\"name\":\"edge-1\"}");
    assertThat(api.run("node", "drain", "edge-1").status()).isZero();
    api.on("DELETE /nodes/edge-1/drain", 200, "{\"name\":\"edge-1\"}");
    assertThat(api.run("node", "undrain", "edge-1").status()).isZero();
    api.on("DELETE /nodes/edge-1", 204, "");
    assertThat(api.run("node", "remove", "edge-1").status()).isZero();
  }

  @Test
  void theConfigurationOfAMessageServerIsPrinted() {
    api.on(
        "GET /fleet/nats-config",
        200,
        "{\"configuration\":\"server_name: nats-1\\n\",\"nodeCa\":\"PEM\"}");
    CommandRun made = api.run("fleet", "nats-config");
    assertThat(made.status()).isZero();
    assertThat(made.out()).isEqualTo("server_name: nats-1\n");
  }
}
