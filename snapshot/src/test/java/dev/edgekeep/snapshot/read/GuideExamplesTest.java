package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.read.ReadResult.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of guide pages that are a part of a configuration load without a warning. */
class GuideExamplesTest {
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final String BEGIN =
      """
      version: 1
      listeners: [{address: "127.0.0.1:0"}]
      origins: {app: {servers: ["http://127.0.0.1:9000"]}}
      """;
  private static final String HOSTS =
      """
      hosts:
        www.example.com: {certificate: {chain: {file: www.pem}, key: {file: www.key}}, origin: app}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limits.md",
        "compression.md",
        "error-pages.md",
        "cors.md",
        "from-nginx.md",
        "some-paths-only.md",
        "office-network.md"
      })
  void everyExampleLoads(String page) throws IOException {
    TestSite site = new TestSite(folder);
    site.write("bad-gateway.html", "<h1>Sorry</h1>");
    site.write("forbidden.txt", "no");
    site.write("staff-ca.pem", TestCa.root("Staff Root").pem());
    String guide = Files.readString(Path.of("..", "docs", "guide", page));
    List<String> examples = EXAMPLE.matcher(guide).results().map(found -> found.group(1)).toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      ReadResult result = site.read(BEGIN + (example.contains("hosts:") ? "" : HOSTS) + example);
      assertThat(result).as(example).isInstanceOf(Read.class);
      assertThat(((Read) result).warnings()).isEmpty();
    }
  }
}
