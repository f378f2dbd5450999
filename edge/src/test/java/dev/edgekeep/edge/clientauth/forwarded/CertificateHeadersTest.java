package dev.edgekeep.edge.clientauth.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.FromHeader.Format;
import io.netty.util.AsciiString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers in which balancers pass on client certificates. */
class CertificateHeadersTest {
  // Three bytes each: nothing looks into the certificates here.
  private static final String PEM = pem("AQID");
  private static final String TWO = PEM + pem("BAUG");

  private static String pem(String base64) {
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  private static String encoded(String pem) {
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  /** As AWS does it: these characters are left alone. */
  private static String encodedByAws(String pem) {
    return encoded(pem).replace("%2B", "+").replace("%3D", "=").replace("%2F", "/");
  }

  /** The chain in the headers, as lists of bytes; empty: none; or the problem. */
  private static String read(Format format, String... namesAndValues) {
    Fields fields = new Fields();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new AsciiString(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return switch (CertificateHeaders.read(format, fields)) {
      case HeaderCertificate.None _ -> "";
      case HeaderCertificate.Malformed(String problem) -> problem;
      case HeaderCertificate.Chain(var chain) -> {
        List<String> shown = new ArrayList<>();
        chain.encoded().forEach(each -> shown.add(java.util.HexFormat.of().formatHex(each)));
        yield String.join(" ", shown);
      }
    };
  }

  @Test
  void aCertificateOfRfc9440IsRead() {
    assertThat(read(Format.RFC9440)).isEmpty();
    assertThat(read(Format.RFC9440, "Client-Cert", ":AQID:")).isEqualTo("010203");
    assertThat(read(Format.RFC9440, "client-cert", " :AQID: ")).isEqualTo("010203");
  }

  @Test
  void aChainOfRfc9440MayBeOnSeveralLines() {
    assertThat(
            read(
                Format.RFC9440,
                "Client-Cert",
                ":AQID:",
                "Client-Cert-Chain",
                ":BAUG:, :BwgJ:",
                "Client-Cert-Chain",
                ":CgsM:"))
        .isEqualTo("010203 040506 070809 0a0b0c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AQID",
        ":AQID",
        "::",
        ":",
        "''",
        ":AQ ID:",
        ":AQID: , :BAUG:",
        ":AQID:;a=1",
        "\"AQID\"",
        ":AQID::",
        ":-_-_:"
      })
  void aMalformedByteSequenceIsRefused(String value) {
    assertThat(read(Format.RFC9440, "Client-Cert", value))
        .contains("Client-Cert is not a byte sequence");
  }

  @Test
  void aMalformedChainIsRefused() {
    assertThat(read(Format.RFC9440, "Client-Cert", ":AQID:", "Client-Cert-Chain", ""))
        .contains("Client-Cert-Chain is not a byte sequence");
    assertThat(read(Format.RFC9440, "Client-Cert-Chain", ":AQID:"))
        .contains("without a Client-Cert");
  }

  @Test
  void aHeaderThatComesTwiceIsRefused() {
    assertThat(read(Format.RFC9440, "Client-Cert", ":AQID:", "Client-Cert", ":AQID:"))
        .contains("more than once");
    assertThat(read(Format.ALB, "X-Amzn-Mtls-Clientcert", PEM, "x-amzn-mtls-clientcert", PEM))
        .contains("more than once");
    assertThat(read(Format.XFCC, "X-Forwarded-Client-Cert", "a=b", "X-Forwarded-Client-Cert", ""))
        .contains("more than once");
  }

  @Test
  void onlyTheExactNameAndTheFormatOfTheHostCount() {
    assertThat(read(Format.RFC9440, "Client_Cert", ":AQID:")).isEmpty();
    assertThat(read(Format.ALB, "Client-Cert", ":AQID:")).isEmpty();
    assertThat(read(Format.ALB, "X-Amzn-Mtls-Clientcert-Leaf", encoded(PEM))).isEmpty();
    assertThat(read(Format.XFCC, "Client-Cert", ":AQID:")).isEmpty();
  }

  @Test
  void thePemOfAnAlbIsRead() {
    String name = "X-Amzn-Mtls-Clientcert";
    assertThat(read(Format.ALB, name, encodedByAws(TWO))).isEqualTo("010203 040506");
    assertThat(read(Format.ALB, name, encoded(TWO))).isEqualTo("010203 040506");
    assertThat(read(Format.ALB, name, encodedByAws(pem("+/+="))))
        .as("a plus sign is no blank")
        .isEqualTo("fbff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| no certificate",
        "AQID| no certificate",
        "%| not percent-encoded",
        "%4| not percent-encoded",
        "%zz| not percent-encoded",
        "-----BEGIN%20CERTIFICATE-----%0AAQID| not PEM",
        "-----BEGIN%20CERTIFICATE-----%0A*%0A-----END%20CERTIFICATE-----| not PEM",
        "-----BEGIN%20X%20KEY-----%0AAQID%0A-----END%20X%20KEY-----| not a certificate",
      })
  void malformedPemIsRefused(String value, String problem) {
    assertThat(read(Format.ALB, "X-Amzn-Mtls-Clientcert", value)).contains(problem);
  }

  @Test
  void theElementOfEnvoyIsRead() {
    String cert = "Cert=\"" + encoded(PEM) + "\"";
    String chain = "Chain=\"" + encoded(TWO) + "\"";
    assertThat(xfcc("Hash=00;" + cert)).isEqualTo("010203");
    assertThat(xfcc(chain + ";Subject=\"CN=a,O=\\\"b;c\\\"\";URI=spiffe://x/y"))
        .isEqualTo("010203 040506");
    assertThat(xfcc("By=u;" + cert + ";" + chain + ";DNS=a;DNS=b")).isEqualTo("010203 040506");
    assertThat(xfcc("cert=" + encoded(PEM))).isEqualTo("010203");
  }

  @Test
  void anElementThatTellsNoOrTwoCertificatesIsRefused() {
    String cert = "Cert=\"" + encoded(PEM) + "\"";
    assertThat(xfcc("Hash=00;Subject=\"CN=a\"")).contains("neither Cert nor Chain");
    assertThat(xfcc(cert + "," + cert)).contains("several elements");
    assertThat(xfcc("Subject=\"CN=a\"," + cert)).contains("several elements");
    assertThat(xfcc(cert + ";" + cert)).contains("twice");
    assertThat(xfcc("Cert=\"" + encoded(TWO) + "\"")).contains("not the first");
    assertThat(xfcc("Cert=\"" + encoded(pem("BAUG")) + "\";Chain=\"" + encoded(TWO) + "\""))
        .contains("not the first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "Cert", "Cert=\"a", "Cert=\"a\"b", "Cert=\"a\\", ";", "a=b;", "a=b;;c=d"})
  void anElementThatIsNotPairsIsRefused(String value) {
    assertThat(xfcc(value)).contains("key=value pairs");
  }

  @Test
  void aChainAboveTheLimitsIsRefused() {
    String many = ":AQID:" + ", :AQID:".repeat(15);
    assertThat(read(Format.RFC9440, "Client-Cert", ":AQID:", "Client-Cert-Chain", many))
        .contains("17 certificates");
    String large = ":" + "AAAA".repeat(22_000) + ":";
    assertThat(read(Format.RFC9440, "Client-Cert", large)).contains("66,000 bytes");
  }

  private static String xfcc(String value) {
    return read(Format.XFCC, "X-Forwarded-Client-Cert", value);
  }
}
