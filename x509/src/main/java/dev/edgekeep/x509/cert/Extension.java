package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An extension of a certificate, a list or a list entry (RFC 5280 §4.2).
 *
 * @param oid dotted
 * @param value the content of its OCTET STRING
 */
public record Extension(String oid, boolean critical, Slice value) {
  public static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  public static final String KEY_USAGE = "2.5.29.15";
  public static final String SUBJECT_ALT_NAME = "2.5.29.17";
  public static final String ISSUER_ALT_NAME = "2.5.29.18";
  public static final String BASIC_CONSTRAINTS = "2.5.29.19";
  public static final String CRL_NUMBER = "2.5.29.20";
  public static final String REASON_CODE = "2.5.29.21";
  public static final String INVALIDITY_DATE = "2.5.29.24";
  public static final String DELTA_CRL_INDICATOR = "2.5.29.27";
  public static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
  public static final String CERTIFICATE_ISSUER = "2.5.29.29";
  public static final String NAME_CONSTRAINTS = "2.5.29.30";
  public static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  public static final String CERTIFICATE_POLICIES = "2.5.29.32";
  public static final String POLICY_MAPPINGS = "2.5.29.33";
  public static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  public static final String POLICY_CONSTRAINTS = "2.5.29.36";
  public static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  public static final String FRESHEST_CRL = "2.5.29.46";
  public static final String INHIBIT_ANY_POLICY = "2.5.29.54";
  public static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";

  /** RFC 7633. */
  public static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";

  private static final int MAX_EXTENSIONS = 256;

  /** Reads {@code Extensions}: at least one, without duplicates. */
  public static List<Extension> readAll(DerReader in, String what) {
    DerReader sequence = in.sequence(what);
    List<Extension> extensions = new ArrayList<>(10);
    Set<String> seen = new HashSet<>(16);
    do {
      DerReader one = sequence.sequence(what);
      String oid = one.oid(what + " extnID");
      boolean critical = one.boolDefaultFalse(what + " critical");
      Slice value = one.content(Tag.OCTET_STRING, what + " extnValue");
      one.end(what);
      if (!seen.add(oid)) {
        throw sequence.fail("the extension " + oid + " appears twice (RFC 5280 §4.2)");
      }
      if (seen.size() > MAX_EXTENSIONS) {
        throw sequence.fail("more than " + MAX_EXTENSIONS + " extensions");
      }
      extensions.add(new Extension(oid, critical, value));
    } while (sequence.hasMore());
    return extensions;
  }

  /** The extension of this type, or null. */
  public static @Nullable Extension find(List<Extension> extensions, String oid) {
    for (Extension extension : extensions) {
      if (extension.oid().equals(oid)) {
        return extension;
      }
    }
    return null;
  }

  /** Creates an extension from its unwrapped value. */
  public static Extension of(String oid, boolean critical, byte[] value) {
    return new Extension(oid, critical, Slice.of(value));
  }

  /** The encoding of this extension. */
  public byte[] encoded() {
    byte[] flag = critical ? DerWriter.booleanTrue() : new byte[0];
    return DerWriter.sequence(DerWriter.oid(oid), flag, DerWriter.octetString(value.toBytes()));
  }

  /** Encodes {@code Extensions}: at least one, because an empty sequence must be absent. */
  public static byte[] encodeAll(List<Extension> extensions) {
    return DerWriter.sequence(extensions.stream().map(Extension::encoded).toArray(byte[][]::new));
  }
}
