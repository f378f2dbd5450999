package dev.edgekeep.rules.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Name;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=Alice,O=Example,C=US | /C=US/O=Example/CN=Alice",
        "CN=A\\, Inc.,O=B | /O=B/CN=A, Inc.",
        "CN=Alice | /CN=Alice",
      })
  void theMostGeneralStandsFirst(String name, String legacy) {
    assertThat(LegacyName.of(Name.parse(name))).isEqualTo(legacy);
  }
}
