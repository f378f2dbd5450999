package dev.edgekeep.snapshot.wire;

import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.util.Arrays;

/**
 * A part of a snapshot: one host, one origin, one private key and so on, encoded. Equal when
 * identity and encoding are. Immutable. The text form does not contain the body, which may be
 * secret.
 */
public final class Part {
  private final PartId id;
  private final boolean critical;
  private final byte[] body;
  private final Fingerprint hash;

  /**
   * Takes over the body, which must not be changed afterwards.
   *
   * @param critical whether a reader that does not know the kind must refuse the whole snapshot;
   *     otherwise it ignores the part
   */
  public Part(PartId id, boolean critical, byte[] body) {
    this.id = id;
    this.critical = critical;
    this.body = body;
    this.hash = Fingerprint.sha256(Slice.of(body));
  }

  public PartId id() {
    return id;
  }

  public boolean isCritical() {
    return critical;
  }

  /** SHA-256 of the body, also where the body is sealed on the wire. */
  public Fingerprint hash() {
    return hash;
  }

  public int length() {
    return body.length;
  }

  /** The encoding itself, which must not be changed. */
  byte[] body() {
    return body;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Part that
        && id.equals(that.id)
        && critical == that.critical
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "%s, %d bytes".formatted(id, body.length);
  }
}
