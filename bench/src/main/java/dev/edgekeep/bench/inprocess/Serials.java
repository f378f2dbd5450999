package dev.edgekeep.bench.inprocess;

import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Very many serial numbers of 16 octets, like those of the managed client CA.
 *
 * @param bytesEach the memory for one of them
 */
record Serials(SerialSet set, double bytesEach) {
  private static final int BITS = 126;

  static Serials of(int count) {
    long before = usedBytes();
    SerialSet set = random(count);
    return new Serials(set, (usedBytes() - before) / (double) count);
  }

  private static SerialSet random(int count) {
    Random random = new Random(count);
    List<SerialNumber> serials = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      serials.add(new SerialNumber(new BigInteger(BITS, random).setBit(BITS)));
    }
    return SerialSet.of(serials);
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
