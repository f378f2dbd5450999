package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A GET writes nothing, whoever makes it. */
class ReadingTest extends SiteHarness {
  @Test
  void noGetChangesARowOfTheDatabase() throws Exception {
    startSite(Databases.SQLITE);
    putHost("www.example.com", "");
    List<ApiClient> callers = new ArrayList<>(List.of(api(), api().as(null)));
    for (String role : List.of("viewer", "operator", "admin")) {
      String body = "{\"name\": \"%1$s\", \"role\": \"%1$s\"}".formatted(role);
      callers.add(api().as(api().post("/tokens", body).text("/token")));
    }
    Map<String, Long> before = rows();
    for (String operation : control().operations()) {
      if (operation.startsWith("GET ")) {
        String path =
            operation
                .substring("GET ".length())
                .replace("{site}", "example.com")
                .replace("{host}", "www.example.com")
                .replace("{account}", "default")
                .replaceAll("\\{[a-zA-Z]+}", "1");
        callers.forEach(caller -> caller.get(path));
        assertThat(rows()).as(operation).isEqualTo(before);
      }
    }
    assertThat(before).containsEntry("client_ca", 0L);
  }

  /** The number of rows of every table, and the sum of the counters, which every change moves. */
  private Map<String, Long> rows() throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("edgekeep.db"));
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet result =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
        while (result.next()) {
          tables.add(result.getString(1));
        }
      }
      for (String table : tables) {
        rows.put(table, number(statement, "SELECT count(*) FROM " + table));
      }
      rows.put("counters", number(statement, "SELECT sum(value) FROM counter"));
    }
    return rows;
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.getLong(1);
    }
  }
}
