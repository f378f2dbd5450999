package dev.edgekeep.edge.exchange;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Request identifiers: 128 random bits in hexadecimal. They name a request, and guard nothing. */
public final class RequestIds implements Supplier<String> {
  private static final HexFormat HEX = HexFormat.of();

  @Override
  public String get() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}
