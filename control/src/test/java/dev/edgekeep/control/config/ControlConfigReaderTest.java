package dev.edgekeep.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.control.config.ControlConfigReader.Result;
import dev.edgekeep.control.secret.MasterKeySource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a control plane's file about key servers and the client CA's keys. */
class ControlConfigReaderTest {
  private static final String BASE =
      """
      version: 1
      api: {address: "127.0.0.1:0"}
      store: {sqlite: edgekeep.db}
      masterKey: {env: KEY}
      adminToken: admin.token
      """;

  @TempDir private Path folder;

  private Result read(String more) throws IOException {
    Path file = Files.writeString(folder.resolve("control.yaml"), BASE + more);
    return ControlConfigReader.read(file, Instant.now());
  }

  private ControlConfig config(String more) throws IOException {
    Result result = read(more);
    assertThat(result).isInstanceOf(Result.Read.class);
    return ((Result.Read) result).config();
  }

  private List<String> problems(String more) throws IOException {
    Result result = read(more);
    assertThat(result).isInstanceOf(Result.Refused.class);
    return ((Result.Refused) result)
        .problems().stream().map(each -> each.path() + ": " + each.message()).toList();
  }

  @Test
  void whatIsNotSaidIsAsItIsForMost() throws IOException {
    ControlConfig config = config("");
    assertThat(config.clientCa()).isEqualTo(ClientCaKeys.IN_STORE);
    assertThat(config.keyServers()).isEqualTo(KeyServerChecks.DEFAULT);
  }

  @Test
  void keysAreMadeOnOneTokenAndFoundOnOthers() throws IOException {
    ClientCaKeys keys =
        config(
                """
                clientCa:
                  keys: {pkcs11: "pkcs11:token=new?module-path=m.so&pin-source=file:pin.txt"}
                  olderKeys: [{pkcs11: "pkcs11:token=old?module-path=m.so&pin-value=1234"}]
                """)
            .clientCa();
    assertThat(keys.made()).isNotNull().hasToString("pkcs11:token=new");
    assertThat(keys.tokens())
        .map(Object::toString)
        .containsExactly("pkcs11:token=new", "pkcs11:token=old");
  }

  @Test
  void aFleetNeedsMessageServersAndTrustForTls() throws IOException {
    assertThat(config("").fleet()).isNull();
    FleetSettings fleet =
        config("fleet: {nats: {servers: [\"nats://127.0.0.1:4222\"]}, replicas: 3}\n").fleet();
    assertThat(fleet).isNotNull();
    assertThat(fleet.servers()).containsExactly("nats://127.0.0.1:4222");
    assertThat(fleet.replicas()).isEqualTo(3);
    assertThat(problems("fleet: {}\n")).singleElement().asString().startsWith("fleet: ");
    assertThat(problems("fleet: {nats: {servers: [\"tls://nats:4222\"]}}\n"))
        .singleElement()
        .asString()
        .contains("tls://nats:4222 needs trust");
    assertThat(
            problems(
                "fleet: {nats: {servers: [\"http://nats\", \"nats://127.0.0.1:1\"]}, replicas: 2,"
                    + " more: 1, addresses: [\"control\"]}\n"))
        .hasSize(4)
        .anyMatch(problem -> problem.startsWith("fleet.nats.servers[0]: expected tls://"))
        .anyMatch(problem -> problem.startsWith("fleet.replicas: "))
        .anyMatch(problem -> problem.startsWith("fleet.addresses[0]: "));
  }

  @Test
  void aUriOfOneKeyIsRefusedForEachCaHasItsOwn() throws IOException {
    assertThat(
            problems("clientCa: {keys: {pkcs11: \"pkcs11:token=t;object=k?module-path=m.so\"}}\n"))
        .singleElement()
        .asString()
        .startsWith("clientCa.keys.pkcs11: name the token only");
    assertThat(problems("clientCa: {keys: {pkcs11: \"token=t\"}}\n"))
        .singleElement()
        .asString()
        .startsWith("clientCa.keys.pkcs11: ");
    assertThat(problems("clientCa: {key: {}}\n")).hasSize(1);
  }

  @Test
  void checksOfKeyServersHaveBounds() throws IOException {
    KeyServerChecks checks = config("keyServers: {checkSeconds: 5, slowMillis: 7}\n").keyServers();
    assertThat(checks.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(checks.slow()).isEqualTo(Duration.ofMillis(7));
    assertThat(problems("keyServers: {checkSeconds: 1}\n"))
        .singleElement()
        .asString()
        .startsWith("keyServers.checkSeconds: ");
  }

  @Test
  void originsAndKeyServersMayNotBeAtAddressesOfTheProduct() throws IOException {
    ControlConfig config =
        config(
            """
            tenants: {allowAddresses: ["127.0.0.0/8", "fd00:ec2::254"]}
            adminAddresses: ["127.0.0.1:2406"]
            """);
    assertThat(config.allowedToTenants())
        .containsExactly(
            AddressRange.parse("127.0.0.0/8"), AddressRange.parse("fd00:ec2::254/128"));
    assertThat(config.outbound().own())
        .contains(
            config.api().address(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 2406));
    assertThat(problems("tenants: {allowAddresses: [\"localhost\"]}\n"))
        .singleElement()
        .asString()
        .startsWith("tenants.allowAddresses[0]: expected a range of addresses");
    assertThat(problems("tenants: {allowAddresses: [\"10.0.0.0/33\"]}\n")).hasSize(1);
    assertThat(problems("tenants: {allow: []}\n")).hasSize(1);
  }

  @Test
  void theMasterKeyMayBeEncryptedForATokensKey() throws IOException {
    String uri = "pkcs11:token=vault;object=master?module-path=/lib/m.so";
    String text =
        BASE.replace("{env: KEY}", "{wrapped: master.enc, pkcs11: \"%s\"}".formatted(uri));
    Path file = Files.writeString(folder.resolve("control.yaml"), text);
    Result result = ControlConfigReader.read(file, Instant.now());
    assertThat(((Result.Read) result).config().masterKey())
        .isInstanceOfSatisfying(
            MasterKeySource.Wrapped.class,
            source -> {
              assertThat(source.file()).isEqualTo(folder.resolve("master.enc"));
              assertThat(source.key().namesKey()).isTrue();
            });
  }

  @Test
  void theMasterKeyMayBeInTheDatabaseForATokensKey() throws IOException {
    String parts = "{pkcs11: {module: /lib/m.so, token: vault, label: master, pin: {env: PIN}}}";
    for (String value :
        List.of(parts, "{pkcs11: \"pkcs11:token=vault;object=master?module-path=/lib/m.so\"}")) {
      Path file =
          Files.writeString(folder.resolve("control.yaml"), BASE.replace("{env: KEY}", value));
      Result result = ControlConfigReader.read(file, Instant.now());
      assertThat(((Result.Read) result).config().masterKey())
          .isInstanceOfSatisfying(
              MasterKeySource.OnToken.class,
              source ->
                  assertThat(source.key().toString())
                      .isEqualTo("pkcs11:token=vault;object=master"));
    }
    String wrong = "{pkcs11: {module: /lib/m.so, token: vault, pin: \"1234\"}}";
    Path file =
        Files.writeString(folder.resolve("control.yaml"), BASE.replace("{env: KEY}", wrong));
    assertThat(
            ((Result.Refused) ControlConfigReader.read(file, Instant.now())).problems().toString())
        .contains("masterKey.pkcs11: label is missing")
        .contains("masterKey.pkcs11.pin: expected {file: …} or {env: …}")
        .doesNotContain("1234");
  }

  @Test
  void itsOwnAdminServerIsOnLoopbackUnlessMeant() throws IOException {
    assertThat(config("").admin()).isNull();
    assertThat(config("admin: {address: \"127.0.0.1:8446\"}\n").admin()).isNotNull();
    assertThat(problems("admin: {address: \"10.0.0.1:8446\"}\n"))
        .singleElement()
        .asString()
        .contains("allowRemote: true");
  }
}
