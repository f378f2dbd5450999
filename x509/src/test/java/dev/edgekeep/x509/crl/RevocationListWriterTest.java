package dev.edgekeep.x509.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.testing.Processes;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.testing.OpenSsl;
import dev.edgekeep.x509.testing.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists are readable by openssl and our own reader. */
class RevocationListWriterTest {
  private static final TestAuthority CA = TestAuthority.create(KeyKind.P_256);
  private static final Instant NOW = TestAuthority.NOW;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = "RSA_4096", mode = EnumSource.Mode.EXCLUDE)
  void opensslRefusesACertificateOnTheListAndAcceptsOthers(KeyKind kind) throws Exception {
    TestAuthority authority = TestAuthority.create(kind);
    Certificate revoked = authority.client("CN=Revoked");
    Certificate other = authority.client("CN=Other");
    byte[] list =
        RevocationListWriter.encode(
            authority.issuing(), template(of(RevocationReason.KEY_COMPROMISE, revoked)));
    assertThat(verify(authority, list, other).output()).endsWith(": OK\n");
    assertThat(verify(authority, list, revoked).output()).contains("certificate revoked");
  }

  @Test
  void aListWithoutEntriesHasNoFieldForThem() throws Exception {
    byte[] der = RevocationListWriter.encode(CA.issuing(), template(none()));
    RevocationList list = RevocationList.parse(der);
    assertThat(list.size()).isZero();
    assertThat(verify(CA, der, CA.client("CN=Other")).output()).endsWith(": OK\n");
    assertThat(openssl("crl", "-noout", "-text", "-inform", "DER", "-in", file(der)))
        .contains("No Revoked Certificates.");
  }

  @Test
  void opensslReadsNumberDatesAndReasons() throws Exception {
    Certificate hold = CA.client("CN=Hold");
    Certificate unspecified = CA.client("CN=Unspecified");
    RevokedCertificates entries =
        visitor -> {
          of(RevocationReason.CERTIFICATE_HOLD, hold).forEach(visitor);
          of(RevocationReason.UNSPECIFIED, unspecified).forEach(visitor);
        };
    byte[] der = RevocationListWriter.encode(CA.issuing(), template(entries));
    String text = openssl("crl", "-noout", "-text", "-inform", "DER", "-in", file(der));
    assertThat(text)
        .contains("Version 2 (0x1)")
        .containsPattern("X509v3 CRL Number: \\n\\s+4711\\n")
        .containsPattern("X509v3 CRL Reason Code: \\n\\s+Certificate Hold")
        .doesNotContain("Unspecified")
        .contains("Authority Key Identifier");
    RevocationList list = RevocationList.parse(der);
    assertThat(list.number()).isEqualTo(4711);
    assertThat(list.nextUpdate()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    assertThat(list.isSignedBy(CA.issuing().signer().publicKey())).isTrue();
    assertThat(found(list, hold).reasonName()).isEqualTo("certificateHold");
    assertThat(found(list, unspecified)).isEqualTo(new RevokedEntry(NOW, 0));
  }

  @Test
  void everyReasonIsReadBack() throws Exception {
    for (RevocationReason reason : RevocationReason.values()) {
      Certificate revoked = CA.client("CN=" + reason);
      byte[] der = RevocationListWriter.encode(CA.issuing(), template(of(reason, revoked)));
      RevokedEntry entry = found(RevocationList.parse(der), revoked);
      assertThat(entry.reason()).isEqualTo(reason.code());
      assertThat(RevocationReason.of(entry.reasonName())).contains(reason);
    }
    assertThat(RevocationReason.of("removeFromCRL")).isEmpty();
  }

  @Test
  void revocationsBeyond2049AreWrittenAsGeneralizedTime() throws Exception {
    Instant late = Instant.parse("2050-02-03T04:05:06Z");
    RevokedCertificates entries =
        visitor -> {
          visitor.visit(new byte[] {1}, late.getEpochSecond() - 86_400L * 365, reason());
          visitor.visit(new byte[] {2}, late.getEpochSecond(), reason());
        };
    RevocationList list =
        RevocationList.parse(RevocationListWriter.encode(CA.issuing(), template(entries)));
    RevokedEntry entry = list.find(new SerialNumber(BigInteger.TWO));
    assertThat(Objects.requireNonNull(entry).date()).isEqualTo(late);
  }

  @Test
  void aMillionEntriesAreWrittenWithoutBeingHeld() throws Exception {
    int count = 1_000_000;
    RevokedCertificates entries =
        visitor -> {
          byte[] serial = new byte[16];
          serial[0] = 0x40;
          for (int i = 0; i < count; i++) {
            serial[12] = (byte) (i >>> 24);
            serial[13] = (byte) (i >>> 16);
            serial[14] = (byte) (i >>> 8);
            serial[15] = (byte) i;
            visitor.visit(serial, NOW.getEpochSecond() - i / 10, reason());
          }
        };
    Path file = folder.resolve("million.crl");
    CertificateIssuer issuer = CA.issuing();
    Allocation allocation = Allocation.start();
    long start = System.nanoTime();
    try (OutputStream out = Files.newOutputStream(file)) {
      RevocationListWriter.write(issuer, template(entries), out);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    // The list itself has 50 MB; other allocations are dates, which are soon released.
    assertThat(allocation.octets()).isLessThan(400L << 20);
    assertThat(taken).isLessThan(Duration.ofMinutes(2));
    RevocationList list = RevocationList.parse(Files.readAllBytes(file));
    assertThat(list.size()).isEqualTo(count);
    assertThat(list.isSignedBy(issuer.signer().publicKey())).isTrue();
  }

  /** The memory that this thread has allocated since the start. */
  private record Allocation(com.sun.management.ThreadMXBean threads, long before) {
    static Allocation start() {
      var threads =
          (com.sun.management.ThreadMXBean)
              java.lang.management.ManagementFactory.getThreadMXBean();
      return new Allocation(threads, threads.getCurrentThreadAllocatedBytes());
    }

    long octets() {
      return threads.getCurrentThreadAllocatedBytes() - before;
    }
  }

  @Test
  void entriesThatChangeWhileTheyAreWrittenMakeNoList() {
    int[] walks = {0};
    RevokedCertificates changing =
        visitor -> {
          for (int i = 0; i <= walks[0]; i++) {
            visitor.visit(new byte[] {(byte) (i + 1)}, NOW.getEpochSecond(), reason());
          }
          walks[0]++;
        };
    assertThatThrownBy(() -> RevocationListWriter.encode(CA.issuing(), template(changing)))
        .rootCause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed while their list was made");
  }

  @Test
  void numbersAndDatesThatNoListHasAreRefused() {
    for (BigInteger number : List.of(BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(159))) {
      assertThatThrownBy(() -> new RevocationListTemplate(number, NOW, NOW.plusSeconds(1), none()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new RevocationListTemplate(BigInteger.ONE, NOW, NOW, none()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RevocationReason reason() {
    return RevocationReason.SUPERSEDED;
  }

  private static RevokedCertificates none() {
    return _ -> {};
  }

  private static RevokedCertificates of(RevocationReason reason, Certificate... revoked) {
    return visitor -> {
      for (Certificate each : revoked) {
        visitor.visit(each.serialOctets().toBytes(), NOW.getEpochSecond(), reason);
      }
    };
  }

  private static RevocationListTemplate template(RevokedCertificates entries) {
    return new RevocationListTemplate(
        BigInteger.valueOf(4711), NOW, NOW.plus(Duration.ofDays(7)), entries);
  }

  private static RevokedEntry found(RevocationList list, Certificate certificate) {
    return Objects.requireNonNull(list.find(certificate.issuer(), certificate.serialOctets()));
  }

  private Processes.Result verify(TestAuthority authority, byte[] list, Certificate client) {
    OpenSsl openssl = new OpenSsl(folder);
    byte[] pem = PemBlock.write(PemBlock.CRL, list).getBytes(StandardCharsets.US_ASCII);
    return openssl.run(
        "verify",
        "-x509_strict",
        "-crl_check",
        "-CRLfile",
        openssl.file("list.pem", pem),
        "-CAfile",
        openssl.file("cas.pem", authority.chain().toArray(Certificate[]::new)),
        openssl.file("client.pem", client));
  }

  private String file(byte[] der) {
    return new OpenSsl(folder).file("list.crl", der);
  }

  private String openssl(String... arguments) {
    Processes.Result result = new OpenSsl(folder).run(arguments);
    assertThat(result.status()).as(Arrays.toString(arguments) + result.output()).isZero();
    return result.output();
  }
}
