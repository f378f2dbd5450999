package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.rules.evaluate.Explanation;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  @Test
  void everyPartIsExplainedWithItsValue() {
    Explanation explanation =
        Expressions.read("http.host eq \"a\" and not (ssl or http.referer eq \"x\")")
            .explain(Requests.get("/").to("a").view());
    assertThat(explanation.isMatched()).isFalse();
    assertThat(explanation.parts())
        .extracting(part -> part.depth() + " " + part.text() + " " + part.isTrue())
        .containsExactly(
            "0 http.host eq \"a\" and not (ssl or http.referer eq \"x\") false",
            "1 http.host eq \"a\" true",
            "1 not (ssl or http.referer eq \"x\") false",
            "2 ssl or http.referer eq \"x\" true",
            "3 ssl true",
            "3 http.referer eq \"x\" false");
    assertThat(explanation.parts().get(1).value()).isEqualTo("\"a\"");
    assertThat(explanation.parts().getLast().value()).isNull();
  }
}
