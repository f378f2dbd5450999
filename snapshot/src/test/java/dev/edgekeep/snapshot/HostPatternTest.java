package dev.edgekeep.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> label =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(20);
    return label.list().ofMinSize(1).ofMaxSize(6).map(labels -> String.join(".", labels));
  }

  @Property
  void everyWayToWriteANameIsOnePattern(@ForAll("names") String name) {
    HostPattern pattern = new HostPattern(name);
    assertThat(HostPattern.of(name.toUpperCase(Locale.ROOT))).isEqualTo(pattern);
    assertThat(HostPattern.of(name + ".")).isEqualTo(pattern);
    assertThat(HostPattern.of(pattern.toString())).isEqualTo(pattern);
    assertThat(HostPattern.of("*." + name).isWildcard()).isTrue();
  }

  @Property
  void anyTextIsAPatternOrRefusedWithAReason(@ForAll String text) {
    try {
      HostPattern pattern = HostPattern.of(text);
      assertThat(HostPattern.of(pattern.name())).isEqualTo(pattern);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).{10,}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WWW.Example.COM, www.example.com",
    "*.Dev.example.com, *.dev.example.com",
    "bücher.example, xn--bcher-kva.example",
    "*.Bücher.example., *.xn--bcher-kva.example",
    "localhost, localhost",
    "my_app.internal, my_app.internal"
  })
  void namesAreKeptAsClientsSendThem(String written, String name) {
    assertThat(HostPattern.of(written).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "*",
        "*.",
        "*.*.com",
        "a.*.com",
        "w*.example.com",
        "a..b",
        ".a",
        "-a.com",
        "a-.com",
        "a b",
        "a/b",
        "a:443",
        "[::1]",
        "10.0.0.1",
        "1.2.3.4.",
        "http://a"
      })
  void whatIsNoHostNameIsRefused(String written) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostPattern.of(written));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 300})
  void longNamesAreRefused(int length) {
    String name = String.join(".", List.of("a".repeat(length), "example"));
    assertThatIllegalArgumentException().isThrownBy(() -> HostPattern.of(name));
  }
}
