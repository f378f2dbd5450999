package dev.edgekeep.edge.exchange;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Request identifiers: 128 random bits in hexadecimal. They identify, and protect nothing. */
final class RequestIds {
  private static final HexFormat HEX = HexFormat.of();

  private RequestIds() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}
