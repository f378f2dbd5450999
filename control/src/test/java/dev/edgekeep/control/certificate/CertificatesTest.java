package dev.edgekeep.control.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server certificates are checked when they are uploaded, renewed by replacing, and never shown
 * whole.
 */
class CertificatesTest extends ControlHarness {
  private static final TestCa ROOT = TestCa.root("Server Root", KeyType.P_256);
  private static final TestCa MIDDLE = ROOT.intermediate("Server Middle");

  private ApiClient startNow(Databases database) {
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    return start(database);
  }

  private static Leaf leaf(String... names) {
    Instant now = Instant.now();
    return Leaf.server(names).valid(now.minusSeconds(3_600), now.plus(Duration.ofDays(90)));
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateIsTakenWithItsKeyWhichIsNeverShown(Databases database) {
    ApiClient api = startNow(database);
    Credential server = MIDDLE.issue(leaf("www.example.com", "*.Example.COM"));
    Reply made = upload(api, server.chainPem(), server.keyPem());
    assertThat(made.status()).isEqualTo(201);
    assertThat(strings(made, "/names")).containsExactly("www.example.com", "*.example.com");
    assertThat(Instant.parse(made.text("/notAfter")))
        .isEqualTo(server.leaf().getNotAfter().toInstant());
    assertThat(made.json().has("warnings")).isFalse();
    assertThat(made.text("/keyType")).isEqualTo("p256");
    assertThat(new String(made.bytes(), StandardCharsets.UTF_8)).doesNotContain("PRIVATE");
    Reply got = api.get("/certificates/" + made.text("/id"));
    assertThat(got.text("/chain")).isEqualTo(server.chainPem());
    assertThat(api.get("/certificates").json().at("/items/0/id").asString())
        .isEqualTo(made.text("/id"));
    assertThat(api.get("/audit").json().toString()).doesNotContain("PRIVATE");
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA_2048", "P_384", "ED25519"})
  void everyKindOfKeyIsTaken(KeyType type) {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = MIDDLE.issue(leaf("www.example.com").of(type));
    assertThat(upload(api, server.chainPem(), server.keyPem()).status()).isEqualTo(201);
  }

  @Test
  void aChainInTheWrongOrderIsPutInOrderAndThatIsSaid() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = MIDDLE.issue(leaf("www.example.com"));
    String mixed =
        Credential.pem(server.chain().get(1))
            + Credential.pem(server.leaf())
            + Credential.pem(server.leaf());
    Reply made = upload(api, mixed, server.keyPem());
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/chain")).isEqualTo(server.chainPem());
    assertThat(strings(made, "/warnings"))
        .containsExactly(
            "a duplicate certificate was removed",
            "the certificates were put in order, each before its issuer");
  }

  @Test
  void aCertificateThatDoesNotBelongThereIsLeftOutAndThatIsSaid() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = ROOT.issue(leaf("www.example.com"));
    String stranger = pem(TestCa.root("Stranger", KeyType.P_256));
    Reply made = upload(api, server.chainPem() + pem(ROOT) + stranger, server.keyPem());
    assertThat(strings(made, "/warnings"))
        .containsExactly("CN=Stranger does not belong to the chain and was removed");
  }

  @Test
  void whatIsMissingInAChainIsNamed() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = MIDDLE.issue(leaf("www.example.com"));
    String gap = Credential.pem(server.leaf()) + pem(ROOT);
    Reply refused = upload(api, gap, server.keyPem());
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("chain");
    assertThat(refused.text("/detail"))
        .contains("the issuer of CN=www.example.com is missing: add CN=Server Middle");
    Reply alone = upload(api, Credential.pem(server.leaf()), server.keyPem());
    assertThat(alone.status()).isEqualTo(201);
    assertThat(strings(alone, "/warnings"))
        .anyMatch(warning -> warning.contains("clients must have its issuer, CN=Server Middle"));
  }

  @Test
  void theKeyMustBeThatOfACertificate() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = MIDDLE.issue(leaf("www.example.com"));
    Credential other = MIDDLE.issue(leaf("www.example.com"));
    Reply refused = upload(api, server.chainPem(), other.keyPem());
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("privateKey");
    assertThat(refused.text("/detail"))
        .contains("not the private key of the certificate, which is CN=www.example.com");
  }

  @Test
  void anExpiredOneIsRefusedAndOneThatEndsSoonIsTakenWithAWarning() {
    ApiClient api = startNow(Databases.SQLITE);
    Instant now = Instant.now();
    Leaf old = leaf("www.example.com").valid(now.minusSeconds(7_200), now.minusSeconds(3_600));
    Credential expired = MIDDLE.issue(old);
    Reply refused = upload(api, expired.chainPem(), expired.keyPem());
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail")).contains("CN=www.example.com expired on");
    Leaf soon = leaf("www.example.com").valid(now.minusSeconds(60), now.plus(Duration.ofDays(20)));
    Credential ending = MIDDLE.issue(soon);
    Reply made = upload(api, ending.chainPem(), ending.keyPem());
    assertThat(strings(made, "/warnings"))
        .singleElement()
        .asString()
        .matches("CN=www.example.com expires in (19|20) days; renew it");
    String before = now.plus(Duration.ofDays(30)).toString();
    assertThat(api.get("/certificates?expiresBefore=" + before).json().get("items")).hasSize(1);
    before = now.plus(Duration.ofDays(10)).toString();
    assertThat(api.get("/certificates?expiresBefore=" + before).json().get("items")).isEmpty();
  }

  @Test
  void whatIsOfNoUseToAServerIsRefused() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential client = MIDDLE.issue(Leaf.client("alice"));
    Reply refused = upload(api, client.chainPem(), client.keyPem());
    assertThat(refused.json().at("/errors").findValuesAsString("message"))
        .anyMatch(message -> message.contains("no DNS name among its subjectAltNames"))
        .anyMatch(message -> message.contains("its extKeyUsage has no serverAuth"));
  }

  @Test
  void keysAmongTheCertificatesEncryptedOnesAndNonsenseAreTold() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = MIDDLE.issue(leaf("www.example.com"));
    assertThat(upload(api, server.chainPem() + server.keyPem(), server.keyPem()).text("/detail"))
        .contains("there is a private key among the certificates");
    assertThat(upload(api, server.chainPem(), "nonsense").text("/errors/0/path"))
        .isEqualTo("privateKey");
    assertThat(upload(api, "nonsense", server.keyPem()).text("/errors/0/path")).isEqualTo("chain");
    assertThat(api.post("/certificates", "{\"chain\": \"x\"}").text("/detail"))
        .contains("give either privateKey");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyServerMayHaveTheKey(Databases database) {
    ApiClient api = startNow(database);
    Credential server = MIDDLE.issue(leaf("www.example.com"));
    String body = body(Map.of("chain", server.chainPem(), "keyServer", "vault"));
    Reply refused = api.post("/certificates", body);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("keyServer");
    putKeyServer(api);
    Reply made = api.post("/certificates", body);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/keyServer")).isEqualTo("vault");
  }

  private static void putKeyServer(ApiClient api) {
    Credential edge = ROOT.issue(Leaf.client("edge"));
    String settings =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "addresses", List.of("127.0.0.1:2407"),
                    "identity",
                        Map.of(
                            "chain", Map.of("pem", edge.chainPem()),
                            "key", Map.of("pem", edge.keyPem())),
                    "trust", Map.of("pem", pem(ROOT))));
    Reply put = api.put("/key-servers/vault", settings);
    assertThat(put.status()).as(new String(put.bytes(), StandardCharsets.UTF_8)).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void renewingReplacesItForTheHostsThatUseIt(Databases database) {
    ApiClient api = startNow(database);
    Credential first = MIDDLE.issue(leaf("www.example.com"));
    Reply made = upload(api, first.chainPem(), first.keyPem());
    String path = "/certificates/" + made.text("/id");
    host(api, made.text("/id"));
    Credential second = MIDDLE.issue(leaf("www.example.com", "api.example.com"));
    Reply renewed = api.put(path, keyed(second));
    assertThat(renewed.status()).isEqualTo(200);
    assertThat(renewed.text("/fingerprint")).isNotEqualTo(made.text("/fingerprint"));
    assertThat(strings(renewed, "/hosts")).containsExactly("www.example.com");
    assertThat(renewed.header("X-Deployment")).isPresent();
    Credential other = MIDDLE.issue(leaf("api.example.com"));
    Reply refused = api.put(path, keyed(other));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail")).contains("the host www.example.com uses this certificate");
    Reply stale = api.put(path, keyed(second), "If-Match", "\"1\"");
    assertThat(stale.status()).isEqualTo(412);
  }

  @Test
  void aCertificateThatAHostUsesIsNotRemoved() {
    ApiClient api = startNow(Databases.SQLITE);
    Credential server = MIDDLE.issue(leaf("www.example.com"));
    String used = upload(api, server.chainPem(), server.keyPem()).text("/id");
    String unused = upload(api, server.chainPem(), server.keyPem()).text("/id");
    host(api, used);
    Reply refused = api.delete("/certificates/" + used);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("is used by www.example.com");
    assertThat(api.delete("/certificates/" + unused).status()).isEqualTo(204);
    assertThat(api.get("/certificates/" + unused).status()).isEqualTo(404);
  }

  private static void host(ApiClient api, String certificate) {
    api.post("/sites", "{\"name\": \"example.com\"}");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    Reply host =
        api.put(
            "/sites/example.com/hosts/www.example.com",
            body(Map.of("certificate", certificate, "origin", "app")));
    assertThat(host.status()).as(new String(host.bytes(), StandardCharsets.UTF_8)).isEqualTo(201);
  }

  private static Reply upload(ApiClient api, String chain, String key) {
    return api.post("/certificates", body(Map.of("chain", chain, "privateKey", key)));
  }

  private static String keyed(Credential server) {
    return body(Map.of("chain", server.chainPem(), "privateKey", server.keyPem()));
  }

  private static String body(Map<String, String> members) {
    return JsonMapper.shared().writeValueAsString(members);
  }

  private static String pem(TestCa ca) {
    return Credential.pem(ca.certificate());
  }

  private static List<String> strings(Reply reply, String pointer) {
    return reply.json().at(pointer).valueStream().map(each -> each.asString()).toList();
  }
}
