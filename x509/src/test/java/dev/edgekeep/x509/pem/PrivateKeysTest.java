package dev.edgekeep.x509.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in every form that openssl writes. */
class PrivateKeysTest {
  @TempDir Path dir;

  private void openssl(String arguments) throws Exception {
    Process process =
        new ProcessBuilder(("openssl " + arguments).split(" ", -1))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(arguments).isZero();
  }

  private byte[] file(String name) throws Exception {
    return Files.readAllBytes(dir.resolve(name));
  }

  private Certificate selfSigned(String key) throws Exception {
    openssl("req -x509 -key " + key + " -subj /CN=x -out " + key + ".pem");
    return PemFiles.certificates(file(key + ".pem")).getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA",
        "RSA-PSS -pkeyopt rsa_keygen_bits:2048",
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-521",
        "ED25519",
        "ED448"
      })
  void eachKindIsReadAndMatchedWithItsCertificateOnly(String kind) throws Exception {
    openssl("genpkey -algorithm " + kind + " -out a.key");
    openssl("genpkey -algorithm " + kind + " -out b.key");
    Certificate certificate = selfSigned("a.key");
    byte[] own = PrivateKeys.read(file("a.key"), null);
    assertThat(KeyMatch.matches(own, certificate.subjectPublicKey())).isTrue();
    byte[] other = PrivateKeys.read(file("b.key"), null);
    assertThat(KeyMatch.matches(other, certificate.subjectPublicKey())).isFalse();
    openssl("pkey -in a.key -outform DER -out a.der");
    // For elliptic curves, OpenSSL writes SEC1 here.
    byte[] fromDer = PrivateKeys.read(file("a.der"), null);
    assertThat(KeyMatch.matches(fromDer, certificate.subjectPublicKey())).isTrue();
  }

  @Test
  void theOlderFormsBecomePkcs8() throws Exception {
    openssl("genrsa -traditional -out rsa.key 2048");
    openssl("ecparam -name prime256v1 -genkey -out ec.key");
    for (String key : List.of("rsa.key", "ec.key")) {
      Certificate certificate = selfSigned(key);
      byte[] pkcs8 = PrivateKeys.read(file(key), null);
      assertThat(KeyMatch.matches(pkcs8, certificate.subjectPublicKey())).isTrue();
    }
    openssl("ec -in ec.key -outform DER -out ec.der");
    assertThat(PrivateKeys.read(file("ec.der"), null))
        .isEqualTo(PrivateKeys.read(file("ec.key"), null));
  }

  @Test
  void anEncryptedKeyNeedsItsPassphrase() throws Exception {
    openssl("genpkey -algorithm ED25519 -aes256 -pass pass:secret -out locked.key");
    assertThatThrownBy(() -> PrivateKeys.read(file("locked.key"), null))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessageContaining("no passphrase was given");
    assertThatThrownBy(() -> PrivateKeys.read(file("locked.key"), "wrong".toCharArray()))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessageContaining("wrong passphrase");
    assertThat(PrivateKeys.read(file("locked.key"), "secret".toCharArray())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 aes-128-cbc -v2prf hmacWithSHA1",
        "-v2 aes-192-cbc -v2prf hmacWithSHA224",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 4096",
        "-v2 des3",
        "-v1 PBE-SHA1-3DES",
        "-outform DER"
      })
  void everyPkcs8EncryptionIsDecrypted(String encryption) throws Exception {
    openssl("genpkey -algorithm ED25519 -out plain.key");
    openssl("pkcs8 -topk8 -in plain.key -passout pass:secret -out locked.key " + encryption);
    byte[] plain = PrivateKeys.read(file("plain.key"), null);
    assertThat(PrivateKeys.read(file("locked.key"), "secret".toCharArray())).isEqualTo(plain);
    assertThatThrownBy(() -> PrivateKeys.read(file("locked.key"), "Secret".toCharArray()))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessageContaining("wrong passphrase");
  }

  @Test
  void aPassphraseMayHaveLettersThatAreNotAscii() throws Exception {
    Files.writeString(dir.resolve("passphrase"), "größe\n");
    openssl("genpkey -algorithm ED25519 -out plain.key");
    openssl("pkcs8 -topk8 -in plain.key -passout file:passphrase -out locked.key");
    assertThat(PrivateKeys.read(file("locked.key"), "größe".toCharArray()))
        .isEqualTo(PrivateKeys.read(file("plain.key"), null));
  }

  @Test
  void anEncryptionThatIsNotSupportedIsNamed() throws Exception {
    openssl("genpkey -algorithm ED25519 -out plain.key");
    openssl("pkcs8 -topk8 -scrypt -in plain.key -passout pass:secret -out locked.key");
    assertThatThrownBy(() -> PrivateKeys.read(file("locked.key"), "secret".toCharArray()))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessageContainingAll("(scrypt)", "openssl pkcs8 -topk8 -v2 aes256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-aes128", "-aes192", "-aes256", "-des3"})
  void opensslsTraditionalEncryptionIsDecrypted(String cipher) throws Exception {
    openssl("genrsa -traditional -out plain.key 2048");
    openssl("rsa -traditional -in plain.key " + cipher + " -passout pass:secret -out old.key");
    assertThat(Files.readString(dir.resolve("old.key"))).contains("Proc-Type: 4,ENCRYPTED");
    byte[] plain = PrivateKeys.read(file("plain.key"), null);
    assertThat(PrivateKeys.read(file("old.key"), "secret".toCharArray())).isEqualTo(plain);
    assertThatThrownBy(() -> PrivateKeys.read(file("old.key"), "Secret".toCharArray()))
        .hasMessageContaining("wrong passphrase");
    assertThatThrownBy(() -> PrivateKeys.read(file("old.key"), null))
        .hasMessageContaining("no passphrase was given");
  }

  @Test
  void traditionalEncryptionWithoutItsCipherIsReportedAsDamage() throws Exception {
    openssl("ecparam -name prime256v1 -genkey -noout -out plain.key");
    openssl("ec -in plain.key -aes128 -passout pass:secret -out old.key");
    String pem = Files.readString(dir.resolve("old.key"));
    for (String line : List.of("", "DEK-Info: AES-128-CBC,00", "DEK-Info: AES-128-CBC,xyz")) {
      byte[] damaged = pem.replaceFirst("DEK-Info:.*", line).getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> PrivateKeys.read(damaged, "secret".toCharArray()))
          .isInstanceOf(CertificateFormatException.class);
    }
  }

  @Test
  void theWrongKindOfFileIsNamed() throws Exception {
    openssl("genpkey -algorithm ED25519 -out a.key");
    selfSigned("a.key");
    assertThatThrownBy(() -> PemFiles.certificates(file("a.key")))
        .hasMessage("this is a private key, expected certificates");
    assertThatThrownBy(() -> PrivateKeys.read(file("a.key.pem"), null))
        .hasMessage("this is a certificate, expected a private key");
    assertThatThrownBy(() -> PemFiles.revocationLists(file("a.key.pem")))
        .hasMessage("this is a certificate, expected revocation lists");
    assertThatThrownBy(() -> PemFiles.certificates(new byte[0])).hasMessageContaining("empty");
    byte[] cut = "-----BEGIN CERTIFICATE-----\nAAAA\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> PemFiles.certificates(cut)).hasMessageContaining("line 1");
  }

  @Test
  void textAroundAndCarriageReturnsDoNotMatter() throws Exception {
    openssl("genpkey -algorithm ED25519 -out a.key");
    Certificate certificate = selfSigned("a.key");
    String pem = PemBlock.write(PemBlock.CERTIFICATE, certificate.der());
    String text = "Subject: x\r\n" + pem.replace("\n", "\r\n") + "\r\nbetween\r\n" + pem;
    assertThat(PemFiles.certificates(text.getBytes(StandardCharsets.US_ASCII)))
        .containsExactly(certificate, certificate);
  }

  @Test
  void certificatesWithAPrivateKeyAmongThemAreRefused() throws Exception {
    openssl("genpkey -algorithm ED25519 -out a.key");
    String certificate = PemBlock.write(PemBlock.CERTIFICATE, selfSigned("a.key").der());
    String key = new String(file("a.key"), StandardCharsets.US_ASCII);
    String body = key.lines().skip(1).findFirst().orElseThrow();
    List<String> combined =
        List.of(
            certificate + key,
            key + certificate,
            key.replace("PRIVATE", "ENCRYPTED PRIVATE") + certificate,
            certificate + key.replace("PRIVATE", "OPENSSH PRIVATE"),
            certificate + key.toLowerCase(Locale.ROOT),
            certificate + "some words, then " + key,
            certificate + key.replace("\n", " "),
            certificate + key.replace("\n", "\r\n"));
    for (String text : combined) {
      assertThatThrownBy(() -> PemFiles.certificates(text.getBytes(StandardCharsets.US_ASCII)))
          .as(text)
          .isInstanceOf(CertificateFormatException.class)
          .hasMessageNotContaining(body);
    }
    assertThatThrownBy(
            () -> PemFiles.certificates((certificate + key).getBytes(StandardCharsets.US_ASCII)))
        .hasMessage("this contains a private key; only certificates belong here");
    assertThat(
            PemFiles.certificatesBesideKeys(
                (certificate + key).getBytes(StandardCharsets.US_ASCII)))
        .hasSize(1);
  }

  @Test
  void noMessageQuotesAKeyThatLostItsLineEnds() throws Exception {
    openssl("genpkey -algorithm ED25519 -out a.key");
    String key = new String(file("a.key"), StandardCharsets.US_ASCII);
    String body = key.lines().skip(1).findFirst().orElseThrow();
    for (String text :
        List.of(
            key.replace("\n", ""),
            key.replace("\n", " ") + "\n" + key,
            "-----BEGIN PRIVATE KEY----- " + body)) {
      assertThatThrownBy(() -> PrivateKeys.read(text.getBytes(StandardCharsets.US_ASCII), null))
          .isInstanceOf(CertificateFormatException.class)
          .hasMessageNotContaining(body);
    }
  }
}
