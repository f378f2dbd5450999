package dev.edgekeep.x509.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, EXAMPLE.com, true",
    "example.com, example.com., true",
    "*.example.com, foo.example.com, true",
    "*.example.com, foo.bar.example.com, false",
    "*.example.com, example.com, false",
    "ba*.example.com, baz.example.com, false",
    "foo.*.example.com, foo.bar.example.com, false",
    "xn--*-1b3c148a.example.com, xn--bliss-1b3c148a.example.com, false",
    "*, example, false",
    "*.com, example.com, false",
    "*.co.uk, example.co.uk, false",
    "**.example.com, a.example.com, false",
    "example.com, notexample.com, false",
    "foo_bar.example.com, foo_bar.example.com, false",
    "localhost, localhost, true",
  })
  void namesMatchAsRfc9525Says(String presented, String host, boolean matches) {
    assertThat(HostNames.matches(presented, host)).isEqualTo(matches);
  }
}
