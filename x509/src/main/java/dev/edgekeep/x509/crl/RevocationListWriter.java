package dev.edgekeep.x509.crl;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.signature.SigningException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.List;

/**
 * Signs and writes revocation lists entry by entry: three passes over the entries (length,
 * signature, output) instead of a list in memory. One thread.
 */
public final class RevocationListWriter {
  private static final int BUFFER = 1 << 16;
  private static final byte[] V2 = DerWriter.integer(BigInteger.ONE);

  private final CertificateIssuer issuer;
  private final RevocationListTemplate template;
  private final byte[] algorithm;
  private final byte[] beforeEntries;
  private final byte[] afterEntries;
  private final long entriesLength;
  private final long contentLength;

  private RevocationListWriter(CertificateIssuer issuer, RevocationListTemplate template)
      throws IOException {
    this.issuer = issuer;
    this.template = template;
    algorithm = issuer.signer().algorithm().encoded();
    beforeEntries = beforeEntries();
    afterEntries = DerWriter.explicit(0, extensions());
    entriesLength = EntryWriter.length(template.entries());
    // RFC 5280 §5.1.2.6: without entries, the whole field is absent.
    long field = entriesLength == 0 ? 0 : DerWriter.elementLength(entriesLength);
    contentLength = beforeEntries.length + field + afterEntries.length;
  }

  /**
   * Writes a list of this issuer.
   *
   * @throws SigningException if the issuer's key cannot be used
   * @throws IOException if {@code out} or the entries fail
   */
  public static void write(
      CertificateIssuer issuer, RevocationListTemplate template, OutputStream out)
      throws SigningException, IOException {
    RevocationListWriter writer = new RevocationListWriter(issuer, template);
    byte[] signature = issuer.signer().sign(writer::writeToBeSigned);
    writer.writeAll(DerWriter.bitString(signature), out);
  }

  /** Encodes a list as an array, for lists that are served from memory. */
  public static byte[] encode(CertificateIssuer issuer, RevocationListTemplate template)
      throws SigningException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER);
    write(issuer, template, out);
    return out.toByteArray();
  }

  private byte[] beforeEntries() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(V2);
    out.writeBytes(algorithm);
    out.writeBytes(issuer.name().encoded().toBytes());
    out.writeBytes(DerWriter.time(template.thisUpdate().getEpochSecond()));
    out.writeBytes(DerWriter.time(template.nextUpdate().getEpochSecond()));
    return out.toByteArray();
  }

  /** §5.2.1 and §5.2.3, neither of them critical. */
  private byte[] extensions() {
    byte[] authority = AuthorityKeyIdentifier.of(issuer.keyIdentifier()).encoded();
    byte[] number = DerWriter.integer(template.number());
    return Extension.encodeAll(
        List.of(
            Extension.of(Extension.AUTHORITY_KEY_IDENTIFIER, false, authority),
            Extension.of(Extension.CRL_NUMBER, false, number)));
  }

  private void writeAll(byte[] signature, OutputStream out) throws IOException {
    long length = DerWriter.elementLength(contentLength) + algorithm.length + signature.length;
    DerWriter.writeHeader(out, Tag.SEQUENCE, length);
    writeToBeSigned(out);
    out.write(algorithm);
    out.write(signature);
  }

  private void writeToBeSigned(OutputStream out) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
    DerWriter.writeHeader(buffered, Tag.SEQUENCE, contentLength);
    buffered.write(beforeEntries);
    if (entriesLength > 0) {
      DerWriter.writeHeader(buffered, Tag.SEQUENCE, entriesLength);
      EntryWriter.write(template.entries(), buffered, entriesLength);
    }
    buffered.write(afterEntries);
    buffered.flush();
  }
}
