package dev.edgekeep.edge.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {
  @ParameterizedTest
  @CsvSource({
    "text/*, text/html, true",
    "text/*, Text/HTML; charset=utf-8, true",
    "text/*, text/, true",
    "text/*, application/text, false",
    "application/*+json, application/problem+json, true",
    "application/*+json, application/json, false",
    "application/json, application/json ;charset=utf-8, true",
    "application/json, application/jsonp, false",
    "*/*, image/png, true",
    "text/*, , false",
  })
  void aStarStandsForAnyCharacters(String pattern, @Nullable String type, boolean matches) {
    assertThat(MediaTypes.match(List.of("image/none", pattern), type)).isEqualTo(matches);
  }
}
