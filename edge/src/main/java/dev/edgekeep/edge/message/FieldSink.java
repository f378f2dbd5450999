package dev.edgekeep.edge.message;

/** Accepts the fields of a message in order, to encode them. Not thread-safe. */
public interface FieldSink {
  /**
   * Accepts a field that the edge adds.
   *
   * @param name in its usual spelling, {@code X-Request-Id}
   * @param value visible characters, spaces and tabs
   */
  void add(CharSequence name, CharSequence value);

  /** Accepts every field that was not removed. */
  void addAll(Fields fields);
}
