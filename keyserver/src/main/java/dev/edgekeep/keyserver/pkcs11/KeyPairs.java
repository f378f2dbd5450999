package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Creates and removes key pairs on a token, in one session that may write. One thread. Blocks. */
final class KeyPairs {
  private static final long PUBLIC_KEY = 2;
  private static final byte[] YES = {1};
  private static final byte[] NO = {0};

  private final CryptokiLibrary library;
  private final long session;

  KeyPairs(CryptokiLibrary library, long session) {
    this.library = library;
    this.session = session;
  }

  /** The handles of both halves. */
  record Created(long publicKey, long privateKey) {}

  /**
   * Creates a key pair that signs, and whose private half never leaves the token.
   *
   * @param curve its OBJECT IDENTIFIER, DER
   * @param id of both halves
   */
  Created ellipticCurve(byte[] curve, String label, byte[] id) throws Pkcs11Exception {
    Map<Attribute, byte[]> open = common(label, id);
    open.put(Attribute.CKA_VERIFY, YES);
    open.put(Attribute.CKA_EC_PARAMS, curve);
    Map<Attribute, byte[]> secret = common(label, id);
    secret.put(Attribute.CKA_PRIVATE, YES);
    secret.put(Attribute.CKA_SENSITIVE, YES);
    secret.put(Attribute.CKA_EXTRACTABLE, NO);
    secret.put(Attribute.CKA_SIGN, YES);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mechanism = arena.allocate(Cryptoki.MECHANISM_BYTES, Long.BYTES);
      mechanism.set(ValueLayout.JAVA_LONG, 0, Mechanism.CKM_EC_KEY_PAIR_GEN.code());
      MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, 2);
      library.require(
          CryptokiFunction.C_GenerateKeyPair,
          session,
          mechanism,
          ObjectSearch.template(arena, open),
          (long) open.size(),
          ObjectSearch.template(arena, secret),
          (long) secret.size(),
          handles,
          handles.asSlice(Long.BYTES));
      return new Created(
          handles.getAtIndex(ValueLayout.JAVA_LONG, 0),
          handles.getAtIndex(ValueLayout.JAVA_LONG, 1));
    }
  }

  private static Map<Attribute, byte[]> common(String label, byte[] id) {
    Map<Attribute, byte[]> attributes = new EnumMap<>(Attribute.class);
    attributes.put(Attribute.CKA_TOKEN, YES);
    attributes.put(Attribute.CKA_LABEL, label.getBytes(StandardCharsets.UTF_8));
    attributes.put(Attribute.CKA_ID, id);
    return attributes;
  }

  /** The attributes of the public half. */
  Map<Attribute, byte[]> publicHalf(Created created) throws Pkcs11Exception {
    return new ObjectSearch(library, session)
        .attributes(created.publicKey(), Attribute.CKA_EC_PARAMS, Attribute.CKA_EC_POINT);
  }

  /** Removes a pair, the private half first. */
  void destroy(Created created) throws Pkcs11Exception {
    library.require(CryptokiFunction.C_DestroyObject, session, created.privateKey());
    library.require(CryptokiFunction.C_DestroyObject, session, created.publicKey());
  }

  /** Removes a private key, and public ones with the same identifier. */
  void destroy(long privateKey) throws Pkcs11Exception {
    ObjectSearch search = new ObjectSearch(library, session);
    byte[] id = search.attributes(privateKey, Attribute.CKA_ID).get(Attribute.CKA_ID);
    library.require(CryptokiFunction.C_DestroyObject, session, privateKey);
    for (long object : id == null ? List.<Long>of() : search.find(publicKeys(id))) {
      library.require(CryptokiFunction.C_DestroyObject, session, object);
    }
  }

  private static Map<Attribute, byte[]> publicKeys(byte[] id) {
    Map<Attribute, byte[]> wanted = new EnumMap<>(Attribute.class);
    wanted.put(Attribute.CKA_CLASS, ObjectSearch.number(PUBLIC_KEY));
    wanted.put(Attribute.CKA_ID, id);
    return wanted;
  }
}
