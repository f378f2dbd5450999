package dev.edgekeep.control.config;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.config.material.SecretReader;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.tracing.TracingReader;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.read.PartReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code control.yaml}. Blocks on files. */
public final class ControlConfigReader {
  private static final Bounds ANY_VERSION = new Bounds(0, Integer.MAX_VALUE);
  private static final Bounds FAILURES = new Bounds(1, 1_000_000);
  private static final Bounds SECONDS = new Bounds(1, 86_400);
  private static final Bounds RATE = new Bounds(1, 1_000_000);

  private final Problems problems;
  private final Materials materials;
  private final CertificateReader certificates;
  private final SecretReader secrets;
  private final MasterKeyReader masterKeys;
  private final ClientCaKeysReader clientCas;
  private final PartReader parts;

  private ControlConfigReader(Path file, Instant now) {
    Path folder = Objects.requireNonNull(file.getParent(), "an absolute path of a file");
    this.problems = new Problems(String.valueOf(file.getFileName()));
    this.materials = new Materials(folder);
    this.certificates = new CertificateReader(materials, now);
    this.secrets = new SecretReader(materials);
    this.masterKeys = new MasterKeyReader(materials, folder);
    this.clientCas = new ClientCaKeysReader(folder);
    this.parts = new PartReader(folder, now);
  }

  /** The result of reading a configuration. */
  public sealed interface Result {
    /** One that can be run. */
    record Read(ControlConfig config, List<Problem> warnings) implements Result {}

    /** All that is wrong; never empty. */
    record Refused(List<Problem> problems) implements Result {}
  }

  /** Reads a file; the paths in it are relative to its folder. */
  public static Result read(Path file, Instant now) {
    Path absolute = file.toAbsolutePath().normalize();
    return new ControlConfigReader(absolute, now).readFile(absolute);
  }

  private Result readFile(Path file) {
    ControlConfig config = null;
    try {
      Section root =
          new Value(DocumentText.of(file).parse(), DocumentPath.ROOT, problems).section();
      config = root == null ? null : config(root);
    } catch (DocumentException e) {
      problems.error(DocumentPath.ROOT, e.line(), String.valueOf(e.getMessage()));
    }
    return config == null || problems.hasErrors()
        ? new Result.Refused(problems.errors())
        : new Result.Read(config, problems.warnings());
  }

  private @Nullable ControlConfig config(Section root) {
    version(root);
    ApiEndpoint api =
        api(root.require("api", "give its address, as {address: \"127.0.0.1:8444\"}"));
    StoreLocation store =
        store(root.require("store", "give {sqlite: edgekeep.db} or {postgresql: {url: …}}"));
    MasterKeySource masterKey =
        masterKeys.read(root.require("masterKey", "give {file: master.key} or {env: NAME}"));
    URI publicUrl = url(root.get("publicUrl"));
    ConsoleSettings console = console(root.get("console"), api);
    Value tokenValue =
        root.require("adminToken", "name the file for the first token, as admin.token");
    Path adminToken = tokenValue == null ? null : materials.path(tokenValue);
    EventRetention events = events(root.get("events"));
    TokenAuthentication.Limits limits = limits(root.get("limits"));
    ClientCaKeys clientCa = clientCas.read(root.get("clientCa"));
    KeyServerChecks keyServers = keyServers(root.get("keyServers"));
    List<AddressRange> allowed = allowedToTenants(root.get("tenants"));
    List<InetSocketAddress> adminAddresses = adminAddresses(root.get("adminAddresses"));
    AdminEndpoint admin = parts.admin(root.get("admin"));
    TracingSettings tracing = new TracingReader(materials).read(root.get("tracing"), true);
    FleetSettings fleet = new FleetReader(certificates).read(root.get("fleet"), api);
    Value edgeValue = root.get("edge");
    Section edgeSection = edgeValue == null ? null : edgeValue.section();
    NodeSettings edge = edgeSection == null ? null : parts.node(edgeSection);
    root.end();
    return api == null || store == null || masterKey == null || adminToken == null
        ? null
        : ControlConfig.of(
                console.asksForCertificates() ? api.requestingCertificates() : api,
                store,
                masterKey,
                adminToken)
            .console(console)
            .publicUrl(publicUrl)
            .events(events)
            .limits(limits)
            .clientCa(clientCa)
            .keyServers(keyServers)
            .edge(edge)
            .allowedToTenants(allowed)
            .adminAddresses(adminAddresses)
            .admin(admin)
            .tracing(tracing)
            .fleet(fleet)
            .build();
  }

  private static List<AddressRange> allowedToTenants(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return List.of();
    }
    Value list = section.get("allowAddresses");
    section.end();
    List<AddressRange> ranges = new ArrayList<>();
    for (Value item : list == null ? List.<Value>of() : list.items()) {
      String text = item.text();
      try {
        if (text != null) {
          ranges.add(AddressRange.parse(text));
        }
      } catch (IllegalArgumentException e) {
        item.error("expected a range of addresses as \"127.0.0.0/8\": " + e.getMessage());
      }
    }
    return ranges;
  }

  private static List<InetSocketAddress> adminAddresses(@Nullable Value value) {
    return value == null
        ? List.of()
        : value.items().stream().map(Addresses::toBind).filter(Objects::nonNull).toList();
  }

  private static void version(Section root) {
    Value version = root.require("version", "begin with version: 1");
    long number = version == null ? 1 : version.number(ANY_VERSION, 1);
    if (version != null && number != 1) {
      version.error(
          "this control plane reads version 1 only, and not version %d".formatted(number));
    }
  }

  /** Without TLS on loopback only, unless it is asked for. */
  private @Nullable ApiEndpoint api(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value addressValue = section.require("address", "give one, as \"127.0.0.1:8444\"");
    InetSocketAddress address = addressValue == null ? null : Addresses.toBind(addressValue);
    Value identityValue = section.get("identity");
    Identity identity = identityValue == null ? null : certificates.identity(identityValue);
    boolean loopback = address != null && address.getAddress().isLoopbackAddress();
    boolean plaintext = section.flag("plaintext", loopback);
    section.end();
    if (address == null) {
      return null;
    }
    if (identityValue == null && !plaintext) {
      section.error(
          "an address that others can reach needs identity: {chain: …, key: …}; or plaintext: true,"
              + " where something in front of it does TLS");
      return null;
    }
    return new ApiEndpoint(address, identity, plaintext);
  }

  private @Nullable StoreLocation store(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value sqlite = section.get("sqlite");
    Value postgresql = section.get("postgresql");
    section.end();
    if ((sqlite == null) == (postgresql == null)) {
      section.error("give exactly one of sqlite and postgresql");
      return null;
    }
    if (sqlite != null) {
      Path file = materials.path(sqlite);
      return file == null ? null : new StoreLocation.Sqlite(file);
    }
    return postgresql(postgresql == null ? null : postgresql.section());
  }

  private @Nullable StoreLocation postgresql(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Value urlValue = section.require("url", "give one, as jdbc:postgresql://host:5432/edgekeep");
    String url = urlValue == null ? null : urlValue.name();
    if (urlValue != null && url != null && !url.startsWith("jdbc:postgresql:")) {
      urlValue.error("expected a URL as jdbc:postgresql://host:5432/edgekeep");
    }
    Value userValue = section.get("user");
    String user = userValue == null ? null : userValue.name();
    Value passwordValue = section.get("password");
    Secret password = passwordValue == null ? null : secrets.read(passwordValue);
    section.end();
    return url == null ? null : new StoreLocation.Postgresql(url, user, password);
  }

  private static @Nullable URI url(@Nullable Value value) {
    String text = value == null ? null : value.name();
    if (value == null || text == null) {
      return null;
    }
    if (!text.matches("https?://[^/?#\\s]+/?")) {
      value.error("expected a URL without a path, as http://ca.example.com");
      return null;
    }
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  private static ConsoleSettings console(@Nullable Value value, @Nullable ApiEndpoint api) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return ConsoleSettings.DEFAULT;
    }
    Value urlValue = section.get("url");
    URI url = url(urlValue);
    if (urlValue != null && url != null && url.getScheme().equals("http") && !isLoopback(url)) {
      urlValue.error("give an https URL: people enter passwords there");
    }
    boolean asks = section.flag("clientCertificates", false);
    if (asks && api != null && api.identity() == null) {
      section.error("clientCertificates needs api: {identity: …}: the API itself must do TLS");
    }
    section.end();
    return new ConsoleSettings(url, asks);
  }

  private static boolean isLoopback(URI url) {
    return url.getHost() != null && url.getHost().matches("localhost|127\\.[0-9.]+|\\[::1]");
  }

  private static EventRetention events(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return EventRetention.DEFAULT;
    }
    EventRetention otherwise = EventRetention.DEFAULT;
    EventRetention events =
        new EventRetention(
            (int) section.number("keep", EventRetention.MOST, otherwise.most()),
            Duration.ofDays(section.number("days", EventRetention.DAYS, otherwise.age().toDays())));
    section.end();
    return events;
  }

  private static KeyServerChecks keyServers(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    KeyServerChecks otherwise = KeyServerChecks.DEFAULT;
    if (section == null) {
      return otherwise;
    }
    KeyServerChecks checks =
        new KeyServerChecks(
            Duration.ofSeconds(
                section.number(
                    "checkSeconds", KeyServerChecks.SECONDS, otherwise.interval().toSeconds())),
            Duration.ofMillis(
                section.number(
                    "slowMillis", KeyServerChecks.SLOW_MILLIS, otherwise.slow().toMillis())));
    section.end();
    return checks;
  }

  private static TokenAuthentication.Limits limits(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    TokenAuthentication.Limits otherwise = TokenAuthentication.Limits.DEFAULT;
    if (section == null) {
      return otherwise;
    }
    TokenAuthentication.Limits limits =
        new TokenAuthentication.Limits(
            (int) section.number("wrongTokens", FAILURES, otherwise.failures()),
            Duration.ofSeconds(
                section.number("lockOutSeconds", SECONDS, otherwise.lockOut().toSeconds())),
            (int) section.number("callsPerSecond", RATE, otherwise.callsPerSecond()));
    section.end();
    return limits;
  }
}
