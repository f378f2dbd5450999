package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.fleet.FleetDistribution;
import dev.edgekeep.bench.inprocess.OneHostChanged;
import dev.edgekeep.bench.inprocess.RevocationCost;
import dev.edgekeep.bench.inprocess.Revocations;
import dev.edgekeep.bench.load.HandshakeLoad;
import dev.edgekeep.bench.load.KeepAliveLoad;
import dev.edgekeep.bench.load.Profile;
import dev.edgekeep.bench.load.Profile.Protocol;
import dev.edgekeep.bench.load.Request;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.bench.peers.KeyServer;
import dev.edgekeep.bench.workload.LoadWorkload.Handshakes;
import dev.edgekeep.bench.workload.LoadWorkload.Opening;
import java.util.List;

/** All workloads, in the order of the report. */
public final class Workloads {
  private static final int SLOTS = 16;
  private static final int CONNECTIONS = 32;
  private static final int HTTP_2_CONNECTIONS = 4;
  private static final int STREAMS = 8;
  private static final String HTTP2_ORIGIN = Credentials.http2(Credentials.P256_HOST);
  private static final int MESSAGE = 1_024;
  private static final int TRANSFERS = 2;
  private static final int LARGE_MEBIBYTES = 16;
  private static final int LARGE = LARGE_MEBIBYTES << 20;

  private Workloads() {}

  /** All workloads, in order. */
  public static List<Workload> all() {
    return List.of(
        handshakes("handshake-p256", "full mTLS handshake, P-256 server, and a request", false),
        new LoadWorkload(
            "handshake-rsa",
            "full mTLS handshake, RSA-2048 server, and a request",
            Handshakes.FULL,
            "handshake",
            1,
            Workloads::rsaClient,
            connector -> new HandshakeLoad(connector, SLOTS)),
        handshakes(
            "handshake-resumed", "resumed mTLS handshake, P-256 server, and a request", true),
        requests(
            "h1-keepalive",
            "HTTP/1.1 request over an open mTLS connection, answer of 1 KiB",
            Request.small(Credentials.P256_HOST),
            Protocol.HTTP_1,
            connector -> KeepAliveLoad.open(connector, CONNECTIONS, 1)),
        requests(
            "h2-keepalive",
            "HTTP/2 request over an open mTLS connection, answer of 1 KiB",
            Request.small(Credentials.P256_HOST),
            Protocol.HTTP_2,
            connector -> KeepAliveLoad.open(connector, HTTP_2_CONNECTIONS, STREAMS)),
        requests(
            "http2-origin",
            "HTTP/2 request to an origin that speaks HTTP/2, answer of 1 KiB",
            Request.small(HTTP2_ORIGIN),
            Protocol.HTTP_2,
            connector -> KeepAliveLoad.open(connector, HTTP_2_CONNECTIONS, STREAMS)),
        requests(
            "grpc",
            "unary call of gRPC over open mTLS connections, 1 KiB each way",
            new Request(HTTP2_ORIGIN, 0, MESSAGE),
            Protocol.HTTP_2,
            connector -> KeepAliveLoad.open(connector, HTTP_2_CONNECTIONS, STREAMS)),
        transfer("download", "large answers over HTTP/1.1", LARGE, 0),
        transfer("upload", "large request bodies over HTTP/1.1", 1, LARGE),
        new LatencyAtHalfPeak(),
        new IdleMemory(),
        new StartUp(
            "start",
            "from the command to the first answer over mTLS, and memory one second later",
            Testbed::peers,
            Testbed::smallRequests),
        new FirstSeconds(),
        new ManyHosts("hosts", 100),
        new ManyHosts("hosts-own-certificates", 1),
        new OneHostChanged(),
        new Revocations(),
        new RevocationCost("revocation-handshake", false),
        new RevocationCost("revocation-resumed", true),
        new FleetDistribution(),
        new KeyServerSignatures("keyserver-rsa", SigningKey.RSA_2048),
        new KeyServerSignatures("keyserver-p256", SigningKey.P_256),
        new KeyServerSignatures("keyserver-ed25519", SigningKey.ED25519),
        new KeyServerLatency(),
        new StartUp(
            "keyserver-start",
            "from the command to a key server's first signature, and memory one second later",
            bed -> List.of(new KeyServer(bed.edgekeep().launcher(), false)),
            bed -> bed.signatures(bed.place().credentials().p256())),
        new KeylessHandshakes(
            "handshake-keyless-p256", "P-256", Credentials.P256_HOST, Credentials::p256),
        new KeylessHandshakes(
            "handshake-keyless-rsa", "RSA-2048", Credentials.RSA_HOST, Credentials::rsa));
  }

  private static Workload handshakes(String name, String summary, boolean resume) {
    return new LoadWorkload(
        name,
        summary,
        resume ? Handshakes.RESUMED : Handshakes.FULL,
        "handshake",
        1,
        credentials ->
            p256Client(credentials, Request.small(Credentials.P256_HOST), Protocol.HTTP_1, resume),
        connector -> new HandshakeLoad(connector, SLOTS));
  }

  private static Workload requests(
      String name, String summary, Request request, Protocol protocol, Opening opening) {
    return new LoadWorkload(
        name,
        summary,
        Handshakes.BEFORE,
        "request",
        1,
        credentials -> p256Client(credentials, request, protocol, false),
        opening);
  }

  private static Workload transfer(String name, String summary, int answerBytes, int bodyBytes) {
    Request request = new Request(Credentials.P256_HOST, answerBytes, bodyBytes);
    return new LoadWorkload(
        name,
        summary,
        Handshakes.BEFORE,
        "MiB",
        LARGE_MEBIBYTES,
        credentials -> p256Client(credentials, request, Protocol.HTTP_1, false),
        connector -> KeepAliveLoad.open(connector, TRANSFERS, 1));
  }

  private static Profile p256Client(
      Credentials credentials, Request request, Protocol protocol, boolean resume) {
    return new Profile.Http(request, credentials.p256().certificate(), protocol, resume);
  }

  private static Profile rsaClient(Credentials credentials) {
    return new Profile.Http(
        Request.small(Credentials.RSA_HOST),
        credentials.rsa().certificate(),
        Protocol.HTTP_1,
        false);
  }
}
