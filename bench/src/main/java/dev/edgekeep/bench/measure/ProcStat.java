package dev.edgekeep.bench.measure;

import java.time.Duration;

/**
 * A line of {@code /proc/PID/stat} (proc(5)).
 *
 * @param ticks processor time in user and kernel mode, of the process and of the children that it
 *     waited for, in hundredths of a second
 */
record ProcStat(long pid, long parent, long ticks) {
  // The kernel shows times in USER_HZ, which is 100 on every platform that Java runs on.
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int PARENT = 1;
  private static final int USER_TIME = 11;
  private static final int CHILDREN_KERNEL_TIME = 14;

  /**
   * @throws IllegalArgumentException if the line is malformed
   */
  static ProcStat parse(String line) {
    // The second field is the program's name in parentheses, which may itself contain parentheses.
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 1 || close < open) {
      throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
    }
    String[] rest = line.substring(close + 1).strip().split(" ", -1);
    if (rest.length <= CHILDREN_KERNEL_TIME) {
      throw new IllegalArgumentException("too short for a line of /proc/PID/stat: " + line);
    }
    long ticks = 0;
    for (int i = USER_TIME; i <= CHILDREN_KERNEL_TIME; i++) {
      ticks += Long.parseLong(rest[i]);
    }
    return new ProcStat(
        Long.parseLong(line.substring(0, open).strip()), Long.parseLong(rest[PARENT]), ticks);
  }

  Duration processorTime() {
    return Duration.ofNanos(ticks * NANOS_PER_TICK);
  }
}
