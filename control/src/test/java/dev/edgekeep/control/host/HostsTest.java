package dev.edgekeep.control.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.FromHeader.Format;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.testing.KeyType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hosts are made of a certificate and an origin of their site, and checked before they are kept.
 */
class HostsTest extends SiteHarness {
  private static final HostPattern WWW = new HostPattern("www.example.com");

  @ParameterizedTest
  @EnumSource
  void aHostIsMadeReplacedAndRemoved(Databases database) {
    startSite(database);
    Reply made = putHost("WWW.Example.com", "");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).hasValue("/api/v1/sites/example.com/hosts/www.example.com");
    assertThat(made.text("/clientAuth/mode")).isEqualTo("off");
    Reply replaced =
        putHost(
            "www.example.com",
            ", \"https\": {\"redirect\": 308}, \"tls\": {\"minVersion\": \"1.3\"}");
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.text("/id")).isEqualTo(made.text("/id"));
    assertThat(replaced.json().at("/https/redirect").asInt()).isEqualTo(308);
    assertThat(api().get(SITE + "/hosts").json().at("/items")).hasSize(1);
    assertThat(api().delete(SITE + "/hosts/www.example.com").status()).isEqualTo(204);
    assertThat(api().get(SITE + "/hosts/www.example.com").status()).isEqualTo(404);
  }

  @Test
  void theSettingsOfExchangesAreKeptShownAndChecked() {
    startSite(Databases.SQLITE);
    String settings =
        """
        , "maintenance": true, "compression": {"encodings": ["gzip"]},
        "errorPages": {"503": "<h1>Later</h1>", "4xx": {"text": "{}", "contentType": "text/x"}},
        "securityTxt": {"contact": "mailto:s@example.com", "expires": "2027-12-31T00:00:00Z"}\
        """;
    Reply made = putHost("www.example.com", settings);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().at("/maintenance").asBoolean()).isTrue();
    assertThat(made.text("/errorPages/503")).isEqualTo("<h1>Later</h1>");
    assertThat(made.text("/securityTxt/contact")).isEqualTo("mailto:s@example.com");
    assertThat(made.text("/compression/encodings/0")).isEqualTo("gzip");
    Reply refused =
        putHost("www.example.com", ", \"errorPages\": {\"503\": {\"file\": \"/etc/passwd\"}}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/message")).isEqualTo("this document cannot name files");
  }

  @Test
  void theLimitsOfAHostAreKeptShownAndChecked() {
    startSite(Databases.SQLITE);
    Reply made = putHost("www.example.com", ", \"limits\": {\"requestBodyBytes\": 1000}");
    assertThat(made.json().at("/limits/requestBodyBytes").asInt()).isEqualTo(1_000);
    Reply refused = putHost("www.example.com", ", \"limits\": {\"uploadBytesPerSecond\": 7}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("limits.uploadBytesPerSecond");
  }

  @ParameterizedTest
  @EnumSource
  void certificatesFromTrustedBalancersAreKeptShownCheckedAndDeployed(Databases database) {
    startSite(database);
    String trusting =
        """
        , "clientAuth": {"mode": "request",
        "fromHeader": {"trust": ["10.0.0.0/8"], "format": "alb"}}\
        """;
    Reply made = putHost("www.example.com", trusting);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/clientAuth/fromHeader/trust/0")).isEqualTo("10.0.0.0/8");
    assertThat(made.json().has("fromHeader")).isFalse();
    api().put(SITE + "/client-ca/hosts?wait=deployed", hosts("www.example.com"));
    Host host = Objects.requireNonNull(node.last().hosts().get(WWW));
    assertThat(host.clientAuth().fromHeader())
        .isEqualTo(new FromHeader(List.of(AddressRange.parse("10.0.0.0/8")), Format.ALB));
    api().put(SITE + "/client-ca/hosts?wait=deployed", hosts());
    assertThat(Objects.requireNonNull(node.last().hosts().get(WWW)).clientAuth())
        .as("without a client CA")
        .isEqualTo(ClientAuth.OFF);
    Reply refused =
        putHost(
            "www.example.com", trusting.replace("10.0.0.0/8", "0.0.0.0/0").replace("alb", "nginx"));
    assertThat(refused.json().at("/errors").findValuesAsString("path"))
        .containsExactlyInAnyOrder("clientAuth.fromHeader.trust", "clientAuth.fromHeader.format");
    Reply off = putHost("www.example.com", trusting.replace("request", "off"));
    assertThat(off.text("/errors/0/path")).isEqualTo("clientAuth.fromHeader");
  }

  @ParameterizedTest
  @EnumSource
  void aHostMustBeOfItsSite(Databases database) {
    startSite(database);
    assertThat(putHost("www.example.org", "").text("/errors/0/message"))
        .contains("is not of the site example.com");
    assertThat(putHost("notexample.com", "").status()).isEqualTo(422);
    assertThat(putHost("example.com", "").status()).isEqualTo(201);
    assertThat(putHost("*.dev.example.com", "").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void allThatIsWrongIsToldAtOnce(Databases database) {
    startSite(database);
    Reply refused =
        api()
            .put(
                SITE + "/hosts/www.example.com", "{\"certificate\": \"none\", \"origin\": \"ap\"}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors").findValuesAsString("path"))
        .containsExactly("certificate", "origin");
    Reply shape =
        api()
            .put(
                SITE + "/hosts/www.example.com",
                "{\"origin\": \"app\", \"clientAuth\": {\"mode\": \"maybe\"}, \"tls\":"
                    + " {\"minVersion\": \"9\"}, \"hsts\": 1}");
    assertThat(shape.json().at("/errors").findValuesAsString("path"))
        .contains("clientAuth.mode", "tls.minVersion", "hsts", "");
  }

  @ParameterizedTest
  @EnumSource
  void theCertificateMustBeForTheHost(Databases database) {
    startSite(database);
    Reply refused = putHost("a.b.example.com", "");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/message"))
        .contains("example.com, *.example.com", "not for a.b.example.com");
    assertThat(putHost("x.dev.example.com", "").status()).isEqualTo(201);
  }

  @Test
  void twoCertificatesHaveDifferentKindsOfKeys() {
    startSite(Databases.SQLITE);
    String rsa = upload(KeyType.RSA_2048, "*.example.com");
    String body = "{\"certificate\": [\"%s\", \"%s\"], \"origin\": \"app\"}";
    Reply both = api().put(SITE + "/hosts/www.example.com", body.formatted(certificate, rsa));
    assertThat(both.status()).isEqualTo(201);
    assertThat(both.json().at("/certificate")).hasSize(2);
    String other = upload(KeyType.P_384, "*.example.com");
    Reply refused = api().put(SITE + "/hosts/www.example.com", body.formatted(certificate, other));
    assertThat(refused.text("/errors/0/path")).isEqualTo("certificate[1]");
  }

  @ParameterizedTest
  @EnumSource
  void aLostUpdateIsRefused(Databases database) {
    startSite(database);
    String tag = putHost("www.example.com", "").header("ETag").orElseThrow();
    putHost("www.example.com", ", \"https\": {\"redirect\": 301}");
    Reply refused = api().delete(SITE + "/hosts/www.example.com", "If-Match", tag);
    assertThat(refused.status()).isEqualTo(412);
    assertThat(api().get(SITE + "/hosts/www.example.com").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void whatAHostNeedsIsNotRemoved(Databases database) {
    startSite(database);
    putHost("www.example.com", "");
    assertThat(api().delete(SITE + "/origins/app").text("/detail")).contains("www.example.com");
    assertThat(api().delete("/certificates/" + certificate).status()).isEqualTo(409);
  }
}
