package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever a document holds, the answer is a result and never an exception. */
class HostileDocumentsTest {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ": ",
          ",",
          "\n",
          "\n  ",
          "- ",
          "&a ",
          "*a",
          "!!",
          "|",
          ">",
          "'",
          "\"",
          "#",
          "%",
          "@",
          "?",
          "---\n",
          "...",
          "null",
          "~",
          "1e9",
          "-1",
          "99999999999999999999",
          "true",
          "\t",
          "\0",
          "\u2028",
          "é",
          "😀",
          "file: www.pem",
          "pem: x",
          "off",
          "<<");

  private static final TestSite site = new TestSite(temporaryFolder());

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("hostile");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterContainer
  static void removeSite() throws IOException {
    try (var files = Files.walk(site.folder())) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Cut out of the documented configuration from one place, and put a piece in. */
  record Mutation(int at, int cut, String piece) {
    String apply(String text) {
      int from = Math.min(at, text.length());
      int to = Math.min(from + cut, text.length());
      return text.substring(0, from) + piece + text.substring(to);
    }
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Combinators.combine(
            Arbitraries.integers().between(0, TestSite.DOCUMENTED.length()),
            Arbitraries.integers().between(0, 20),
            Arbitraries.of(PIECES))
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(tries = 200)
  void aMutatedDocumentIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations) {
    String text = TestSite.DOCUMENTED;
    for (Mutation mutation : mutations) {
      text = mutation.apply(text);
    }
    check(site.read(text));
  }

  @Property(tries = 200)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    check(SnapshotReader.read(site.write("edge.yaml", bytes), TestCa.NOW));
  }

  @Property(tries = 200)
  void anyTextIsReadOrRefused(@ForAll String text) {
    check(SnapshotReader.readText("any", text, TestCa.NOW));
    check(SnapshotReader.readText("any", "{" + text, TestCa.NOW));
  }

  @Property(tries = 100)
  void aMutatedFileIsReadOrRefused(
      @ForAll("mutations") List<Mutation> mutations, @ForAll byte[] bytes) {
    byte[] key = TestSite.WWW.keyPem().getBytes(StandardCharsets.UTF_8);
    for (Mutation mutation : mutations) {
      key[mutation.at() % key.length] = (byte) mutation.cut();
    }
    site.write("broken.key", key);
    site.write("broken.pem", bytes);
    check(site.read(TestSite.DOCUMENTED.replace("api.key", "broken.key")));
    check(site.read(TestSite.DOCUMENTED.replace("api.pem", "broken.pem")));
  }

  private static void check(ReadResult result) {
    switch (result) {
      case Read read -> assertThat(read.snapshot()).isNotNull();
      case Refused refused ->
          assertThat(refused.problems())
              .isNotEmpty()
              .allMatch(problem -> !problem.message().isBlank());
    }
  }
}
