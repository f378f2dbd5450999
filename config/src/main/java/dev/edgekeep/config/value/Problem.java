package dev.edgekeep.config.value;

/**
 * An error or a warning about a configuration, and how to fix it.
 *
 * @param source the name of the document
 * @param line the line, from 1; 0 for the whole document
 * @param path the place, such as {@code hosts."api.example.com".origin}; empty for the whole
 *     document
 */
public record Problem(String source, int line, String path, String message) {
  /** {@code edge.yaml:12: hosts."api.example.com".origin: no origin named "ap"…}. */
  @Override
  public String toString() {
    return source
        + (line > 0 ? ":" + line : "")
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + message;
  }
}
