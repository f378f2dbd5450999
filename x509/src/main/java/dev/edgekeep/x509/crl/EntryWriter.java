package dev.edgekeep.x509.crl;

import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Writes the entries of a list (RFC 5280 §5.1.2.6). */
final class EntryWriter {
  /** The first second of 2050, from which times are longer. */
  private static final long GENERALIZED_TIME = 2_524_608_000L;

  private static final Map<RevocationReason, byte[]> REASONS = reasons();

  private EntryWriter() {}

  private static Map<RevocationReason, byte[]> reasons() {
    Map<RevocationReason, byte[]> encoded = new EnumMap<>(RevocationReason.class);
    for (RevocationReason reason : RevocationReason.values()) {
      encoded.put(reason, extensions(reason));
    }
    return encoded;
  }

  private static byte[] encoded(RevocationReason reason) {
    return Objects.requireNonNull(REASONS.get(reason));
  }

  /** §5.3.1: not critical, and absent instead of unspecified. */
  private static byte[] extensions(RevocationReason reason) {
    if (reason == RevocationReason.UNSPECIFIED) {
      return new byte[0];
    }
    byte[] code = DerWriter.element(Tag.ENUMERATED, new byte[] {(byte) reason.code()});
    return DerWriter.sequence(Extension.of(Extension.REASON_CODE, false, code).encoded());
  }

  /** The number of octets of all entries. */
  static long length(RevokedCertificates entries) throws IOException {
    long[] total = {0};
    entries.forEach((serial, revokedAt, reason) ->
        total[0] += DerWriter.elementLength(length(serial, revokedAt, reason)));
    return total[0];
  }

  private static int length(byte[] serial, long revokedAt, RevocationReason reason) {
    int time = 2 + (revokedAt < GENERALIZED_TIME ? 13 : 15);
    return 2 + serial.length + time + encoded(reason).length;
  }

  static void write(RevokedCertificates entries, OutputStream out, long expected)
      throws IOException {
    Output output = new Output(out);
    entries.forEach(output);
    if (output.written != expected) {
      throw new IOException("the revoked certificates changed while their list was made");
    }
  }

  private static final class Output implements RevokedCertificates.Visitor {
    private final OutputStream out;
    private long written;
    // Many revocations have the same second.
    private long lastTime = Long.MIN_VALUE;
    private byte[] lastTimeEncoded = {};

    Output(OutputStream out) {
      this.out = out;
    }

    @Override
    public void visit(byte[] serial, long revokedAt, RevocationReason reason) throws IOException {
      int length = length(serial, revokedAt, reason);
      written += DerWriter.elementLength(length);
      DerWriter.writeHeader(out, Tag.SEQUENCE, length);
      DerWriter.writeHeader(out, Tag.INTEGER, serial.length);
      out.write(serial);
      if (revokedAt != lastTime) {
        lastTime = revokedAt;
        lastTimeEncoded = DerWriter.time(revokedAt);
      }
      out.write(lastTimeEncoded);
      out.write(encoded(reason));
    }
  }
}
