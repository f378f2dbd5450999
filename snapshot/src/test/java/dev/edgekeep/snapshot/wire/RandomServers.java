package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Ejection;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginTimeouts;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.snapshot.Retries;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Client CAs, key servers and origins. */
final class RandomServers extends RandomValues {
  private static final List<RevocationList> LISTS = lists();

  RandomServers(Random random) {
    super(random);
  }

  ClientCa clientCa(String name) {
    return new ClientCa(
        name,
        one(List.of(List.of(certificate(ROOT.certificate())), trust())),
        LISTS.subList(0, random.nextInt(LISTS.size() + 1)),
        random.nextInt(3) == 0 ? remote() : RemoteRevocation.NONE,
        random.nextInt(4) == 0 ? new SiteScope("s1", random.nextBoolean()) : null);
  }

  private RemoteRevocation remote() {
    boolean points = random.nextBoolean();
    List<HttpUrl> urls =
        points
            ? List.of()
            : List.of(HttpUrl.parse("http://crl.example/%d.crl".formatted(random.nextInt(2))));
    return new RemoteRevocation(
        maybe(new RemoteLists(urls, points, Duration.ofSeconds(1 + random.nextInt(3)))),
        maybe(
            new ClientOcsp(
                one(List.of(ClientOcsp.Mode.values())),
                Duration.ofMillis(500),
                maybe(HttpUrl.parse("http://ocsp.example/")))),
        forbidden());
  }

  SerialSet serials() {
    SerialSet set = SerialSet.EMPTY;
    int count = random.nextInt(5) == 0 ? 700 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      set = set.with(new SerialNumber(BigInteger.valueOf(random.nextInt(2_000))));
    }
    return random.nextInt(3) > 0
        ? set
        : set.with(new SerialNumber(BigInteger.TWO.pow(150 + random.nextInt(2)).negate()));
  }

  KeyServer keyServer(String name) {
    return new KeyServer(
        name,
        List.of(new KeyServer.Address("keys.example", 2407), new KeyServer.Address("::1", 1)),
        maybe(identity()),
        one(List.of(List.of(), trust())),
        maybe("keys.internal"),
        Duration.ofMillis(500 + random.nextInt(2)),
        forbidden());
  }

  Origin origin(String name, Map<String, KeyServer> keyServers) {
    return new Origin(
        name,
        List.of(
            new Origin.Server(true, "app.internal", 443),
            new Origin.Server(false, "192.0.2.1", 9_000 + random.nextInt(2)),
            new Origin.Server(
                false, "backup.internal", 80, 1 + random.nextInt(3), random.nextBoolean())),
        originPolicy(),
        maybe(
            new Origin.Tls(
                one(List.of(List.of(), trust())),
                maybe("app.internal"),
                maybe(identity(keyServers)),
                one(List.of(List.of(), List.of(KeyPin.of(new byte[32])))))),
        maybe(one(List.of(Origin.ProxyVersion.values()))),
        forbidden());
  }

  private OriginIdentity identity(Map<String, KeyServer> keyServers) {
    Identity held = identity();
    return keyServers.isEmpty() || random.nextBoolean()
        ? OriginIdentity.of(held)
        : new OriginIdentity(
            held.chain(), new ServerKey.OnKeyServer(one(List.copyOf(keyServers.values()))));
  }

  private OriginPolicy originPolicy() {
    return OriginPolicy.DEFAULT
        .withProtocol(one(List.of(OriginPolicy.Protocol.values())))
        .withBalancing(
            new Balancing(
                one(List.of(Origin.LoadBalancing.values())),
                one(
                    List.of(
                        HashBy.CLIENT_ADDRESS,
                        new HashBy.Header("X-Tenant"),
                        new HashBy.Cookie("session"))),
                Duration.ofSeconds(10L * random.nextInt(2))))
        .withTimeouts(
            new OriginTimeouts(Duration.ofMillis(250), Duration.ofSeconds(5))
                .withBetweenBytes(Duration.ofSeconds(5 + random.nextInt(2)))
                .withTotal(maybe(Duration.ofMinutes(1))))
        .withHealthCheck(maybe(healthCheck()))
        .withEjection(maybe(new Ejection(3, Duration.ofSeconds(1), random.nextInt(101))))
        .withRetries(maybe(retries()))
        .withConnections(
            maybe(new ConnectionLimits(1 + random.nextInt(2), 3, Duration.ofSeconds(1))));
  }

  private HealthCheck healthCheck() {
    return new HealthCheck(
        one(
            List.of(
                new HealthCheck.Http("/healthz?deep=1", HealthCheck.Http.SUCCESS),
                new HealthCheck.Http("/", List.of(new HealthCheck.StatusRange(204, 204))),
                new HealthCheck.Tcp(),
                new HealthCheck.Grpc(""),
                new HealthCheck.Grpc("app.v1"))),
        Duration.ofSeconds(1 + random.nextInt(2)),
        Duration.ofMillis(500),
        2,
        3);
  }

  private Retries retries() {
    return random.nextBoolean()
        ? Retries.DEFAULT
        : new Retries(
            1, random.nextBoolean(), random.nextBoolean(), Set.of(500, 504), Set.of("GET"), 5);
  }

  private static List<RevocationList> lists() {
    byte[] pem =
        (ROOT.crlPem(Instant.now().plusSeconds(60)) + ISSUING.crlPem(Instant.now().plusSeconds(60)))
            .getBytes(StandardCharsets.US_ASCII);
    try {
      return PemFiles.revocationLists(pem);
    } catch (CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
