package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.match.RuleSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {
  @Test
  void rulesMatchInTheirOrderWhateverTheyAreIndexedBy() {
    RuleSet<String> rules =
        RuleSet.of(
            List.of(
                entry("first", "ssl", null),
                entry("second", "http.host eq \"a.example\"", null),
                entry("third", "ssl", Set.of("*.example")),
                entry("other", "http.host eq \"b.example\"", null),
                entry("fourth", "http.host in {\"a.example\" \"b.example\"}", null),
                entry("elsewhere", "ssl", Set.of("www.other")),
                entry("elsewhere too", "http.host eq \"a.example\"", Set.of("www.other")),
                entry("fifth", "true", null)));
    assertThat(matching(rules, "a.example", "*.example"))
        .containsExactly("first", "second", "third", "fourth", "fifth");
  }

  private static RuleSet.Entry<String> entry(
      String name, String when, @Nullable Set<String> hosts) {
    return new RuleSet.Entry<>(Expressions.read(when), hosts, name);
  }

  private static List<String> matching(RuleSet<String> rules, String name, String served) {
    RequestView view = Requests.get("/").to(name).view();
    RuleSet.Candidates<String> candidates = rules.candidates(name, served);
    List<String> matching = new ArrayList<>();
    for (String rule = candidates.next(view); rule != null; rule = candidates.next(view)) {
      matching.add(rule);
    }
    return matching;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http.host eq \"A.example.\" | a.example",
        "http.host in {\"a\" \"b\"} and ssl | a b",
        "lower(http.host) eq \"a\" | a",
        "http.host eq \"a\" or http.host eq \"b\" | a b",
        "http.host eq \"a\" and (ssl or http.host eq \"b\") | a",
        "http.host eq \"a\" or ssl | any",
        "not http.host eq \"a\" | any",
        "http.host ne \"a\" | any",
        "http.host contains \"a\" | any",
        "(http.host eq \"a\" and ssl) xor http.host eq \"b\" | a b",
      })
  void theHostsOfAnExpressionAreThoseItCanBeTrueFor(String expression, String hosts) {
    Set<String> expected = Set.copyOf(Arrays.asList(hosts.split(" ", -1)));
    assertThat(Expressions.read(expression).hosts().orElse(Set.of("any"))).isEqualTo(expected);
  }
}
