package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Encrypts and decrypts with AES keys of a token, in one session. One thread. Blocks. */
final class SecretKeys {
  private static final long SECRET_KEY = 4;
  private static final long AES = 0x1f;
  private static final int TAG_BITS = 128;

  /** CK_GCM_PARAMS (PKCS#11 v2.40 mechanisms §2.12.3). */
  private static final int PARAMETER_BYTES = 48;

  private static final int MAX_RESULT_BYTES = 8_192;

  private final CryptokiLibrary library;
  private final long session;

  SecretKeys(CryptokiLibrary library, long session) {
    this.library = library;
    this.session = session;
  }

  /** The handles of the AES keys with a label. */
  List<Long> find(String label) throws Pkcs11Exception {
    Map<Attribute, byte[]> wanted = new EnumMap<>(Attribute.class);
    wanted.put(Attribute.CKA_CLASS, ObjectSearch.number(SECRET_KEY));
    wanted.put(Attribute.CKA_KEY_TYPE, ObjectSearch.number(AES));
    wanted.put(Attribute.CKA_LABEL, label.getBytes(StandardCharsets.UTF_8));
    return new ObjectSearch(library, session).find(wanted);
  }

  /** AES-GCM; the tag follows the ciphertext. */
  byte[] encrypt(long key, byte[] nonce, byte[] context, byte[] data) throws Pkcs11Exception {
    return run(
        CryptokiFunction.C_EncryptInit, CryptokiFunction.C_Encrypt, key, nonce, context, data);
  }

  /** Opens what {@link #encrypt} has sealed. */
  byte[] decrypt(long key, byte[] nonce, byte[] context, byte[] data) throws Pkcs11Exception {
    return run(
        CryptokiFunction.C_DecryptInit, CryptokiFunction.C_Decrypt, key, nonce, context, data);
  }

  private byte[] run(
      CryptokiFunction begin,
      CryptokiFunction perform,
      long key,
      byte[] nonce,
      byte[] context,
      byte[] data)
      throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      library.require(begin, session, mechanism(arena, nonce, context), key);
      MemorySegment input = arena.allocateFrom(ValueLayout.JAVA_BYTE, data);
      MemorySegment result = arena.allocate(MAX_RESULT_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, MAX_RESULT_BYTES);
      try {
        library.require(perform, session, input, (long) data.length, result, length);
        long size = length.get(ValueLayout.JAVA_LONG, 0);
        return result.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
      } finally {
        input.fill((byte) 0);
        result.fill((byte) 0);
      }
    }
  }

  private static MemorySegment mechanism(Arena arena, byte[] nonce, byte[] context) {
    MemorySegment parameters = arena.allocate(PARAMETER_BYTES, Long.BYTES);
    parameters.set(ValueLayout.ADDRESS, 0, arena.allocateFrom(ValueLayout.JAVA_BYTE, nonce));
    parameters.set(ValueLayout.JAVA_LONG, 8, nonce.length);
    parameters.set(ValueLayout.JAVA_LONG, 16, (long) nonce.length * Byte.SIZE);
    parameters.set(ValueLayout.ADDRESS, 24, arena.allocateFrom(ValueLayout.JAVA_BYTE, context));
    parameters.set(ValueLayout.JAVA_LONG, 32, context.length);
    parameters.set(ValueLayout.JAVA_LONG, 40, TAG_BITS);
    MemorySegment described = arena.allocate(Cryptoki.MECHANISM_BYTES, Long.BYTES);
    described.set(ValueLayout.JAVA_LONG, 0, Mechanism.CKM_AES_GCM.code());
    described.set(ValueLayout.ADDRESS, 8, parameters);
    described.set(ValueLayout.JAVA_LONG, 16, PARAMETER_BYTES);
    return described;
  }
}
