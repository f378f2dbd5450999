package dev.edgekeep.x509.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.inspect.Inspector;
import dev.edgekeep.x509.inspect.Report;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.time.Instant;

/** Readers of files from users: PEM, private keys, PKCS#12, and all input of {@code inspect}. */
class FileFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @FuzzTest(maxDuration = "10m")
  void everyPemBlockHasALabelAndALine(byte[] content) {
    try {
      for (PemBlock block : PemBlock.readAll(content)) {
        assertThat(block.label()).isNotBlank();
        assertThat(block.line()).isPositive();
      }
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void privateKeys(byte[] content) {
    try {
      assertThat(PrivateKeys.read(content, "secret".toCharArray())).isNotEmpty();
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anInspectionNamesEveryFileItWasGiven(byte[] content) {
    Inspector inspector = new Inspector(NOW, "secret".toCharArray());
    inspector.add("file", content);
    Report report = inspector.report();
    assertThat(report.items().isEmpty() && report.isClean()).as("silent about a file").isFalse();
    assertThat(report.text()).isNotBlank();
  }
}
