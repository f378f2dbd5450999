package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Instant;

/** Reads times, which are integers since 1970. */
final class Times {
  /** The year 9999, the last that texts of times have. */
  private static final long MAX_SECOND = 253_402_300_799L;

  private Times() {}

  static Instant second(Fields in, String name) throws WireException {
    return Instant.ofEpochSecond(checked(in, name, MAX_SECOND));
  }

  static Instant milli(Fields in, String name) throws WireException {
    return Instant.ofEpochMilli(checked(in, name, 1000 * MAX_SECOND));
  }

  private static long checked(Fields in, String name, long max) throws WireException {
    long value = in.number(name);
    if (value < 0 || value > max) {
      throw in.problem(name + ": it is not a time");
    }
    return value;
  }
}
