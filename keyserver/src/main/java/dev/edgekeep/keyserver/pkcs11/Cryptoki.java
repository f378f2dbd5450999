package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module's functions as Java methods: slots, tokens, sessions, signatures. {@link ObjectSearch}
 * has those for objects. Any thread, but one session serves one thread at a time. Blocks.
 */
final class Cryptoki {
  private static final long FLAG_OS_LOCKING = 2;
  private static final long FLAG_RW_SESSION = 2;
  private static final long FLAG_SERIAL_SESSION = 4;
  private static final long USER = 1;
  private static final int INITIALIZE_ARGUMENTS_BYTES = 48;
  private static final int INITIALIZE_FLAGS = 32;
  static final int MECHANISM_BYTES = 24;
  private static final int MAX_LISTED = 4096;

  /** The longest result; RSA with 8192 bits needs half of it. */
  private static final int MAX_RESULT_BYTES = 2048;

  private final CryptokiLibrary library;

  Cryptoki(CryptokiLibrary library) {
    this.library = library;
  }

  CryptokiLibrary library() {
    return library;
  }

  /** Initialises the module for several threads; false when it was initialised already. */
  boolean initialize() throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(INITIALIZE_ARGUMENTS_BYTES, Long.BYTES);
      arguments.set(ValueLayout.JAVA_LONG, INITIALIZE_FLAGS, FLAG_OS_LOCKING);
      library.require(CryptokiFunction.C_Initialize, arguments);
      return true;
    } catch (Pkcs11Exception e) {
      if (e.is(ReturnValue.CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
        return false;
      }
      throw e;
    }
  }

  /** Finalises the module; no thread may be in one of its functions. */
  void finish() {
    library.call(CryptokiFunction.C_Finalize, MemorySegment.NULL);
  }

  /** The slots that hold a token. */
  long[] slots() throws Pkcs11Exception {
    return list(CryptokiFunction.C_GetSlotList, (byte) 1);
  }

  Set<Long> mechanisms(long slot) throws Pkcs11Exception {
    Set<Long> mechanisms = new HashSet<>();
    for (long mechanism : list(CryptokiFunction.C_GetMechanismList, slot)) {
      mechanisms.add(mechanism);
    }
    return mechanisms;
  }

  private long[] list(CryptokiFunction function, Object of) throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_LONG, MAX_LISTED);
      MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, MAX_LISTED);
      library.require(function, of, values, count);
      long size = count.get(ValueLayout.JAVA_LONG, 0) * Long.BYTES;
      return values.asSlice(0, size).toArray(ValueLayout.JAVA_LONG);
    }
  }

  TokenInfo tokenInfo(long slot) throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TokenInfo.BYTES, Long.BYTES);
      library.require(CryptokiFunction.C_GetTokenInfo, slot, info);
      return TokenInfo.read(info);
    }
  }

  /** A session that reads only, which is enough to use keys. */
  long openSession(long slot) throws Pkcs11Exception {
    return openSession(slot, FLAG_SERIAL_SESSION);
  }

  /** A session that may create and remove keys. */
  long openWritingSession(long slot) throws Pkcs11Exception {
    return openSession(slot, FLAG_SERIAL_SESSION | FLAG_RW_SESSION);
  }

  private long openSession(long slot, long flags) throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment session = arena.allocate(ValueLayout.JAVA_LONG);
      library.require(
          CryptokiFunction.C_OpenSession,
          slot,
          flags,
          MemorySegment.NULL,
          MemorySegment.NULL,
          session);
      return session.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Closes a session. A failure does not matter: the session is gone already. */
  void closeSession(long session) {
    library.call(CryptokiFunction.C_CloseSession, session);
  }

  /**
   * Opens the token for all sessions of this process.
   *
   * @param pin null when it is entered at the token itself
   * @return whether the token checked the PIN; it does not when it is open already
   */
  boolean login(long session, char @Nullable [] pin) throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      byte[] utf8 = pin == null ? new byte[0] : utf8(pin);
      MemorySegment text = arena.allocate(Math.max(1, utf8.length));
      MemorySegment.copy(utf8, 0, text, ValueLayout.JAVA_BYTE, 0, utf8.length);
      Arrays.fill(utf8, (byte) 0);
      try {
        library.require(
            CryptokiFunction.C_Login,
            session,
            USER,
            pin == null ? MemorySegment.NULL : text,
            (long) utf8.length);
        return true;
      } finally {
        text.fill((byte) 0);
      }
    } catch (Pkcs11Exception e) {
      if (!e.is(ReturnValue.CKR_USER_ALREADY_LOGGED_IN)) {
        throw e;
      }
      return false;
    }
  }

  /** Encodes a PIN without a String, which could not be wiped. The caller wipes the result. */
  private static byte[] utf8(char[] pin) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.duplicate().get(bytes);
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    return bytes;
  }

  byte[] sign(
      long session, Mechanism mechanism, @Nullable PssParameters pss, long key, byte[] input)
      throws Pkcs11Exception {
    begin(CryptokiFunction.C_SignInit, session, mechanism, pss, key);
    return single(CryptokiFunction.C_Sign, session, input);
  }

  byte[] decrypt(long session, Mechanism mechanism, long key, byte[] input) throws Pkcs11Exception {
    begin(CryptokiFunction.C_DecryptInit, session, mechanism, null, key);
    return single(CryptokiFunction.C_Decrypt, session, input);
  }

  private void begin(
      CryptokiFunction function,
      long session,
      Mechanism mechanism,
      @Nullable PssParameters pss,
      long key)
      throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters =
          pss == null
              ? MemorySegment.NULL
              : arena.allocateFrom(ValueLayout.JAVA_LONG, pss.fields());
      MemorySegment described = arena.allocate(MECHANISM_BYTES, Long.BYTES);
      described.set(ValueLayout.JAVA_LONG, 0, mechanism.code());
      described.set(ValueLayout.ADDRESS, 8, parameters);
      described.set(ValueLayout.JAVA_LONG, 16, parameters.byteSize());
      library.require(function, session, described, key);
    }
  }

  private byte[] single(CryptokiFunction function, long session, byte[] input)
      throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(Math.max(1, input.length));
      MemorySegment.copy(input, 0, data, ValueLayout.JAVA_BYTE, 0, input.length);
      MemorySegment result = arena.allocate(MAX_RESULT_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, MAX_RESULT_BYTES);
      try {
        library.require(function, session, data, (long) input.length, result, length);
        long size = length.get(ValueLayout.JAVA_LONG, 0);
        return result.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
      } finally {
        result.fill((byte) 0);
      }
    }
  }

  static String text(MemorySegment segment) {
    byte[] bytes = segment.toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
  }
}
