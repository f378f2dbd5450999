package dev.edgekeep.cli.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The bound of the numbers of a node's messages, on its disk. Numbers follow the clock and must
 * rise: the control plane ignores a message with a lower number than an earlier one. A process that
 * starts goes on after the bound, also where the clock was ahead before. One thread at a time;
 * blocks.
 */
final class MessageNumbers {
  static final String FILE = "sent";

  /** The time for which numbers are reserved; to be reserved again before it is over. */
  private static final Duration RESERVED = Duration.ofHours(2);

  private final NodeDisk disk;

  MessageNumbers(NodeDisk disk) {
    this.disk = disk;
  }

  /** The bound of the processes before; 0: there were none, or it is not known. */
  long before() throws IOException {
    byte[] file = disk.read(FILE);
    return file != null && file.length == Long.BYTES ? ByteBuffer.wrap(file).getLong() : 0;
  }

  /** Reserves the numbers after the newest. */
  void reserve(long newest) throws IOException {
    disk.write(FILE, ByteBuffer.allocate(Long.BYTES).putLong(newest + RESERVED.toMillis()).array());
  }
}
