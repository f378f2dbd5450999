package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedLogin;
import dev.edgekeep.fleet.nats.FeedOptions;
import dev.edgekeep.fleet.nats.FeedStreams;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.NatsServer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A message server, a control plane that publishes to the group {@code eu}, and nodes. */
final class FeedHarness implements AutoCloseable {
  static final String GROUP = "eu";

  /** The nodes of tests do not compare from time to time: what arrives has another reason. */
  private static final Duration NEVER = Duration.ofHours(1);

  static final SecureRandom RANDOM = new SecureRandom();

  final NatsServer server;
  final byte[] signingSeed = Ed25519.newSeed(RANDOM);
  final Signer signer = Signer.of(signingSeed);
  final SignatureCheck check = SignatureCheck.of(List.of(signer.publicKey()));
  final GroupKey firstKey = GroupKey.random(1, RANDOM);
  final GroupKeys controlKeys = new GroupKeys(List.of(firstKey));
  final FeedConnection control;
  final GroupPublisher publisher;
  private final List<Runnable> closed = new ArrayList<>();

  FeedHarness(Path folder) {
    this.server = NatsServer.start(folder);
    this.control = connect("control");
    this.publisher = publisher(control);
  }

  GroupPublisher publisher(FeedConnection connection) {
    return publisher(connection, controlKeys);
  }

  GroupPublisher publisher(FeedConnection connection, GroupKeys keys) {
    return new GroupPublisher(
        connection,
        new FeedStreams(connection, 1),
        GROUP,
        keys,
        signer,
        check,
        InstantSource.system());
  }

  FeedConnection connect(String name) {
    try {
      FeedLogin login = new FeedLogin(NodeIdentity.create(RANDOM), null);
      FeedOptions options =
          name.equals("control")
              ? FeedOptions.ofControl(List.of(server.url()), null, login)
              : FeedOptions.ofNode(name, List.of(server.url()), null, login);
      FeedConnection connection = FeedConnection.open(options, InstantSource.system());
      closed.add(connection::close);
      if (!connection.awaitConnected(Eventually.LIMIT)) {
        throw new AssertionError("not connected");
      }
      return connection;
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A node that follows from what it has. */
  TestNode node(String name, VersionedSnapshot has) {
    return node(name, has, new GroupKeys(List.of(firstKey)), NodeSealing.newPrivateKey(RANDOM));
  }

  TestNode node(String name) {
    return node(name, VersionedSnapshot.NONE);
  }

  TestNode node(String name, VersionedSnapshot has, GroupKeys keys, byte[] sealingKey) {
    FeedConnection connection = connect(name);
    TestNode node = new TestNode(has);
    GroupFollower follower =
        GroupFollower.start(
            connection,
            new FollowerSettings(GROUP, name, check, keys, sealingKey),
            Position.of(has),
            node,
            NEVER);
    node.begin(connection, follower);
    closed.add(follower::close);
    return node;
  }

  /** A version in which some names are out of service. */
  static VersionedSnapshot version(VersionedSnapshot before, long version, String... names) {
    Map<HostPattern, String> unavailable = new HashMap<>(before.snapshot().unavailable());
    for (String name : names) {
      unavailable.put(HostPattern.of(name + ".example"), "version " + version);
    }
    return before.next(version, Snapshot.EMPTY.withUnavailable(unavailable));
  }

  static VersionedSnapshot first(long version, String... names) {
    return version(VersionedSnapshot.NONE, version, names);
  }

  /** A version that differs from the one before by some megabytes that cannot be compressed. */
  static VersionedSnapshot large(VersionedSnapshot before, long version, int bytes) {
    Map<HostPattern, String> unavailable = new HashMap<>(before.snapshot().unavailable());
    Random random = new Random(version);
    for (int i = 0; i < bytes / 1000; i++) {
      StringBuilder text = new StringBuilder(1000);
      for (int j = 0; j < 1000; j++) {
        text.append((char) (33 + random.nextInt(94)));
      }
      unavailable.put(HostPattern.of("h%d-%d.example".formatted(version, i)), text.toString());
    }
    return before.next(version, Snapshot.EMPTY.withUnavailable(unavailable));
  }

  static final Duration LIMIT = Eventually.LIMIT;

  @Override
  public void close() {
    closed.reversed().forEach(Runnable::run);
    server.close();
  }
}
