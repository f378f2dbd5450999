package dev.edgekeep.control.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record that cannot be read takes the hosts that need it out of service, and nothing else
 * (invariants 9 and 11).
 */
class UnreadableRecordsTest extends SiteHarness {
  private static final String OTHER = "/sites/other.example";
  private static final HostPattern DAMAGED = new HostPattern("www.example.com");
  private static final HostPattern SOUND = new HostPattern("www.other.example");
  private static final TestCa PARTNERS = TestCa.root("Partners", KeyType.P_256);
  private static final Credential EDGE = PARTNERS.issue(Leaf.client("edge"));

  /** A damaged record, the statement that damages it, and the path at which the API says so. */
  enum Damage {
    CHAIN(
        "UPDATE certificate SET chain = 'garbage' WHERE id = '%s'", "/certificates", "certificate"),
    CUT_CHAIN(
        "UPDATE certificate SET chain = substr(chain, 1, 200) WHERE id = '%s'",
        "/certificates", "certificate"),
    KEY(
        "UPDATE certificate SET private_key = x'0011223344' WHERE id = '%s'",
        "/certificates", "certificate"),
    KEY_OF_ANOTHER_MASTER_KEY(
        "UPDATE certificate SET private_key = randomblob(200) WHERE id = '%s'",
        "/certificates", "certificate"),
    NO_KEY(
        "UPDATE certificate SET private_key = NULL, key_server_id = NULL WHERE id = '%s'",
        "/certificates", "certificate"),
    ORIGIN("UPDATE origin SET settings = '{' WHERE name = 'mine'", SITE + "/origins", "origin"),
    ORIGIN_OF_ANOTHER_KIND(
        "UPDATE origin SET settings = '[1]' WHERE name = 'mine'", SITE + "/origins", "origin"),
    ORIGIN_WITH_A_VARIABLE(
        "UPDATE origin SET settings = '{\"servers\": [\"https://192.0.2.1\"], \"tls\": {\"trust\":"
            + " {\"env\": \"PATH\"}}}' WHERE name = 'mine'",
        SITE + "/origins",
        "origin"),
    HOST_SETTINGS(
        "UPDATE host SET settings = 'x' WHERE name = 'www.example.com'", SITE + "/hosts", "host"),
    HOST_SETTING_OF_A_LATER_VERSION(
        "UPDATE host SET settings = '{\"protection\": true}' WHERE name = 'www.example.com'",
        SITE + "/hosts",
        "protection"),
    HOST_ROUTE_TO_NO_ORIGIN(
        "UPDATE host SET settings = '{\"routes\": [{\"path\": \"/a\", \"origin\": \"none\"}]}'"
            + " WHERE name = 'www.example.com'",
        SITE + "/hosts",
        "/a"),
    HOST_BALANCERS(
        "UPDATE host SET settings = '{\"fromHeader\": {\"trust\": [\"me\"], \"format\": \"alb\"}}'"
            + " WHERE name = 'www.example.com'",
        SITE + "/hosts",
        "fromHeader"),
    HOST_MODE(
        "UPDATE host SET mode = 'requires' WHERE name = 'www.example.com'",
        SITE + "/hosts",
        "mode"),
    CUSTOM_CA(
        "UPDATE client_ca SET certificates = 'x' WHERE kind = 'custom'",
        SITE + "/client-cas",
        "CA"),
    CRL("UPDATE client_ca SET crl = 'x' WHERE kind = 'custom'", SITE + "/client-cas", "CA"),
    CUSTOM_CA_SETTINGS(
        "UPDATE client_ca SET settings = '{' WHERE kind = 'custom'", SITE + "/client-cas", "CA"),
    CUSTOM_CA_SETTING_OF_A_LATER_VERSION(
        "UPDATE client_ca SET settings = '{\"protection\": true}' WHERE kind = 'custom'",
        SITE + "/client-cas",
        "protection"),
    CUSTOM_CA_WITHOUT_ITS_SETTINGS(
        "UPDATE client_ca SET settings = '{}' WHERE kind = 'custom'", SITE + "/client-cas", "CA"),
    MANAGED_CA("UPDATE ca_issuer SET certificate = x'30'", SITE + "/hosts", "CA"),
    REVOKED_SERIAL(
        "UPDATE client_certificate SET serial = 'zz' WHERE status = 'revoked'",
        SITE + "/hosts",
        "serial"),
    RULE("UPDATE rule SET expression = 'no such field'", SITE + "/rules", "rule"),
    RULE_ACTION("UPDATE rule SET action = '{'", SITE + "/rules", "rule"),
    KEY_SERVER("UPDATE key_server SET sealed = x'00'", "/key-servers", "key server");

    private final String statement;
    private final String list;
    private final String said;

    Damage(String statement, String list, String said) {
      this.statement = statement;
      this.list = list;
      this.said = said;
    }
  }

  @ParameterizedTest
  @EnumSource
  void itTakesItsHostOutOfServiceAndNothingElse(Damage damage) {
    startSite(Databases.SQLITE);
    String mine = makeAll(damage);
    restartAfter(damage.statement.formatted(mine));
    assertOutOfService(damage);
    // Changes of others are deployed as ever.
    Reply changed =
        api()
            .put(
                OTHER + "/origins/app?wait=deployed", "{\"servers\": [\"http://192.0.2.9:9009\"]}");
    assertThat(changed.header("X-Deployment-State")).hasValue("deployed");
    assertOutOfService(damage);
    assertThat(log).anyMatch(line -> line.contains(damage.said));
  }

  private void assertOutOfService(Damage damage) {
    assertThat(node.last().hosts()).containsKey(SOUND).doesNotContainKey(DAMAGED);
    assertThat(node.last().unavailable()).containsOnlyKeys(DAMAGED);
    assertThat(node.last().unavailable().get(DAMAGED))
        .startsWith("www.example.com is out of service: ")
        .contains(damage.said);
    assertThat(api().get(SITE + "/hosts/www.example.com").text("/unreadable"))
        .contains("is out of service");
    Reply list = api().get(damage.list);
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.json().path("items").findValuesAsString("unreadable"))
        .singleElement()
        .asString()
        .isNotEmpty();
  }

  @Test
  void aTokenWithAnUnreadableRoleHasNoRightsAndCanBeDeleted() {
    startSite(Databases.SQLITE);
    Reply made = api().post("/tokens", "{\"name\": \"damaged\", \"role\": \"operator\"}");
    restartAfter("UPDATE token SET role = 'owner' WHERE name = 'damaged'");
    assertThat(api().as(made.text("/token")).get("/sites").status()).isEqualTo(403);
    Reply list = api().get("/tokens");
    assertThat(list.json().path("items").findValuesAsString("role"))
        .containsExactlyInAnyOrder("admin", "none");
    assertThat(api().delete("/tokens/" + made.text("/id")).status()).isEqualTo(204);
  }

  @Test
  void whatIsStoredAgainOrDeletedIsInServiceAgain() {
    startSite(Databases.SQLITE);
    makeAll(Damage.ORIGIN);
    restartAfter(
        Damage.ORIGIN.statement,
        Damage.CUSTOM_CA.statement,
        Damage.RULE.statement,
        Damage.HOST_MODE.statement);
    api().put(SITE + "/origins/mine", "{\"servers\": [\"http://192.0.2.1:9000\"]}");
    String ca = api().get(SITE + "/client-cas").text("/items/0/id");
    api()
        .put(
            SITE + "/client-cas/" + ca,
            "{\"name\": \"partners\", \"certificates\": %s}".formatted(quoted(PARTNERS.pem())));
    api().delete(SITE + "/rules/mine");
    assertThat(node.last().unavailable()).containsKey(DAMAGED);
    Reply host =
        api()
            .put(
                SITE + "/hosts/www.example.com?wait=deployed",
                "{\"certificate\": \"%s\", \"origin\": \"mine\", \"clientAuth\": {\"mode\": \"require\"}}"
                    .formatted(certificate));
    assertThat(host.header("X-Deployment-State")).hasValue("deployed");
    assertThat(node.last().unavailable()).isEmpty();
    assertThat(node.last().hosts()).containsKeys(DAMAGED, SOUND);
    assertThat(api().get(SITE + "/hosts").json().toString()).doesNotContain("unreadable");
  }

  @Test
  void aDisabledRuleThatCannotBeReadStopsNobody() {
    startSite(Databases.SQLITE);
    makeAll(Damage.RULE);
    restartAfter("UPDATE rule SET expression = 'no such field', enabled = 0");
    assertThat(node.last().hosts()).containsKeys(DAMAGED, SOUND);
    assertThat(api().get(SITE + "/rules").text("/items/0/unreadable")).contains("rule");
  }

  @Test
  void aClientCertificateOfAnUnknownStateIsRevoked() {
    startSite(Databases.SQLITE);
    makeAll(Damage.REVOKED_SERIAL);
    restartAfter("UPDATE client_certificate SET status = 'x'");
    assertThat(node.last().hosts()).containsKeys(DAMAGED, SOUND);
    assertThat(node.last().revokedSerials().values())
        .singleElement()
        .satisfies(serials -> assertThat(serials.size()).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE account SET settings = '{'",
        "UPDATE account SET settings = 'null'",
        "UPDATE account SET settings = '{\"customCasPerSite\": -1, \"namesPerCall\": 50}'",
        "UPDATE account SET client_certificate_scope = 'sites'"
      })
  void unreadableSettingsOfAnAccountStopNothingAndCanBeSetAgain(String damage) {
    startSite(Databases.SQLITE);
    makeAll(Damage.ORIGIN);
    restartAfter(damage);
    assertThat(node.last().hosts()).containsKeys(DAMAGED, SOUND);
    assertThat(api().get("/accounts").text("/items/0/unreadable")).contains("set");
    assertThat(api().put(SITE + "/client-ca/hosts", hosts("www.example.com")).status())
        .isEqualTo(200);
    Reply set =
        api()
            .patch(
                "/accounts/default",
                "{\"limits\": {\"namesPerCall\": 60}, \"clientCertificateScope\": \"account\"}");
    assertThat(set.status()).as(set.json().toString()).isEqualTo(200);
    assertThat(set.json().has("unreadable")).isFalse();
    assertThat(set.json().at("/limits/namesPerCall").asInt()).isEqualTo(60);
  }

  @Test
  void aHostWithADamagedNameStopsNoDeploymentWhenItIsDeleted() {
    startSite(Databases.SQLITE);
    makeAll(Damage.ORIGIN);
    String id = api().get(SITE + "/hosts/www.example.com").text("/id");
    restartAfter("UPDATE host SET name = 'www..example com' WHERE name = 'www.example.com'");
    assertThat(node.last().hosts()).containsKey(SOUND).doesNotContainKey(DAMAGED);
    assertThat(api().delete(SITE + "/hosts/" + id).status()).isIn(204, 404);
    Reply changed =
        api()
            .put(
                OTHER + "/origins/app?wait=deployed", "{\"servers\": [\"http://192.0.2.9:9009\"]}");
    assertThat(changed.header("X-Deployment-State")).hasValue("deployed");
  }

  @Test
  void aBindingWhoseClientCaIsMissingTakesItsHostOutOfService() {
    startSite(Databases.SQLITE);
    makeAll(Damage.ORIGIN);
    restartAfter("UPDATE client_ca SET name = name || char(10) || 'x' WHERE kind = 'custom'");
    assertThat(node.last().hosts()).containsKey(SOUND).doesNotContainKey(DAMAGED);
    assertThat(node.last().unavailable()).containsOnlyKeys(DAMAGED);
  }

  @Test
  void anUnreadableIssuerIsNamedAndHidesNoOther() {
    startSite(Databases.SQLITE);
    makeAll(Damage.MANAGED_CA);
    restartAfter("UPDATE ca_issuer SET certificate = x'30' WHERE kind = 'issuing'");
    Reply ca = api().get("/client-ca");
    assertThat(ca.status()).isEqualTo(500);
    assertThat(ca.text("/type")).isEqualTo("urn:edgekeep:problem:damaged");
    assertThat(ca.text("/detail")).contains("issuer").contains("restore a backup");
    assertThat(api().get(SITE + "/client-certificates").status()).isEqualTo(200);
    api().post("/accounts", "{\"name\": \"other\"}");
    assertThat(api().get("/client-ca", "Edgekeep-Account", "other").status()).isNotEqualTo(500);
  }

  @Test
  void anUnreadableBundleOfTheManagedCaIsShownAsSuch() {
    startSite(Databases.SQLITE);
    makeAll(Damage.MANAGED_CA);
    restartAfter("UPDATE client_ca SET certificates = 'x' WHERE kind = 'managed'");
    assertThat(api().get("/client-ca").text("/unreadable")).contains("damaged");
  }

  @Test
  void anUnreadableClientCertificateIsListedAndCanBeRevokedAndDeleted() {
    startSite(Databases.SQLITE);
    makeAll(Damage.REVOKED_SERIAL);
    String certificates = SITE + "/client-certificates";
    String id = api().post(certificates, "{\"keyType\": \"p256\"}").text("/id");
    restartAfter("UPDATE client_certificate SET certificate = x'30' WHERE status = 'active'");
    Reply list = api().get(certificates);
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.json().path("items")).hasSize(2);
    assertThat(list.json().path("items").findValuesAsString("unreadable"))
        .singleElement()
        .asString()
        .contains("revoke it");
    Reply one = api().get(certificates + "/" + id);
    assertThat(one.status()).isEqualTo(500);
    assertThat(one.text("/detail")).contains("damaged").contains("revoke it");
    assertThat(api().post(certificates + "/" + id + "/revoke?wait=deployed", "{}").status())
        .isEqualTo(200);
    assertThat(node.last().revokedSerials().values())
        .singleElement()
        .satisfies(serials -> assertThat(serials.size()).isEqualTo(2));
    assertThat(api().delete(certificates + "/" + id).status()).isEqualTo(204);
  }

  /** Another site of the account is served; its rules are its own. */
  private String makeAll(Damage damage) {
    api().post("/sites", "{\"name\": \"other.example\"}");
    api().put(OTHER + "/origins/app", "{\"servers\": [\"http://192.0.2.9:9000\"]}");
    String otherCertificate = upload(KeyType.P_256, "www.other.example");
    assertThat(
            api()
                .put(
                    OTHER + "/hosts/www.other.example",
                    "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(otherCertificate))
                .status())
        .isEqualTo(201);
    api().put(SITE + "/origins/mine", "{\"servers\": [\"http://192.0.2.1:9000\"]}");
    api()
        .put(
            "/key-servers/vault",
            "{\"addresses\": [\"192.0.2.2:2407\"], \"identity\": {\"chain\": %s, \"key\": %s}}"
                .formatted(quoted(EDGE.chainPem()), quoted(EDGE.keyPem())));
    String mine =
        damage == Damage.KEY_SERVER ? keyless() : upload(KeyType.P_256, "www.example.com");
    api()
        .put(
            SITE + "/hosts/www.example.com",
            "{\"certificate\": \"%s\", \"origin\": \"mine\", \"clientAuth\": {\"mode\": \"require\"}}"
                .formatted(mine));
    Reply ca =
        api()
            .post(
                SITE + "/client-cas",
                "{\"name\": \"partners\", \"certificates\": %s, \"crl\": %s}"
                    .formatted(
                        quoted(PARTNERS.pem()),
                        quoted(PARTNERS.crlPem(NOW.plus(Duration.ofDays(30))))));
    assertThat(ca.status()).isEqualTo(201);
    api().put(SITE + "/client-cas/" + ca.text("/id") + "/hosts", hosts("www.example.com"));
    api().put(SITE + "/client-ca/hosts", hosts("www.example.com"));
    String issued =
        api().post(SITE + "/client-certificates", "{\"keyType\": \"p256\"}").text("/id");
    api().post(SITE + "/client-certificates/" + issued + "/revoke", "{}");
    assertThat(
            api()
                .post(
                    SITE + "/rules",
                    "{\"name\": \"mine\", \"when\": \"ssl\", \"action\": \"block\"}")
                .status())
        .isEqualTo(201);
    return mine;
  }

  private String keyless() {
    Credential server =
        PARTNERS.issue(
            Leaf.server("www.example.com")
                .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90))));
    Reply made =
        api()
            .post(
                "/certificates",
                "{\"chain\": %s, \"keyServer\": \"vault\"}".formatted(quoted(server.chainPem())));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    return made.text("/id");
  }
}
