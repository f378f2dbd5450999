package dev.edgekeep.cli.node;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory with a node's state: only its owner can read it, and one process uses it at a time.
 * One thread at a time for a file. Blocks.
 */
final class StateDirectory implements NodeDisk, AutoCloseable {
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel channel;

  private StateDirectory(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Opens a directory, and creates it if it is not there.
   *
   * @throws CommandFailure when it cannot be used, saying what to do
   */
  static StateDirectory open(Path folder) throws CommandFailure {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      if (lock(channel) == null) {
        channel.close();
        throw CommandFailure.outside(
            "the state directory %s is in use by another process; stop that, or give each node a"
                    .formatted(folder)
                + " directory of its own with --state");
      }
      return new StateDirectory(folder, channel);
    } catch (AccessDeniedException e) {
      throw CommandFailure.outside(
          "the state directory %s cannot be used: no permission for %s; it must belong to the user"
                  .formatted(folder, e.getFile())
              + " that runs the node",
          e);
    } catch (FileSystemException e) {
      throw CommandFailure.outside(
          "the state directory %s cannot be used: %s"
              .formatted(folder, e.getReason() == null ? e.toString() : e.getReason()),
          e);
    } catch (IOException e) {
      throw CommandFailure.outside(
          "the state directory %s cannot be used: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public byte @Nullable [] read(String name) throws IOException {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    Path fresh = folder.resolve(name + ".new");
    Files.deleteIfExists(fresh);
    try {
      add(fresh, content);
      Files.move(
          fresh,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    syncFolder();
  }

  @Override
  public void append(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    boolean first = !Files.exists(file);
    add(file, content);
    if (first) {
      syncFolder();
    }
  }

  private static void add(Path file, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  @Override
  public void truncate(String name, long length) throws IOException {
    try (FileChannel out = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      out.truncate(length);
      out.force(true);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    if (Files.deleteIfExists(folder.resolve(name))) {
      syncFolder();
    }
  }

  /** A rename outlives a crash once its folder is written. */
  private void syncFolder() throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
