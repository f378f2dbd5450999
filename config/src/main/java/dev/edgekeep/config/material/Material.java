package dev.edgekeep.config.material;

import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.pem.PemWarnings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a file, or what the document has in its place. */
public final class Material {
  private final Value value;
  private final byte[] bytes;
  private final String label;
  private final @Nullable Path path;

  public Material(Value value, byte[] bytes, String label, @Nullable Path path) {
    this.value = value;
    this.bytes = bytes;
    this.label = label;
    this.path = path;
  }

  /** The bytes themselves, which nobody changes. */
  public byte[] bytes() {
    return bytes;
  }

  /** The file; null for what the document holds. */
  public @Nullable Path path() {
    return path;
  }

  /** Tells what is wrong: {@code www.key: this is a certificate, expected a private key}. */
  public void error(String message) {
    value.error(label + ": " + message);
  }

  /** Warns of what vanishes from a PEM text without a word. */
  void tellPemDoubts() {
    PemWarnings.of(bytes).forEach(doubt -> value.warning(label + ": " + doubt));
  }
}
