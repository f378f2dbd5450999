package dev.edgekeep.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.console.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text exists in every language, with the same values, and every text that pages use. */
class MessagesTest {
  private static final Pattern USED = Pattern.compile("(?:v|visit)\\.t\\(\"([A-Za-z.]+)\"");
  private static final Pattern VALUE = Pattern.compile("\\{[0-9]}");

  @Test
  void allLanguagesHaveTheSameTexts() {
    Map<String, String> english = Messages.in("en").texts();
    for (String language : Messages.LANGUAGES.keySet()) {
      Map<String, String> texts = Messages.in(language).texts();
      assertThat(texts.keySet()).as(language).isEqualTo(english.keySet());
      texts.forEach((key, text) -> {
        assertThat(text).as(language + " " + key).isNotBlank();
        assertThat(values(text))
            .as(language + " " + key)
            .isEqualTo(values(english.getOrDefault(key, "")));
      });
    }
  }

  private static Set<String> values(String text) {
    Set<String> values = new TreeSet<>();
    Matcher found = VALUE.matcher(text);
    while (found.find()) {
      values.add(found.group());
    }
    return values;
  }

  @Test
  void everyTextThatPagesUseExists() throws IOException {
    Set<String> used = new TreeSet<>();
    for (Path folder :
        List.of(Path.of("src/main/jte"), Path.of("src/main/java/dev/edgekeep/control/console"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          Matcher found = USED.matcher(Files.readString(file));
          while (found.find()) {
            used.add(found.group(1));
          }
        }
      }
    }
    used.removeIf(key -> key.endsWith("."));
    assertThat(used).hasSizeGreaterThan(200);
    assertThat(Messages.in("en").texts().keySet()).containsAll(used);
  }
}
