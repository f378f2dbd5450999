package dev.edgekeep.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edgekeep rules test}. */
class RulesTestCommandTest {
  private static final String REPLACE =
      "regex_replace(http.request.uri.path, \"^/blog/([0-9]+)/\", \"/articles/${1}/\")";

  @TempDir private Path folder;
  private String request = "";

  @BeforeEach
  void write() throws IOException {
    request =
        Files.writeString(
                folder.resolve("request.yaml"), "url: https://a.example/blog/2026/spring?x=1\n")
            .toString();
  }

  @Test
  void itComputesAnExpressionOfAnAction() {
    CommandRun run = CommandRun.of("rules", "test", "ssl", "-r", request, "--value", REPLACE);
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("matched").contains("value: \"/articles/2026/spring\"");
    CommandRun absent =
        CommandRun.of("rules", "test", "ssl", "-r", request, "--value", "http.referer");
    assertThat(absent.out()).contains("value: absent");
  }

  @Test
  void anExpressionThatIsWrongIsToldWithItsPlace() {
    CommandRun run = CommandRun.of("rules", "test", "ssl", "-r", request, "--value", "http.refrer");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean \"http.referer\"?");
  }
}
