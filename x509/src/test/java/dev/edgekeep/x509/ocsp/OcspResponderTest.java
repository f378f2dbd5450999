package dev.edgekeep.x509.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Processes;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationReason;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.CertificateProfile;
import dev.edgekeep.x509.issue.CertificateTemplate;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.issue.PublicationUrls;
import dev.edgekeep.x509.issue.SerialNumbers;
import dev.edgekeep.x509.signature.LocalSigner;
import dev.edgekeep.x509.testing.OpenSsl;
import dev.edgekeep.x509.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code openssl ocsp} sends requests and verifies the responses. */
class OcspResponderTest {
  private static final TestAuthority CA = TestAuthority.create(KeyKind.P_256);
  private static final Certificate GOOD = CA.client("CN=Good");
  private static final Certificate REVOKED = CA.client("CN=Revoked");
  private static final Certificate UNKNOWN = CA.client("CN=Unknown");
  private static final Instant NOW = TestAuthority.NOW;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sha1", "sha256", "sha384", "sha512"})
  void opensslAcceptsResponsesForEveryDigestOfTheIssuer(String digest) throws Exception {
    ask("-" + digest, GOOD, REVOKED, UNKNOWN);
    String answer = judge(OcspResponder.of(CA.issuing()), GOOD, REVOKED, UNKNOWN);
    assertThat(answer)
        .contains("Response verify OK")
        .contains("good.pem: good")
        .contains("revoked.pem: revoked")
        .contains("Reason: keyCompromise")
        .contains("unknown.pem: unknown")
        .doesNotContain("WARNING");
  }

  @ParameterizedTest
  @EnumSource(names = "RSA_4096", mode = EnumSource.Mode.EXCLUDE)
  void theCaAnswersWithItsOwnKeyOfEveryKind(KeyKind kind) throws Exception {
    TestAuthority authority = TestAuthority.create(kind);
    Certificate client = authority.client("CN=Good");
    ask(authority, "-sha1", client);
    String answer = judge(authority, OcspResponder.of(authority.issuing()), client);
    assertThat(answer).contains("Response verify OK").contains("good.pem: good");
  }

  @Test
  void aResponderThatTheCaHasCertifiedAnswersForIt() throws Exception {
    LocalSigner key = LocalSigner.of(KeyKind.P_256.generate(TestAuthority.RANDOM));
    CertificateTemplate base = TestAuthority.template("CN=Responder", key.publicKey());
    Certificate responder =
        CA.issuing()
            .prepare(
                CertificateProfile.ocspResponder(),
                new CertificateTemplate(
                    SerialNumbers.next(TestAuthority.RANDOM),
                    base.subject(),
                    key.publicKey(),
                    List.of(),
                    NOW,
                    NOW.plus(Duration.ofDays(30)),
                    PublicationUrls.NONE))
            .lint()
            .sign();
    ask("-sha256", GOOD);
    assertThat(judge(OcspResponder.delegated(responder, key), GOOD))
        .contains("Response verify OK")
        .contains("good.pem: good");
  }

  @Test
  void aResponseOfAnotherCaIsRefusedByOpenssl() throws Exception {
    CertificateIssuer stranger = TestAuthority.create(KeyKind.P_256).issuing();
    ask("-sha1", GOOD);
    assertThat(judge(OcspResponder.of(stranger), GOOD)).contains("Response Verify Failure");
  }

  @Test
  void theNonceIsReturned() throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    ask("-sha1", GOOD);
    OcspRequest request = OcspRequest.parse(openssl.read("request.der"));
    assertThat(Objects.requireNonNull(request.nonce()).length()).isEqualTo(16);
    byte[] answer = answer(OcspResponder.of(CA.issuing()), request);
    String told =
        openssl
            .run(
                "ocsp",
                "-respin",
                openssl.file("response.der", answer),
                "-reqin",
                openssl.path("request.der"),
                "-CAfile",
                openssl.file("cas.pem", CA.chain().toArray(Certificate[]::new)))
            .output();
    assertThat(told).contains("Response verify OK").doesNotContain("Nonce");
    ask("-sha1", GOOD);
    String other =
        openssl
            .run(
                "ocsp",
                "-respin",
                openssl.path("response.der"),
                "-reqin",
                openssl.path("request.der"),
                "-CAfile",
                openssl.path("cas.pem"))
            .output();
    assertThat(other).contains("Nonce Verify error");
  }

  @Test
  void anAnswerWithoutANonceHasNoExtensions() throws Exception {
    ask("-no_nonce", GOOD);
    OpenSsl openssl = new OpenSsl(folder);
    OcspRequest request = OcspRequest.parse(openssl.read("request.der"));
    assertThat(request.nonce()).isNull();
    byte[] answer = answer(OcspResponder.of(CA.issuing()), request);
    assertThat(
            openssl
                .run("ocsp", "-resp_text", "-noverify", "-respin", openssl.file("r.der", answer))
                .output())
        .contains("OCSP Response Status: successful")
        .contains("Response Type: Basic OCSP Response")
        .contains("Next Update:")
        .doesNotContain("Response Extensions");
  }

  @Test
  void aGetMeansTheSameAsAPost() throws Exception {
    ask("-sha1", GOOD, REVOKED);
    byte[] der = new OpenSsl(folder).read("request.der");
    String base64 = Base64.getEncoder().encodeToString(der);
    String escaped = base64.replace("+", "%2B").replace("/", "%2f").replace("=", "%3D");
    OcspRequest posted = OcspRequest.parse(der);
    assertThat(OcspRequest.parsePath(base64)).isEqualTo(posted);
    assertThat(OcspRequest.parsePath(escaped)).isEqualTo(posted);
  }

  @ParameterizedTest
  @EnumSource
  void opensslKnowsTheErrors(OcspError error) {
    OpenSsl openssl = new OpenSsl(folder);
    String name =
        switch (error) {
          case MALFORMED_REQUEST -> "malformedrequest (1)";
          case INTERNAL_ERROR -> "internalerror (2)";
          case TRY_LATER -> "trylater (3)";
          case UNAUTHORIZED -> "unauthorized (6)";
        };
    assertThat(openssl.run("ocsp", "-respin", openssl.file("e.der", error.encoded())).output())
        .contains("Responder Error: " + name);
  }

  @Test
  void aCertIdIsOfOneIssuerOnly() throws Exception {
    ask("-sha256", GOOD);
    CertId id = OcspRequest.parse(new OpenSsl(folder).read("request.der")).certIds().getFirst();
    assertThat(id.isOf(CA.chain().get(0))).isTrue();
    assertThat(id.isOf(CA.chain().get(1))).isFalse();
    assertThat(id.serialNumber()).isEqualTo(GOOD.serialNumber());
  }

  private void ask(String option, Certificate... about) {
    ask(CA, option, about);
  }

  /** Makes openssl write request.der. */
  private void ask(TestAuthority authority, String option, Certificate... about) {
    OpenSsl openssl = new OpenSsl(folder);
    List<String> command = new ArrayList<>(List.of("ocsp", "-reqout"));
    command.addAll(List.of(openssl.path("request.der"), option));
    command.addAll(List.of("-issuer", openssl.file("issuer.pem", authority.chain().getFirst())));
    addCertificates(command, about);
    Processes.Result result = openssl.run(command.toArray(String[]::new));
    assertThat(result.status()).as(result.output()).isZero();
  }

  private void addCertificates(List<String> command, Certificate... about) {
    OpenSsl openssl = new OpenSsl(folder);
    for (Certificate each : about) {
      String name = each.subject().toString().substring(3).toLowerCase(java.util.Locale.ROOT);
      command.addAll(List.of("-cert", openssl.file(name + ".pem", each)));
    }
  }

  private String judge(OcspResponder responder, Certificate... about) throws Exception {
    return judge(CA, responder, about);
  }

  private String judge(TestAuthority authority, OcspResponder responder, Certificate... about)
      throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    byte[] answer = answer(responder, OcspRequest.parse(openssl.read("request.der")));
    String cas = openssl.file("cas.pem", authority.chain().toArray(Certificate[]::new));
    List<String> command = new ArrayList<>(List.of("ocsp", "-respin"));
    command.addAll(List.of(openssl.file("response.der", answer), "-CAfile", cas));
    command.addAll(List.of("-issuer", openssl.path("issuer.pem"), "-no_nonce"));
    String digest = digestOf(openssl.read("request.der"));
    command.add(digest);
    addCertificates(command, about);
    return openssl.run(command.toArray(String[]::new)).output();
  }

  private static String digestOf(byte[] request) throws Exception {
    return switch (OcspRequest.parse(request).certIds().getFirst().hashAlgorithm()) {
      case "1.3.14.3.2.26" -> "-sha1";
      case "2.16.840.1.101.3.4.2.1" -> "-sha256";
      case "2.16.840.1.101.3.4.2.2" -> "-sha384";
      default -> "-sha512";
    };
  }

  private static byte[] answer(OcspResponder responder, OcspRequest request) throws Exception {
    return responder.answer(request, NOW, NOW.plus(Duration.ofHours(1)), OcspResponderTest::status);
  }

  private static CertificateStatus status(CertId id) {
    if (id.serialNumber().equals(REVOKED.serialNumber())) {
      return new CertificateStatus.Revoked(NOW.minusSeconds(60), RevocationReason.KEY_COMPROMISE);
    }
    return id.serialNumber().equals(UNKNOWN.serialNumber())
        ? new CertificateStatus.Unknown()
        : new CertificateStatus.Good();
  }
}
