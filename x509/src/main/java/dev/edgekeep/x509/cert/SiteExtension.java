package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A private extension of client certificates with the site that a certificate was issued for:
 * {@code SEQUENCE { site UTF8String, only BOOLEAN DEFAULT FALSE }}. The issuer writes it, and never
 * copies it from a certificate request. It is not critical (RFC 5280 §4.2), so that other programs
 * can verify the certificate.
 *
 * @param site an identifier of the site that is never reused for another site
 * @param only whether the certificate is valid only for hosts of this site
 */
public record SiteExtension(String site, boolean only) {
  /** Below 2.25, the arc of UUIDs (X.667 §7). */
  public static final String OID = "2.25.303907031989996974045166732707141624307";

  /**
   * The extension of a certificate; null if it has none.
   *
   * @throws dev.edgekeep.x509.der.DerException if the extension is malformed
   */
  public static @Nullable SiteExtension of(Certificate certificate) {
    Extension extension = certificate.extension(OID);
    return extension == null ? null : read(extension.value().reader());
  }

  private static SiteExtension read(DerReader in) {
    DerReader sequence = in.sequence("site tie");
    byte[] site = sequence.content(Tag.UTF8_STRING, "site").toBytes();
    boolean only = sequence.boolDefaultFalse("only");
    sequence.end("site tie");
    in.end("site tie");
    return new SiteExtension(new String(site, StandardCharsets.UTF_8), only);
  }

  /** The extension for a certificate to be issued. */
  public Extension extension() {
    byte[] name = DerWriter.element(Tag.UTF8_STRING, site.getBytes(StandardCharsets.UTF_8));
    byte[] flag = only ? DerWriter.booleanTrue() : new byte[0];
    return Extension.of(OID, false, DerWriter.sequence(name, flag));
  }
}
