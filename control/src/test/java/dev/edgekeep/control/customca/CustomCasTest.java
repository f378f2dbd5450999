package dev.edgekeep.control.customca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Partners' CAs are uploaded to a site, checked, bound to hosts, and removed when unbound. */
class CustomCasTest extends ControlHarness {
  private static final String PATH = "/sites/example.com/client-cas";
  private static final TestCa ROOT = TestCa.root("Partner Root", KeyType.P_256);
  private static final TestCa MIDDLE = ROOT.intermediate("Partner Middle");

  private ApiClient startWithSite(Databases database) {
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    return api;
  }

  @ParameterizedTest
  @EnumSource
  void aRootWithItsIntermediateIsTaken(Databases database) {
    ApiClient api = startWithSite(database);
    Reply made = upload(api, "partners", ROOT.pem() + MIDDLE.pem());
    assertThat(made.status()).as(text(made)).isEqualTo(201);
    assertThat(made.json().at("/members").findValuesAsString("kind"))
        .containsExactly("root", "intermediate");
    Reply got = api.get(PATH + "/" + made.text("/id"));
    assertThat(got.json()).isEqualTo(made.json());
    assertThat(api.get(PATH + "/partners").json()).isEqualTo(got.json());
    assertThat(api.get(PATH).json().at("/items").findValuesAsString("name"))
        .containsExactly("partners");
  }

  @Test
  void whatIsNotACaByBasicConstraintsOrKeyUsageIsRefused() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Credential client = ROOT.issue(Leaf.client("alice"));
    assertRefused(
        upload(api, "x", client.chainPem() + ROOT.pem()),
        "CN=alice is not a CA: its basicConstraints do not say so");
    String noSigning =
        selfSigned("NoSigning", "basicConstraints=critical,CA:TRUE", "keyUsage=digitalSignature");
    assertRefused(upload(api, "x", noSigning), "its keyUsage does not allow keyCertSign");
    String leaf = selfSigned("Leaf", "basicConstraints=critical,CA:FALSE");
    assertRefused(upload(api, "x", leaf), "its basicConstraints do not say so");
  }

  @Test
  void anExpiredCaIsRefusedAndOneThatEndsSoonIsWarnedOf() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String ca = selfSigned("Short", "basicConstraints=critical,CA:TRUE");
    Reply made = upload(api, "short", ca);
    assertThat(made.text("/warnings/0")).matches("CN=Short expires in (9|10) days");
    clock.advance(Duration.ofDays(11));
    assertRefused(upload(api, "again", ca), "CN=Short expired on");
    assertThat(api.get(PATH + "/short").text("/warnings/0")).contains("CN=Short expired on");
  }

  @Test
  void anIncompleteChainIsRefusedAndWhatIsMissingIsNamed() {
    ApiClient api = startWithSite(Databases.SQLITE);
    assertRefused(
        upload(api, "x", MIDDLE.pem()),
        "the chain is incomplete: the issuer of CN=Partner Middle is missing; add CN=Partner Root");
    String stranger = TestCa.root("Stranger", KeyType.P_256).pem();
    assertRefused(upload(api, "x", MIDDLE.pem() + stranger), "add CN=Partner Root");
  }

  @Test
  void duplicatesAreRefusedWithinAndBesideOthers() {
    ApiClient api = startWithSite(Databases.SQLITE);
    assertRefused(upload(api, "x", ROOT.pem() + ROOT.pem()), "CN=Partner Root is there twice");
    assertThat(upload(api, "partners", ROOT.pem()).status()).isEqualTo(201);
    Reply again = upload(api, "others", ROOT.pem());
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("/detail"))
        .isEqualTo("CN=Partner Root is there already, in the custom CA partners");
    Reply name = upload(api, "partners", TestCa.root("Other", KeyType.P_256).pem());
    assertThat(name.status()).isEqualTo(409);
    assertThat(name.text("/detail")).contains("has a custom CA partners already");
  }

  @Test
  void sm2IsNotMixedWithOthers() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String sm2 = sm2Root();
    assertRefused(
        upload(api, "x", ROOT.pem() + sm2),
        "SM2 is mixed with others: CN=National is SM2 and CN=Partner Root is not");
    assertRefused(upload(api, "x", sm2), "CN=National is SM2, which edge nodes do not verify yet");
  }

  @Test
  void weakKeysPrivateKeysAndNonsenseAreRefused() {
    ApiClient api = startWithSite(Databases.SQLITE);
    assertRefused(upload(api, "x", weakRoot()), "too weak or not supported: RSA 1024");
    Credential client = ROOT.issue(Leaf.client("alice"));
    assertRefused(upload(api, "x", ROOT.pem() + client.keyPem()), "there is a private key in it");
    assertRefused(upload(api, "x", "nonsense"), "expected certificates");
    assertThat(api.post(PATH, "{}").json().at("/errors")).hasSize(2);
  }

  @Test
  void aListIsTheCasAndCurrent() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String current = ROOT.crlPem(Instant.now().plus(Duration.ofDays(1)));
    Reply made = upload(api, "partners", ROOT.pem(), current);
    assertThat(made.status()).as(text(made)).isEqualTo(201);
    assertThat(made.text("/lists/0/issuer")).isEqualTo("CN=Partner Root");
    TestCa other = TestCa.root("Other", KeyType.P_256);
    Reply foreign = upload(api, "x", other.pem(), current);
    assertThat(foreign.text("/errors/0/path")).isEqualTo("crl");
    assertThat(foreign.text("/detail")).contains("is signed by none of the certificates");
    String ended = other.crlPem(Instant.now().minusSeconds(60));
    assertThat(upload(api, "x", other.pem(), ended).text("/detail")).contains("ended on");
  }

  @Test
  void aCaWithoutAListBesideOneThatHasOneIsWarnedOf() {
    ApiClient api = startWithSite(Databases.SQLITE);
    String current = ROOT.crlPem(Instant.now().plus(Duration.ofDays(1)));
    Reply made = upload(api, "partners", ROOT.pem() + MIDDLE.pem(), current);
    assertThat(made.text("/warnings/0")).contains("there is no list of CN=Partner Middle");
  }

  @Test
  void aBlockThatVanishesIsWarnedOf() {
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply made =
        upload(api, "partners", ROOT.pem() + MIDDLE.pem().replace("CERTIFICATE", "CERTIFCATE"));
    assertThat(made.status()).as(text(made)).isEqualTo(201);
    assertThat(made.text("/warnings/0")).contains("CERTIFCATE");
  }

  @ParameterizedTest
  @EnumSource
  void aSiteHasFiveAndNoMoreUnlessTheAccountAllowsIt(Databases database) {
    ApiClient api = startWithSite(database);
    for (int i = 0; i < 5; i++) {
      assertThat(upload(api, "ca" + i, root(i)).status()).isEqualTo(201);
    }
    Reply refused = upload(api, "ca5", root(5));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/type")).isEqualTo("urn:edgekeep:problem:limit-reached");
    api.patch("/accounts/default", "{\"limits\": {\"customCasPerSite\": 6}}");
    assertThat(upload(api, "ca5", root(5)).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void aHostAsksForCertificatesOfTheCaThatItIsBoundTo(Databases database) {
    ApiClient api = startWithSite(database);
    host(api);
    String id = upload(api, "partners", ROOT.pem()).text("/id");
    String hosts = PATH + "/" + id + "/hosts";
    Reply bound = api.put(hosts + "?wait=deployed", "{\"hosts\": [\"www.example.com\"]}");
    assertThat(bound.status()).as(text(bound)).isEqualTo(200);
    ClientAuth asked = deployed().clientAuth();
    assertThat(asked.mode()).isEqualTo(ClientAuth.Mode.REQUEST);
    assertThat(asked.cas()).extracting(ca -> ca.name()).containsExactly("example.com/partners");
    Reply refused = api.delete(PATH + "/" + id);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("is bound to www.example.com");
    assertThat(api.get(PATH + "/" + id).text("/hosts/0")).isEqualTo("www.example.com");
    assertThat(api.get(PATH).text("/items/0/hosts/0")).isEqualTo("www.example.com");
    api.put(hosts, "{\"hosts\": []}");
    assertThat(api.delete(PATH + "/" + id + "?wait=deployed").status()).isEqualTo(204);
    assertThat(deployed().clientAuth().mode()).isEqualTo(ClientAuth.Mode.OFF);
  }

  @Test
  void replacingIsInForceForTheHostsThatAreBound() {
    ApiClient api = startWithSite(Databases.SQLITE);
    host(api);
    String id = upload(api, "partners", ROOT.pem()).text("/id");
    api.put(PATH + "/" + id + "/hosts", "{\"hosts\": [\"www.example.com\"]}");
    Reply replaced =
        api.put(
            PATH + "/" + id + "?wait=deployed", body("partners", ROOT.pem() + MIDDLE.pem(), null));
    assertThat(replaced.status()).as(text(replaced)).isEqualTo(200);
    assertThat(deployed().clientAuth().cas().getFirst().certificates()).hasSize(2);
  }

  private Host deployed() {
    return Objects.requireNonNull(node.last().hosts().get(HostPattern.of("www.example.com")));
  }

  private static void host(ApiClient api) {
    Credential server = ROOT.issue(Leaf.server("www.example.com"));
    String certificate =
        api.post(
                "/certificates",
                JsonMapper.shared()
                    .writeValueAsString(
                        Map.of("chain", server.chainPem(), "privateKey", server.keyPem())))
            .text("/id");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    Reply host =
        api.put(
            "/sites/example.com/hosts/www.example.com",
            "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    assertThat(host.status()).as(text(host)).isEqualTo(201);
  }

  private static String root(int number) {
    return TestCa.root("Root " + number, KeyType.P_256).pem();
  }

  private static Reply upload(ApiClient api, String name, String certificates) {
    return api.post(PATH, body(name, certificates, null));
  }

  private static Reply upload(ApiClient api, String name, String certificates, String crl) {
    return api.post(PATH, body(name, certificates, crl));
  }

  private static String body(
      String name, String certificates, @org.jspecify.annotations.Nullable String crl) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("certificates", certificates);
    if (crl != null) {
      members.put("crl", crl);
    }
    return JsonMapper.shared().writeValueAsString(members);
  }

  private static void assertRefused(Reply reply, String why) {
    assertThat(reply.status()).as(text(reply)).isEqualTo(422);
    assertThat(reply.text("/errors/0/path")).isEqualTo("certificates");
    assertThat(reply.json().at("/errors").findValuesAsString("message"))
        .anyMatch(message -> message.contains(why));
  }

  private static String text(Reply reply) {
    return new String(reply.bytes(), StandardCharsets.UTF_8);
  }

  private String selfSigned(String name, String... extensions) {
    List<String> command =
        new ArrayList<>(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
    for (String extension : extensions) {
      command.addAll(List.of("-addext", extension));
    }
    return request(name, command.toArray(String[]::new));
  }

  private String weakRoot() {
    return request("Weak", "-newkey", "rsa:1024", "-addext", "basicConstraints=critical,CA:TRUE");
  }

  private String sm2Root() {
    return request(
        "National", "-newkey", "sm2", "-sm3", "-addext", "basicConstraints=critical,CA:TRUE");
  }

  /** Valid for ten days; without the configuration file, which makes every certificate a CA's. */
  private String request(String name, String... options) {
    try {
      String file = folder.resolve(name + ".pem").toString();
      String key = folder.resolve(name + ".key").toString();
      String config =
          Files.writeString(folder.resolve("req.cnf"), "[req]\ndistinguished_name=dn\n[dn]\n")
              .toString();
      List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-config", config));
      command.addAll(List.of("-days", "10", "-nodes", "-subj", "/CN=" + name, "-out", file));
      command.addAll(List.of("-keyout", key));
      command.addAll(Arrays.asList(options));
      Processes.Result made = Processes.run("", command);
      assertThat(made.status()).as(made.output()).isZero();
      return Files.readString(folder.resolve(name + ".pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
