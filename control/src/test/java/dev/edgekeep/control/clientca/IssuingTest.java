package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.KeyMatch;
import dev.edgekeep.x509.pem.PemBlock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Client certificates are issued by the account's CA, for keys of clients or new ones. */
class IssuingTest extends ClientCaTests {
  @ParameterizedTest
  @EnumSource
  void aNewKeyIsShownOnceAndNeverStored(Databases database) throws Exception {
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(issued.json().propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "serial",
            "status",
            "certificate",
            "chain",
            "privateKey",
            "notBefore",
            "notAfter");
    Certificate certificate = certificate(issued.text("/certificate"));
    byte[] key =
        PemBlock.readAll(issued.text("/privateKey").getBytes(StandardCharsets.US_ASCII))
            .getFirst()
            .der()
            .toBytes();
    assertThat(KeyMatch.matches(key, certificate.subjectPublicKey())).isTrue();
    assertThat(issued.text("/serial")).isEqualTo(certificate.serialNumber().toString());
    assertThat(Instant.parse(issued.text("/notAfter"))).isEqualTo(certificate.notAfter());
    String path = PATH + "/" + issued.text("/id");
    assertThat(issued.header("Location")).hasValue("/api/v1" + path);
    assertThat(api.get(path).json().has("privateKey")).isFalse();
    assertThat(api.get(path).text("/certificate")).isEqualTo(issued.text("/certificate"));
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatedCallHasTheSameCertificateWithoutItsKey(Databases database) {
    ApiClient api = startWithSite(database);
    String body = "{\"keyType\": \"p256\"}";
    Reply first = api.post(PATH, body, "Idempotency-Key", "k1");
    Reply again = api.post(PATH, body, "Idempotency-Key", "k1");
    assertThat(again.text("/id")).isEqualTo(first.text("/id"));
    assertThat(again.json().has("privateKey")).isFalse();
    assertThat(api.get(PATH).json().get("items")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "rsa4096", "p256", "p384", "ed25519"})
  void opensslVerifiesCertificatesOfEveryKindOfKey(String keyType) {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued =
        issue(api, "{\"keyType\": \"%s\", \"subject\": \"CN=Alice,O=Example\"}".formatted(keyType));
    String leaf = file("leaf.pem", issued.text("/certificate"));
    String ca = file("ca.pem", api.get("/client-ca").text("/certificate"));
    assertThat(
            openssl("verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", ca, leaf)
                .output())
        .endsWith(": OK\n");
    List<Certificate> chain = certificates(issued.text("/chain"));
    assertThat(chain).hasSize(2);
    assertThat(certificate(issued.text("/certificate")).subject())
        .hasToString("CN=Alice,O=Example");
    assertThat(issued.json().has("warnings")).isEqualTo(keyType.equals("ed25519"));
  }

  @Test
  void aCertificateRequestGetsItsKeySubjectAndNamesAndIsToldWhatItDoesNotGet() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String csr =
        csr("/O=Example/CN=Alice", "subjectAltName=DNS:alice.example", "basicConstraints=CA:TRUE");
    Reply issued = issue(api, body(csr, 30));
    Certificate certificate = certificate(issued.text("/certificate"));
    assertThat(certificate.subject()).hasToString("CN=Alice,O=Example");
    assertThat(certificate.subjectAltNames()).hasToString("[DNS:alice.example]");
    assertThat(certificate.isCa()).isFalse();
    assertThat(issued.json().has("privateKey")).isFalse();
    assertThat(issued.text("/ignored/0")).isEqualTo("basicConstraints CA:TRUE");
    assertThat(Duration.between(clock.instant(), certificate.notAfter()))
        .isBetween(Duration.ofDays(30).minusSeconds(2), Duration.ofDays(30));
  }

  @Test
  void aYearIsTheValidityUnlessSaidOtherwiseAndItBeginsALittleEarlier() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Certificate certificate =
        certificate(issue(api, "{\"keyType\": \"p256\"}").text("/certificate"));
    Instant now = clock.instant();
    assertThat(Duration.between(now, certificate.notAfter()).toHours()).isBetween(8759L, 8760L);
    assertThat(certificate.notBefore()).isBefore(now).isAfter(now.minus(Duration.ofMinutes(6)));
  }

  @Test
  void whoHasNoSubjectIsCalledByTheId() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(certificate(issued.text("/certificate")).subject())
        .hasToString("CN=client-" + issued.text("/id"));
  }

  @Test
  void aSubjectMayBeGivenByItsAttributes() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued =
        issue(
            api,
            """
            {"keyType": "p256", "subject": {"CN": "Zoë, the client", "O": "Example", "C": "DE"},
             "subjectAltNames": ["email:zoe@example.com", "IP:2001:db8::1"]}\
            """);
    Certificate certificate = certificate(issued.text("/certificate"));
    assertThat(certificate.subject()).hasToString("CN=Zoë\\, the client,O=Example,C=DE");
    assertThat(certificate.subjectAltNames())
        .hasToString("[email:zoe@example.com, IP:2001:db8:0:0:0:0:0:1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} | give either csr",
        "{\"keyType\": \"p256\", \"csr\": \"x\"} | give either csr",
        "{\"keyType\": \"p255\"} | did you mean \"p256\"",
        "{\"keyType\": \"p256\", \"validityDays\": 0} | out of bounds",
        "{\"keyType\": \"p256\", \"validityDays\": 3651} | out of bounds",
        "{\"keyType\": \"p256\", \"subject\": \"Alice\"} | write it as",
        "{\"keyType\": \"p256\", \"subject\": \"C=Germany\"} | longer than 2",
        "{\"keyType\": \"p256\", \"subject\": {\"NO\": \"x\"}} | not an attribute of names",
        "{\"keyType\": \"p256\", \"subjectAltNames\": [\"x\"]} | does not begin with DNS:",
        "{\"keyType\": \"p256\", \"subjectAltNames\": [\"DNS:a b\"]} | not well-formed",
        "{\"csr\": \"nonsense\"} | expected one certificate request in PEM",
        "{\"csr\": \"x\", \"subject\": \"CN=x\"} | the certificate request says it",
        "{\"keyType\": \"p256\", \"validityDay\": 3} | did you mean"
      })
  void whatIsWrongIsToldAndNothingIssued(String row) {
    String[] parts = row.split(" \\| ", 2);
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply refused = api.post(PATH, parts[0]);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().toString()).contains(parts[1].replace("\"", "\\\""));
    assertThat(api.get(PATH).json().get("items")).isEmpty();
  }

  @Test
  void aRequestThatWasTamperedWithIsRefused() {
    ApiClient api = startWithSite(Databases.SQLITE);
    byte[] der = pem(csr("/CN=Alice")).der().toBytes();
    der[der.length - 10] ^= 1;
    Reply refused = api.post(PATH, body(PemBlock.write("CERTIFICATE REQUEST", der), 365));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("csr");
    assertThat(refused.text("/detail")).contains("does not verify with its own key");
  }

  @Test
  void aPrivateKeyThatIsSentAlongIsRefused() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String csr = csr("/CN=Alice");
    String key = new String(read("r.key"), StandardCharsets.US_ASCII);
    Reply refused = api.post(PATH, body(csr + key, 365));
    assertThat(refused.text("/detail")).contains("there is a private key in it");
  }

  @Test
  void nothingIsIssuedBeyondTheEndOfTheIssuingCa() {
    ApiClient api = startWithSite(Databases.SQLITE);
    issue(api, "{\"keyType\": \"p256\"}");
    clock.advance(Duration.ofDays(14 * 365));
    Reply refused = api.post(PATH, "{\"keyType\": \"p256\", \"validityDays\": 500}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("validityDays");
    assertThat(refused.text("/detail")).contains("ask for less, or rotate the client CA");
    assertThat(api.post("/client-ca/rotate", "").status()).isEqualTo(200);
    issue(api, "{\"keyType\": \"p256\", \"validityDays\": 500}");
  }

  @Test
  void aViewerIssuesNothingAndAnotherSiteIsNotSeen() {
    ApiClient api = startWithSite(Databases.SQLITE);
    JsonNode token =
        api.post("/tokens", "{\"name\": \"v\", \"role\": \"viewer\"}").json().get("token");
    ApiClient viewer = api.as(token.asString());
    assertThat(viewer.post(PATH, "{\"keyType\": \"p256\"}").status()).isEqualTo(403);
    assertThat(viewer.get(PATH).status()).isEqualTo(200);
    assertThat(api.get("/sites/other.example/client-certificates").status()).isEqualTo(404);
    assertThat(api.as(null).get(PATH).status()).isEqualTo(401);
  }

  @Test
  void issuingIsAuditedWithoutTheKey() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    JsonNode record = api.get("/audit?kind=client-certificate").json().at("/items/0");
    assertThat(record.get("action").asString()).isEqualTo("create");
    assertThat(record.get("object").asString()).isEqualTo(issued.text("/id"));
    assertThat(record.at("/after/serial").asString()).isEqualTo(issued.text("/serial"));
    assertThat(api.get("/audit").json().toString()).doesNotContain("PRIVATE");
  }

  private static String body(String csr, int days) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("csr", csr)
        .put("validityDays", days)
        .toString();
  }

  private String csr(String subject, String... extensions) {
    var command =
        new java.util.ArrayList<>(List.of("req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt"));
    command.addAll(List.of("ec_paramgen_curve:P-256", "-subj", subject, "-keyout"));
    command.addAll(List.of(file("r.key", ""), "-out", file("r.csr", "")));
    for (String extension : extensions) {
      command.addAll(List.of("-addext", extension));
    }
    var made = openssl(command.toArray(String[]::new));
    assertThat(made.status()).as(made.output()).isZero();
    return new String(read("r.csr"), StandardCharsets.US_ASCII);
  }

  private static PemBlock pem(String text) {
    try {
      return PemBlock.readAll(text.getBytes(StandardCharsets.US_ASCII)).getFirst();
    } catch (dev.edgekeep.x509.cert.CertificateFormatException e) {
      throw new AssertionError(text, e);
    }
  }
}
