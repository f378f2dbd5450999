package dev.edgekeep.keyserver.serve;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.config.EdgeCas;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeySet;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Connections as the key server serves them, with keys in memory and clocks of the test's own. */
abstract class ServeHarness {
  static final byte[] DIGEST =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  final TestCa serverCa = TestCa.root("Key server CA", KeyType.P_256);
  final TestCa edgeCa = TestCa.root("Edge CA", KeyType.P_256);
  final Credential edge = edgeCa.issue(TestCa.Leaf.client("edge-1"));
  final RecordingLog log = new RecordingLog();
  final PrometheusRegistry registry = new PrometheusRegistry();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  final AtomicLong nanoTime = new AtomicLong();
  final InstantSource clock = now::get;
  final Workers fileWorkers = new Workers("test-file", 2, Duration.ofSeconds(5));
  final TokenWorkers tokenWorkers = new TokenWorkers("test-token", 1);

  /** Replace what it holds to reload. */
  final AtomicReference<Serving> serving = new AtomicReference<>();

  private final List<EdgeClient> clients = new ArrayList<>();
  private final Transport transport = Transport.start("test", 1);
  private final Connections connections =
      new Connections(
          new ServerContext(
              serving::get,
              new RateLimits(nanoTime::get),
              fileWorkers,
              tokenWorkers,
              log,
              new KeyServerMetrics(registry),
              clock));

  private @Nullable Listener listener;

  @AfterEach
  void stop() {
    clients.forEach(EdgeClient::close);
    if (listener != null) {
      listener.close();
      connections.drain(Duration.ZERO);
    }
    fileWorkers.close();
    tokenWorkers.close();
    transport.stop();
    if (serving.get() != null) {
      serving.get().tls().release();
    }
  }

  /** Serves these keys to every edge, with limits that nothing here meets. */
  void serve(HeldKey... keys) throws Exception {
    serve(Limits.DEFAULT, AccessList.EVERYBODY, keys);
  }

  void serve(Limits limits, AccessList access, HeldKey... keys) throws Exception {
    serve(serverCa.issue(TestCa.Leaf.server("localhost")), limits, access, keys);
  }

  void serve(Credential identity, Limits limits, AccessList access, HeldKey... keys)
      throws GeneralSecurityException, IOException {
    EdgeTrust trust = trust(Revoked.NOTHING);
    ServerTls tls = ServerTls.build(identity(identity), trust);
    serving.set(new Serving(new KeySet(List.of(keys)), access, trust, tls, limits));
    listener =
        Listener.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport, connections);
  }

  /** Puts another trust, other keys or access in force, as a reload does. */
  void reload(EdgeTrust trust, AccessList access, HeldKey... keys) {
    Serving before = serving.get();
    serving.set(
        new Serving(new KeySet(List.of(keys)), access, trust, before.tls(), before.limits()));
    connections.recheck();
  }

  EdgeTrust trust(Revoked revoked) {
    return new EdgeTrust(new EdgeCas(List.of(certificate(edgeCa.certificate())), revoked));
  }

  InetSocketAddress address() {
    return listening().address();
  }

  EdgeClient.Dialer dialer() {
    return new EdgeClient.Dialer(address(), serverCa.certificate(), edge, "TLSv1.3");
  }

  /** A connection that ends with the test. */
  EdgeClient connect() throws IOException {
    return keep(dialer().connect());
  }

  EdgeClient connect(Credential identity) throws IOException {
    return keep(dialer().as(identity).connect());
  }

  private EdgeClient keep(EdgeClient client) {
    clients.add(client);
    return client;
  }

  private Listener listening() {
    return Objects.requireNonNull(listener, "serve first");
  }

  boolean drain(Duration limit) {
    listening().close();
    return connections.drain(limit);
  }

  static Message ecdsa(int id, SubjectKeyId key) {
    return request(id, Opcode.ECDSA_SIGN_SHA256, key, DIGEST);
  }

  static Message request(int id, Opcode opcode, SubjectKeyId key, byte[] payload) {
    return new Message(id, opcode.code(), payload, key, null, "www.example.com", null, null);
  }

  static Limits limits(int inFlightPerConnection, int inFlight) {
    Limits some = Limits.DEFAULT;
    return new Limits(
        some.connections(),
        some.connectionsPerEdge(),
        inFlightPerConnection,
        inFlight,
        some.handshakeTimeout(),
        some.idleTimeout(),
        some.drainTimeout());
  }

  static Limits connectionLimits(int connections, int connectionsPerEdge) {
    Limits some = Limits.DEFAULT;
    return new Limits(
        connections,
        connectionsPerEdge,
        some.inFlightPerConnection(),
        some.inFlight(),
        some.handshakeTimeout(),
        some.idleTimeout(),
        some.drainTimeout());
  }

  static Limits timeLimits(Duration handshake, Duration idle) {
    Limits some = Limits.DEFAULT;
    return new Limits(
        some.connections(),
        some.connectionsPerEdge(),
        some.inFlightPerConnection(),
        some.inFlight(),
        handshake,
        idle,
        some.drainTimeout());
  }

  static Identity identity(Credential credential) {
    return new Identity(
        credential.chain().stream().map(ServeHarness::certificate).toList(),
        new PrivateKeyDer(credential.key().getEncoded()));
  }

  static Certificate certificate(X509Certificate certificate) {
    try {
      return Certificate.parse(certificate.getEncoded());
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
