package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the private keys of a token, and their public halves. One thread only. Blocks. */
final class PrivateKeySearch {
  private static final long PRIVATE_KEY = 3;

  private final ObjectSearch search;
  private final PublicHalves halves;
  private final Map<SubjectPublicKey, Found> found = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * A private key on a token.
   *
   * @param handle valid until the session that found it is closed
   * @param name its label, or its identifier where it has none
   */
  record Found(long handle, String name, SubjectPublicKey publicKey) {}

  PrivateKeySearch(ObjectSearch search) {
    this.search = search;
    this.halves = new PublicHalves(search);
  }

  /**
   * @throws Pkcs11Exception when the token fails, or a key that the URI names is not there
   */
  void run(Pkcs11Uri uri) throws Pkcs11Exception {
    for (long object : search.find(wanted(uri))) {
      add(object);
    }
    if (found.isEmpty() && leftOut.isEmpty()) {
      if (uri.namesKey()) {
        throw new Pkcs11Exception("the token holds no such private key");
      }
      leftOut.add("the token holds no private key");
    }
  }

  Map<SubjectPublicKey, Found> found() {
    return Collections.unmodifiableMap(found);
  }

  /** A sentence about each key that is left out. */
  List<String> leftOut() {
    return leftOut;
  }

  private static Map<Attribute, byte[]> wanted(Pkcs11Uri uri) {
    Map<Attribute, byte[]> wanted = new EnumMap<>(Attribute.class);
    wanted.put(Attribute.CKA_CLASS, ObjectSearch.number(PRIVATE_KEY));
    if (uri.object() != null) {
      wanted.put(Attribute.CKA_LABEL, uri.object().getBytes(StandardCharsets.UTF_8));
    }
    if (uri.id() != null) {
      wanted.put(Attribute.CKA_ID, uri.id().toBytes());
    }
    return wanted;
  }

  private void add(long object) throws Pkcs11Exception {
    Map<Attribute, byte[]> key =
        search.attributes(
            object,
            Attribute.CKA_KEY_TYPE,
            Attribute.CKA_ID,
            Attribute.CKA_LABEL,
            Attribute.CKA_MODULUS,
            Attribute.CKA_PUBLIC_EXPONENT,
            Attribute.CKA_PUBLIC_KEY_INFO,
            Attribute.CKA_EC_PARAMS,
            Attribute.CKA_EC_POINT,
            Attribute.CKA_ALWAYS_AUTHENTICATE);
    long type = ObjectSearch.number(key.getOrDefault(Attribute.CKA_KEY_TYPE, new byte[0]));
    String name = name(key);
    SubjectPublicKey half = halves.of(key, type);
    if (asksForThePinEachTime(key)) {
      leaveOut(name, type, "it asks for the PIN at each use");
    } else if (half == null) {
      leaveOut(
          name,
          type,
          "it is of a kind that is not supported, or there is no public key and no certificate with"
              + " its identifier");
    } else {
      found.putIfAbsent(half, new Found(object, name, half));
    }
  }

  private static boolean asksForThePinEachTime(Map<Attribute, byte[]> key) {
    byte[] asks = key.get(Attribute.CKA_ALWAYS_AUTHENTICATE);
    return asks != null && asks[0] != 0;
  }

  private void leaveOut(String name, long type, String reason) {
    leftOut.add(
        "the private key \"%s\" (%s) is left out: %s"
            .formatted(name, PublicHalves.kind(type), reason));
  }

  private static String name(Map<Attribute, byte[]> key) {
    byte[] label = key.get(Attribute.CKA_LABEL);
    byte[] id = key.get(Attribute.CKA_ID);
    if (label != null) {
      return new String(label, StandardCharsets.UTF_8);
    }
    return id == null ? "without a name" : "id " + Slice.of(id).hex();
  }
}
