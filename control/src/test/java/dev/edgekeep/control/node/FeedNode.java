package dev.edgekeep.control.node;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.fleet.feed.FollowerListener;
import dev.edgekeep.fleet.feed.FollowerSettings;
import dev.edgekeep.fleet.feed.GroupFollower;
import dev.edgekeep.fleet.feed.NodeReports;
import dev.edgekeep.fleet.feed.Position;
import dev.edgekeep.fleet.feed.ReceivedUpdate;
import dev.edgekeep.fleet.join.JoinRequest;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedLogin;
import dev.edgekeep.fleet.nats.FeedOptions;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A node on another machine: it joins with a token, follows its group over a real message server
 * and reports what it has in force, and has no listeners.
 */
final class FeedNode implements FollowerListener, AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  final JoinRequest request;
  private final NodeIdentity identity;
  private final byte[] sealingKey;
  private final GroupKeys keys = new GroupKeys(List.of());
  final List<Revocations> revoked = new CopyOnWriteArrayList<>();
  final List<NodeDirective> directives = new CopyOnWriteArrayList<>();
  final List<Long> versions = new CopyOnWriteArrayList<>();
  volatile VersionedSnapshot inForce = VersionedSnapshot.NONE;
  volatile @Nullable TicketKeys tickets;

  /** Changes a status before it is sent. */
  volatile UnaryOperator<NodeStatus> lie = status -> status;

  volatile boolean isSilent;
  private @Nullable NodeCredentials credentials;
  private @Nullable FeedConnection connection;
  private @Nullable GroupFollower follower;
  private @Nullable NodeReports reports;

  /** A machine with keys of its own, and a token. */
  FeedNode(String token) {
    try {
      JoinToken parsed = JoinToken.parse(token);
      identity = NodeIdentity.create(RANDOM);
      sealingKey = NodeSealing.newPrivateKey(RANDOM);
      request =
          new JoinRequest(
              parsed.id(),
              parsed.secret(),
              certificateRequest(),
              NodeSealing.publicOf(sealingKey),
              identity.publicKey(),
              "test");
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static String certificateRequest() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair pair = generator.generateKeyPair();
      StringWriter text = new StringWriter();
      try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
        pem.writeObject(
            new JcaPKCS10CertificationRequestBuilder(
                    new X500Principal("CN=anything"), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
      }
      return text.toString();
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Joins as the API's client would. */
  Reply join(ApiClient api) {
    return api.as(null).post("/nodes/join", request.json());
  }

  /** Joins, and follows its group. */
  static FeedNode started(ApiClient api, String token) {
    FeedNode node = new FeedNode(token);
    Reply joined = node.join(api);
    if (joined.status() != 200) {
      throw new AssertionError(new String(joined.bytes(), StandardCharsets.UTF_8));
    }
    try {
      node.start(
          NodeCredentials.verify(
              octets(joined, "/credentials"),
              octets(joined, "/signature"),
              JoinToken.parse(token).signer()));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
    return node;
  }

  private static byte[] octets(Reply reply, String pointer) {
    return Base64.getUrlDecoder().decode(reply.text(pointer));
  }

  void start(NodeCredentials given) {
    credentials = given;
    try {
      FeedConnection connected =
          FeedConnection.open(
              FeedOptions.ofNode(
                  given.name(),
                  given.servers().urls(),
                  null,
                  new FeedLogin(identity, given.servers().jwt())),
              InstantSource.system());
      connection = connected;
      reports =
          new NodeReports(
              connected,
              given.group(),
              given.name(),
              identity.signer(),
              keys,
              InstantSource.system());
      follower =
          GroupFollower.start(
              connected,
              new FollowerSettings(given.group(), given.name(), given.check(), keys, sealingKey),
              Position.NONE,
              this);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  NodeCredentials credentials() {
    if (credentials == null) {
      throw new IllegalStateException("it has not joined");
    }
    return credentials;
  }

  NodeIdentity identity() {
    return identity;
  }

  GroupKeys keys() {
    return keys;
  }

  boolean isConnected() {
    return connection != null && connection.isConnected();
  }

  @Override
  public boolean version(ReceivedUpdate update) {
    try {
      inForce = inForce.apply(update.update());
    } catch (WireException e) {
      return false;
    }
    versions.add(inForce.version());
    report();
    return true;
  }

  @Override
  public void caughtUp() {
    report();
  }

  @Override
  public void groupKey(GroupKey key) {
    report();
  }

  @Override
  public void revoked(Revocations revocations) {
    revoked.add(revocations);
  }

  @Override
  public void tickets(TicketKeys newKeys) {
    tickets = newKeys;
  }

  @Override
  public void directive(NodeDirective directive) {
    directives.add(directive);
    report();
  }

  /** Sends its status, if it can. */
  @SuppressWarnings("NullAway") // a status without a version has null, which its class file hides
  void report() {
    NodeReports to = reports;
    if (to == null || isSilent) {
      return;
    }
    boolean drains =
        !directives.isEmpty() && directives.getLast().state() == NodeDirective.State.DRAIN;
    NodeStatus status =
        new NodeStatus(
            inForce.version() == 0
                ? null
                : new SnapshotUpdate.Base(inForce.version(), inForce.content()),
            drains ? NodeStatus.State.DRAINING : NodeStatus.State.SERVING,
            List.of(),
            new NodeStatus.Program("test", "boot"),
            Instant.now(),
            true,
            List.of("127.0.0.1:443"));
    try {
      to.status(lie.apply(status));
    } catch (FeedException e) {
      return; // the next one repeats it
    }
  }

  void matched(String boot, Map<String, Long> matches) {
    try {
      reports().report(new NodeReport(boot, matches, List.of()));
    } catch (FeedException e) {
      throw new AssertionError(e);
    }
  }

  void events(NodeEvents events) {
    try {
      reports().events(events);
    } catch (FeedException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for another certificate, with the key of its join request. */
  Renewed renew() throws FeedException, InterruptedException {
    String base64 = request.certificateRequest().replaceAll("-----[A-Z ]+-----|\\s", "");
    return reports()
        .renew(
            new RenewalRequest(Base64.getDecoder().decode(base64), "test"), credentials().check());
  }

  /** Says something in the name of another node, signed with this node's key. */
  NodeReports reportsAs(String name) {
    FeedConnection open = connection;
    if (open == null) {
      throw new IllegalStateException("it has not joined");
    }
    return new NodeReports(
        open, credentials().group(), name, identity.signer(), keys, InstantSource.system());
  }

  private NodeReports reports() {
    if (reports == null) {
      throw new IllegalStateException("it has not joined");
    }
    return reports;
  }

  @Override
  public void close() {
    if (follower != null) {
      follower.close();
    }
    if (connection != null) {
      connection.close();
    }
  }
}
