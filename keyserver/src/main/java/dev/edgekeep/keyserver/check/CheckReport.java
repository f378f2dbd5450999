package dev.edgekeep.keyserver.check;

import java.util.List;
import java.util.stream.Stream;

/** The result of a check. Immutable. */
public record CheckReport(List<ServerReport> servers) {
  /** Everything works. */
  public static final int WORKS = 0;

  /** Something does not work. */
  public static final int FAILS = 1;

  /** A key server cannot be used. */
  public static final int UNREACHABLE = 3;

  public CheckReport {
    servers = List.copyOf(servers);
  }

  /** The exit status of a command. */
  public int status() {
    if (servers.stream().anyMatch(ServerReport.Unreachable.class::isInstance)) {
      return UNREACHABLE;
    }
    return failed() == 0 ? WORKS : FAILS;
  }

  /** The number of operations. */
  long operations() {
    return all().count();
  }

  /** The number of operations that do not work. */
  long failed() {
    return all().filter(operation -> !operation.works()).count();
  }

  private Stream<KeyReport.Operation> all() {
    return servers.stream()
        .filter(ServerReport.Reached.class::isInstance)
        .map(ServerReport.Reached.class::cast)
        .flatMap(server -> server.keys().stream())
        .flatMap(key -> key.operations().stream());
  }
}
