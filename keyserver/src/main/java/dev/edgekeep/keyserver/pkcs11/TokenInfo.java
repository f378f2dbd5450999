package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * CK_TOKEN_INFO (PKCS#11 v2.40 §3.2), its texts without the blanks that fill them up.
 *
 * @param maxSessions 0 when there is no limit, or it is unknown
 */
record TokenInfo(
    String label, String manufacturer, String model, String serial, long flags, long maxSessions) {
  static final long LOGIN_REQUIRED = 0x4;
  static final long PROTECTED_AUTHENTICATION_PATH = 0x100;
  static final long INITIALIZED = 0x400;
  static final long PIN_LOCKED = 0x40000;

  /** The size of the structure in memory, and the offsets of its fields. */
  static final long BYTES = 208;

  private static final long MANUFACTURER_AT = 32;
  private static final long MODEL_AT = 64;
  private static final long SERIAL_AT = 80;
  private static final long FLAGS_AT = 96;
  private static final long MAX_SESSIONS_AT = 104;
  private static final long UNAVAILABLE = -1;

  static TokenInfo read(MemorySegment info) {
    long sessions = info.get(ValueLayout.JAVA_LONG, MAX_SESSIONS_AT);
    return new TokenInfo(
        Cryptoki.text(info.asSlice(0, 32)),
        Cryptoki.text(info.asSlice(MANUFACTURER_AT, 32)),
        Cryptoki.text(info.asSlice(MODEL_AT, 16)),
        Cryptoki.text(info.asSlice(SERIAL_AT, 16)),
        info.get(ValueLayout.JAVA_LONG, FLAGS_AT),
        sessions == UNAVAILABLE ? 0 : sessions);
  }

  boolean has(long flag) {
    return (flags & flag) != 0;
  }
}
