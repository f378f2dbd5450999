package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public lists and OCSP answers about certificates, as openssl sees them. */
class PublicationTest extends ClientCaTests {
  @ParameterizedTest
  @EnumSource
  void opensslRefusesARevokedCertificateByTheListAndTakesItWhenItIsActiveAgain(Databases database) {
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(verify(api, issued)).endsWith(": OK\n");
    revoke(api, issued, "{\"reason\": \"certificateHold\"}");
    assertThat(verify(api, issued)).contains("certificate revoked");
    api.post(PATH + "/" + issued.text("/id") + "/activate", "");
    assertThat(verify(api, issued)).endsWith(": OK\n");
  }

  @ParameterizedTest
  @EnumSource
  void opensslAsksTheResponderAndHearsOfARevocationAtOnce(Databases database) {
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(ask(api, issued)).contains("Response verify OK").contains("leaf.pem: good");
    revoke(api, issued, "{\"reason\": \"keyCompromise\"}");
    assertThat(ask(api, issued))
        .contains("Response verify OK")
        .contains("leaf.pem: revoked")
        .contains("Reason: keyCompromise");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-sha1", "-sha256", "-sha384", "-sha512"})
  void theResponderIsFoundByEveryDigest(String digest) {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(ask(api, issued, digest)).contains("leaf.pem: good");
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateWhoseRecordWasRemovedStaysRevoked(Databases database) throws Exception {
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    revoke(api, issued, "");
    api.delete(PATH + "/" + issued.text("/id"));
    assertThat(ask(api, issued)).contains("leaf.pem: revoked");
    assertThat(verify(api, issued)).contains("certificate revoked");
    assertThat(RevocationList.parse(api.get("/client-ca/crl").bytes()).size()).isEqualTo(1);
  }

  @Test
  void theListsAndTheResponderAreWhereTheCertificatesSay() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    String text =
        openssl("x509", "-noout", "-text", "-in", file("leaf.pem", issued.text("/certificate")))
            .output();
    Reply ca = api.get("/client-ca");
    assertThat(text)
        .contains("URI:" + ca.text("/crl"))
        .contains("OCSP - URI:" + ca.text("/ocsp"))
        .contains("CA Issuers - URI:" + control().url() + "/api/v1/client-ca/issuers/");
    String list = ca.text("/crl").substring((control().url() + "/api/v1").length());
    assertThat(api.as(null).get(list).status()).isEqualTo(200);
    String issuer = list.replace("/crl/", "/issuers/");
    Reply certificate = api.as(null).get(issuer);
    assertThat(certificate.bytes()).isEqualTo(certificates(ca.text("/certificate")).get(0).der());
  }

  @Test
  void theRootAnswersForItsIssuingCas() {
    ApiClient api = startWithSite(Databases.SQLITE);
    List<Certificate> chain = certificates(api.post("/client-ca", "").text("/certificate"));
    String root = file("root.pem", PemFiles.text(List.of(chain.get(1))));
    String issuing = file("leaf.pem", PemFiles.text(List.of(chain.get(0))));
    assertThat(
            openssl("ocsp", "-issuer", root, "-cert", issuing, "-CAfile", root, "-url", ocspUrl())
                .output())
        .contains("Response verify OK")
        .contains("leaf.pem: good");
  }

  @Test
  void aListIsKeptUntilSomethingChangesOrADayHasPassed() throws Exception {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    RevocationList first = list(api);
    clock.advance(Duration.ofHours(23));
    assertThat(list(api)).isEqualTo(first);
    clock.advance(Duration.ofHours(2));
    RevocationList second = list(api);
    assertThat(second.thisUpdate()).isAfter(first.thisUpdate());
    revoke(api, issued, "");
    RevocationList third = list(api);
    assertThat(third.find(certificate(issued.text("/certificate")).serialNumber())).isNotNull();
    assertThat(List.of(number(first), number(second), number(third))).isSorted();
    assertThat(Objects.requireNonNull(third.nextUpdate()))
        .isEqualTo(third.thisUpdate().plus(Duration.ofDays(7)));
  }

  @Test
  void theNumberOfAListGrowsOverARestart() throws Exception {
    ApiClient api = startWithSite(Databases.SQLITE);
    revoke(api, issue(api, "{\"keyType\": \"p256\"}"), "");
    RevocationList before = list(api);
    clock.advance(Duration.ofSeconds(1));
    assertThat(number(list(restart()))).isGreaterThan(number(before));
  }

  @Test
  void aListComesAsPemWhereThatIsAsked() {
    ApiClient api = startWithSite(Databases.SQLITE);
    api.post("/client-ca", "");
    Reply pem = api.get("/client-ca/crl", "Accept", "application/x-pem-file");
    assertThat(new String(pem.bytes(), StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN X509 CRL-----");
  }

  @Test
  void aGetAnswersAsAPostDoes() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    byte[] request = request(api, issued);
    String base64 = Base64.getEncoder().encodeToString(request);
    String escaped = URLEncoder.encode(base64, StandardCharsets.US_ASCII);
    Reply got = api.as(null).get("/ocsp/" + escaped);
    assertThat(got.header("Content-Type")).hasValue("application/ocsp-response");
    String shown =
        openssl("ocsp", "-noverify", "-resp_text", "-respin", file("r.der", got.bytes())).output();
    assertThat(shown).contains("Cert Status: good");
  }

  @Test
  void whatIsNoRequestAndWhatIsOfNobodyHereIsSaidToBeSo() {
    ApiClient api = startWithSite(Databases.SQLITE);
    issue(api, "{\"keyType\": \"p256\"}");
    assertThat(error(post(api, new byte[] {1, 2, 3}))).contains("malformedrequest (1)");
    assertThat(error(api.as(null).get("/ocsp/nonsense!").bytes())).contains("malformedrequest (1)");
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=Stranger",
        "-keyout",
        file("s.key", ""),
        "-out",
        file("s.pem", ""));
    openssl(
        "ocsp",
        "-issuer",
        folder.resolve("s.pem").toString(),
        "-serial",
        "1",
        "-reqout",
        file("q.der", ""));
    assertThat(error(post(api, read("q.der")))).contains("unauthorized (6)");
  }

  @Test
  void ofACertificateThatWasNeverIssuedNothingIsKnown() {
    ApiClient api = startWithSite(Databases.SQLITE);
    List<Certificate> chain = certificates(api.post("/client-ca", "").text("/certificate"));
    String issuing = file("issuing.pem", PemFiles.text(List.of(chain.get(0))));
    String root = file("root.pem", PemFiles.text(List.of(chain.get(1))));
    assertThat(
            openssl(
                    "ocsp", "-issuer", issuing, "-serial", "4711", "-CAfile", root, "-url",
                    ocspUrl())
                .output())
        .contains("4711: unknown");
  }

  @Test
  void thereIsNoListOfAnUnknownIssuer() {
    ApiClient api = startWithSite(Databases.SQLITE);
    assertThat(api.as(null).get("/client-ca/crl/0123").status()).isEqualTo(404);
    assertThat(api.as("ek_nonsense").get("/client-ca/crl").status()).isEqualTo(401);
  }

  @Test
  void theOnlyListNeedsNoTokenAndOfSeveralOneMustBeNamed() throws Exception {
    ApiClient api = startWithSite(Databases.SQLITE);
    assertThat(api.as(null).get("/client-ca/crl").status()).isEqualTo(401);
    api.post("/client-ca", "");
    RevocationList own = list(api);
    assertThat(list(api.as(null))).isEqualTo(own);
    String token = api.post("/accounts", "{\"name\": \"other\"}").text("/token");
    api.as(token).post("/client-ca", "");
    assertThat(list(api.as(token)).issuer()).isNotEqualTo(own.issuer());
    assertThat(api.as(null).get("/client-ca/crl").text("/detail")).contains("say whose list");
  }

  private static RevocationList list(ApiClient api) throws Exception {
    return RevocationList.parse(api.get("/client-ca/crl").bytes());
  }

  private static BigInteger number(RevocationList list) {
    return Objects.requireNonNull(list.number());
  }

  private String ocspUrl() {
    return control().url() + "/api/v1/ocsp";
  }

  private String verify(ApiClient api, Reply issued) {
    String ca = file("ca.pem", api.get("/client-ca").text("/certificate"));
    Reply list = api.get("/client-ca/crl", "Accept", "application/x-pem-file");
    return openssl(
            "verify",
            "-x509_strict",
            "-crl_check",
            "-CRLfile",
            file("list.pem", list.bytes()),
            "-CAfile",
            ca,
            file("leaf.pem", issued.text("/certificate")))
        .output();
  }

  private String ask(ApiClient api, Reply issued, String... options) {
    String ca = file("ca.pem", api.get("/client-ca").text("/certificate"));
    List<String> command = new ArrayList<>(List.of("ocsp", "-issuer", ca, "-CAfile", ca));
    command.addAll(List.of("-url", ocspUrl()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cert", file("leaf.pem", issued.text("/certificate"))));
    return openssl(command.toArray(String[]::new)).output();
  }

  private byte[] request(ApiClient api, Reply issued) {
    String ca = file("ca.pem", api.get("/client-ca").text("/certificate"));
    String leaf = file("leaf.pem", issued.text("/certificate"));
    openssl("ocsp", "-issuer", ca, "-cert", leaf, "-reqout", file("q.der", ""));
    return read("q.der");
  }

  private static byte[] post(ApiClient api, byte[] request) {
    return api.as(null)
        .send(
            "POST",
            "/ocsp",
            BodyPublishers.ofByteArray(request),
            "Content-Type",
            "application/ocsp-request")
        .bytes();
  }

  private String error(byte[] response) {
    return openssl("ocsp", "-respin", file("e.der", response)).output();
  }
}
