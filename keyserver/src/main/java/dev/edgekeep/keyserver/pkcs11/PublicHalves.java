package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.PublicKeyParts;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the public key of a private key on a token: in the attributes of the private key, or else
 * in a public key or certificate with the same identifier.
 */
final class PublicHalves {
  static final long RSA = 0;
  static final long EC = 3;
  static final long EC_EDWARDS = 0x40;

  private static final long PUBLIC_KEY = 2;
  private static final long CERTIFICATE = 1;
  private static final int ED25519_BYTES = 32;
  private static final String ED25519_OID = "1.3.101.112";
  private static final byte[] ED25519_NAME = "edwards25519".getBytes(StandardCharsets.US_ASCII);

  private final ObjectSearch search;

  PublicHalves(ObjectSearch search) {
    this.search = search;
  }

  /** The public key; null when it is nowhere. */
  @Nullable SubjectPublicKey of(Map<Attribute, byte[]> key, long type) throws Pkcs11Exception {
    SubjectPublicKey own = fromAttributes(key, type);
    byte[] id = key.get(Attribute.CKA_ID);
    if (own != null || id == null) {
      return own;
    }
    SubjectPublicKey beside = fromPublicKeys(key, id, type);
    return beside != null ? beside : fromCertificates(id, type);
  }

  private @Nullable SubjectPublicKey fromPublicKeys(
      Map<Attribute, byte[]> key, byte[] id, long type) throws Pkcs11Exception {
    Map<Attribute, byte[]> wanted = wanted(PUBLIC_KEY, id);
    wanted.put(Attribute.CKA_KEY_TYPE, ObjectSearch.number(type));
    for (long object : search.find(wanted)) {
      Map<Attribute, byte[]> found =
          search.attributes(
              object,
              Attribute.CKA_MODULUS,
              Attribute.CKA_PUBLIC_EXPONENT,
              Attribute.CKA_EC_PARAMS,
              Attribute.CKA_EC_POINT);
      byte[] curve = key.get(Attribute.CKA_EC_PARAMS);
      if (curve != null) {
        found.putIfAbsent(Attribute.CKA_EC_PARAMS, curve);
      }
      SubjectPublicKey half = fromAttributes(found, type);
      if (half != null) {
        return half;
      }
    }
    return null;
  }

  private @Nullable SubjectPublicKey fromCertificates(byte[] id, long type) throws Pkcs11Exception {
    for (long object : search.find(wanted(CERTIFICATE, id))) {
      byte[] der =
          search.attributes(object, Attribute.CKA_VALUE).getOrDefault(Attribute.CKA_VALUE, id);
      try {
        SubjectPublicKey half = Certificate.parse(der).subjectPublicKey();
        if (isOfType(half, type)) {
          return half;
        }
      } catch (CertificateFormatException _) {
        // Not an X.509 certificate: there may be another one.
      }
    }
    return null;
  }

  private static Map<Attribute, byte[]> wanted(long objectClass, byte[] id) {
    Map<Attribute, byte[]> wanted = new EnumMap<>(Attribute.class);
    wanted.put(Attribute.CKA_CLASS, ObjectSearch.number(objectClass));
    wanted.put(Attribute.CKA_ID, id);
    return wanted;
  }

  private static boolean isOfType(SubjectPublicKey half, long type) {
    return switch (half.type()) {
      case RSA -> type == RSA;
      case P256, P384, P521 -> type == EC;
      case ED25519 -> type == EC_EDWARDS;
      case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN -> false;
    };
  }

  /** Null when an attribute is missing or malformed. */
  static @Nullable SubjectPublicKey fromAttributes(Map<Attribute, byte[]> key, long type) {
    try {
      byte[] info = key.get(Attribute.CKA_PUBLIC_KEY_INFO);
      SubjectPublicKey half =
          info != null ? SubjectPublicKey.read(DerReader.of(info)) : fromParts(key, type);
      return half != null && isOfType(half, type) ? half : null;
    } catch (DerException _) {
      return null;
    }
  }

  private static @Nullable SubjectPublicKey fromParts(Map<Attribute, byte[]> key, long type) {
    if (type == RSA) {
      byte[] modulus = key.get(Attribute.CKA_MODULUS);
      byte[] exponent = key.get(Attribute.CKA_PUBLIC_EXPONENT);
      return modulus == null || exponent == null
          ? null
          : PublicKeyParts.rsa(new BigInteger(1, modulus), new BigInteger(1, exponent));
    }
    byte[] curve = key.get(Attribute.CKA_EC_PARAMS);
    byte[] point = key.get(Attribute.CKA_EC_POINT);
    if (curve == null || point == null) {
      return null;
    }
    if (type == EC_EDWARDS) {
      byte[] bare = isEd25519(curve) ? ed25519Point(point) : null;
      return bare == null ? null : PublicKeyParts.ed25519(bare);
    }
    return PublicKeyParts.ellipticCurve(curve, ecPoint(point));
  }

  /** The curve is an OBJECT IDENTIFIER, or a name (PKCS#11 v3.0 §2.3.3). */
  private static boolean isEd25519(byte[] curve) {
    DerReader in = DerReader.of(curve);
    return switch (in.peekTag()) {
      case Tag.OID -> in.oid("curve").equals(ED25519_OID);
      case Tag.PRINTABLE_STRING ->
          in.content(Tag.PRINTABLE_STRING, "curve").equals(Slice.of(ED25519_NAME));
      default -> false;
    };
  }

  /** The point is in an OCTET STRING (v2.40), in a BIT STRING (v3.0), or bare on some tokens. */
  private static byte @Nullable [] ed25519Point(byte[] point) {
    if (point.length == ED25519_BYTES) {
      return point;
    }
    byte[] bare = unwrapped(point);
    return bare.length == ED25519_BYTES ? bare : null;
  }

  /** The point may also be bare, where its length is that of one of the three curves. */
  private static byte[] ecPoint(byte[] point) {
    return switch (point.length) {
      case 65, 97, 133 -> point;
      default -> unwrapped(point);
    };
  }

  private static byte[] unwrapped(byte[] point) {
    DerReader in = DerReader.of(point);
    Slice bare =
        in.nextIs(Tag.BIT_STRING)
            ? in.bitStringOctets("point")
            : in.content(Tag.OCTET_STRING, "point");
    in.end("point");
    return bare.toBytes();
  }

  /** The name of a key type, for messages about keys that are left out. */
  static String kind(long type) {
    return switch ((int) type) {
      case (int) RSA -> KeyAlgorithm.RSA.label();
      case (int) EC -> "EC";
      case (int) EC_EDWARDS -> "Edwards curve";
      case 1 -> "DSA";
      case 2 -> "Diffie-Hellman";
      default -> "type 0x%x".formatted(type);
    };
  }
}
