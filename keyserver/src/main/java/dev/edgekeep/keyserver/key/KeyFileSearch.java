package dev.edgekeep.keyserver.key;

import dev.edgekeep.config.document.Unreadable;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files below a folder that may hold private keys, by the endings of their names.
 * Symbolic links are followed, since Kubernetes mounts secrets so; names that begin with a dot are
 * not. A file that cannot be read is a problem: the key server must not run without one of its
 * keys. One thread only. Blocks.
 */
final class KeyFileSearch implements FileVisitor<Path> {
  private static final Set<String> ENDINGS = Set.of("key", "pem", "der", "p8", "pk8");
  private static final int MAX_DEPTH = 32;

  private final Path root;
  private final LoadReport report;
  private final int maxEntries;
  private final List<Path> files = new ArrayList<>();
  private int entries;

  private KeyFileSearch(Path root, int maxEntries, LoadReport report) {
    this.root = root;
    this.maxEntries = maxEntries;
    this.report = report;
  }

  /**
   * The files, in the order of their names. Where something was wrong, those found so far.
   *
   * @param maxEntries the limit of files and folders of every kind
   */
  static List<Path> files(Path root, int maxEntries, LoadReport report) {
    KeyFileSearch directory = new KeyFileSearch(root, maxEntries, report);
    report.watch(root);
    if (Files.exists(root) && !Files.isDirectory(root)) {
      report.problem("%s is a file; name the folder that it is in".formatted(root));
      return List.of();
    }
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, directory);
    } catch (IOException e) {
      report.problem("%s cannot be read: %s".formatted(root, e.getMessage()));
    }
    directory.files.sort(null);
    return directory.files;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (!folder.equals(root) && isHidden(folder)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    report.watch(folder);
    return counted();
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      report.problem("%s is more than %d folders below %s".formatted(file, MAX_DEPTH - 1, root));
    } else if (mayHoldKeys(file)) {
      keyFile(file, attributes);
    }
    return counted();
  }

  private void keyFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      files.add(file);
    } else if (attributes.isSymbolicLink()) {
      report.problem("%s is a link to a file that is not there; remove it".formatted(file));
    } else {
      report.problem("%s is not a regular file; remove it".formatted(file));
    }
  }

  private FileVisitResult counted() {
    entries++;
    if (entries <= maxEntries) {
      return FileVisitResult.CONTINUE;
    }
    report.problem(
        "%s holds more than %,d files; is it the right folder?".formatted(root, maxEntries));
    return FileVisitResult.TERMINATE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    boolean isRoot = path.equals(root);
    // A link back up leads to files that were found already, and a file that is gone holds no key.
    boolean harmless = e instanceof FileSystemLoopException || e instanceof NoSuchFileException;
    boolean ours = Files.isDirectory(path) ? !isHidden(path) : mayHoldKeys(path);
    if (isRoot || (ours && !harmless)) {
      report.problem(reason(path, e));
    }
    return FileVisitResult.CONTINUE;
  }

  private static String reason(Path path, IOException e) {
    if (Files.isDirectory(path)) {
      return "the folder %s cannot be read by this process; look at its permissions"
          .formatted(path);
    }
    return e instanceof NoSuchFileException
        ? "there is no folder %s".formatted(path)
        : Unreadable.reason(path, e);
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
    if (e != null) {
      report.problem("%s cannot be read to its end: %s".formatted(folder, e.getMessage()));
    }
    return FileVisitResult.CONTINUE;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static boolean mayHoldKeys(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return !isHidden(file) && ENDINGS.contains(ending.toLowerCase(Locale.ROOT));
  }
}
