package dev.edgekeep.keyserver;

import dev.edgekeep.daemon.metrics.Expiries;
import dev.edgekeep.daemon.metrics.Expiry.Kind;
import dev.edgekeep.keyserver.config.KeyServerConfig;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;

/** The expiries of a key server: its certificate, the CAs of edges, their revocation lists. */
final class KeyServerExpiries {
  private static final String IDENTITY = "key server";
  private static final String EDGES = "edges";

  private KeyServerExpiries() {}

  static void add(KeyServerConfig config, Expiries expiries) {
    Certificate leaf = config.identity().chain().getFirst();
    Instant first = leaf.notAfter();
    for (Certificate certificate : config.identity().chain()) {
      first = certificate.notAfter().isBefore(first) ? certificate.notAfter() : first;
    }
    expiries.add(Kind.IDENTITY, IDENTITY, leaf.serialNumber().toString(), first);
    for (Certificate ca : config.trust().certificates()) {
      expiries.add(Kind.TRUST, EDGES, ca.serialNumber().toString(), ca.notAfter());
    }
    for (RevocationList list : config.trust().revoked().crls()) {
      Instant next = list.nextUpdate();
      if (next != null) {
        expiries.add(Kind.REVOCATION_LIST, EDGES, list.issuer().toString(), next);
      }
    }
  }
}
