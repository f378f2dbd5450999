package dev.edgekeep.snapshot.read;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import java.util.List;
import java.util.stream.Collectors;

/** The hosts that a server certificate is for (RFC 9525 §6.3). */
final class ServerNames {
  private static final int SHOWN = 5;

  private ServerNames() {}

  /** Returns whether every name of a host is covered by one of the certificate's. */
  static boolean cover(Certificate certificate, HostPattern host) {
    for (GeneralName name : certificate.subjectAltNames()) {
      if (name instanceof GeneralName.Dns(String dns) && host.isCoveredBy(dns)) {
        return true;
      }
    }
    return false;
  }

  /** The names of a certificate, for a message. */
  static String shown(Certificate certificate) {
    List<GeneralName> names = certificate.subjectAltNames();
    if (names.isEmpty()) {
      return "it has no subjectAltName, and clients look at nothing else";
    }
    String shown =
        names.stream()
            .limit(SHOWN)
            .map(name -> name instanceof GeneralName.Dns(String dns) ? dns : name.toString())
            .collect(Collectors.joining(", "));
    int more = names.size() - SHOWN;
    return "it is for " + shown + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
