package dev.edgekeep.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Property
  void aNameWithOneMistakeIsUnderstood(
      @ForAll @AlphaChars @StringLength(min = 3, max = 30) String name,
      @ForAll @IntRange(max = 29) int at) {
    int place = at % name.length();
    String without = name.substring(0, place) + name.substring(place + 1);
    assertThat(Suggestion.nearest(without, List.of(name))).hasValue(name);
    assertThat(Suggestion.nearest(name + "x", List.of(name))).hasValue(name);
  }

  @Property
  void theDistanceIsSymmetricAndZeroOnlyForTheSame(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(Suggestion.distance(b, a));
    assertThat(Suggestion.distance(a, b) == 0).isEqualTo(a.equals(b));
  }

  @Test
  void theNearestOfSeveralIsMeant() {
    assertThat(Suggestion.among("valt", List.of("halt!", "vault", "salty")))
        .isEqualTo("; did you mean \"vault\"?");
    assertThat(Suggestion.among("teh", List.of("the", "ten years")))
        .isEqualTo("; did you mean \"the\"?");
  }

  @Test
  void withoutANearOneAllAreListedIfTheyAreFew() {
    assertThat(Suggestion.among("other", List.of("app", "web")))
        .isEqualTo("; available: \"app\", \"web\"");
    assertThat(Suggestion.among("other", List.of())).isEmpty();
  }
}
