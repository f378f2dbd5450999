package dev.edgekeep.snapshot.wire;

import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receives the parts that a piece of a snapshot is encoded to. One thread at a time. */
@FunctionalInterface
interface PartCollector {
  /**
   * @param blob the value of a part that others refer to; null for other parts
   */
  void add(Part part, @Nullable Blob blob);

  default void add(PartKind kind, String key, Consumer<FieldWriter> fields) {
    add(kind, key, FieldWriter.body(fields));
  }

  default void add(PartKind kind, String key, byte[] body) {
    add(new Part(kind.id(key), true, body), null);
  }

  /** Adds a part that is keyed by content, and returns the reference to it. */
  default byte[] refer(Blob blob) {
    byte[] body = blob.body();
    Fingerprint hash = Fingerprint.sha256(Slice.of(body));
    add(new Part(blob.kind().id(hash.hex()), true, body), blob);
    return hash.bytes();
  }
}
