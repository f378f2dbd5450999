package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the guide about origins can be read, and say something. */
class OriginGuidesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\n(origins:\n.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"load-balancing.md", "health-checks.md", "retries-and-limits.md"})
  void everyExampleIsRead(String page) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "guide", page));
    List<String> examples = EXAMPLE.matcher(text).results().map(match -> match.group(1)).toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      String document =
          "version: 1\nlisteners: [{address: \"127.0.0.1:8443\"}]\nhosts: {}\n" + example;
      switch (new TestSite(folder).read(document)) {
        case Read read ->
            assertThat(read.snapshot().origins().values())
                .isNotEmpty()
                .noneMatch(origin -> origin.policy().equals(OriginPolicy.DEFAULT));
        case Refused refused -> throw new AssertionError(refused.problems().toString());
      }
    }
  }
}
