package dev.edgekeep.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds curl commands to paste into a shell. */
final class CurlLines {
  private final DemoFiles files;
  private final Path workingDirectory;
  private final int port;

  /**
   * @param workingDirectory paths are relative to it where that is shorter
   */
  CurlLines(DemoFiles files, Path workingDirectory, int port) {
    this.files = files;
    this.workingDirectory = workingDirectory;
    this.port = port;
  }

  String anonymous(String host) {
    return String.join(" ", line(host, List.of()));
  }

  String as(String who, String host) {
    return String.join(
        " ",
        line(
            host,
            List.of("--cert", quoted(files.certificate(who)), "--key", quoted(files.key(who)))));
  }

  private List<String> line(String host, List<String> identity) {
    List<String> words = new ArrayList<>(List.of("curl", "--cacert", quoted(files.ca())));
    words.addAll(identity);
    words.add("https://" + host + ":" + port + "/");
    return words;
  }

  private String quoted(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    String relative = workingDirectory.relativize(absolute).toString();
    String whole = absolute.toString();
    return shellQuoted(relative.length() < whole.length() ? relative : whole);
  }

  /** Quotes a word for a POSIX shell if necessary. */
  static String shellQuoted(String word) {
    return word.matches("[A-Za-z0-9._/+:@%,=][A-Za-z0-9._/+:@%,=-]*")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
