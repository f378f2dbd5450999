package dev.edgekeep.control;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What libraries say goes to standard error, from warnings on. */
final class LibraryLogs {
  /** Held, since the levels of loggers that nobody holds are forgotten. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("com.zaxxer.hikari"),
          Logger.getLogger("org.flywaydb"),
          Logger.getLogger("org.eclipse.jetty"),
          Logger.getLogger("io.javalin"));

  private LibraryLogs() {}

  static void onlyWarnings() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
  }
}
