package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client certificates are found, revoked, activated again and removed. */
class RevokingTest extends ClientCaTests {
  @ParameterizedTest
  @EnumSource
  void aRevokedCertificateSaysWhenAndWhy(Databases database) {
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    Reply revoked = revoke(api, issued, "{\"reason\": \"keyCompromise\"}");
    assertThat(revoked.text("/status")).isEqualTo("revoked");
    assertThat(revoked.text("/reason")).isEqualTo("keyCompromise");
    assertThat(revoked.text("/revokedAt")).isNotEmpty();
    assertThat(revoked.header("X-Deployment")).isPresent();
    Reply activated = api.post(PATH + "/" + issued.text("/id") + "/activate", "");
    assertThat(activated.status()).isEqualTo(200);
    assertThat(activated.text("/status")).isEqualTo("active");
    assertThat(activated.json().has("reason")).isFalse();
  }

  @Test
  void revokingAgainForTheSameReasonChangesNothing() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    Reply first = revoke(api, issued, "");
    clock.advance(Duration.ofHours(1));
    Reply again = revoke(api, issued, "{}");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("X-Deployment")).isEmpty();
    Reply corrected = revoke(api, issued, "{\"reason\": \"superseded\"}");
    assertThat(corrected.text("/revokedAt")).isEqualTo(first.text("/revokedAt"));
    assertThat(corrected.text("/reason")).isEqualTo("superseded");
  }

  @Test
  void reasonsThatNoClientHasAreRefused() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String path = PATH + "/" + issue(api, "{\"keyType\": \"p256\"}").text("/id") + "/revoke";
    for (String reason : List.of("cACompromise", "removeFromCRL", "because")) {
      Reply refused = api.post(path, "{\"reason\": \"%s\"}".formatted(reason));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text("/errors/0/path")).isEqualTo("reason");
    }
    assertThat(api.post(PATH + "/none/revoke", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void onlyARevokedCertificateIsRemoved(Databases database) {
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    String path = PATH + "/" + issued.text("/id");
    Reply refused = api.delete(path);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("revoke it first");
    revoke(api, issued, "");
    assertThat(api.delete(path).status()).isEqualTo(204);
    assertThat(api.get(path).status()).isEqualTo(404);
    assertThat(api.delete("/sites/example.com").status()).isEqualTo(204);
  }

  @Test
  void aChangeOfSomethingElseThanWasSeenIsRefused() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    String path = PATH + "/" + issued.text("/id");
    revoke(api, issued, "");
    String seen = issued.header("ETag").orElseThrow();
    assertThat(api.post(path + "/activate", "", "If-Match", seen).status()).isEqualTo(412);
    String current = api.get(path).header("ETag").orElseThrow();
    assertThat(api.post(path + "/activate", "", "If-Match", current).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void certificatesAreFoundByStatusSerialExpiryAndText(Databases database) {
    ApiClient api = startWithSite(database);
    Reply alice = issue(api, "{\"keyType\": \"p256\", \"subject\": \"CN=Alice 100%,O=Example\"}");
    Reply bob =
        issue(
            api,
            """
            {"keyType": "p256", "subject": "CN=Bob", "validityDays": 10,
             "subjectAltNames": ["email:bob@mail.example"]}\
            """);
    Reply carol = issue(api, "{\"keyType\": \"p256\", \"subject\": \"CN=Carol\"}");
    revoke(api, carol, "");
    assertThat(ids(api, "")).containsExactlyInAnyOrder(id(alice), id(bob), id(carol));
    assertThat(ids(api, "?status=active")).containsExactlyInAnyOrder(id(alice), id(bob));
    assertThat(ids(api, "?status=revoked")).containsExactly(id(carol));
    assertThat(ids(api, "?serial=" + bob.text("/serial"))).containsExactly(id(bob));
    String upper = bob.text("/serial").replace(":", "").toUpperCase(java.util.Locale.ROOT);
    assertThat(ids(api, "?serial=" + upper)).containsExactly(id(bob));
    assertThat(ids(api, "?q=MAIL.example")).containsExactly(id(bob));
    assertThat(ids(api, "?q=100%25")).containsExactly(id(alice));
    assertThat(ids(api, "?q=l_c")).isEmpty();
    String soon = clock.instant().plus(Duration.ofDays(30)).toString();
    assertThat(ids(api, "?expiresBefore=" + soon)).containsExactly(id(bob));
    clock.advance(Duration.ofDays(11));
    assertThat(ids(api, "?status=expired")).containsExactly(id(bob));
    assertThat(ids(api, "?status=active")).containsExactly(id(alice));
    assertThat(api.get(PATH + "/" + id(bob)).text("/status")).isEqualTo("expired");
  }

  @Test
  void filtersThatAreMalformedAreTold() {
    ApiClient api = startWithSite(Databases.SQLITE);
    for (String filter : List.of("status=good", "serial=xyz", "expiresBefore=soon", "limit=0")) {
      Reply refused = api.get(PATH + "?" + filter);
      assertThat(refused.status()).as(filter).isEqualTo(422);
      assertThat(refused.text("/errors/0/path")).isEqualTo(filter.replaceAll("=.*", ""));
    }
  }

  @Test
  void listsComeInPages() {
    ApiClient api = startWithSite(Databases.SQLITE);
    for (int i = 0; i < 5; i++) {
      issue(api, "{\"keyType\": \"p256\"}");
    }
    Reply first = api.get(PATH + "?limit=3");
    assertThat(first.json().get("items")).hasSize(3);
    Reply second = api.get(PATH + "?limit=3&cursor=" + first.text("/next"));
    assertThat(second.json().get("items")).hasSize(2);
    assertThat(second.json().has("next")).isFalse();
  }

  private static String id(Reply issued) {
    return issued.text("/id");
  }

  private static List<String> ids(ApiClient api, String query) {
    return api.get(PATH + query).json().get("items").findValuesAsString("id");
  }
}
