package dev.edgekeep.control.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.testing.KeyType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rights of a token that is limited to a site, decided for every route of the API. A new route
 * needs a decision here.
 */
class SiteTokenRoutesTest extends SiteHarness {
  private static final List<String> ROLES = List.of("viewer", "operator", "admin");

  /** The records that a route is about. */
  private enum Decision {
    /** Those of the site in the path: other sites are not found. */
    OF_SITE,
    /** Those of the account: refused, whatever the role. */
    REFUSED,
    /** A list or record of the account, of which the token sees what concerns its site. */
    FILTERED,
    /** Published to everybody, with or without a token. */
    PUBLIC
  }

  private static final Map<String, Decision> DECISIONS = decisions();

  private static Map<String, Decision> decisions() {
    Map<String, Decision> all = new LinkedHashMap<>();
    decide(
        all,
        Decision.FILTERED,
        "GET /accounts",
        "GET /accounts/{account}",
        "GET /tokens",
        "GET /sites",
        "GET /certificates",
        "GET /certificates/{id}",
        "GET /deployments",
        "GET /deployments/{version}",
        "GET /events",
        "GET /events/counts",
        "GET /hosts",
        "GET /sessions",
        "GET /users",
        "DELETE /sessions/{session}",
        "GET /client-ca");
    decide(
        all,
        Decision.REFUSED,
        "POST /accounts",
        "PATCH /accounts/{account}",
        "POST /tokens",
        "DELETE /tokens/{token}",
        "GET /audit",
        "POST /sites",
        "DELETE /sites/{site}",
        "GET /key-servers",
        "POST /key-servers",
        "GET /key-servers/{keyServer}",
        "PUT /key-servers/{keyServer}",
        "POST /key-servers/{keyServer}/check",
        "DELETE /key-servers/{keyServer}",
        "GET /nodes",
        "POST /nodes",
        "GET /nodes/{node}",
        "DELETE /nodes/{node}",
        "POST /nodes/{node}/drain",
        "DELETE /nodes/{node}/drain",
        "GET /fleet/nats-config",
        "GET /traffic",
        "GET /traffic/key-servers",
        "PUT /users/{user}/rights",
        "DELETE /users/{user}",
        "DELETE /users/{user}/sessions",
        "GET /users/{user}/certificates",
        "DELETE /users/{user}/certificates/{certificate}",
        "POST /console-links",
        "POST /certificates",
        "PUT /certificates/{id}",
        "DELETE /certificates/{id}",
        "POST /client-ca",
        "POST /client-ca/rotate",
        "GET /rules",
        "POST /rules",
        "PUT /rules",
        "PUT /rules/order",
        "POST /rules/check",
        "POST /rules/test",
        "GET /rules/{rule}",
        "PUT /rules/{rule}",
        "DELETE /rules/{rule}");
    decide(
        all,
        Decision.PUBLIC,
        "GET /client-ca/crl",
        "GET /client-ca/crl/{issuer}",
        "GET /client-ca/issuers/{issuer}",
        "POST /ocsp",
        "GET /ocsp/{request}",
        "POST /nodes/join");
    for (String operation :
        List.of(
            "GET /sites/{site}",
            "GET /sites/{site}/origins",
            "GET /sites/{site}/origins/{origin}",
            "PUT /sites/{site}/origins/{origin}",
            "DELETE /sites/{site}/origins/{origin}",
            "GET /sites/{site}/hosts",
            "GET /sites/{site}/hosts/{host}",
            "PUT /sites/{site}/hosts/{host}",
            "DELETE /sites/{site}/hosts/{host}",
            "POST /sites/{site}/hosts/{host}/why",
            "GET /sites/{site}/client-certificates",
            "POST /sites/{site}/client-certificates",
            "GET /sites/{site}/client-certificates/{id}",
            "DELETE /sites/{site}/client-certificates/{id}",
            "POST /sites/{site}/client-certificates/{id}/revoke",
            "POST /sites/{site}/client-certificates/{id}/activate",
            "GET /sites/{site}/client-ca/hosts",
            "PUT /sites/{site}/client-ca/hosts",
            "POST /sites/{site}/client-ca/hosts",
            "DELETE /sites/{site}/client-ca/hosts/{host}",
            "GET /sites/{site}/client-cas",
            "POST /sites/{site}/client-cas",
            "GET /sites/{site}/client-cas/{id}",
            "PUT /sites/{site}/client-cas/{id}",
            "POST /sites/{site}/client-cas/{id}/intermediates",
            "DELETE /sites/{site}/client-cas/{id}",
            "GET /sites/{site}/client-cas/{id}/hosts",
            "PUT /sites/{site}/client-cas/{id}/hosts",
            "POST /sites/{site}/client-cas/{id}/hosts",
            "DELETE /sites/{site}/client-cas/{id}/hosts/{host}",
            "GET /sites/{site}/rules",
            "GET /sites/{site}/rules/matches",
            "POST /sites/{site}/rules",
            "PUT /sites/{site}/rules",
            "PUT /sites/{site}/rules/order",
            "POST /sites/{site}/rules/check",
            "POST /sites/{site}/rules/test",
            "GET /sites/{site}/rules/{rule}",
            "PUT /sites/{site}/rules/{rule}",
            "DELETE /sites/{site}/rules/{rule}")) {
      decide(all, Decision.OF_SITE, operation);
    }
    return all;
  }

  private static void decide(Map<String, Decision> all, Decision decision, String... operations) {
    for (String operation : operations) {
      all.put(operation, decision);
    }
  }

  private final Map<String, ApiClient> callers = new LinkedHashMap<>();
  private String otherCertificate = "";
  private String otherToken = "";
  private long otherVersion;

  @BeforeEach
  void aSiteWithTokensAndAnotherOne() {
    startSite(Databases.SQLITE);
    putHost("www.example.com", "");
    api().put(SITE + "/client-ca/hosts", hosts("www.example.com"));
    for (String role : ROLES) {
      Reply made =
          api()
              .post(
                  "/tokens",
                  "{\"name\": \"%1$s\", \"role\": \"%1$s\", \"site\": \"example.com\"}"
                      .formatted(role));
      callers.put(role, api().as(made.text("/token")));
    }
    api().post("/sites", "{\"name\": \"secret.example\"}");
    api().put("/sites/secret.example/origins/app", "{\"servers\": [\"http://192.0.2.1:9000\"]}");
    otherCertificate = upload(KeyType.P_256, "www.secret.example");
    Reply host =
        api()
            .put(
                "/sites/secret.example/hosts/www.secret.example",
                "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(otherCertificate));
    otherVersion = Long.parseLong(host.header("X-Deployment").orElseThrow());
    otherToken =
        api()
            .post(
                "/tokens",
                "{\"name\": \"secret\", \"role\": \"viewer\", \"site\": \"secret.example\"}")
            .text("/id");
  }

  @Test
  void everyRouteHasADecision() {
    Set<String> routes = new TreeSet<>(control().operations());
    assertThat(DECISIONS.keySet()).containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void whatIsOfTheAccountIsRefusedForEveryRole() {
    List<String> let = new ArrayList<>();
    with(
        Decision.REFUSED,
        (operation, caller) -> {
          Reply reply = call(caller, operation, "example.com");
          if (reply.status() != 403) {
            let.add(operation + " " + reply.status());
          }
        });
    assertThat(let).isEmpty();
  }

  @Test
  void aSiteOfOthersIsNotFoundUnderAnyRoute() {
    List<String> let = new ArrayList<>();
    String id = api().get("/sites/secret.example").text("/id");
    with(
        Decision.OF_SITE,
        (operation, caller) -> {
          for (String site : List.of("secret.example", id)) {
            Reply other = call(caller, operation, site);
            Reply none = call(caller, operation, "nowhere.example");
            boolean same =
                other.status() == none.status()
                    && other
                        .text("/detail")
                        .equals(none.text("/detail").replace("nowhere.example", site));
            if (!same || (other.status() != 404 && other.status() != 403)) {
              let.add("%s %s: %d, %d".formatted(operation, site, other.status(), none.status()));
            }
          }
        });
    assertThat(let).isEmpty();
  }

  @Test
  void listsOfTheAccountShowNothingOfOtherSites() {
    List<String> told = new ArrayList<>();
    with(
        Decision.FILTERED,
        (operation, caller) -> {
          if (!operation.contains("{")) {
            Reply reply = call(caller, operation, "");
            String body = new String(reply.bytes(), StandardCharsets.UTF_8);
            if (body.contains("secret") || body.contains(otherCertificate)) {
              told.add(operation + " " + body);
            }
          }
        });
    assertThat(told).isEmpty();
    callers
        .values()
        .forEach(caller -> {
          assertThat(caller.get("/deployments/" + otherVersion).status()).isEqualTo(404);
          assertThat(caller.get("/certificates/" + otherCertificate).status()).isEqualTo(404);
          assertThat(caller.get("/sites?limit=1").json().has("next")).isFalse();
          assertThat(caller.get("/certificates").json().at("/items").findValuesAsString("id"))
              .containsExactly(certificate);
          assertThat(caller.get("/deployments").json().at("/items")).isNotEmpty();
          assertThat(caller.get("/accounts").json().at("/items").findValuesAsString("name"))
              .containsExactly("default");
        });
    ApiClient admin = Objects.requireNonNull(callers.get("admin"));
    assertThat(admin.get("/tokens").json().at("/items").findValuesAsString("name"))
        .containsExactlyInAnyOrderElementsOf(ROLES);
    assertThat(admin.delete("/tokens/" + otherToken).status()).isEqualTo(403);
  }

  /** A call that is right in its form, so that only the token speaks against it. */
  private interface Check {
    void of(String operation, ApiClient caller);
  }

  private void with(Decision decision, Check check) {
    DECISIONS.forEach((operation, decided) -> {
      if (decided == decision) {
        callers.values().forEach(caller -> check.of(operation, caller));
      }
    });
  }

  private Reply call(ApiClient caller, String operation, String site) {
    String[] words = operation.split(" ", 2);
    String path =
        words[1]
            .replace("{site}", site)
            .replace("{account}", "default")
            .replace("{version}", "1")
            .replaceAll("\\{[a-zA-Z]+}", "some");
    return caller.call(words[0], path, words[0].equals("GET") ? null : "{}");
  }
}
