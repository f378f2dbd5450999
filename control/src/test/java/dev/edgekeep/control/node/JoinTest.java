package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may create nodes, and who may join as one. */
class JoinTest extends FleetHarness {
  @ParameterizedTest
  @EnumSource
  void aTokenIsGoodForOneMachineWhichMayRepeatItsCall(Databases database) {
    startSite(database);
    String token = token(api(), "edge-1", "default");
    FeedNode machine = new FeedNode(token);
    assertThat(machine.join(api()).status()).isEqualTo(200);
    assertThat(machine.join(api()).status()).isEqualTo(200);
    FeedNode other = new FeedNode(token);
    Reply refused = other.join(api());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("/detail")).contains("join token is not valid");
    assertThat(state(api(), "edge-1")).isEqualTo("joining");
    clock.advance(Duration.ofMinutes(61));
    assertThat(machine.join(api()).status()).isEqualTo(403);
  }

  @Test
  void aTokenThatHasExpiredOrIsForgedLetsNobodyIn() {
    startSite(Databases.SQLITE);
    String token = token(api(), "edge-1", "default");
    FeedNode machine = new FeedNode(token);
    String forged = machine.request.json().replaceFirst("\"secret\":\"....", "\"secret\":\"AAAA");
    assertThat(api().as(null).post("/nodes/join", forged).status()).isEqualTo(403);
    clock.advance(Duration.ofMinutes(61));
    assertThat(machine.join(api()).status()).isEqualTo(403);
  }

  @Test
  void onlyAdministratorsOfTheFirstAccountManageNodes() {
    startSite(Databases.SQLITE);
    String body = "{\"name\": \"edge-1\"}";
    Reply tenant = api().post("/accounts", "{\"name\": \"tenant\"}");
    ApiClient asTenant = api().as(tenant.text("/token"));
    assertThat(asTenant.get("/nodes").status()).isEqualTo(200);
    assertThat(asTenant.post("/nodes", body).status()).isEqualTo(403);
    assertThat(api().post("/nodes", body, "Edgekeep-Account", "tenant").status()).isEqualTo(403);
    Reply operator = api().post("/tokens", "{\"name\": \"o\", \"role\": \"operator\"}");
    assertThat(api().as(operator.text("/token")).post("/nodes", body).status()).isEqualTo(403);
    assertThat(token(api(), "edge-1", "default")).startsWith("ek1.");
    assertThat(asTenant.delete("/nodes/edge-1").status()).isEqualTo(403);
    assertThat(asTenant.post("/nodes/edge-1/drain", "").status()).isEqualTo(403);
    assertThat(asTenant.get("/fleet/nats-config").status()).isEqualTo(403);
    assertThat(api().post("/nodes", body).status()).isEqualTo(409);
    assertThat(api().post("/nodes", "{\"name\": \"edge\"}").status()).isEqualTo(409);
  }

  @Test
  void badNamesGroupsAndLabelsAreToldAllAtOnce() {
    startSite(Databases.SQLITE);
    Reply refused =
        api()
            .post(
                "/nodes",
                "{\"name\": \"Edge_1\", \"group\": \"EU\", \"labels\": {\"a b\": \"x\"}, \"more\":"
                    + " 1}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors").size()).isEqualTo(4);
  }

  @Test
  void aRemovedMachineDoesNotJoinWithItsOldKeys() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    assertThat(api().delete("/nodes/edge-1").status()).isEqualTo(204);
    assertThat(node.join(api()).status()).isEqualTo(403);
    Reply audit = api().get("/audit?kind=node");
    assertThat(audit.json().at("/items").findValuesAsString("action"))
        .contains("create", "join", "delete");
  }
}
