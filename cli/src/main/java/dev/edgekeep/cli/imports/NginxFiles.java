package dev.edgekeep.cli.imports;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a configuration of nginx with the files that it includes. Blocks. */
final class NginxFiles {
  private static final int MAX_DEPTH = 10;
  private static final int MAX_FILES = 1000;

  private final Path base;
  private int files;

  private NginxFiles(Path base) {
    this.base = base;
  }

  /**
   * The directives of a file and of the files that it includes.
   *
   * @throws CommandFailure when a file cannot be read or its syntax is wrong
   */
  static List<Directive> read(Path file) throws CommandFailure {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return new NginxFiles(folder == null ? file : folder).read(file, 0);
  }

  private List<Directive> read(Path file, int depth) throws CommandFailure {
    if (depth > MAX_DEPTH || ++files > MAX_FILES) {
      throw CommandFailure.configuration(file + ": too many included files");
    }
    try {
      return included(
          NginxParser.parse(String.valueOf(file.getFileName()), InputFile.text(file)), depth);
    } catch (NginxParser.SyntaxException e) {
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    }
  }

  private List<Directive> included(List<Directive> directives, int depth) throws CommandFailure {
    List<Directive> result = new ArrayList<>();
    for (Directive each : directives) {
      if (each.name().equals("include") && each.arguments().size() == 1) {
        for (Path file : matching(each.argument())) {
          result.addAll(read(file, depth + 1));
        }
      } else if (each.block() == null) {
        result.add(each);
      } else {
        result.add(
            new Directive(
                each.file(),
                each.line(),
                each.name(),
                each.arguments(),
                included(each.block(), depth)));
      }
    }
    return result;
  }

  /** The files of a pattern in the order of their names; a plain name must exist. */
  private List<Path> matching(String pattern) throws CommandFailure {
    Path path = base.resolve(pattern);
    Path folder = path.getParent();
    if (!pattern.contains("*") || folder == null) {
      // Types and parameters of other protocols: nothing in them concerns an edge.
      return pattern.matches("(?:.*/)?(?:mime\\.types|fastcgi.*|uwsgi_params|scgi_params)")
          ? List.of()
          : List.of(path);
    }
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream =
          Files.newDirectoryStream(folder, String.valueOf(path.getFileName()))) {
        stream.forEach(found::add);
      } catch (IOException e) {
        throw CommandFailure.configuration(
            "%s: cannot be read: %s".formatted(folder, e.getMessage()));
      }
    }
    found.sort(null);
    return found;
  }

  /** A path in the configuration; relative paths are below the folder of its first file. */
  static String absolute(Path first, String path) {
    return first.toAbsolutePath().normalize().resolveSibling(path).normalize().toString();
  }
}
