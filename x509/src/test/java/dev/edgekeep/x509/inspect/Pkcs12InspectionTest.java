package dev.edgekeep.x509.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.testing.OpenSsl;
import dev.edgekeep.x509.testing.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PKCS#12 files of openssl: every bag is reported. */
class Pkcs12InspectionTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final TestCa OTHER = TestCa.root("CN=Outside");
  private static final TestCa LEAF = ROOT.intermediate("CN=Leaf", TestCa.leaf());

  @TempDir private Path folder;
  private OpenSsl openssl = new OpenSsl(Path.of(""));
  private String key = "";

  @BeforeEach
  void writeFiles() {
    openssl = new OpenSsl(folder);
    byte[] pkcs8 = LEAF.keys().getPrivate().getEncoded();
    key =
        openssl.file(
            "leaf.key", PemBlock.write("PRIVATE KEY", pkcs8).getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> kinds(String... arguments) {
    List<String> command = new ArrayList<>(List.of("pkcs12", "-export", "-passout", "pass:secret"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-out", openssl.path("it.p12")));
    assertThat(openssl.run(command.toArray(String[]::new)).status()).isZero();
    Inspector inspector = new Inspector(TestCa.NOW, "secret".toCharArray());
    inspector.add("it.p12", openssl.read("it.p12"));
    Report report = inspector.report();
    assertThat(report.text()).doesNotContain("not read");
    return report.items().stream().map(Report.Item::kind).sorted().toList();
  }

  @Test
  void certificatesWithoutAKey() {
    String bundle = openssl.file("cas.pem", ROOT.certificate(), OTHER.certificate());
    assertThat(kinds("-nokeys", "-in", bundle))
        .containsExactly("PKCS#12", "certificate", "certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES-256-CBC", "PBE-SHA1-3DES", "NONE"})
  void bagsUnderEachEncryptionAndCertificatesOutsideTheChain(String scheme) {
    String leaf = openssl.file("leaf.pem", LEAF.certificate());
    String more = openssl.file("more.pem", ROOT.certificate(), OTHER.certificate());
    assertThat(
            kinds(
                "-inkey",
                key,
                "-in",
                leaf,
                "-certfile",
                more,
                "-certpbe",
                scheme,
                "-keypbe",
                scheme))
        .containsExactly("PKCS#12", "certificate", "certificate", "certificate", "private key");
  }

  @Test
  void aWrongPasswordIsAProblem() {
    String bundle = openssl.file("cas.pem", ROOT.certificate());
    kinds("-nokeys", "-in", bundle);
    Inspector inspector = new Inspector(TestCa.NOW, "wrong".toCharArray());
    inspector.add("it.p12", openssl.read("it.p12"));
    assertThat(inspector.report().isClean()).isFalse();
  }

  @Test
  void anUnknownBagIsReportedAsNotRead() {
    String bundle = openssl.file("cas.pem", ROOT.certificate());
    assertThat(
            openssl
                .run(
                    "pkcs12",
                    "-export",
                    "-nokeys",
                    "-in",
                    bundle,
                    "-certpbe",
                    "NONE",
                    "-nomac",
                    "-passout",
                    "pass:",
                    "-out",
                    openssl.path("it.p12"))
                .status())
        .isZero();
    byte[] content = openssl.read("it.p12");
    byte[] certificateType = {
      0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 12, 10, 1, 3
    };
    for (int i = 0; i + certificateType.length <= content.length; i++) {
      if (java.util.Arrays.equals(
          content, i, i + certificateType.length, certificateType, 0, certificateType.length)) {
        content[i + certificateType.length - 1] = 9;
      }
    }
    Inspector inspector = new Inspector(TestCa.NOW, null);
    inspector.add("it.p12", content);
    assertThat(inspector.report().isClean()).isFalse();
  }
}
