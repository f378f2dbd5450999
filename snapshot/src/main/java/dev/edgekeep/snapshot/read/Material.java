package dev.edgekeep.snapshot.read;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a file, or what the document has in its place. */
final class Material {
  private final Value value;
  private final byte[] bytes;
  private final String label;
  private final @Nullable Path path;

  Material(Value value, byte[] bytes, String label, @Nullable Path path) {
    this.value = value;
    this.bytes = bytes;
    this.label = label;
    this.path = path;
  }

  /** The bytes themselves, which nobody changes. */
  byte[] bytes() {
    return bytes;
  }

  /** The file; null for what the document holds. */
  @Nullable Path path() {
    return path;
  }

  /** Tells what is wrong: {@code www.key: this is a certificate, expected a private key}. */
  void error(String message) {
    value.error(label + ": " + message);
  }
}
