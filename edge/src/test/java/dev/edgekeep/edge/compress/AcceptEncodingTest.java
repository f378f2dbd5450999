package dev.edgekeep.edge.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.Compression.Encoding;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §12.5.3: the client's weights first, then the host's order. */
class AcceptEncodingTest {
  private static final List<Encoding> ALL = List.of(Encoding.ZSTD, Encoding.BR, Encoding.GZIP);

  private static Fields accepting(String... values) {
    Fields fields = new Fields();
    for (String value : values) {
      fields.add(FieldName.ACCEPT_ENCODING, value);
    }
    return fields;
  }

  private static String chosen(String... values) {
    return String.valueOf(AcceptEncoding.choose(accepting(values), ALL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "gzip, deflate, br, zstd | ZSTD",
        "gzip, deflate, br | BR",
        "gzip | GZIP",
        "x-gzip | GZIP",
        "GZip;Q=1 | GZIP",
        "gzip;q=1.0, br;q=0.9 | GZIP",
        "gzip;q=0.001 | GZIP",
        "gzip;q=0, br;q=0.000 | null",
        "* | ZSTD",
        "*;q=0.5, br | BR",
        "zstd;q=0, * | BR",
        "*;q=0 | null",
        "gzip, *;q=0 | GZIP",
        "identity | null",
        "identity, gzip;q=0.5 | null",
        "identity;q=0.5, gzip;q=0.6 | GZIP",
        "identity;q=0.5, gzip;q=0.5 | GZIP",
        "identity;q=0 | null",
        "identity;q=0, gzip;q=0.1 | GZIP",
        "identity;q=0, * | ZSTD",
        "deflate, compress | null",
        "~~ | null",
        ",, gzip ,, | GZIP",
        "gzip;q=2 | null",
        "gzip;q=1.001 | null",
        "gzip;q=0.1234 | null",
        "gzip;q=x | null",
        "gzip;level=5 | null",
        "gzip ; q=0.5 | GZIP",
        "gzipped, xgzip | null",
      })
  void theWeightsDecide(String value, String encoding) {
    assertThat(chosen(value)).isEqualTo(encoding);
  }

  @Test
  void severalFieldsAreOneList() {
    assertThat(chosen("gzip", "br;q=0.5")).isEqualTo("GZIP");
    assertThat(chosen("gzip;q=0.5", "br")).isEqualTo("BR");
  }

  @Test
  void noFieldMeansNoEncoding() {
    assertThat(chosen()).isEqualTo("null");
  }

  @Test
  void theOrderOfTheHostDecidesBetweenEqualWeights() {
    assertThat(AcceptEncoding.choose(accepting("br, gzip"), List.of(Encoding.GZIP, Encoding.BR)))
        .isEqualTo(Encoding.GZIP);
    assertThat(AcceptEncoding.choose(accepting("*"), List.of())).isNull();
  }

  @Property(tries = 500)
  void nothingThatAClientSendsFails(
      @ForAll @CharRange(from = ' ', to = '~') String rest, @ForAll int at) {
    String value = "gzip;q=0.5, br;q=" + rest + (at % 2 == 0 ? "," + rest : ";q=");
    assertThatCode(() -> AcceptEncoding.choose(accepting(value), ALL)).doesNotThrowAnyException();
  }
}
