package dev.edgekeep.daemon.network;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * The limit of open files of the process, connections included, divided so that no listener can
 * exhaust the part of another or of the program itself.
 *
 * @param most the operating system's limit, {@code ulimit -n}
 * @param free the part for connections
 */
public record OpenFiles(long most, long free) {
  private static final OpenFiles PROCESS = ofProcess();
  private static final int PARTS = 32;

  /** Files that the program opens later: databases, logs, event loops, outgoing connections. */
  private static final int LATER = 96;

  private static final int FEWEST = 64;

  /** With more there is no warning. */
  private static final int PLENTY = 4_096;

  /** Uses of connections. Their parts add up to fewer than {@link #PARTS}. */
  public enum Use {
    CLIENTS(8),
    ORIGINS(8),
    API(6),
    KEY_SERVER(4),
    /** Each admin server. */
    ADMIN(1);

    private final int parts;

    Use(int parts) {
      this.parts = parts;
    }
  }

  /** The open files of this process. */
  public static OpenFiles ofThisProcess() {
    return PROCESS;
  }

  private static OpenFiles ofProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? of(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
        : of(Integer.MAX_VALUE, 0);
  }

  /**
   * @param open the number of files open at the start
   */
  static OpenFiles of(long most, long open) {
    return new OpenFiles(most, most - open - LATER);
  }

  /** The limit of connections for a use, at most {@code wanted}. */
  public int limit(Use use, int wanted) {
    return (int) Math.max(1, Math.min(wanted, free * use.parts / PARTS));
  }

  /**
   * @throws IOException when the limit leaves too few connections
   */
  public void requireEnough() throws IOException {
    if (free < FEWEST) {
      throw new IOException(
          ("this process may have %,d files open, which is too few: it needs %,d at least; raise"
                  + " the limit (ulimit -n, LimitNOFILE)")
              .formatted(most, most - free + FEWEST));
    }
  }

  /** A warning for the operator where the limit is smaller than usual; else null. */
  public @Nullable String warning() {
    if (free >= PLENTY) {
      return null;
    }
    return ("this process may have only %,d files open, so at once there can be %,d connections of"
            + " clients, %,d to origins, %,d of the API and %,d of edges to a key server; raise the"
            + " limit (ulimit -n, LimitNOFILE) to 65,536")
        .formatted(most, part(Use.CLIENTS), part(Use.ORIGINS), part(Use.API), part(Use.KEY_SERVER));
  }

  private int part(Use use) {
    return limit(use, Integer.MAX_VALUE);
  }
}
