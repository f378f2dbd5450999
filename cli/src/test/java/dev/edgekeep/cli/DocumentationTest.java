package dev.edgekeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Links, examples, commands and tests in the documentation exist. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern YAML =
      Pattern.compile("```yaml\n(version: 1\n.*?)```", Pattern.DOTALL);
  private static final Pattern FILE = Pattern.compile("\\{file: \"?([^\"}]+?)\"?}");
  private static final Pattern HOST =
      Pattern.compile("(?m)^  \"?([a-z0-9*-]+(?:\\.[a-z0-9-]+)+)\"?:");
  private static final Pattern COMMAND = Pattern.compile("(?m)^    \\./edgekeep ([a-z-]+)");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

  @TempDir private Path folder;

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    assertThat(pages).hasSizeGreaterThan(20);
    return pages.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    for (String link : found(LINK, Files.readString(page), 1)) {
      if (link.contains("://")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      assertThat(target).as("%s links to %s", page, link).exists();
      if (parts.length == 2) {
        assertThat(anchors(target)).as("%s links to %s", page, link).contains(parts[1]);
      }
    }
  }

  @Test
  void everyWholeConfigurationCanBeServed() throws Exception {
    int examples = 0;
    for (Path page : pages().filter(DocumentationTest::isForUsersOfTheEdge).toList()) {
      for (String example : found(YAML, Files.readString(page), 1)) {
        makeFilesOf(example);
        Path config = Files.writeString(folder.resolve("edge.yaml"), example);
        StringWriter said = new StringWriter();
        CommandLine edgekeep = Main.commandLine().setErr(new PrintWriter(said));
        edgekeep.setOut(new PrintWriter(new StringWriter()));
        boolean ofNode = page.endsWith("fleet-nodes.md");
        int status =
            edgekeep.execute("edge", "--check", ofNode ? "--node" : "--config", config.toString());
        assertThat(said.toString()).as("the messages about %s", page).isEmpty();
        assertThat(status).as("the exit status for %s", page).isZero();
        examples++;
      }
    }
    assertThat(examples).isGreaterThanOrEqualTo(3);
  }

  private static boolean isForUsersOfTheEdge(Path page) {
    return page.equals(ROOT.resolve("README.md"))
        || page.startsWith(ROOT.resolve("docs").resolve("guide"));
  }

  /** Creates the files that a configuration names: certificates for all of its hosts, and pages. */
  private void makeFilesOf(String example) throws Exception {
    String names =
        found(HOST, example, 1).stream().map("DNS:"::concat).collect(Collectors.joining(","));
    for (String file : Set.copyOf(found(FILE, example, 1))) {
      if (file.endsWith(".pem")) {
        make(file.substring(0, file.length() - 4), "-addext", "subjectAltName=" + names);
      } else if (!file.endsWith(".key")) {
        Files.writeString(folder.resolve(file), "for tests\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandExists(Path page) throws IOException {
    Set<String> known = new HashSet<>(Main.commandLine().getSubcommands().keySet());
    known.add("dist"); // of the launcher in a source tree
    assertThat(known).as(page.toString()).containsAll(found(COMMAND, Files.readString(page), 1));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyTestThatIsNamedExists(Path page) throws IOException {
    String text = Files.readString(page);
    for (MatchResult named : TEST.matcher(text).results().toList()) {
      String source = testSource(named.group(1));
      assertThat(source).as("%s names %s", page, named.group(1)).isNotEmpty();
      if (named.group(2) != null) {
        assertThat(source).as(named.group()).contains(" " + named.group(2) + "(");
      }
    }
  }

  @Test
  void theDecisionsAreListed() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/decisions"))) {
      Set<String> pages =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.matches("[0-9]{3}-.*"))
              .collect(Collectors.toSet());
      String index = Files.readString(ROOT.resolve("docs/decisions/README.md"));
      assertThat(found(LINK, index, 1)).containsExactlyInAnyOrderElementsOf(pages);
    }
  }

  private static List<String> found(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map(match -> match.group(group)).toList();
  }

  /** The anchors that code hosts give to headings. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readString(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  /** Of every test of that name: modules may have one each. */
  private static String testSource(String name) throws IOException {
    StringBuilder source = new StringBuilder();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          append(source, tests, name);
        }
      }
    }
    return source.toString();
  }

  private static void append(StringBuilder source, Path tests, String name) throws IOException {
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(each -> each.endsWith(name + ".java")).toList()) {
        source.append(Files.readString(file));
      }
    }
  }

  private void make(String name, String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"));
    command.addAll(List.of("ec_paramgen_curve:P-256", "-nodes", "-days", "30"));
    command.addAll(List.of("-subj", "/CN=" + name, "-keyout", name + ".key"));
    command.addAll(List.of("-out", name + ".pem"));
    command.addAll(List.of(more));
    Process openssl =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(openssl.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(openssl.exitValue()).isZero();
  }
}
