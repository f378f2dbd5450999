package dev.edgekeep.keyserver.pkcs11;

import org.jspecify.annotations.Nullable;

/** An operation of a token failed. The message holds no PIN and no payload. */
public final class Pkcs11Exception extends Exception {
  private static final long serialVersionUID = 1;

  private final @Nullable ReturnValue value;
  private final boolean isUnknown;

  /** A failure that no function returned: an absent token, a wait that was too long. */
  Pkcs11Exception(String message) {
    this(message, null);
  }

  Pkcs11Exception(String message, @Nullable ReturnValue value) {
    this(message, value, false);
  }

  private Pkcs11Exception(String message, @Nullable ReturnValue value, boolean isUnknown) {
    super(message);
    this.value = value;
    this.isUnknown = isUnknown;
  }

  static Pkcs11Exception returned(String function, long code) {
    ReturnValue value = ReturnValue.of(code);
    String name = value == null ? "0x%x".formatted(code) : value.name();
    return new Pkcs11Exception("%s: %s".formatted(function, name), value, value == null);
  }

  boolean is(ReturnValue other) {
    return value == other;
  }

  boolean isSessionLost() {
    return value != null && value.isSessionLost();
  }

  /** Returns whether the token may be lost, though the return value does not say so. */
  boolean mayBeLost() {
    return isUnknown || (value != null && value.mayBeLost());
  }

  /** Returns whether another mechanism may work where this one does not. */
  public boolean isUnsupported() {
    return value != null && value.isUnsupported();
  }

  /** Returns whether another attempt with the same PIN may lock the token. */
  public boolean isPinRefused() {
    return value != null && value.isPinRefused();
  }
}
