package dev.edgekeep.x509.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.testing.Processes;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.signature.CertificateSigner;
import dev.edgekeep.x509.signature.LocalSigner;
import dev.edgekeep.x509.signature.SigningException;
import dev.edgekeep.x509.testing.OpenSsl;
import dev.edgekeep.x509.testing.TestAuthority;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a template to a signed certificate. */
class IssuingTest {
  private static final TestAuthority CA = TestAuthority.create(KeyKind.P_256);
  private static final CertificateProfile CLIENT = CertificateProfile.client();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = "RSA_4096", mode = EnumSource.Mode.EXCLUDE)
  void opensslAndOurValidationAcceptCertificatesOfEveryKeyType(KeyKind kind) throws Exception {
    TestAuthority authority = TestAuthority.create(kind);
    Certificate client = authority.client("CN=Alice,O=Example");
    OpenSsl openssl = new OpenSsl(folder);
    Processes.Result verified =
        openssl.run(
            "verify",
            "-x509_strict",
            "-purpose",
            "sslclient",
            "-CAfile",
            openssl.file("root.pem", authority.chain().get(1)),
            "-untrusted",
            openssl.file("issuing.pem", authority.chain().get(0)),
            openssl.file("client.pem", client));
    assertThat(verified.output()).endsWith(": OK\n");
    var trust = TrustStore.of(List.of(TrustedCa.of("managed", authority.chain())));
    var result =
        PathValidator.validate(
            List.of(client), trust, ValidationPolicy.forClient(TestAuthority.NOW));
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void opensslReadsTheIntendedContent() {
    Certificate client = CA.client("CN=Alice,O=Example");
    OpenSsl openssl = new OpenSsl(folder);
    String text =
        openssl.run("x509", "-text", "-noout", "-in", openssl.file("c.pem", client)).output();
    assertThat(text)
        .contains("Version: 3 (0x2)")
        .contains("Issuer: O = Example, CN = Edgekeep Issuing")
        .contains("Subject: O = Example, CN = Alice")
        .containsPattern("X509v3 Basic Constraints: critical\\s+CA:FALSE")
        .containsPattern("X509v3 Key Usage: critical\\s+Digital Signature\\n")
        .containsPattern("X509v3 Extended Key Usage: *\\s+TLS Web Client Authentication\\n")
        .contains("URI:http://127.0.0.1:8444/pki/issuing.crl")
        .contains("OCSP - URI:http://127.0.0.1:8444/api/v1/ocsp")
        .contains("CA Issuers - URI:http://127.0.0.1:8444/pki/issuing.cer");
  }

  @Test
  void acceptedNameTypesAreInTheCertificate() throws Exception {
    List<GeneralName> names =
        List.of(
            new GeneralName.Dns("client.example.com"),
            new GeneralName.Email("alice@example.com"),
            new GeneralName.Uri("spiffe://example.com/client/7"),
            new GeneralName.Ip(Slice.of(new byte[] {127, 0, 0, 1})));
    Certificate client = issue(with(template(), names, Name.of(List.of())));
    assertThat(client.subjectAltNames()).isEqualTo(names);
    OpenSsl openssl = new OpenSsl(folder);
    assertThat(openssl.run("x509", "-text", "-in", openssl.file("c.pem", client)).output())
        .containsPattern(
            "Alternative Name: critical\\s+DNS:client.example.com, email:alice@example.com, "
                + "URI:spiffe://example.com/client/7, IP Address:127.0.0.1");
  }

  @Test
  void serialNumbersHaveSixteenOctetsArePositiveAndNeverTheSame() {
    Set<SerialNumber> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      SerialNumber serial = SerialNumbers.next(TestAuthority.RANDOM);
      assertThat(serial.value().toByteArray()).hasSize(16);
      assertThat(serial.value().signum()).isPositive();
      assertThat(seen.add(serial)).isTrue();
    }
  }

  @Test
  void validityFrom2050OnIsGeneralizedTime() throws Exception {
    TestAuthority authority = TestAuthority.create(KeyKind.P_256);
    Instant start = Instant.parse("2049-12-31T23:59:59Z");
    Instant end = Instant.parse("2050-01-01T00:00:00Z");
    LocalSigner key = LocalSigner.of(KeyKind.P_256.generate(TestAuthority.RANDOM));
    Name name = Name.parse("CN=Late");
    Certificate root =
        CertificateIssuer.selfSigned(name, key)
            .prepare(
                CertificateProfile.root(),
                new CertificateTemplate(
                    SerialNumbers.next(TestAuthority.RANDOM),
                    name,
                    key.publicKey(),
                    List.of(),
                    start,
                    end,
                    PublicationUrls.NONE))
            .lint()
            .sign();
    assertThat(root.toBeSigned().latin1())
        .contains("\u0017\r491231235959Z\u0018\u000f20500101000000Z");
    assertThat(root.notAfter()).isEqualTo(end);
    assertThat(authority.chain()).hasSize(2);
  }

  @Test
  void nothingOutlivesItsIssuer() {
    assertRefused(
        valid(template(), TestAuthority.NOW, TestAuthority.NOW.plus(Duration.ofDays(3651))),
        "valid beyond its issuer");
    assertRefused(
        valid(template(), TestAuthority.NOW.minusSeconds(1), TestAuthority.NOW.plusSeconds(60)),
        "valid beyond its issuer");
  }

  @Test
  void nothingIsValidLongerThanItsProfileAllows() {
    assertRefused(
        valid(template(), TestAuthority.NOW, TestAuthority.NOW.plus(Duration.ofDays(3661))),
        "valid for longer than the 3660 days of a client certificate");
  }

  @Test
  void anEndBeforeTheBeginningIsRefused() {
    assertRefused(
        valid(template(), TestAuthority.NOW.plusSeconds(60), TestAuthority.NOW.plusSeconds(59)),
        "ends before it begins");
  }

  @Test
  void aSerialNumberThatIsShortNegativeOrLongIsRefused() {
    for (BigInteger value :
        List.of(
            BigInteger.ONE,
            BigInteger.ZERO,
            BigInteger.ONE.shiftLeft(126).negate(),
            BigInteger.ONE.shiftLeft(127))) {
      CertificateTemplate odd = template();
      assertRefused(
          new CertificateTemplate(
              new SerialNumber(value),
              odd.subject(),
              odd.publicKey(),
              odd.names(),
              odd.notBefore(),
              odd.notAfter(),
              odd.pointers()),
          "serial number is not a positive one of 16 octets");
    }
  }

  @Test
  void nobodyIsNoSubject() {
    assertRefused(
        with(template(), List.of(), Name.of(List.of())), "neither a subject nor subjectAltNames");
  }

  @Test
  void namesThatAreNotWellFormedAreRefused() {
    for (GeneralName name :
        List.<GeneralName>of(
            new GeneralName.Dns("not a host"),
            new GeneralName.Dns("-.example.com"),
            new GeneralName.Email("alice"),
            new GeneralName.Uri("/relative"),
            new GeneralName.Directory(Name.parse("CN=x")))) {
      assertRefused(
          with(template(), List.of(name), Name.parse("CN=x")),
          "the subjectAltName " + name + " is not well-formed");
    }
  }

  @Test
  void charactersThatCannotBeWrittenAreRefusedAndNotReplaced() {
    assertRefused(
        with(template(), List.of(new GeneralName.Dns("münchen.example")), Name.parse("CN=x")),
        "not the intended subjectAltNames");
  }

  @Test
  void subjectsBeyondTheBoundsOfTheStandardAreRefused() {
    assertRefused(
        with(template(), List.of(), Name.parse("CN=" + "x".repeat(65))),
        "the subject's CN is longer than 64 characters");
    assertRefused(
        with(template(), List.of(), Name.parse("C=Germany")),
        "the subject's C is longer than 2 characters");
    assertRefused(
        with(template(), List.of(), Name.parse("CN=a\\00b")), "the subject's CN has control");
  }

  @Test
  void publicationUrlsAreRequiredAndMustBeUrls() {
    CertificateTemplate template = template();
    assertRefused(pointing(template, PublicationUrls.NONE), "does not say where its revocation");
    assertRefused(
        pointing(template, new PublicationUrls(List.of("file:///x"), List.of("ocsp"), List.of())),
        "not an absolute http or https URL: [file:///x, ocsp]");
  }

  @Test
  void allProblemsAreReported() {
    CertificateTemplate bad =
        pointing(with(template(), List.of(), Name.of(List.of())), PublicationUrls.NONE);
    assertThatThrownBy(() -> issue(bad))
        .isInstanceOfSatisfying(LintException.class, e -> assertThat(e.findings()).hasSize(2));
  }

  @Test
  void aWrongSignatureIsNeverReleased() throws Exception {
    CertificateSigner right = CA.issuing().signer();
    CertificateSigner wrong =
        new CertificateSigner() {
          @Override
          public dev.edgekeep.x509.cert.AlgorithmIdentifier algorithm() {
            return right.algorithm();
          }

          @Override
          public dev.edgekeep.x509.cert.SubjectPublicKey publicKey() {
            return right.publicKey();
          }

          @Override
          public byte[] sign(Content content) throws SigningException {
            return right.sign(out -> out.write(1));
          }
        };
    LintedCertificate linted =
        CertificateIssuer.of(CA.chain().getFirst(), wrong).prepare(CLIENT, template()).lint();
    assertThatThrownBy(linted::sign)
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("does not verify");
  }

  @Test
  void aKeyThatIsNotTheIssuersIsRefused() throws Exception {
    LocalSigner other = LocalSigner.of(KeyKind.P_256.generate(TestAuthority.RANDOM));
    assertThatThrownBy(() -> CertificateIssuer.of(CA.chain().getFirst(), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the key is not that of");
  }

  @Test
  void anOcspResponderIsWhatOpensslExpects() throws Exception {
    CertificateTemplate base = TestAuthority.template("CN=Responder", newKey());
    Certificate responder =
        CA.issuing()
            .prepare(
                CertificateProfile.ocspResponder(),
                pointing(
                    valid(base, TestAuthority.NOW, TestAuthority.NOW.plus(Duration.ofDays(30))),
                    PublicationUrls.NONE))
            .lint()
            .sign();
    OpenSsl openssl = new OpenSsl(folder);
    assertThat(openssl.run("x509", "-text", "-in", openssl.file("r.pem", responder)).output())
        .contains("OCSP Signing")
        .contains("OCSP No Check");
  }

  private static void assertRefused(CertificateTemplate template, String why) {
    assertThatThrownBy(() -> issue(template))
        .isInstanceOf(LintException.class)
        .hasMessageContaining(why);
  }

  private static Certificate issue(CertificateTemplate template) throws Exception {
    return CA.issuing().prepare(CLIENT, template).lint().sign();
  }

  private static dev.edgekeep.x509.cert.SubjectPublicKey newKey() {
    return TestAuthority.newKey(KeyKind.P_256);
  }

  private static CertificateTemplate template() {
    return TestAuthority.template("CN=Alice", newKey());
  }

  private static CertificateTemplate with(
      CertificateTemplate it, List<GeneralName> names, Name subject) {
    return new CertificateTemplate(
        it.serial(), subject, it.publicKey(), names, it.notBefore(), it.notAfter(), it.pointers());
  }

  private static CertificateTemplate valid(CertificateTemplate it, Instant from, Instant until) {
    return new CertificateTemplate(
        it.serial(), it.subject(), it.publicKey(), it.names(), from, until, it.pointers());
  }

  private static CertificateTemplate pointing(CertificateTemplate it, PublicationUrls pointers) {
    return new CertificateTemplate(
        it.serial(),
        it.subject(),
        it.publicKey(),
        it.names(),
        it.notBefore(),
        it.notAfter(),
        pointers);
  }
}
