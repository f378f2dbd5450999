package dev.edgekeep.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that lead through the code name files that exist. */
class MapTest {
  private static final Path ROOT = Path.of("..");

  /** A type in code font, with its last packages: {@code edge/http1/Http1Connection}. */
  private static final Pattern TYPE =
      Pattern.compile("`((?:[a-z0-9]+/)*[A-Z][a-z0-9]+[A-Z]?\\w*)(?:\\.\\w+(?:\\([^`]*\\))?)?`");

  /** Types of libraries and of protocols that the pages name, too. */
  private static final List<String> OTHERS =
      List.of("RowMapper", "SslHandshakeCompletionEvent", "Edgekeep", "Processed");

  private static final List<String> FILES = sources();

  @ParameterizedTest
  @ValueSource(strings = {"docs/architecture.md", "docs/adding-a-feature.md"})
  void everyTypeThatAPageNamesExists(String page) throws IOException {
    List<String> named =
        TYPE.matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map((MatchResult match) -> match.group(1))
            .distinct()
            .filter(name -> !OTHERS.contains(name))
            .toList();
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(named.stream().filter(name -> FILES.stream().noneMatch(file -> isOf(file, name))))
        .isEmpty();
  }

  private static boolean isOf(String file, String name) {
    return file.endsWith("/" + name + ".java");
  }

  private static List<String> sources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(MapTest::javaFiles)
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
