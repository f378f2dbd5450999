package dev.edgekeep.x509.der;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerReaderTest {
  private static DerReader reader(String hex) {
    return DerReader.of(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3080020100", // indefinite length
        "308103020100", // long form of a short length
        "30820003020100", // leading zero in a length
        "3003020100ff", // octets after the end
        "30050201", // cut off
        "308500000000010000", // a length of five octets
        "30ffffffffff",
        "1f01",
      })
  void invalidDerIsRefused(String hex) {
    assertThatThrownBy(
            () -> {
              DerReader in = reader(hex);
              DerReader sequence = in.sequence("it");
              in.end("it");
              sequence.integer("number");
              sequence.end("it");
            })
        .isInstanceOf(DerException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0200", "02020001", "0202ffff", "02020080ff"})
  void integersAreInTheirShortestForm(String hex) {
    assertThatThrownBy(
            () -> {
              DerReader in = reader(hex);
              in.integer("number");
              in.end("number");
            })
        .isInstanceOf(DerException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "06032a0304,1.2.3.4",
    "0603551d13,2.5.29.19",
    "060a2b060104018237140202,1.3.6.1.4.1.311.20.2.2",
    "0603883703,2.999.3",
    "060b6983ffffffffffffffff7f,2.25.36893488147419103231",
  })
  void objectIdentifiersAreDotted(String hex, String dotted) {
    assertThat(reader(hex).oid("oid")).isEqualTo(dotted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0600", "0602802a", "06022a80"})
  void malformedObjectIdentifiersAreRefused(String hex) {
    assertThatThrownBy(() -> reader(hex).oid("oid")).isInstanceOf(DerException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "490101000000Z,2493072000",
    "500101000000Z,-631152000",
    "20500101000000Z,2524608000",
    "700101000000Z,0",
  })
  void timesAreSecondsSince1970(String text, long seconds) {
    int tag = text.length() == 13 ? Tag.UTC_TIME : Tag.GENERALIZED_TIME;
    byte[] der = DerWriter.element(tag, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(DerReader.of(der).time("time")).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4901010000Z",
        "490101000000+0000",
        "20490101000000.5Z",
        "490230000000Z",
        "490101240000Z",
        "490101006000Z",
        "4901010000x0Z",
      })
  void otherFormsOfTimeAreRefused(String text) {
    int tag = text.length() < 15 ? Tag.UTC_TIME : Tag.GENERALIZED_TIME;
    byte[] der = DerWriter.element(tag, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> DerReader.of(der).time("time")).isInstanceOf(DerException.class);
  }

  @Property
  void aWrittenElementReadsBack(@ForAll byte[] content) {
    byte[] der = DerWriter.element(Tag.OCTET_STRING, content);
    DerReader in = DerReader.of(der);
    assertThat(in.content(Tag.OCTET_STRING, "it").toBytes()).isEqualTo(content);
    in.end("it");
  }
}
