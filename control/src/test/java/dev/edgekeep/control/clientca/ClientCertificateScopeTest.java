package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An account says whether its client certificates count on all of its sites, or on their own. */
class ClientCertificateScopeTest extends SiteHarness {
  private static final String ISSUE = "{\"keyType\": \"p256\"}";
  private static final String OWN = SITE + "/client-certificates";
  private static final String OTHER = "/sites/other.example/client-certificates";
  private static final String WAIT = "?wait=deployed";

  private @Nullable ApiClient token;

  private void startTwoSites(Databases database) {
    startSite(database);
    putHost("www.example.com", "");
    api().post("/sites", "{\"name\": \"other.example\"}");
    api().put("/sites/other.example/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    api()
        .put(
            "/sites/other.example/hosts/www.other.example",
            "{\"certificate\": \"%s\", \"origin\": \"app\"}"
                .formatted(upload(KeyType.P_256, "www.other.example")));
    api().put(SITE + "/client-ca/hosts", hosts("www.example.com"));
    api().put("/sites/other.example/client-ca/hosts" + WAIT, hosts("www.other.example"));
    token =
        api()
            .as(
                api()
                    .post(
                        "/tokens",
                        "{\"name\": \"t\", \"role\": \"operator\", \"site\": \"example.com\"}")
                    .text("/token"));
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfASiteIssuesNothingThatOtherSitesAccept(Databases database) {
    startTwoSites(database);
    Reply refused = ofSite().post(OWN, ISSUE);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("/detail")).contains("clientCertificateScope");
    scope("site");
    Certificate issued = certificate(ofSite().post(OWN + WAIT, ISSUE));
    assertThat(accepts("www.example.com", issued)).isTrue();
    assertThat(accepts("www.other.example", issued)).isFalse();
    assertThat(ofSite().post(OTHER, ISSUE).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void theScopeDecidesAboutCertificatesOfBefore(Databases database) {
    startTwoSites(database);
    Certificate before = certificate(api().post(OWN, ISSUE));
    assertThat(accepts("www.other.example", before)).isTrue();
    scope("site");
    assertThat(accepts("www.example.com", before)).isTrue();
    assertThat(accepts("www.other.example", before)).isFalse();
    scope("account");
    assertThat(accepts("www.other.example", before)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateThatWasIssuedForItsSiteOnlyStaysSo(Databases database) {
    startTwoSites(database);
    scope("site");
    Certificate own = certificate(ofSite().post(OWN, ISSUE));
    Certificate ofAdministrator = certificate(api().post(OWN, ISSUE));
    scope("account");
    for (Certificate each : new Certificate[] {own, ofAdministrator}) {
      assertThat(accepts("www.example.com", each)).isTrue();
      assertThat(accepts("www.other.example", each)).isFalse();
    }
    ApiClient restarted = restart();
    assertThat(accepts("www.other.example", own)).isFalse();
    Certificate after = certificate(restarted.post(OWN, ISSUE));
    assertThat(accepts("www.other.example", after)).isTrue();
  }

  @Test
  void theScopeOutlivesARotation() {
    startTwoSites(Databases.SQLITE);
    scope("site");
    assertThat(api().post("/client-ca/rotate" + WAIT, "{\"root\": true}").status()).isEqualTo(200);
    Certificate issued = certificate(api().post(OTHER + WAIT, ISSUE));
    assertThat(accepts("www.other.example", issued)).isTrue();
    assertThat(accepts("www.example.com", issued)).isFalse();
  }

  @Test
  void aTokenOfASiteActivatesOnlyWhatLetsNobodyInElsewhere() {
    startTwoSites(Databases.SQLITE);
    String everywhere = OWN + "/" + api().post(OWN, ISSUE).text("/id");
    scope("site");
    String own = OWN + "/" + ofSite().post(OWN, ISSUE).text("/id");
    assertThat(ofSite().get(own).text("/scope")).isEqualTo("site");
    assertThat(ofSite().get(everywhere).text("/scope")).isEqualTo("account");
    for (String path : new String[] {everywhere, own}) {
      assertThat(ofSite().post(path + "/revoke", "{}").status()).isEqualTo(200);
    }
    assertThat(ofSite().post(own + "/activate", "{}").status()).isEqualTo(200);
    assertThat(ofSite().post(everywhere + "/activate", "{}").status()).isEqualTo(403);
    assertThat(api().post(everywhere + "/activate", "{}").status()).isEqualTo(200);
  }

  @Test
  void theAccountsOwnCaIsNoCustomCa() {
    startTwoSites(Databases.SQLITE);
    String root = api().get("/client-ca").text("/certificate");
    Reply refused =
        api()
            .post(
                "/sites/other.example/client-cas",
                "{\"name\": \"copy\", \"certificates\": %s}".formatted(quoted(root)));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("the account's own client CA");
  }

  @Test
  void theScopeIsSetByAdministratorsOfTheWholeAccount() {
    startTwoSites(Databases.SQLITE);
    Reply made = api().post("/accounts", "{\"name\": \"tenant\"}");
    ApiClient tenant = api().as(made.text("/token"));
    Reply changed = tenant.patch("/accounts/tenant", "{\"clientCertificateScope\": \"site\"}");
    assertThat(changed.text("/clientCertificateScope")).isEqualTo("site");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(tenant.patch("/accounts/default", "{}").status()).isEqualTo(404);
    String body = "{\"clientCertificateScope\": \"site\"}";
    assertThat(ofSite().patch("/accounts/default", body).status()).isEqualTo(403);
    assertThat(api().patch("/accounts/default", body.replace("site\"", "host\"")).status())
        .isEqualTo(422);
    assertThat(api().get("/accounts/default").text("/clientCertificateScope")).isEqualTo("account");
  }

  /** Calls the API with a token that is limited to example.com. */
  private ApiClient ofSite() {
    return Objects.requireNonNull(token);
  }

  private void scope(String scope) {
    Reply reply =
        api()
            .patch(
                "/accounts/default" + WAIT,
                "{\"clientCertificateScope\": \"%s\"}".formatted(scope));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("X-Deployment-State")).hasValue("deployed");
  }

  /** The decision of the edge. */
  private boolean accepts(String host, Certificate certificate) {
    Host served = Objects.requireNonNull(node.last().hosts().get(new HostPattern(host)));
    ClientCa ca = served.clientAuth().cas().getFirst();
    SiteScope scope = ca.scope();
    return scope == null || scope.admits(certificate);
  }

  private static Certificate certificate(Reply issued) {
    assertThat(issued.status()).isEqualTo(201);
    try {
      byte[] pem = issued.text("/certificate").getBytes(StandardCharsets.US_ASCII);
      return PemFiles.certificates(pem).getFirst();
    } catch (CertificateFormatException e) {
      throw new AssertionError(e);
    }
  }
}
