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
  void hexadecimalWithOrWithoutColonsIsRead(String text, String printed) {
    assertThat(SerialNumber.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "0x12", "12 34", "xyz"})
  void anythingElseIsRefusedWithItsText(String text) {
    assertThatThrownBy(() -> SerialNumber.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a serial number");
  }

  @Property
  void thePrintedFormParsesBack(@ForAll BigInteger value) {
    SerialNumber serial = new SerialNumber(value);
    assertThat(SerialNumber.parse(serial.toString())).isEqualTo(serial);
  }
}
