package dev.edgekeep.control.customca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Custom CAs whose revocation status edge nodes obtain from elsewhere. */
class CustomCaRevocationTest extends SiteHarness {
  private static final String PATH = SITE + "/client-cas";
  private static final TestCa ROOT = TestCa.root("Partner Root", KeyType.P_256);
  private static final String LISTS =
      """
      {"url": ["http://192.0.2.7/root.crl", "https://crl.example/b"], "distributionPoints": true, \
      "refreshSeconds": 60}\
      """;
  private static final String OCSP =
      "{\"mode\": \"hard\", \"timeoutMillis\": 500, \"url\": \"http://192.0.2.7:2560\"}";

  @ParameterizedTest
  @EnumSource
  void itIsShownAsItWasGivenAndPartOfTheSnapshot(Databases database) {
    startSite(database);
    Reply made = api().post(PATH, body("\"revoked\": %s, \"ocsp\": %s".formatted(LISTS, OCSP)));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    assertThat(made.json().path("revoked").toString()).isEqualTo(LISTS.replace(" ", ""));
    assertThat(made.json().path("ocsp").toString()).isEqualTo(OCSP.replace(" ", ""));
    String id = made.text("/id");
    assertThat(api().get(PATH + "/" + id).json()).isEqualTo(made.json());
    bind(id);
    assertThat(deployed().remote().lists())
        .isEqualTo(
            new RemoteLists(
                urls("http://192.0.2.7/root.crl", "https://crl.example/b"),
                true,
                Duration.ofMinutes(1)));
    assertThat(deployed().remote().ocsp())
        .isEqualTo(
            new ClientOcsp(
                ClientOcsp.Mode.HARD,
                Duration.ofMillis(500),
                HttpUrl.parse("http://192.0.2.7:2560")));
    RemoteRevocation before = deployed().remote();
    restart();
    assertThat(deployed().remote()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aReplacementIsInForceForTheHostsThatAreBound(Databases database) {
    startSite(database);
    String id = api().post(PATH, body("\"ocsp\": {\"mode\": \"soft\"}")).text("/id");
    bind(id);
    assertThat(deployed().remote().lists()).isNull();
    replace(id, "\"revoked\": {\"url\": \"http://crl.example/a\"}");
    assertThat(deployed().remote().ocsp()).isNull();
    assertThat(Objects.requireNonNull(deployed().remote().lists()).urls())
        .isEqualTo(urls("http://crl.example/a"));
    Reply without = replace(id, "\"crl\": " + quoted(crl()));
    assertThat(without.json().has("revoked")).isFalse();
    assertThat(deployed().remote()).isEqualTo(RemoteRevocation.NONE);
  }

  @Test
  void fetchedListsStandBesideAnUploadedOne() {
    startSite(Databases.SQLITE);
    String both =
        "\"crl\": %s, \"revoked\": {\"url\": \"http://crl.example/a\"}".formatted(quoted(crl()));
    Reply made = api().post(PATH, body(both));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    bind(made.text("/id"));
    assertThat(deployed().crls()).hasSize(1);
    assertThat(deployed().remote().lists()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"revoked\": {} | revoked | nothing is fetched; give url",
        "\"revoked\": {\"distributionPoints\": false} | revoked | nothing is fetched; give url",
        "\"revoked\": {\"refreshSeconds\": 5} | revoked.refreshSeconds | nothing is fetched",
        "\"revoked\": {\"url\": \"ldap://x/a\"} | revoked.url | http",
        "\"revoked\": {\"url\": []} | revoked.url | there is no URL",
        "\"revoked\": {\"file\": \"a.crl\"} | revoked.file | unknown",
        "\"revoked\": {\"serials\": [\"0a\"]} | revoked.serials | unknown",
        "\"ocsp\": {\"url\": \"http://ocsp.example\"} | ocsp | mode is missing",
        "\"ocsp\": {\"mode\": \"off\"} | ocsp.mode | hard",
        "\"ocsp\": {\"mode\": \"hard\", \"timeoutMillis\": 1} | ocsp.timeoutMillis | 100",
        "\"ocsp\": {\"mode\": \"hard\", \"nonce\": true} | ocsp.nonce | unknown"
      })
  void settingsThatAreWrongAreRefusedAsInFiles(String settings, String path, String message) {
    startSite(Databases.SQLITE);
    Reply refused = api().post(PATH, body(settings));
    assertThat(refused.status()).as(refused.json().toString()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo(path);
    assertThat(refused.text("/errors/0/message")).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"revoked\": {\"url\": \"http://127.0.0.1/a.crl\"} | revoked.url",
        "\"revoked\": {\"url\": [\"http://crl.example\", \"http://[::1]/\"]} | revoked.url[1]",
        "\"ocsp\": {\"mode\": \"hard\", \"url\": \"http://169.254.169.254/\"} | ocsp.url"
      })
  void aTenantReachesNoInternalAddress(String settings, String path) {
    startSite(Databases.SQLITE);
    ApiClient tenant = tenant();
    Reply refused = tenant.post("/sites/tenant.example/client-cas", body(settings));
    assertThat(refused.status()).as(refused.json().toString()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo(path);
    assertThat(refused.text("/errors/0/message")).contains("internal address");
    // The operator's own account may.
    assertThat(api().post(PATH, body(settings)).status()).isEqualTo(201);
  }

  @Test
  void namesThatLeadATenantToInternalAddressesAreNotFollowed() {
    startSite(Databases.SQLITE);
    ApiClient tenant = tenant();
    String lists = "\"revoked\": {\"url\": \"http://crl.example/a\"}";
    assertThat(tenant.post("/sites/tenant.example/client-cas?wait=deployed", body(lists)).status())
        .isEqualTo(201);
    ClientCa its = Objects.requireNonNull(node.last().clientCas().get("tenant.example/partners"));
    assertThat(its.remote().forbidden().isInternalForbidden()).isTrue();
    bind(api().post(PATH, body(lists)).text("/id"));
    assertThat(deployed().remote().forbidden().isInternalForbidden()).isFalse();
    assertThat(deployed().remote().forbidden().own()).isNotNull();
  }

  private ApiClient tenant() {
    String token = api().post("/accounts", "{\"name\": \"tenant\"}").text("/token");
    ApiClient tenant = api().as(token);
    assertThat(tenant.post("/sites", "{\"name\": \"tenant.example\"}").status()).isEqualTo(201);
    return tenant;
  }

  private void bind(String id) {
    putHost("www.example.com", "");
    Reply bound = api().put(PATH + "/" + id + "/hosts?wait=deployed", hosts("www.example.com"));
    assertThat(bound.status()).as(bound.json().toString()).isEqualTo(200);
  }

  private Reply replace(String id, String settings) {
    Reply replaced = api().put(PATH + "/" + id + "?wait=deployed", body(settings));
    assertThat(replaced.status()).as(replaced.json().toString()).isEqualTo(200);
    return replaced;
  }

  private ClientCa deployed() {
    return Objects.requireNonNull(node.last().hosts().get(HostPattern.of("www.example.com")))
        .clientAuth()
        .cas()
        .getFirst();
  }

  private static String body(String settings) {
    return "{\"name\": \"partners\", \"certificates\": %s, %s}"
        .formatted(quoted(ROOT.pem()), settings);
  }

  private static String crl() {
    return ROOT.crlPem(NOW.plus(Duration.ofDays(30)));
  }

  private static List<HttpUrl> urls(String... urls) {
    return List.of(urls).stream().map(HttpUrl::parse).toList();
  }
}
