package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.ErrorPages;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.SecurityTxt;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.snapshot.template.HeaderTemplate;
import dev.edgekeep.snapshot.template.Template;
import dev.edgekeep.testing.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Hosts with their policies. */
final class RandomHosts extends RandomValues {
  RandomHosts(Random random) {
    super(random);
  }

  Host host(
      String name,
      Map<String, ClientCa> cas,
      Map<String, KeyServer> keyServers,
      Map<String, Origin> origins) {
    ForwardPolicy forward = forward();
    return new Host(
        new HostPattern(name),
        List.of(certificate(keyServers)),
        auth(cas),
        tls(),
        https(),
        forward,
        exchange(),
        one(List.copyOf(origins.values())),
        routes(forward, List.copyOf(origins.values())));
  }

  private List<Route> routes(ForwardPolicy forward, List<Origin> origins) {
    List<Route> routes = new ArrayList<>();
    int count = random.nextBoolean() ? 0 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String path = one(List.of("/api/*", "/status", "/*.png", "~ ^/v[0-9]+/"));
      boolean hasPrefix = path.equals("/api/*") || path.equals("/status");
      routes.add(
          new Route(
              PathPattern.of(path),
              one(origins),
              hasPrefix ? maybe("/v2") : null,
              forward.ambiguousPaths() == AmbiguousPaths.ALLOW ? Clients.ANY : clients()));
    }
    return routes;
  }

  private Clients clients() {
    return one(
        List.of(
            Clients.ANY,
            Clients.VERIFIED,
            new Clients.VerifiedBy(Set.of()),
            new Clients.VerifiedBy(Set.of("partners", "users"))));
  }

  private ExchangePolicy exchange() {
    HostLimits limits =
        new HostLimits(
            random.nextInt(3) * 1_000L,
            Duration.ofMillis(random.nextInt(3) * 500L),
            new HostLimits.SlowBody(random.nextInt(2), Duration.ofSeconds(5)),
            one(List.of(0L, HostLimits.SLOWEST)),
            one(List.of(0L, 1_000_000L)));
    Compression compression =
        new Compression(
            one(
                List.of(
                    List.of(Compression.Encoding.GZIP),
                    List.of(Compression.Encoding.ZSTD, Compression.Encoding.BR))),
            random.nextInt(2) * 1_000L,
            one(List.of(List.of("text/*"), Compression.DEFAULT.types())),
            random.nextBoolean());
    ErrorPages pages =
        new ErrorPages(
            Map.of(
                "503", new ErrorPages.Page("text/plain", "later ${request.id}"),
                "4xx", new ErrorPages.Page("text/html", "<p>no")));
    SecurityTxt securityTxt =
        new SecurityTxt(
            List.of("mailto:security@example.com"),
            Instant.parse("2027-01-01T00:00:00Z"),
            List.of(new SecurityTxt.Link(SecurityTxt.Field.POLICY, "https://example.com/policy")),
            one(List.of(List.of(), List.of("en", "de"))));
    return new ExchangePolicy(
        one(List.of(HostLimits.DEFAULT, limits)),
        maybe(compression),
        one(List.of(ErrorPages.NONE, pages)),
        random.nextBoolean(),
        maybe(securityTxt),
        random.nextBoolean());
  }

  private ServerCertificate certificate(Map<String, KeyServer> keyServers) {
    Credential credential = one(CREDENTIALS);
    boolean keyless = !keyServers.isEmpty() && random.nextBoolean();
    ServerKey key =
        keyless
            ? new ServerKey.OnKeyServer(one(List.copyOf(keyServers.values())))
            : new ServerKey.Held(key(credential));
    return new ServerCertificate(
        chain(credential),
        key,
        maybe(new OcspResponse(new byte[] {1, (byte) random.nextInt(2)})),
        maybe(new OcspFetch(forbidden())));
  }

  private ClientAuth auth(Map<String, ClientCa> cas) {
    if (cas.isEmpty() || random.nextInt(3) == 0) {
      return random.nextBoolean() ? ClientAuth.OFF : new ClientAuth(Mode.REQUIRE, List.of(), 1);
    }
    List<ClientCa> trusted = new ArrayList<>();
    for (ClientCa ca : cas.values()) {
      trusted.add(random.nextBoolean() ? ca : ca.within(new SiteScope("s2", true)));
    }
    FromHeader header =
        new FromHeader(
            List.of(AddressRange.parse("fd00::/8"), AddressRange.parse("192.0.2.7")),
            one(List.of(FromHeader.Format.values())));
    return new ClientAuth(
        one(List.of(Mode.REQUEST, Mode.REQUIRE)), trusted, random.nextInt(3), maybe(header));
  }

  private TlsPolicy tls() {
    return one(
        List.of(
            TlsPolicy.DEFAULT,
            new TlsPolicy(TlsPolicy.Version.TLS_1_3, TlsPolicy.Version.TLS_1_3, List.of())));
  }

  private HttpsPolicy https() {
    return new HttpsPolicy(
        random.nextBoolean() ? OptionalInt.of(308) : OptionalInt.empty(),
        maybe(new HttpsPolicy.Hsts(31_536_000, random.nextBoolean(), random.nextBoolean())));
  }

  private ForwardPolicy forward() {
    return new ForwardPolicy(
        one(List.of(Set.of(), Set.of(CertificateHeader.RFC9440, CertificateHeader.VERDICT))),
        one(List.of("X-Forwarded-For", "X-Real-IP")),
        one(
            List.of(
                ForwardedHost.OF_CLIENT,
                ForwardedHost.OF_SERVER,
                new ForwardedHost.Fixed("app.internal:8080"))),
        one(
            List.of(
                List.of(),
                List.of(
                    new HeaderTemplate("X-Subject", Template.of("${client.subject_dn}")),
                    new HeaderTemplate("X-Id", Template.of("$$ ${request.id}"))))),
        one(List.of(AmbiguousPaths.values())));
  }
}
