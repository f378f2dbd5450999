package dev.edgekeep.x509.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.testing.TestCa;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a text that are PEM blocks (RFC 7468), and warnings about others. */
class PemBlockTest {
  private static final String ONE = PemFiles.text(List.of(TestCa.root("CN=One").certificate()));
  private static final String TWO = PemFiles.text(List.of(TestCa.root("CN=Two").certificate()));

  private static List<String> subjects(String text) throws CertificateFormatException {
    return PemFiles.certificates(bytes(text)).stream()
        .map(each -> each.subject().toString())
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> doubts(String text) {
    return PemWarnings.of(bytes(text));
  }

  @Test
  void aCommentedOutCertificateIsNotTrusted() throws Exception {
    String commented = TWO.lines().map(line -> "#" + line + "\n").reduce("", String::concat);
    assertThat(subjects(commented + ONE)).containsExactly("CN=One");
    assertThat(subjects(ONE + "# -----BEGIN CERTIFICATE-----\n")).containsExactly("CN=One");
    assertThat(doubts(commented + ONE)).isEmpty();
  }

  @Test
  void aCertificateWithOnlyItsFirstLineCommentedOutIsSkippedWithAWarning() throws Exception {
    assertThat(subjects("#" + TWO + ONE)).containsExactly("CN=One");
    assertThat(doubts("#" + TWO + ONE)).singleElement().asString().contains("without a BEGIN line");
  }

  @Test
  void beginInsideProseIsNoBlock() throws Exception {
    String prose = "Each begins with -----BEGIN CERTIFICATE----- and so on.\n";
    assertThat(subjects(prose + ONE + prose)).containsExactly("CN=One");
    assertThat(doubts(prose + ONE)).isEmpty();
    assertThat(PemBlock.isPem(bytes(prose))).isFalse();
  }

  @Test
  void aByteOrderMarkCarriageReturnsAndWhiteSpaceAreLetPass() throws Exception {
    assertThat(subjects("\ufeff" + ONE)).containsExactly("CN=One");
    assertThat(subjects("\ufeff" + ONE.replace("\n", "\r\n"))).containsExactly("CN=One");
    assertThat(subjects(ONE.replaceAll("(?m)^", "  \t"))).containsExactly("CN=One");
    assertThat(subjects(ONE.strip())).containsExactly("CN=One");
  }

  @Test
  void aBlockWithinABlockOrWithoutItsEndIsRefused() {
    assertThatThrownBy(() -> subjects(ONE.replace("-----END CERTIFICATE-----\n", "") + TWO))
        .hasMessageContaining("has no END line");
    assertThatThrownBy(() -> subjects(ONE.replace("END CERTIFICATE", "END X509 CRL")))
        .hasMessageContaining("ends as X509 CRL");
    assertThatThrownBy(() -> subjects(ONE.replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE")))
        .hasMessageContaining("is not a PEM line");
  }

  @Test
  void skippedBlocksCauseWarnings() throws Exception {
    String mistyped = TWO.replace("CERTIFICATE", "CERTIFCATE");
    assertThat(subjects(ONE + mistyped)).containsExactly("CN=One");
    assertThat(doubts(ONE + mistyped)).singleElement().asString().contains("\"CERTIFCATE\"");
    String bare = TWO.replaceAll("-----.*-----\n", "");
    assertThat(doubts(ONE + bare)).singleElement().asString().contains("without a BEGIN line");
    assertThat(doubts(ONE + TWO.replace("-----BEGIN", "----BEGIN")))
        .singleElement()
        .asString()
        .contains("is not how a PEM block begins");
    assertThat(doubts("-----END CERTIFICATE-----\n" + ONE))
        .singleElement()
        .asString()
        .contains("line 1 ends a PEM block that does not begin");
    assertThat(doubts(ONE + "\n--\nA signature of prose\n---\n" + TWO)).isEmpty();
  }

  @Test
  void otherFormatsAreReportedWithTheirConversion() {
    byte[] pfx = {0x30, 3 + 2, 2, 1, 3, 0x30, 0};
    assertThatThrownBy(() -> PemFiles.certificates(pfx))
        .hasMessageContaining("openssl pkcs12 -in FILE -nokeys -out FILE.pem");
    assertThatThrownBy(() -> PemFiles.revocationLists(pfx)).hasMessageContaining("PKCS#12");
    assertThatThrownBy(() -> PrivateKeys.read(pfx, null))
        .hasMessageContaining("openssl pkcs12 -in FILE -nocerts -noenc -out FILE.pem");
    byte[] utf16 = ONE.getBytes(StandardCharsets.UTF_16);
    assertThatThrownBy(() -> PemFiles.certificates(utf16)).hasMessageContaining("UTF-16");
  }
}
