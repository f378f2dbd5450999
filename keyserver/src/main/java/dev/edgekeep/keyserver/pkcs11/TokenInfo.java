package dev.edgekeep.keyserver.pkcs11;

/**
 * What a token says of itself (PKCS#11 v2.40 §3.2), texts without the blanks that fill them up.
 *
 * @param maxSessions 0 when there is no limit, or none is known
 */
record TokenInfo(
    String label, String manufacturer, String model, String serial, long flags, long maxSessions) {
  static final long LOGIN_REQUIRED = 0x4;
  static final long PROTECTED_AUTHENTICATION_PATH = 0x100;
  static final long INITIALIZED = 0x400;
  static final long PIN_LOCKED = 0x40000;

  boolean has(long flag) {
    return (flags & flag) != 0;
  }
}
