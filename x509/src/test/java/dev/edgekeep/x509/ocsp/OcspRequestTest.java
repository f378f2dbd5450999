package dev.edgekeep.x509.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Requests from anybody, well-formed or not. */
class OcspRequestTest {
  private static final byte[] SHA1 =
      DerWriter.sequence(DerWriter.oid("1.3.14.3.2.26"), new byte[] {Tag.NULL, 0});
  private static final String NONCE = "1.3.6.1.5.5.7.48.1.2";

  @Test
  void severalCertificatesAreAskedAboutAtOnce() throws Exception {
    OcspRequest request = OcspRequest.parse(request(certIds(3)));
    assertThat(request.certIds())
        .extracting(id -> id.serialNumber().value().intValue())
        .containsExactly(1, 2, 3);
  }

  @Test
  void versionRequestorAndSignatureAreReadAndIgnored() throws Exception {
    byte[] version = DerWriter.explicit(0, DerWriter.integer(BigInteger.ZERO));
    byte[] name = DerWriter.explicit(1, new GeneralName.Email("a@example.com").encoded());
    byte[] body = DerWriter.sequence(version, name, DerWriter.sequence(certIds(1)));
    byte[] signed = DerWriter.sequence(body, DerWriter.explicit(0, DerWriter.sequence()));
    assertThat(OcspRequest.parse(signed).certIds()).hasSize(1);
  }

  @Test
  void onlyNoncesOf1To128OctetsAreAccepted() throws Exception {
    for (int length : new int[] {1, 16, 32, 33, 128}) {
      OcspRequest request = OcspRequest.parse(withExtension(NONCE, false, nonce(length)));
      assertThat(request.nonce()).isEqualTo(Slice.of(new byte[length]));
    }
    for (int length : new int[] {0, 129}) {
      assertMalformed(withExtension(NONCE, false, nonce(length)), "1 to 128 octets");
    }
    assertMalformed(withExtension(NONCE, false, new byte[16]), "nonce is");
  }

  @Test
  void unknownExtensionsMatterOnlyIfCritical() throws Exception {
    byte[] value = {Tag.NULL, 0};
    assertThat(OcspRequest.parse(withExtension("1.2.3.4", false, value)).certIds()).hasSize(1);
    assertMalformed(withExtension("1.2.3.4", true, value), "critical extension 1.2.3.4");
  }

  @Test
  void emptyOtherVersionTooManyAndTooLongAreMalformed() {
    assertMalformed(request(new byte[0][]), "request is missing");
    byte[] version = DerWriter.explicit(0, DerWriter.integer(BigInteger.ONE));
    assertMalformed(
        DerWriter.sequence(DerWriter.sequence(version, DerWriter.sequence(certIds(1)))), "not v1");
    assertMalformed(request(certIds(OcspRequest.MAX_CERT_IDS + 1)), "more than 100 certificates");
    assertMalformed(new byte[OcspRequest.MAX_BYTES + 1], "more than 32768 bytes");
  }

  @Test
  void aPathThatIsNotBase64IsMalformed() {
    assertThatThrownBy(() -> OcspRequest.parsePath("not base64!"))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessageContaining("not base64");
  }

  @Property(tries = 2_000)
  void whateverIsSentIsARequestOrMalformed(@ForAll @Size(max = 300) byte[] octets) {
    parseOrMalformed(octets);
  }

  @Property(tries = 2_000)
  void aRequestWithAnyOctetChangedIsARequestOrMalformed(
      @ForAll @IntRange(max = 200) int at, @ForAll byte octet) {
    byte[] request = withExtension(NONCE, false, nonce(32));
    request[at % request.length] = octet;
    parseOrMalformed(request);
  }

  @Property(tries = 300)
  void aRequestThatIsCutOffIsMalformed(@ForAll @IntRange(max = 200) int length) {
    byte[] request = withExtension(NONCE, false, nonce(32));
    byte[] cut = Arrays.copyOf(request, length % request.length);
    assertThatThrownBy(() -> OcspRequest.parse(cut)).isInstanceOf(CertificateFormatException.class);
  }

  private static void parseOrMalformed(byte[] octets) {
    try {
      assertThat(OcspRequest.parse(octets).certIds()).isNotEmpty();
    } catch (CertificateFormatException e) {
      assertThat(e).hasMessageStartingWith("malformed OCSP request: ");
    }
  }

  private static void assertMalformed(byte[] der, String why) {
    assertThatThrownBy(() -> OcspRequest.parse(der))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessageContaining(why);
  }

  private static byte[] request(byte[][] certIds) {
    return DerWriter.sequence(DerWriter.sequence(DerWriter.sequence(certIds)));
  }

  private static byte[] withExtension(String oid, boolean critical, byte[] value) {
    byte[] all = Extension.encodeAll(List.of(Extension.of(oid, critical, value)));
    byte[] list = DerWriter.sequence(certIds(1));
    return DerWriter.sequence(DerWriter.sequence(list, DerWriter.explicit(2, all)));
  }

  private static byte[] nonce(int length) {
    return DerWriter.octetString(new byte[length]);
  }

  private static byte[][] certIds(int count) {
    byte[][] requests = new byte[count][];
    byte[] hash = DerWriter.octetString(new byte[20]);
    for (int i = 0; i < count; i++) {
      byte[] serial = DerWriter.integer(BigInteger.valueOf(i + 1));
      requests[i] = DerWriter.sequence(DerWriter.sequence(SHA1, hash, hash, serial));
    }
    return requests;
  }
}
