package dev.edgekeep.control;

import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Takes what libraries say, from warnings on, into the log of the program: a line each. */
final class LibraryLogs {
  /** Kept here, because the settings of unreferenced loggers are lost. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("org.flywaydb"),
          Logger.getLogger("org.eclipse.jetty"),
          Logger.getLogger("io.javalin"),
          Logger.getLogger("org.postgresql"));

  /** Silenced: the pool logs each connection, and a failing call reports more. */
  private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

  private LibraryLogs() {}

  static void into(Consumer<String> log) {
    POOL.setLevel(Level.OFF);
    for (Logger logger : LOGGERS) {
      logger.setLevel(Level.WARNING);
      logger.setUseParentHandlers(false);
      for (Handler before : logger.getHandlers()) {
        logger.removeHandler(before);
      }
      logger.addHandler(new Lines(log));
    }
  }

  private static final class Lines extends Handler {
    private final Consumer<String> log;
    private final SimpleFormatter formatter = new SimpleFormatter();

    Lines(Consumer<String> log) {
      this.log = log;
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        Throwable thrown = record.getThrown();
        String message = formatter.formatMessage(record);
        String whole = thrown == null ? message : "%s: %s".formatted(message, thrown);
        log.accept(whole.strip().replaceAll("\\s+", " "));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
