package dev.edgekeep.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every change leaves a record of who made it, from where, and what it was before and after. */
class AuditTest extends ControlHarness {
  @ParameterizedTest
  @EnumSource
  void aChangeIsRecordedWithBeforeAndAfter(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:1\"]}");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:2\"]}");
    Reply audit = api.get("/audit?kind=origin");
    assertThat(audit.json().at("/items").findValuesAsString("action"))
        .containsExactly("update", "create");
    assertThat(audit.text("/items/0/before/servers/0")).isEqualTo("http://127.0.0.1:1");
    assertThat(audit.text("/items/0/after/servers/0")).isEqualTo("http://127.0.0.1:2");
    assertThat(audit.text("/items/0/by/name")).isEqualTo("first administrator");
    assertThat(audit.text("/items/0/by/address")).isEqualTo("127.0.0.1");
    assertThat(audit.text("/items/0/version")).isEqualTo("2");
    assertThat(api.get("/audit?object=example.com").json().at("/items")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasRefusedLeavesNone(Databases database) {
    ApiClient api = start(database);
    int before = api.get("/audit").json().at("/items").size();
    api.post("/sites", "{\"name\": \"*\"}");
    api.delete("/sites/none.example");
    assertThat(api.get("/audit").json().at("/items")).hasSize(before);
  }
}
