package dev.edgekeep.edge.clientauth;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * The identity of a trust: a digest of what clients are verified against, the same in every process
 * and in whatever order the CAs are given. Lists that are fetched and serial numbers that are
 * revoked are no part of it: they change a trust in place.
 */
final class TrustIdentity {
  private TrustIdentity() {}

  static Fingerprint of(List<ClientCa> cas, int maxChainDepth) {
    TreeSet<String> digests = new TreeSet<>();
    cas.forEach(ca -> digests.add(digest(text(ca)).hex()));
    return digest(maxChainDepth + " " + digests);
  }

  /** Every value on a line of its own, which a name cannot imitate: its length stands before it. */
  private static String text(ClientCa ca) {
    StringBuilder text = new StringBuilder();
    line(text, "name", ca.name());
    TreeSet<String> certificates = new TreeSet<>();
    ca.certificates().forEach(each -> certificates.add(each.sha256().hex()));
    certificates.forEach(each -> line(text, "certificate", each));
    TreeSet<String> lists = new TreeSet<>();
    ca.crls().forEach(each -> lists.add(Fingerprint.sha256(Slice.of(each.der())).hex()));
    lists.forEach(each -> line(text, "list", each));
    if (ca.scope() != null) {
      line(text, "site", ca.scope().site());
      line(text, "own only", String.valueOf(ca.scope().ownOnly()));
    }
    RemoteLists remote = ca.remote().lists();
    if (remote != null) {
      remote.urls().stream().map(HttpUrl::text).sorted().forEach(url -> line(text, "from", url));
      line(text, "distribution points", String.valueOf(remote.distributionPoints()));
    }
    ClientOcsp ocsp = ca.remote().ocsp();
    if (ocsp != null) {
      line(text, "ocsp", ocsp.mode().name());
      line(text, "responder", ocsp.url() == null ? "" : ocsp.url().text());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append(what).append(' ').append(value.length()).append(' ').append(value).append('\n');
  }

  private static Fingerprint digest(String text) {
    return Fingerprint.sha256(Slice.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
