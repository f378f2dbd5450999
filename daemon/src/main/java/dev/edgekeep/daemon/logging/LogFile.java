package dev.edgekeep.daemon.logging;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log file. When logrotate has renamed it, lines go to a new file of the old name: within a
 * second, or at once after {@link #reopen}.
 */
public final class LogFile implements LogDestination {
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private FileChannel channel;
  private @Nullable Object fileKey;
  private long checkedAt;
  private volatile boolean reopenWanted;

  public LogFile(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, CREATE, APPEND);
    this.fileKey = currentFileKey();
    this.checkedAt = System.nanoTime();
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    if (reopenWanted || wasRenamed()) {
      openAnew();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void reopen() {
    reopenWanted = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private boolean wasRenamed() throws IOException {
    long now = System.nanoTime();
    if (now - checkedAt < CHECK_NANOS) {
      return false;
    }
    checkedAt = now;
    return !Objects.equals(fileKey, currentFileKey());
  }

  private void openAnew() throws IOException {
    reopenWanted = false;
    FileChannel fresh = FileChannel.open(path, CREATE, APPEND);
    channel.close();
    channel = fresh;
    fileKey = currentFileKey();
  }

  /** Identifies the file among files of the same name; null when there is none. */
  private @Nullable Object currentFileKey() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException _) {
      return null;
    }
  }
}
