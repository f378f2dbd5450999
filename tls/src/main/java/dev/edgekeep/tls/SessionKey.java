package dev.edgekeep.tls;

import java.time.Instant;
import java.util.Arrays;

/**
 * A key that seals sessions and that several servers have, so that a session of one is resumed by
 * another. Equal when name, secret and time are. Immutable; the text form does not contain the
 * secret.
 */
public final class SessionKey {
  /** The octets of a name, by which a server finds the key of a session. */
  public static final int NAME_BYTES = 16;

  /** The octets of a secret. */
  public static final int SECRET_BYTES = 32;

  private final byte[] name;
  private final byte[] secret;
  private final Instant sealFrom;

  /**
   * @param name {@value #NAME_BYTES} octets, different from that of every other key
   * @param secret {@value #SECRET_BYTES} random octets
   * @param sealFrom the time from which it seals new sessions; it opens sessions before that, too
   * @throws IllegalArgumentException when a length is wrong
   */
  public SessionKey(byte[] name, byte[] secret, Instant sealFrom) {
    if (name.length != NAME_BYTES || secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the name of a session key has %d octets, and its secret %d"
              .formatted(NAME_BYTES, SECRET_BYTES));
    }
    this.name = name.clone();
    this.secret = secret.clone();
    this.sealFrom = sealFrom;
  }

  /** A copy of the name. */
  public byte[] name() {
    return name.clone();
  }

  /** A copy of the secret. */
  public byte[] secret() {
    return secret.clone();
  }

  /** The time from which it seals new sessions. */
  public Instant sealFrom() {
    return sealFrom;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionKey that
        && Arrays.equals(name, that.name)
        && Arrays.equals(secret, that.secret)
        && sealFrom.equals(that.sealFrom);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  @Override
  public String toString() {
    return "session key, seals from " + sealFrom;
  }
}
