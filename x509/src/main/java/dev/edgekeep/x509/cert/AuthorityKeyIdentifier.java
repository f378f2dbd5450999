package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The issuer's key (RFC 5280 §4.2.1.1): a hint, never proof. */
public record AuthorityKeyIdentifier(
    @Nullable Slice keyIdentifier, List<GeneralName> issuer, @Nullable SerialNumber serialNumber) {
  /** Reads the content of the extension. */
  public static AuthorityKeyIdentifier read(DerReader in) {
    DerReader sequence = in.sequence("authorityKeyIdentifier");
    Slice key = null;
    List<GeneralName> issuer = List.of();
    SerialNumber serial = null;
    if (sequence.nextIs(Tag.context(0))) {
      key = sequence.content(Tag.context(0), "authorityKeyIdentifier keyIdentifier");
    }
    if (sequence.nextIs(Tag.contextConstructed(1))) {
      issuer =
          GeneralName.readAll(
              sequence.enter(Tag.contextConstructed(1), "authorityCertIssuer"),
              "authorityCertIssuer");
    }
    if (sequence.nextIs(Tag.context(2))) {
      Slice octets = sequence.integerOctets(Tag.context(2), "authorityCertSerialNumber");
      serial = new SerialNumber(new java.math.BigInteger(octets.toBytes()));
    }
    sequence.end("authorityKeyIdentifier");
    return new AuthorityKeyIdentifier(key, issuer, serial);
  }

  /** An identifier with only the key identifier, as RFC 5280 requires of issuers. */
  public static AuthorityKeyIdentifier of(Slice keyIdentifier) {
    return new AuthorityKeyIdentifier(keyIdentifier, List.of(), null);
  }

  /** The content of the extension, with only the key identifier. */
  public byte[] encoded() {
    byte[] key =
        keyIdentifier == null
            ? new byte[0]
            : DerWriter.element(Tag.context(0), keyIdentifier.toBytes());
    return DerWriter.sequence(key);
  }
}
