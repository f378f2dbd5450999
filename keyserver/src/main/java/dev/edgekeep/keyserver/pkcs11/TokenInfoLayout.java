package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** CK_TOKEN_INFO in memory (PKCS#11 v2.40 §3.2). */
final class TokenInfoLayout {
  static final long BYTES = 208;

  private static final long MANUFACTURER = 32;
  private static final long MODEL = 64;
  private static final long SERIAL = 80;
  private static final long FLAGS = 96;
  private static final long MAX_SESSIONS = 104;
  private static final long UNAVAILABLE = -1;

  private TokenInfoLayout() {}

  static TokenInfo read(MemorySegment info) {
    long sessions = info.get(ValueLayout.JAVA_LONG, MAX_SESSIONS);
    return new TokenInfo(
        Cryptoki.text(info.asSlice(0, 32)),
        Cryptoki.text(info.asSlice(MANUFACTURER, 32)),
        Cryptoki.text(info.asSlice(MODEL, 16)),
        Cryptoki.text(info.asSlice(SERIAL, 16)),
        info.get(ValueLayout.JAVA_LONG, FLAGS),
        sessions == UNAVAILABLE ? 0 : sessions);
  }
}
