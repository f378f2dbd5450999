package dev.edgekeep.cli.demo;

import dev.edgekeep.cli.api.PrivateFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory that only its owner can read, with files that are written atomically. */
final class PrivateDirectory {
  private final Path path;

  private PrivateDirectory(Path path) {
    this.path = path;
  }

  /** Creates the directory, or changes an existing one, with mode 0700. */
  static PrivateDirectory open(Path path) throws IOException {
    Files.createDirectories(path);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
    return new PrivateDirectory(path);
  }

  Path path(String name) {
    return path.resolve(name);
  }

  void write(String name, String text) throws IOException {
    PrivateFile.write(path(name), text);
  }
}
