package dev.edgekeep.x509.signature;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A signature algorithm, as named in a certificate.
 *
 * @param label for people
 * @param javaName for {@code java.security.Signature}; null if not supported
 * @param pss the parameters of RSASSA-PSS
 * @param weak whether its digest is MD5, SHA-1 or older
 */
public record SignatureAlgorithm(
    String label, @Nullable String javaName, @Nullable PSSParameterSpec pss, boolean weak) {
  private static final String MGF1 = "1.2.840.113549.1.1.8";
  private static final int MAX_SALT = 512;

  /** Looks up an identifier, including its parameters (RFC 3279, 4055, 5758, 8410). */
  public static SignatureAlgorithm of(AlgorithmIdentifier identifier) {
    String oid = identifier.oid();
    return switch (oid) {
      case "1.2.840.113549.1.1.11" -> plain(identifier, "SHA256withRSA", true);
      case "1.2.840.113549.1.1.12" -> plain(identifier, "SHA384withRSA", true);
      case "1.2.840.113549.1.1.13" -> plain(identifier, "SHA512withRSA", true);
      case "1.2.840.10045.4.3.2" -> plain(identifier, "SHA256withECDSA", false);
      case "1.2.840.10045.4.3.3" -> plain(identifier, "SHA384withECDSA", false);
      case "1.2.840.10045.4.3.4" -> plain(identifier, "SHA512withECDSA", false);
      case "1.3.101.112" -> plain(identifier, "Ed25519", false);
      case "1.3.101.113" -> plain(identifier, "Ed448", false);
      case "2.16.840.1.101.3.4.3.2" -> plain(identifier, "SHA256withDSA", false);
      case "1.2.840.113549.1.1.10" -> pss(identifier);
      case "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4" ->
          weak("MD5 RSA");
      case "1.2.840.113549.1.1.5", "1.3.14.3.2.29" -> weak("SHA1withRSA");
      case "1.2.840.10045.4.1" -> weak("SHA1withECDSA");
      // The check of the key decides whether DSA is accepted at all; callers that accept it accept
      // SHA-1 with it.
      case "1.2.840.10040.4.3" -> plain(identifier, "SHA1withDSA", false);
      default -> unsupported("algorithm " + oid);
    };
  }

  private static SignatureAlgorithm plain(
      AlgorithmIdentifier identifier, String name, boolean nullAllowed) {
    boolean fits = nullAllowed ? identifier.hasNoParameters() : identifier.parameters() == null;
    return fits
        ? new SignatureAlgorithm(name, name, null, false)
        : unsupported(name + " with parameters that it does not have");
  }

  private static SignatureAlgorithm weak(String label) {
    return new SignatureAlgorithm(label, null, null, true);
  }

  private static SignatureAlgorithm unsupported(String label) {
    return new SignatureAlgorithm(label, null, null, false);
  }

  /** RFC 4055 §3.1; the digest of the mask must be the digest of the message (RFC 8446 §4.2.3). */
  private static SignatureAlgorithm pss(AlgorithmIdentifier identifier) {
    Slice parameters = identifier.parameters();
    if (parameters == null || parameters.at(0) != Tag.SEQUENCE) {
      return unsupported("RSASSA-PSS without parameters");
    }
    try {
      DerReader in = parameters.reader().sequence("PSS parameters");
      String digest = digest(in, 0);
      String mask = mask(in);
      int salt = 20;
      if (in.nextIs(Tag.contextConstructed(2))) {
        DerReader explicit = in.enter(Tag.contextConstructed(2), "PSS salt length");
        salt = explicit.smallInteger(Tag.INTEGER, "PSS salt length");
        explicit.end("PSS salt length");
      }
      in.end("PSS parameters");
      if (digest.equals("SHA-1") || mask.equals("SHA-1")) {
        return weak("RSASSA-PSS with SHA-1");
      }
      if (digest.isEmpty() || !digest.equals(mask) || salt > MAX_SALT) {
        return unsupported("RSASSA-PSS with unusual parameters");
      }
      PSSParameterSpec spec =
          new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(mask), salt, 1);
      return new SignatureAlgorithm("RSASSA-PSS with " + digest, "RSASSA-PSS", spec, false);
    } catch (DerException e) {
      return unsupported("RSASSA-PSS with malformed parameters");
    }
  }

  private static String digest(DerReader in, int n) {
    if (!in.nextIs(Tag.contextConstructed(n))) {
      return "SHA-1";
    }
    DerReader explicit = in.enter(Tag.contextConstructed(n), "PSS digest");
    String name = digestName(AlgorithmIdentifier.read(explicit, "PSS digest"));
    explicit.end("PSS digest");
    return name;
  }

  private static String mask(DerReader in) {
    if (!in.nextIs(Tag.contextConstructed(1))) {
      return "SHA-1";
    }
    DerReader explicit = in.enter(Tag.contextConstructed(1), "PSS mask");
    AlgorithmIdentifier function = AlgorithmIdentifier.read(explicit, "PSS mask");
    explicit.end("PSS mask");
    Slice digest = function.parameters();
    return function.oid().equals(MGF1) && digest != null
        ? digestName(AlgorithmIdentifier.read(digest.reader(), "PSS mask digest"))
        : "";
  }

  private static String digestName(AlgorithmIdentifier identifier) {
    return switch (identifier.oid()) {
      case "1.3.14.3.2.26" -> "SHA-1";
      case "2.16.840.1.101.3.4.2.1" -> "SHA-256";
      case "2.16.840.1.101.3.4.2.2" -> "SHA-384";
      case "2.16.840.1.101.3.4.2.3" -> "SHA-512";
      default -> "";
    };
  }

  /** Returns whether keys of this type create such signatures. */
  boolean fits(KeyAlgorithm key) {
    String name = javaName;
    if (name == null) {
      return false;
    }
    return switch (key) {
      case RSA -> name.endsWith("withRSA") || name.equals("RSASSA-PSS");
      case RSA_PSS -> name.equals("RSASSA-PSS");
      case P256, P384, P521 -> name.endsWith("withECDSA");
      case ED25519 -> name.equals("Ed25519");
      case ED448 -> name.equals("Ed448");
      case DSA -> name.endsWith("withDSA");
      case OTHER_CURVE, UNKNOWN -> false;
    };
  }
}
