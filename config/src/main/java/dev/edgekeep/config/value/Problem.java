package dev.edgekeep.config.value;

/**
 * Something that is wrong with a configuration, and what to do.
 *
 * @param source the document, as it was named to the reader
 * @param line the line in it, from 1; 0 when it concerns the whole
 * @param path the place in it, such as {@code hosts."api.example.com".origin}; empty when it
 *     concerns the whole
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
