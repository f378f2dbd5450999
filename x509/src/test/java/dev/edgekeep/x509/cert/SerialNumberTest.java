package dev.edgekeep.x509.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialNumberTest {
  @ParameterizedTest
  @CsvSource({"0a:1b,0a:1b", "0A1B,0a:1b", "00:80,80", "0,00", "-1,-01", "1ff,01:ff"})
  void hexadecimal_with_or_without_colons_is_read(String text, String printed) {
    assertThat(SerialNumber.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "0x12", "12 34", "xyz"})
  void anything_else_is_refused_with_its_text(String text) {
    assertThatThrownBy(() -> SerialNumber.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a serial number");
  }

  @Property
  void what_is_printed_reads_back(@ForAll BigInteger value) {
    SerialNumber serial = new SerialNumber(value);
    assertThat(SerialNumber.parse(serial.toString())).isEqualTo(serial);
  }
}
