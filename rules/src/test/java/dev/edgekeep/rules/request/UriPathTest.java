package dev.edgekeep.rules.request;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriPathTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a, /a",
    "/a/, /a/",
    "/a//b, /a/b",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/../../b, /b",
    "/a/.., /",
    "/a/b/.., /a/",
    "/a/., /a/",
    "/%61%2e%2E/%7e, /a../~",
    "/a/%2e%2e/b, /b",
    "/a%2fb, /a%2Fb",
    "/a%zz, /a%zz",
    "/a%2, /a%2",
    "/..a/.b, /..a/.b",
    "/a\\..\\b, /b",
    "*, *",
  })
  void aPathIsSpeltOneWay(String path, String normalized) {
    assertThat(UriPath.normalized(path)).isEqualTo(normalized);
  }

  @Property
  void whatIsNormalStaysAsItIs(@ForAll("paths") String path) {
    String normalized = UriPath.normalized("/" + path);
    assertThat(normalized).startsWith("/").doesNotContain("//", "\\", "/./", "/../");
    assertThat(UriPath.normalized(normalized)).isEqualTo(normalized);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", ".", "..", "/", "%2e", "%2F", "%5c", "\\", "%", "x", "~")
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }

  @ParameterizedTest
  @CsvSource({"/a.PHP, php", "/a.tar.gz, gz", "/a.b/c, ", "/a., ", "/, ", "/.env, env"})
  void anExtensionStandsAfterTheLastDot(String path, String extension) {
    assertThat(UriPath.extension(path)).isEqualTo(extension);
  }
}
