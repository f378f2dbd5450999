package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An account has one CA, created on first use; a rotation costs no client its access. */
class RotationTest extends ClientCaTests {
  @ParameterizedTest
  @EnumSource
  void theCaIsMadeOnFirstUseAndStaysTheSame(Databases database) {
    ApiClient api = startWithSite(database);
    Reply none = api.get("/client-ca");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.text("/detail")).contains("no client CA yet");
    assertThat(api.get("/client-ca/crl").status()).isEqualTo(404);
    Reply first = api.post("/client-ca", "");
    assertThat(first.status()).isEqualTo(200);
    assertThat(api.post("/client-ca", "").json()).isEqualTo(first.json());
    assertThat(api.get("/client-ca").json()).isEqualTo(first.json());
    assertThat(first.text("/rotation")).isEqualTo("none");
    List<Certificate> chain = certificates(first.text("/certificate"));
    assertThat(chain).hasSize(2);
    assertThat(chain.get(0).isCa()).isTrue();
    assertThat(chain.get(0).subjectPublicKey()).hasToString("ECDSA P-256");
    assertThat(chain.get(1).subjectPublicKey()).hasToString("ECDSA P-384");
    assertThat(chain.get(1).isSelfIssued()).isTrue();
    assertThat(first.json().at("/issuers").findValuesAsString("kind"))
        .containsExactly("issuing", "root");
    String url = api.get("/client-ca").text("/crl").replaceAll("^http://[^/]+", "");
    assertThat(restart().get("/client-ca").text("/crl")).endsWith(url);
  }

  @Test
  void everyAccountHasItsOwnCa() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String token = api.post("/accounts", "{\"name\": \"other\"}").text("/token");
    assertThat(api.as(token).post("/client-ca", "").text("/certificate"))
        .isNotEqualTo(api.post("/client-ca", "").text("/certificate"));
  }

  @ParameterizedTest
  @EnumSource
  void afterARotationOldAndNewCertificatesAreTrustedAndAnsweredFor(Databases database)
      throws Exception {
    ApiClient api = startWithSite(database);
    Reply old = issue(api, "{\"keyType\": \"p256\"}");
    String oldList = path(api.get("/client-ca").text("/crl"));
    Reply rotated = api.post("/client-ca/rotate", "{\"root\": true}");
    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.text("/rotation")).isEqualTo("overlap");
    assertThat(rotated.header("X-Deployment")).isPresent();
    Reply young = issue(api, "{\"keyType\": \"p256\"}");
    String trusted = file("ca.pem", api.get("/client-ca").text("/certificates"));
    for (Reply each : List.of(old, young)) {
      String leaf = file("leaf.pem", each.text("/certificate"));
      assertThat(openssl("verify", "-x509_strict", "-CAfile", trusted, leaf).output())
          .endsWith(": OK\n");
    }
    assertThat(certificate(young.text("/certificate")).issuer())
        .isNotEqualTo(certificate(old.text("/certificate")).issuer());
    revoke(api, old, "");
    RevocationList list = RevocationList.parse(api.as(null).get(oldList).bytes());
    assertThat(list.find(certificate(old.text("/certificate")).serialNumber())).isNotNull();
    assertThat(RevocationList.parse(api.get("/client-ca/crl").bytes()).size()).isZero();
    assertThat(ask(old)).contains("leaf.pem: revoked");
    assertThat(ask(young)).contains("leaf.pem: good");
  }

  @Test
  void aRotationKeepsTheRootUnlessANewOneIsAskedFor() {
    ApiClient api = startWithSite(Databases.SQLITE);
    List<Certificate> before = certificates(api.post("/client-ca", "").text("/certificate"));
    Reply rotated = api.post("/client-ca/rotate", "");
    List<Certificate> after = certificates(rotated.text("/certificate"));
    assertThat(after.get(1)).isEqualTo(before.get(1));
    assertThat(after.get(0)).isNotEqualTo(before.get(0));
    assertThat(rotated.json().at("/issuers").findValuesAsString("state"))
        .containsExactly("current", "current", "previous");
  }

  @Test
  void anIssuerWhoseCertificateHasEndedIsTrustedNoMore() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Certificate first = certificate(api.post("/client-ca", "").text("/certificate"));
    clock.advance(Duration.ofDays(14 * 365));
    api.post("/client-ca/rotate", "{\"root\": true}");
    assertThat(certificates(api.get("/client-ca").text("/certificates"))).contains(first);
    clock.advance(Duration.ofDays(2 * 365));
    Reply later = api.get("/client-ca");
    assertThat(certificates(later.text("/certificates"))).doesNotContain(first);
    assertThat(later.json().toString()).contains("\"expired\"");
  }

  @Test
  void onlyAnAdministratorRotates() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String token = api.post("/tokens", "{\"name\": \"o\", \"role\": \"operator\"}").text("/token");
    assertThat(api.as(token).post("/client-ca/rotate", "").status()).isEqualTo(403);
  }

  @Test
  void theKeysOfTheCaAreInNoFileOfTheStore() throws Exception {
    ApiClient api = startWithSite(Databases.SQLITE);
    issue(api, "{\"keyType\": \"p256\"}");
    byte[] p256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7, 4};
    String pkcs8 = new String(p256, java.nio.charset.StandardCharsets.ISO_8859_1);
    try (var files = java.nio.file.Files.list(folder)) {
      for (var file : files.filter(each -> each.toString().contains(".db")).toList()) {
        String content =
            java.nio.file.Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        // A PKCS#8 key of P-256: the curve, then an OCTET STRING. Certificates have a BIT STRING.
        assertThat(content.contains(pkcs8)).as(file.toString()).isFalse();
      }
    }
  }

  private static String path(String url) {
    return url.replaceAll("^http://[^/]+/api/v1", "");
  }

  private String ask(Reply issued) {
    List<Certificate> chain = certificates(issued.text("/chain"));
    String issuer = file("issuer.pem", PemFiles.text(chain));
    return openssl(
            "ocsp",
            "-issuer",
            issuer,
            "-CAfile",
            issuer,
            "-url",
            control().url() + "/api/v1/ocsp",
            "-cert",
            file("leaf.pem", Objects.requireNonNull(issued.text("/certificate"))))
        .output();
  }
}
