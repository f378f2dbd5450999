package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.config.material.RevokedReader;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.keyserver.access.AddressBlock;
import dev.edgekeep.x509.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code trust}, {@code revoked} and {@code addresses}: the edges that may connect. */
final class TrustReader {
  private static final String EXAMPLE = "[\"10.1.0.0/16\"]";

  private final CertificateReader certificates;
  private final RevokedReader revocations;

  TrustReader(CertificateReader certificates, RevokedReader revocations) {
    this.certificates = certificates;
    this.revocations = revocations;
  }

  @Nullable EdgeCas read(
      @Nullable Value trust, @Nullable Value revokedValue, @Nullable Value addressesValue) {
    List<AddressBlock> addresses = addressesValue == null ? null : addresses(addressesValue);
    if (trust != null
        && trust.node() instanceof Scalar word
        && word.text().equals(AccessReader.ANYONE)) {
      return anyone(trust, revokedValue, addresses);
    }
    List<Certificate> cas = trust == null ? List.of() : certificates.clientCas(trust);
    Revoked revoked = revocations.read(revokedValue, cas);
    return cas.isEmpty() ? null : new EdgeCas(cas, revoked, addresses);
  }

  private static @Nullable EdgeCas anyone(
      Value trust, @Nullable Value revoked, @Nullable List<AddressBlock> addresses) {
    if (revoked != null) {
      revoked.error("with trust: anyone there are no certificates to revoke; remove it");
    }
    if (addresses == null) {
      trust.error(
          "with trust: anyone every peer may use the keys; list the addresses that edges"
              + " connect from, as in addresses: "
              + EXAMPLE
              + ", or trust the CA of your edges");
      return null;
    }
    trust.warning(
        "no certificate is requested: every peer at addresses gets signatures, and"
            + " decryptions unless allow forbids them; trust the CA of your edges where you can");
    return new EdgeCas(List.of(), Revoked.NOTHING, addresses);
  }

  private static List<AddressBlock> addresses(Value value) {
    List<AddressBlock> blocks = new ArrayList<>();
    for (Value item : value.items()) {
      String text = item.text();
      if (text != null) {
        try {
          blocks.add(AddressBlock.parse(text));
        } catch (IllegalArgumentException e) {
          item.error(String.valueOf(e.getMessage()));
        }
      }
    }
    if (value.node() instanceof Sequence list && list.items().isEmpty()) {
      value.error("this list is empty: no edge could connect; give addresses, as in " + EXAMPLE);
    }
    return blocks;
  }
}
