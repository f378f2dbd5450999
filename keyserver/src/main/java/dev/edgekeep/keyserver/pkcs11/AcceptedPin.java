package dev.edgekeep.keyserver.pkcs11;

import java.util.Arrays;

/**
 * A PIN that a token has accepted. It is kept while the token is in use: another PIN can be tried
 * only after the login has ended, and when that one is refused the token must be opened with this
 * one again. Any thread.
 */
final class AcceptedPin {
  private final char[] pin;

  AcceptedPin(char[] pin) {
    this.pin = pin.clone();
  }

  synchronized boolean is(char[] other) {
    return Arrays.equals(pin, other);
  }

  /** A copy, which the caller wipes. */
  synchronized char[] copy() {
    return pin.clone();
  }

  synchronized void wipe() {
    Arrays.fill(pin, '\0');
  }

  /** Without the PIN. */
  @Override
  public String toString() {
    return "AcceptedPin";
  }
}
