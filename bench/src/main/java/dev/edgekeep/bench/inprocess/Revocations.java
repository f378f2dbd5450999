package dev.edgekeep.bench.inprocess;

import dev.edgekeep.bench.measure.Latencies;
import dev.edgekeep.bench.peers.CertificateMaker;
import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import dev.edgekeep.bench.workload.Testbed;
import dev.edgekeep.bench.workload.Workload;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * Measures the time from the call that revokes a certificate to the refusal of its client, on an
 * open connection and in a new handshake, and from the call that undoes it to the first response,
 * while very many others are revoked.
 */
public final class Revocations implements Workload {
  private static final int CLIENTS = 20;
  private static final int TIMES_EACH_ROUND = 4;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "revocation";
  }

  @Override
  public String summary() {
    return "revoking a client certificate, from the call to its effect";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    CertificateMaker ca = new CertificateMaker("bench revoked clients", KeyType.P256);
    Credential server = bed.place().credentials().p256();
    Serials serials = Serials.of(bed.effort().revokedSerials());
    try (NodeUnderTest node =
        new NodeUnderTest(ca.certificate(), server, bed.place().originPort())) {
      Effects warmUp = new Effects();
      Effects effects = new Effects();
      for (LiveClient client : clients(ca, server)) {
        effect(node, client, serials.set(), warmUp);
        for (int i = 0; i < TIMES_EACH_ROUND * bed.effort().rounds(); i++) {
          effect(node, client, serials.set(), effects);
        }
      }
      return table(effects, serials);
    }
  }

  private static List<LiveClient> clients(CertificateMaker ca, Credential server)
      throws IOException {
    List<LiveClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new LiveClient(ca, server.certificate()));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the clients cannot be made", e);
    }
    return clients;
  }

  /** The time until the call took effect. */
  private record Effects(Latencies live, Latencies handshake, Latencies undone) {
    Effects() {
      this(new Latencies(), new Latencies(), new Latencies());
    }
  }

  private static void effect(
      NodeUnderTest node, LiveClient client, SerialSet others, Effects effects) throws IOException {
    Snapshot before = node.snapshot().withRevokedSerials(NodeUnderTest.CA, others);
    node.apply(before);
    try (SSLSocket socket = client.connect(node.address())) {
      require(LiveClient.isServed(socket), "the client is refused before it is revoked");
      long begin = System.nanoTime();
      node.apply(before.withRevokedSerials(NodeUnderTest.CA, others.with(client.serial())));
      require(!LiveClient.isServed(socket), "a live connection is served after the revocation");
      effects.live.record(System.nanoTime() - begin);
    }
    node.apply(before);
    long begin = System.nanoTime();
    node.apply(before.withRevokedSerials(NodeUnderTest.CA, others.with(client.serial())));
    try (SSLSocket socket = client.connect(node.address())) {
      require(!LiveClient.isServed(socket), "a new client is served after the revocation");
      effects.handshake.record(System.nanoTime() - begin);
    }
    begin = System.nanoTime();
    node.apply(before);
    try (SSLSocket socket = client.connect(node.address())) {
      require(LiveClient.isServed(socket), "the revocation was undone, and the client is refused");
      effects.undone.record(System.nanoTime() - begin);
    }
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  private Table table(Effects effects, Serials serials) {
    return new Table(
        name() + ": " + summary(),
        List.of("effect", "calls", "p50 ms", "p99 ms"),
        List.of(
            row("refused on a live connection", effects.live),
            row("refused in a new handshake", effects.handshake),
            row("undone: served on a new connection", effects.undone)),
        List.of(
            "%,d serial numbers are revoked, %s bytes each. A request or a handshake of the client is part of the time."
                .formatted(serials.set().size(), Figures.of(serials.bytesEach()))));
  }

  private static List<String> row(String effect, Latencies latencies) {
    return List.of(
        effect,
        Long.toString(latencies.count()),
        Figures.of(latencies.quantile(0.5) / NANOS_PER_MILLI),
        Figures.of(latencies.quantile(0.99) / NANOS_PER_MILLI));
  }
}
