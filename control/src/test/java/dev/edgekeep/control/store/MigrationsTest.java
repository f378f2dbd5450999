package dev.edgekeep.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Control planes of two versions run over one database while an installation is upgraded. */
class MigrationsTest {
  private static final Path MIGRATIONS =
      Path.of("src/main/resources/dev/edgekeep/control/migration");

  /** The newest migration before several control planes could share a fleet. */
  private static final int BEFORE = 8;

  /** A control plane of the version before goes on: nothing that it reads or writes is changed. */
  @Test
  void migrationsOnlyAddTablesAndColumns() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(MIGRATIONS)) {
      files = all.filter(file -> number(file) > BEFORE).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      for (String statement : statements(file)) {
        assertThat(isAddition(statement)).as("%s: %s", file.getFileName(), statement).isTrue();
      }
    }
  }

  private static int number(Path file) {
    return Integer.parseInt(String.valueOf(file.getFileName()).replaceFirst("V(\\d+)__.*", "$1"));
  }

  private static List<String> statements(Path file) throws IOException {
    String sql = Files.readString(file).replaceAll("(?m)--.*$", "");
    return Stream.of(sql.split(";", -1))
        .map(each -> each.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT))
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static boolean isAddition(String statement) {
    if (statement.matches("ALTER TABLE \\w+ ADD .*")) {
      return !statement.contains("NOT NULL") || statement.contains("DEFAULT");
    }
    return statement.matches("CREATE (TABLE|INDEX|UNIQUE INDEX) .*");
  }
}
