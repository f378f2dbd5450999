package dev.edgekeep.control.node;

import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.config.FleetSettings;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.nats.FeedAccounts;
import dev.edgekeep.fleet.nats.ServerConfiguration;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemBlock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Serves machines that join the fleet, and the configuration of message servers. Blocks; any
 * thread.
 */
final class JoinPoint {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._:/\\[\\]-]{1,200}");

  private final FleetParts parts;
  private final FleetSettings settings;
  private final InstallationKeys keys;
  private final NodeCredentialsIssue credentials;
  private final Joining joining;
  private final Fleet fleet;
  private final Supplier<String> apiUrl;

  JoinPoint(
      FleetParts parts,
      FleetSettings settings,
      InstallationKeys keys,
      NodeCredentialsIssue credentials,
      Joining joining,
      Fleet fleet,
      Supplier<String> apiUrl) {
    this.parts = parts;
    this.settings = settings;
    this.keys = keys;
    this.credentials = credentials;
    this.joining = joining;
    this.fleet = fleet;
    this.apiUrl = apiUrl;
  }

  /** A node that was created, as the API shows it once. */
  record CreatedView(String name, String joinToken, Instant expiresAt) {}

  CreatedView created(Nodes.Created made) {
    List<String> addresses =
        settings.addresses().isEmpty() ? List.of(apiUrl.get()) : settings.addresses();
    JoinToken token =
        new JoinToken(
            addresses,
            parts.apiCertificate(),
            Ed25519.fingerprint(keys.signer().publicKey()),
            made.node().name(),
            made.tokenId(),
            made.secret());
    return new CreatedView(
        made.node().name(), token.text(), made.node().createdAt().plus(Nodes.TOKEN_VALID));
  }

  /** The answer to a machine that has joined: signed, in base64url. */
  record JoinedView(String credentials, String signature) {}

  JoinedView join(JoinBody body, String address) {
    NodeRecord node = joining.check(body, parts.clock().millis());
    Certificate certificate = credentials.certificate(node, body.request());
    Actor actor =
        new Actor(
            parts.store().read(db -> OperatorAccount.id(db).orElse("")),
            "",
            "join token of " + node.name(),
            address,
            null,
            false,
            null);
    NodeRecord joined = joining.join(actor, node, body, certificate);
    NodeCredentials given =
        credentials.credentials(
            joined, body.identityKey(), certificate, fleet.published(joined.group()));
    byte[] bytes = given.bytes();
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return new JoinedView(
        base64.encodeToString(bytes),
        base64.encodeToString(NodeCredentials.sign(bytes, keys.signer())));
  }

  /**
   * The configuration of a message server.
   *
   * @param nodeCa the CA of the certificates of nodes, in PEM
   */
  record NatsConfigView(String configuration, String nodeCa) {}

  NatsConfigView natsConfig(Call call) {
    FeedAccounts accounts = new FeedAccounts(keys.accounts(), parts.clock());
    String accountJwt = parts.store().read(db -> AccountUpdates.accountJwt(db, accounts));
    boolean hasCluster = call.query("cluster").isPresent();
    ServerConfiguration.Cluster cluster =
        hasCluster
            ? new ServerConfiguration.Cluster(text(call, "cluster", ""), routes(call))
            : null;
    ServerConfiguration.Tls tls =
        settings.hasTls()
            ? new ServerConfiguration.Tls(
                text(call, "certificate", "nats.pem"),
                text(call, "key", "nats.key"),
                text(call, "clientCas", "nats-clients.pem"))
            : null;
    ServerConfiguration server =
        new ServerConfiguration(
            text(call, "name", "nats-1"),
            text(call, "listen", "0.0.0.0:4222"),
            text(call, "store", "/var/lib/nats"),
            tls,
            cluster);
    return new NatsConfigView(
        server.text(accounts, accountJwt),
        PemBlock.write(PemBlock.CERTIFICATE, keys.nodeCa().certificate().der()));
  }

  private static List<String> routes(Call call) {
    String routes = call.query("routes").orElse("");
    return routes.isEmpty()
        ? List.of()
        : Arrays.stream(routes.split(",")).map(route -> safe("routes", route.strip())).toList();
  }

  private static String text(Call call, String name, String otherwise) {
    return safe(name, call.query(name).orElse(otherwise));
  }

  /** It becomes a part of a file: nothing may end a text in it. */
  private static String safe(String name, String text) {
    if (!SAFE.matcher(text).matches()) {
      throw DomainException.invalid(
          name, "\"%s\" may have letters, digits and any of ._:/[]-".formatted(text));
    }
    return text;
  }
}
