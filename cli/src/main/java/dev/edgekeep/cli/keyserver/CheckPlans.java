package dev.edgekeep.cli.keyserver;

import dev.edgekeep.keyserver.check.CheckedCertificate;
import dev.edgekeep.keyserver.check.KeyServerCheck;
import dev.edgekeep.keyserver.check.ReportOptions;
import dev.edgekeep.keyserver.check.Target;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Derives the checks for key servers from the configuration of an edge. */
final class CheckPlans {
  private final Snapshot snapshot;
  private final ReportOptions options;

  CheckPlans(Snapshot snapshot, ReportOptions options) {
    this.snapshot = snapshot;
    this.options = options;
  }

  /** Every address of a key server, with all certificates whose keys it holds. */
  KeyServerCheck.Plan of(KeyServer keyServer) {
    List<Target> targets = new ArrayList<>();
    for (KeyServer.Address address : keyServer.addresses()) {
      String name = keyServer.serverName();
      targets.add(
          new Target(
              address.host(),
              address.port(),
              keyServer.identity(),
              keyServer.trust(),
              name == null ? address.host() : name,
              keyServer.timeout()));
    }
    return new KeyServerCheck.Plan(targets, certificates(keyServer));
  }

  /** A certificate that several hosts share is checked once, under the first of their names. */
  private List<CheckedCertificate> certificates(KeyServer keyServer) {
    Map<Certificate, CheckedCertificate> found = new LinkedHashMap<>();
    for (Host host : inOrder(snapshot.hosts().values())) {
      for (ServerCertificate certificate : host.certificates()) {
        if (certificate.key() instanceof ServerKey.OnKeyServer there
            && there.keyServer().equals(keyServer)) {
          found.merge(certificate.leaf(), checked(host, certificate), CheckPlans::both);
        }
      }
    }
    for (Origin origin : snapshot.origins().values()) {
      OriginIdentity identity = origin.tls() == null ? null : origin.tls().identity();
      if (identity != null && keyServer.equals(identity.keyServer())) {
        found.merge(
            identity.leaf(),
            new CheckedCertificate(
                "the identity towards origin " + origin.name(),
                identity.leaf(),
                options.decrypts(false)),
            CheckPlans::both);
      }
    }
    return List.copyOf(found.values());
  }

  private static List<Host> inOrder(Collection<Host> hosts) {
    return hosts.stream().sorted(Comparator.comparing(host -> host.name().name())).toList();
  }

  private CheckedCertificate checked(Host host, ServerCertificate certificate) {
    boolean rsaKeyExchange =
        host.tls().cipherSuites().stream().anyMatch(suite -> suite.startsWith("TLS_RSA_"));
    return new CheckedCertificate(
        host.name().toString(), certificate.leaf(), options.decrypts(rsaKeyExchange));
  }

  private static CheckedCertificate both(CheckedCertificate one, CheckedCertificate other) {
    boolean decrypts = one.decrypts() || other.decrypts();
    return new CheckedCertificate(one.name(), one.certificate(), decrypts);
  }
}
