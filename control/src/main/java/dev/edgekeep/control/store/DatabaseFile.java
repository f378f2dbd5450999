package dev.edgekeep.control.store;

import dev.edgekeep.control.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of an SQLite database, claimed for this process. A lock on a file beside it keeps other
 * processes away and ends with the process, however that ends. A second file beside it says that
 * there is a database, so that one that was lost is not begun again unnoticed: its revocations
 * would be forgotten. Blocks.
 */
final class DatabaseFile implements AutoCloseable {
  static final String LOCK = ".lock";
  static final String BEGUN = ".begun";

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final FileChannel lock;

  private DatabaseFile(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Claims a database, which is created where there was none.
   *
   * @throws StoreException when another process has it, or it was lost or damaged
   */
  static DatabaseFile claim(Path named) {
    try {
      DatabaseFile claimed = lock(named);
      try {
        claimed.check();
        claimed.begin();
        return claimed;
      } catch (IOException | SQLException | RuntimeException e) {
        claimed.close();
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new StoreException(
          Kind.UNAVAILABLE, "the database %s cannot be opened: %s".formatted(named, reason(e)), e);
    }
  }

  /**
   * Locks a database without looking into it; it need not exist.
   *
   * @throws StoreException when another process has it
   */
  static DatabaseFile lock(Path named) throws IOException {
    Path file = real(named);
    requireOneName(file);
    FileChannel channel =
        FileChannel.open(
            sibling(file, LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PRIVATE);
    try {
      FileLock held = tryLock(channel);
      if (held == null) {
        throw inUse(file, holder(channel));
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return new DatabaseFile(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process has it already
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
    return text.isEmpty() ? "another control plane" : "the control plane with process id " + text;
  }

  private static StoreException inUse(Path file, String holder) {
    return new StoreException(
        Kind.UNAVAILABLE,
        "the database %s is in use by %s: end that first, or give this one a database of its own; only"
                .formatted(file, holder)
            + " PostgreSQL may be shared");
  }

  /** The same path for every name that leads to the file. */
  private static Path real(Path named) throws IOException {
    Path absolute = named.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new IOException("it is a directory; name a file");
    }
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    if (Files.isSymbolicLink(absolute)) {
      throw new IOException("it is a symbolic link to a file that is missing");
    }
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("the folder %s is missing".formatted(folder));
    }
    return folder.toRealPath().resolve(absolute.getFileName());
  }

  /** SQLite's log goes by the name: under two names two processes would damage the file. */
  private static void requireOneName(Path file) throws IOException {
    if (Files.exists(file) && (int) Files.getAttribute(file, "unix:nlink") > 1) {
      throw new IOException(
          "the file has a second name (a hard link), and would be damaged when it is used under"
              + " both; delete the other name, or make a copy with edgekeep control backup");
    }
  }

  /** A database that was there must be there, whole. */
  private void check() throws IOException {
    boolean begun = Files.exists(sibling(file, BEGUN));
    if (!Files.exists(file)) {
      if (begun) {
        throw lost("is missing", "delete " + sibling(file, BEGUN));
      }
      return;
    }
    if (Files.size(file) == 0) {
      throw lost("is empty", "delete it and " + sibling(file, BEGUN));
    }
    DatabaseHeader.check(file);
  }

  private StoreException lost(String what, String toBegin) {
    return new StoreException(
        Kind.BROKEN,
        "the database %s %s: put a backup back with edgekeep control restore. To begin with an empty one, which"
                .formatted(file, what)
            + " knows no account, token or revocation of before, "
            + toBegin);
  }

  /** Creates the database where there is none; it is never there half. */
  private void begin() throws IOException, SQLException {
    if (!Files.exists(file)) {
      Path fresh = sibling(file, ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, PRIVATE);
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + fresh);
          Statement statement = connection.createStatement()) {
        // Writes the header, so that the file is not empty.
        statement.execute("PRAGMA user_version = 1");
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.createFile(sibling(file, BEGUN), PRIVATE);
    } catch (FileAlreadyExistsException _) {
      // From an earlier start.
    }
  }

  /** The path that SQLite opens. */
  Path path() {
    return file;
  }

  static Path sibling(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static String reason(Exception e) {
    return e instanceof AccessDeniedException denied
        ? "no permission for " + denied.getFile()
        : String.valueOf(e.getMessage());
  }

  /** Lets others have the database. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new StoreException(Kind.UNAVAILABLE, "the lock cannot be released", e);
    }
  }
}
