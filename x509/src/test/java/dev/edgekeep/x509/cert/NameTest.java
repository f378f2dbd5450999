package dev.edgekeep.x509.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgekeep.x509.der.DerReader;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
  private static Name name(X500Name name) throws IOException {
    return Name.read(DerReader.of(name.getEncoded("DER")), "name");
  }

  private static Name name(String text) throws IOException {
    return name(new X500Name(text));
  }

  private static Name commonName(ASN1Encodable value) throws IOException {
    return name(new X500NameBuilder().addRDN(BCStyle.CN, value).build());
  }

  @Test
  void caseWhiteSpaceAndStringTypeDoNotMatter() throws IOException {
    Name one = commonName(new DERUTF8String("  Partner   Issuing\u00a0CA "));
    assertThat(one).isEqualTo(commonName(new DERPrintableString("partner issuing ca")));
    assertThat(one).isEqualTo(commonName(new DERBMPString("PARTNER ISSUING CA")));
    assertThat(one).hasSameHashCodeAs(commonName(new DERPrintableString("partner issuing ca")));
    assertThat(commonName(new DERUTF8String("STRASSE")))
        .isEqualTo(commonName(new DERUTF8String("straße")));
  }

  @Test
  void orderAndAttributesMatter() throws IOException {
    assertThat(name("CN=a,O=b")).isNotEqualTo(name("O=b,CN=a"));
    assertThat(name("CN=a")).isNotEqualTo(name("O=a"));
    assertThat(name("CN=a")).isNotEqualTo(name("CN=a,CN=a"));
  }

  @Test
  void octetsThatAreNoTextEqualOnlyThemselves() throws IOException {
    byte[] broken = {0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 6, 3, 0x55, 4, 3, 0x0c, 2, (byte) 0xff, 0};
    byte[] other = broken.clone();
    other[14] = 1;
    Name one = Name.read(DerReader.of(broken), "name");
    assertThat(one).isEqualTo(Name.read(DerReader.of(broken.clone()), "name"));
    assertThat(one).isNotEqualTo(Name.read(DerReader.of(other), "name"));
    assertThat(one).hasToString("CN=#ff00");
  }

  @Test
  void aNameBelowAnotherHasItAsItsBeginning() throws IOException {
    Name base = name("C=DE,O=Partner");
    assertThat(name("C=de,O=PARTNER,CN=x").isWithin(base)).isTrue();
    assertThat(base.isWithin(base)).isTrue();
    assertThat(name("C=DE").isWithin(base)).isFalse();
    assertThat(name("O=Partner,C=DE,CN=x").isWithin(base)).isFalse();
  }

  @Test
  void itPrintsMostSpecificFirstAndEscapes() throws IOException {
    assertThat(name("C=DE,O=A\\, B,CN=\\#x")).hasToString("CN=\\#x,O=A\\, B,C=DE");
    assertThat(commonName(new DERUTF8String("a\nb"))).hasToString("CN=a\\0ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=edge-1",
        "CN=edge-1,OU=Edges,O=Example\\, Inc.,C=DE",
        "emailAddress=edge@example.com,serialNumber=7,UID=x,GN=A,SN=B,title=C",
        "organizationIdentifier=NTRDE-1,1.2.3.4=other",
        "CN=a+OU=b,DC=example,DC=com",
        "CN=\\ spaces and \\\"signs\\\"\\\\\\+\\;\\<\\>\\ ",
        "CN=\\#a",
        "CN=a\\0ab",
        "CN=Müller"
      })
  void whatIsWrittenCanBeReadAgain(String text) {
    assertThat(Name.parse(text)).hasToString(text);
  }

  @Test
  void aHumanReadableNameIsComparedAsAName() throws IOException {
    assertThat(Name.parse("cn = Edge-1 , o=EXAMPLE")).isEqualTo(name("O=Example,CN=edge-1"));
    assertThat(Name.parse("CN=a,O=b")).isNotEqualTo(Name.parse("O=b,CN=a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge-1", "CN", "nonsense=1", "CN=a,,O=b", "CN=#zz"})
  void invalidNamesAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Name.parse(text));
  }
}
