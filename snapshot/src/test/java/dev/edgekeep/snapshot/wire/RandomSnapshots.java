package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Cors;
import dev.edgekeep.snapshot.Ejection;
import dev.edgekeep.snapshot.ErrorPages;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.GeoDatabase;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginTimeouts;
import dev.edgekeep.snapshot.ProxyProtocol;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.snapshot.Retries;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Text;
import dev.edgekeep.snapshot.SecurityTxt;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.TestGeo;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.snapshot.template.HeaderTemplate;
import dev.edgekeep.snapshot.template.Template;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Snapshots with everything that can be in one, chosen at random from a few values of each. */
final class RandomSnapshots {
  private static final TestCa ROOT = TestCa.root("Root", KeyType.P_256);
  private static final TestCa ISSUING = ROOT.intermediate("Issuing");
  private static final List<Credential> CREDENTIALS =
      List.of(
          ISSUING.issue(Leaf.server("a.example")),
          ISSUING.issue(Leaf.server("b.example")),
          ROOT.issue(Leaf.server("c.example")));
  private static final List<RevocationList> LISTS = lists();
  private static final List<String> EXPRESSIONS =
      List.of(
          "http.host eq \"a.example\"",
          "not cf.tls_client_auth.cert_verified",
          "http.request.uri.path matches \"^/[a-z]+$\" and ssl");

  private final Random random;

  RandomSnapshots(Random random) {
    this.random = random;
  }

  Snapshot next() {
    Map<String, ClientCa> cas = named(List.of("partners", "users", "org/staff"), this::clientCa);
    Map<String, KeyServer> keyServers = named(List.of("vault", "hsm"), this::keyServer);
    Map<String, Origin> origins = named(List.of("app", "site/app", "old"), this::origin);
    Map<HostPattern, Host> hosts = new HashMap<>();
    for (int i = 0; i < 12 && !origins.isEmpty(); i++) {
      if (random.nextBoolean()) {
        Host host = host("h%d.example".formatted(i), cas, keyServers, origins);
        hosts.put(host.name(), host);
      }
    }
    Map<String, SerialSet> revoked = new HashMap<>();
    cas.keySet().forEach(ca -> revoked.put(ca, serials()));
    return Snapshot.builder()
        .node(node(hosts.keySet()))
        .clientCas(cas)
        .revokedSerials(revoked)
        .keyServers(keyServers)
        .origins(origins)
        .hosts(hosts)
        .rules(rules())
        .unavailable(
            random.nextBoolean()
                ? Map.of()
                : Map.of(new HostPattern("gone.example"), "no key: " + random.nextInt(2)))
        .build();
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> @Nullable T maybe(T value) {
    return random.nextBoolean() ? value : null;
  }

  private interface Named<T> {
    T make(String name);
  }

  private <T> Map<String, T> named(List<String> names, Named<T> named) {
    Map<String, T> values = new TreeMap<>();
    for (String name : names) {
      if (random.nextInt(4) > 0) {
        values.put(name, named.make(name));
      }
    }
    return values;
  }

  private NodeSettings node(Set<HostPattern> hosts) {
    if (random.nextInt(3) == 0) {
      return NodeSettings.NONE;
    }
    HostPattern fallback = hosts.isEmpty() ? null : maybe(hosts.iterator().next());
    return new NodeSettings(
        maybe("edge-1"),
        List.of(
            new Listener(address("127.0.0.1", 8443), false, fallback),
            new Listener(
                address("::1", 8080),
                true,
                null,
                maybe(new ProxyProtocol(List.of(AddressRange.parse("10.0.0.0/8")))))),
        maybe(new AdminEndpoint(address("0.0.0.0", 9901), true)),
        maybe(geo()),
        limits(),
        new Logs(one(targets()), one(targets())));
  }

  private Limits limits() {
    return random.nextBoolean()
        ? Limits.DEFAULT
        : Limits.builder()
            .handshakeTimeout(Duration.ofMillis(1_234))
            .headerBytes(2_048)
            .maxConcurrentStreams(7)
            .connections(99)
            .connectionsPerAddress(3)
            .build();
  }

  private static List<LogTarget> targets() {
    return List.of(
        LogTarget.OFF,
        LogTarget.STDOUT,
        LogTarget.STDERR,
        new LogTarget.ToFile(Path.of("/var/log/edge.log")));
  }

  private static InetSocketAddress address(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private GeoDatabase geo() {
    try {
      return GeoDatabase.of(TestGeo.knowing(198, one(List.of("DE", "CN"))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ClientCa clientCa(String name) {
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

  private static List<Certificate> trust() {
    return List.of(certificate(ROOT.certificate()), certificate(ISSUING.certificate()));
  }

  private SerialSet serials() {
    SerialSet set = SerialSet.EMPTY;
    int count = random.nextInt(5) == 0 ? 700 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      set = set.with(new SerialNumber(BigInteger.valueOf(random.nextInt(2_000))));
    }
    return random.nextInt(3) > 0
        ? set
        : set.with(new SerialNumber(BigInteger.TWO.pow(150 + random.nextInt(2)).negate()));
  }

  private KeyServer keyServer(String name) {
    return new KeyServer(
        name,
        List.of(new KeyServer.Address("keys.example", 2407), new KeyServer.Address("::1", 1)),
        maybe(identity()),
        one(List.of(List.of(), trust())),
        maybe("keys.internal"),
        Duration.ofMillis(500 + random.nextInt(2)),
        forbidden());
  }

  private Identity identity() {
    Credential credential = one(CREDENTIALS);
    return new Identity(chain(credential), key(credential));
  }

  private ForbiddenAddresses forbidden() {
    return random.nextBoolean()
        ? ForbiddenAddresses.NONE
        : new ForbiddenAddresses(
            List.of(address("127.0.0.1", 9901)),
            random.nextBoolean(),
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/16")));
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

  private Origin origin(String name) {
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
                maybe(identity()),
                one(List.of(List.of(), List.of(KeyPin.of(new byte[32])))))),
        maybe(one(List.of(Origin.ProxyVersion.values()))),
        forbidden());
  }

  private Host host(
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
        maybe(securityTxt));
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

  private List<Rule> rules() {
    Set<HostPattern> some = hosts(3);
    Set<HostPattern> many = hosts(random.nextInt(4) == 0 ? 900 : 5);
    List<Rule> rules = new ArrayList<>();
    int first = random.nextInt(3);
    for (int i = first; i < first + random.nextInt(7); i++) {
      Set<HostPattern> limited = random.nextInt(3) == 0 ? null : one(List.of(some, many));
      rules.add(new Rule("r" + i * 7 % 11, when(), action(), random.nextInt(4) > 0, limited));
    }
    return rules;
  }

  private Set<HostPattern> hosts(int most) {
    Set<HostPattern> hosts = new HashSet<>();
    for (int i = 0; i < most; i++) {
      if (random.nextInt(6) > 0) {
        hosts.add(new HostPattern("h%d.example".formatted(i)));
      }
    }
    return Set.copyOf(hosts);
  }

  private RuleExpression when() {
    NamedLists lists = new NamedLists(Map.of("bad", List.of("192.0.2.0/24", "::1")));
    return random.nextInt(3) == 0
        ? read(RuleExpression.parse("ip.src in $bad", lists))
        : read(RuleExpression.parse(one(EXPRESSIONS)));
  }

  private static <T> T read(ParseResult<T> result) {
    return switch (result) {
      case ParseResult.Parsed<T>(T value) -> value;
      case ParseResult.Invalid<T>(var problems) -> throw new AssertionError(problems);
    };
  }

  private RuleAction action() {
    Text text =
        random.nextBoolean()
            ? new Text.Fixed("/there")
            : new Text.Computed(read(ValueExpression.parse("http.host")));
    RuleAction simple =
        one(
            List.of(
                RuleAction.Block.FORBIDDEN,
                new RuleAction.Block(451, "no", "text/html"),
                new RuleAction.Log(),
                new RuleAction.Allow(),
                new RuleAction.Respond(200, "User-agent: *", null),
                new RuleAction.AllowOrigins(
                    new Cors(
                        List.of("https://app.example.com", "https://*.example.com"),
                        List.of("GET", "PUT"),
                        List.of("X-Key"),
                        List.of(),
                        random.nextBoolean(),
                        60)),
                new RuleAction.Close(),
                new RuleAction.Redirect(302, text, random.nextBoolean()),
                new RuleAction.Rewrite(text, maybe(text)),
                new RuleAction.Rewrite(null, new Text.Fixed("")),
                new RuleAction.SetRequestHeader("X-A", text),
                new RuleAction.RemoveRequestHeader("X-B"),
                new RuleAction.SetResponseHeader("X-C", text),
                new RuleAction.RemoveResponseHeader("X-D")));
    return random.nextInt(4) > 0
        ? simple
        : new RuleAction.RateLimit(
            List.of(read(ValueExpression.parse("http.host"))), Duration.ofSeconds(10), 100, simple);
  }

  static Certificate certificate(X509Certificate certificate) {
    try {
      return Certificate.parse(certificate.getEncoded());
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Certificate> chain(Credential credential) {
    return credential.chain().stream().map(RandomSnapshots::certificate).toList();
  }

  private static PrivateKeyDer key(Credential credential) {
    return new PrivateKeyDer(credential.key().getEncoded());
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
