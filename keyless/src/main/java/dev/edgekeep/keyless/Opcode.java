package dev.edgekeep.keyless;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operation that a request asks for, with its code. The payload of a signature is the digest,
 * except for Ed25519, which signs the whole message.
 */
public enum Opcode {
  /** The RSA private-key operation on a ciphertext; the result keeps its padding. */
  RSA_DECRYPT(0x01, Operation.RSA_DECRYPT, null),
  /** As {@link #RSA_DECRYPT}, under the number of older documents. */
  RSA_DECRYPT_RAW(0x08, Operation.RSA_DECRYPT, null),

  RSA_SIGN_MD5SHA1(0x02, Operation.RSA_SIGN, DigestAlgorithm.MD5SHA1),
  RSA_SIGN_SHA1(0x03, Operation.RSA_SIGN, DigestAlgorithm.SHA1),
  RSA_SIGN_SHA224(0x04, Operation.RSA_SIGN, DigestAlgorithm.SHA224),
  RSA_SIGN_SHA256(0x05, Operation.RSA_SIGN, DigestAlgorithm.SHA256),
  RSA_SIGN_SHA384(0x06, Operation.RSA_SIGN, DigestAlgorithm.SHA384),
  RSA_SIGN_SHA512(0x07, Operation.RSA_SIGN, DigestAlgorithm.SHA512),

  ECDSA_SIGN_MD5SHA1(0x12, Operation.ECDSA_SIGN, DigestAlgorithm.MD5SHA1),
  ECDSA_SIGN_SHA1(0x13, Operation.ECDSA_SIGN, DigestAlgorithm.SHA1),
  ECDSA_SIGN_SHA224(0x14, Operation.ECDSA_SIGN, DigestAlgorithm.SHA224),
  ECDSA_SIGN_SHA256(0x15, Operation.ECDSA_SIGN, DigestAlgorithm.SHA256),
  ECDSA_SIGN_SHA384(0x16, Operation.ECDSA_SIGN, DigestAlgorithm.SHA384),
  ECDSA_SIGN_SHA512(0x17, Operation.ECDSA_SIGN, DigestAlgorithm.SHA512),

  ED25519_SIGN(0x18, Operation.ED25519_SIGN, null),

  /** RSASSA-PSS (RFC 8017 §8.1) with a salt as long as the digest, and MGF1 with the same hash. */
  RSA_PSS_SIGN_SHA256(0x35, Operation.RSA_PSS_SIGN, DigestAlgorithm.SHA256),
  RSA_PSS_SIGN_SHA384(0x36, Operation.RSA_PSS_SIGN, DigestAlgorithm.SHA384),
  RSA_PSS_SIGN_SHA512(0x37, Operation.RSA_PSS_SIGN, DigestAlgorithm.SHA512),

  PING(0xf1, Operation.PING, null);

  private static final @Nullable Opcode[] BY_CODE = new Opcode[256];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;
  private final Operation operation;
  private final DigestAlgorithm digest;
  private final String label = Operation.spelled(name());

  /** The kinds of operations. */
  public enum Operation {
    RSA_DECRYPT,
    RSA_SIGN,
    RSA_PSS_SIGN,
    ECDSA_SIGN,
    ED25519_SIGN,
    PING;

    private final String label = spelled(name());

    /** For metrics: {@code rsa-pss-sign}. */
    public String label() {
      return label;
    }

    // In here, so that this class can be initialised before its outer one, which needs it.
    private static String spelled(String name) {
      return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  Opcode(int code, Operation operation, @Nullable DigestAlgorithm digest) {
    this.code = code;
    this.operation = operation;
    this.digest = digest == null ? DigestAlgorithm.NONE : digest;
  }

  /** The opcode of a byte, 0 to 255; empty for a status and for unsupported opcodes. */
  public static Optional<Opcode> of(int code) {
    return Optional.ofNullable(BY_CODE[code & 0xff]);
  }

  public int code() {
    return code;
  }

  public Operation operation() {
    return operation;
  }

  /** The hash function of the payload; {@link DigestAlgorithm#NONE} where it is not a digest. */
  public DigestAlgorithm digest() {
    return digest;
  }

  /** For logs: {@code rsa-pss-sign-sha256}. */
  public String label() {
    return label;
  }
}
