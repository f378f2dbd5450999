package dev.edgekeep.config.material;

import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.pem.PemWarnings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The content of a file, or of the text that a document has instead. Immutable. */
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

  /** The content, not a copy: it must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The file; null for text in the document. */
  public @Nullable Path path() {
    return path;
  }

  /** Reports a problem: {@code www.key: this is a certificate, expected a private key}. */
  public void error(String message) {
    value.error(label + ": " + message);
  }

  /** Warns about parts of a PEM text that are ignored. */
  void warnAboutPem() {
    PemWarnings.of(bytes).forEach(warning -> value.warning(label + ": " + warning));
  }
}
