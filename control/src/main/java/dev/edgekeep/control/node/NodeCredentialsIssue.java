package dev.edgekeep.control.node;

import dev.edgekeep.control.config.FleetSettings;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.nats.FeedAccounts;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.issue.AcceptedRequest;
import dev.edgekeep.x509.issue.RequestRefused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues the credentials of nodes: when they join, and again before they expire. Any thread. */
final class NodeCredentialsIssue {
  private final FleetParts parts;
  private final FleetSettings settings;
  private final InstallationKeys keys;
  private final FeedAccounts accounts;

  NodeCredentialsIssue(FleetParts parts, FleetSettings settings, InstallationKeys keys) {
    this.parts = parts;
    this.settings = settings;
    this.keys = keys;
    this.accounts = new FeedAccounts(keys.accounts(), parts.clock());
  }

  /** The certificate of a node. */
  Certificate certificate(NodeRecord node, AcceptedRequest request) {
    return keys.nodeCa().issue(node.name(), request, parts.clock().instant());
  }

  /**
   * All that a node needs.
   *
   * @param identityKey the public NKey of the node
   * @param version that is published for its group
   */
  NodeCredentials credentials(
      NodeRecord node, String identityKey, Certificate certificate, long version) {
    return new NodeCredentials(
        node.name(),
        node.group(),
        List.of(certificate.der()),
        List.of(keys.nodeCa().certificate().der()),
        new NodeCredentials.Servers(
            settings.servers(),
            settings.trust().stream().map(Certificate::der).toList(),
            accounts.nodeJwt(node.group(), node.name(), identityKey)),
        List.of(Ed25519.octets(keys.signer().publicKey())),
        version);
  }

  /** Another certificate and JWT for a node; null: its request is not acceptable. */
  @Nullable Renewed renewed(NodeRecord node, RenewalRequest request) {
    NodeRecord.Joined joined = node.joined();
    if (joined == null) {
      return null;
    }
    try {
      AcceptedRequest accepted = AcceptedRequest.of(CertificateRequest.parse(request.request()));
      Certificate certificate = certificate(node, accepted);
      remember(node, certificate);
      return new Renewed(
          List.of(certificate.der()),
          List.of(keys.nodeCa().certificate().der()),
          accounts.nodeJwt(node.group(), node.name(), joined.identityKey()));
    } catch (CertificateFormatException | RequestRefused | StoreException e) {
      parts
          .log()
          .accept("node %s gets no other certificate: %s".formatted(node.name(), e.getMessage()));
      return null;
    }
  }

  private void remember(NodeRecord node, Certificate certificate) {
    int _ =
        parts
            .store()
            .write(db ->
                db.createUpdate("UPDATE node SET certificate_serial = :serial WHERE id = :id")
                    .bind("serial", certificate.serialNumber().toString())
                    .bind("id", node.id())
                    .execute());
  }
}
