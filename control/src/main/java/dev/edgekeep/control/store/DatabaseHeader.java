package dev.edgekeep.control.store;

import dev.edgekeep.control.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The header of an SQLite database file (sqlite.org/fileformat2.html §1.3). */
final class DatabaseHeader {
  private static final int SIZE = 100;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int PAGE_SIZE = 16;
  private static final int CHANGE_COUNTER = 24;
  private static final int PAGES = 28;
  private static final int VALID_FOR = 92;
  private static final int LARGEST_PAGE = 65_536;

  private DatabaseHeader() {}

  /**
   * Checks that a file is a database and was not cut off. Nobody may have it open.
   *
   * @throws StoreException when it is not, or was
   */
  static void check(Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SIZE);
    long size;
    try (FileChannel channel = FileChannel.open(file)) {
      size = channel.size();
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // Until the header is read, or the file ends.
      }
    }
    if (header.hasRemaining()
        || !Arrays.equals(Arrays.copyOf(header.array(), MAGIC.length), MAGIC)) {
      throw damaged(file, "it is no SQLite database");
    }
    int pageSize = header.getShort(PAGE_SIZE) & 0xffff;
    long wanted = (pageSize == 1 ? LARGEST_PAGE : pageSize) * (header.getInt(PAGES) & 0xffff_ffffL);
    boolean counted = header.getInt(CHANGE_COUNTER) == header.getInt(VALID_FOR);
    if (counted && size < wanted && !hasLog(file)) {
      throw damaged(file, "it has %,d bytes and must have %,d".formatted(size, wanted));
    }
  }

  /** A process that was killed leaves pages in the log that the file may not have yet. */
  private static boolean hasLog(Path file) throws IOException {
    Path log = DatabaseFile.sibling(file, "-wal");
    return Files.exists(log) && Files.size(log) > 0;
  }

  private static StoreException damaged(Path file, String how) {
    return new StoreException(
        Kind.BROKEN,
        "the database %s is damaged: %s; put a backup back with edgekeep control restore"
            .formatted(file, how));
  }
}
