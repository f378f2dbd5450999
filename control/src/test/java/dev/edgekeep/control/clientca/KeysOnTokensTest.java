package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Pkcs11UriException;
import dev.edgekeep.testing.SoftHsm;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client CA's keys are made on a PKCS#11 token, and stay there: SoftHSM holds them. */
class KeysOnTokensTest extends ClientCaTests {
  private static final String PIN = "1234";

  private ClientCaKeys keys = ClientCaKeys.IN_STORE;

  @Override
  protected ClientCaKeys clientCaKeys() {
    return keys;
  }

  private SoftHsm hsm(String... tokens) throws Exception {
    SoftHsm hsm = new SoftHsm(folder);
    for (String token : tokens) {
      hsm.token(token, PIN);
    }
    Files.writeString(folder.resolve("pin.txt"), PIN + "\n");
    return hsm;
  }

  private Pkcs11Uri token(String label) throws Pkcs11UriException {
    return Pkcs11Uri.parse(
        "pkcs11:token=%s?module-path=%s&pin-source=file:pin.txt".formatted(label, SoftHsm.MODULE),
        folder);
  }

  private ClientCaKeys on(String label) throws Pkcs11UriException {
    return new ClientCaKeys(token(label), List.of());
  }

  private static List<String> places(ApiClient api) {
    return api.get("/client-ca").json().at("/issuers").findValuesAsString("key");
  }

  private String verify(ApiClient api, Reply issued) {
    String ca = file("ca.pem", api.get("/client-ca").text("/certificates"));
    String leaf = file("leaf.pem", issued.text("/certificate"));
    return openssl("verify", "-x509_strict", "-CAfile", ca, leaf).output();
  }

  private String ask(Reply issued) {
    String issuer = file("issuer.pem", PemFiles.text(certificates(issued.text("/chain"))));
    String leaf = file("leaf.pem", issued.text("/certificate"));
    String url = control().url() + "/api/v1/ocsp";
    return openssl("ocsp", "-issuer", issuer, "-CAfile", issuer, "-url", url, "-cert", leaf)
        .output();
  }

  private static String objects(SoftHsm hsm, String token) throws Exception {
    return hsm.tool(token, PIN, "--list-objects");
  }

  @ParameterizedTest
  @EnumSource
  void keysAreMadeOnTheTokenAndSignCertificatesListsAndAnswers(Databases database)
      throws Exception {
    SoftHsm hsm = hsm("ca");
    keys = on("ca");
    ApiClient api = startWithSite(database);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(verify(api, issued)).endsWith(": OK\n");
    assertThat(places(api))
        .allSatisfy(key -> assertThat(key).startsWith("pkcs11:token=ca;").contains("type=private"));
    assertThat(ask(issued)).contains("Response verify OK", "leaf.pem: good");
    revoke(api, issued, "{\"reason\": \"keyCompromise\"}");
    assertThat(ask(issued)).contains("leaf.pem: revoked");
    byte[] list = api.get("/client-ca/crl").bytes();
    assertThat(RevocationList.parse(list).size()).isOne();
    String ca = file("ca.pem", api.get("/client-ca").text("/certificates"));
    String crl = file("list.crl", list);
    assertThat(openssl("crl", "-inform", "DER", "-in", crl, "-CAfile", ca, "-noout").output())
        .contains("verify OK");
    assertThat(objects(hsm, "ca"))
        .contains("Edgekeep client CA of default, root", "never extractable")
        .contains("Edgekeep client CA of default, issuing CA");
  }

  @ParameterizedTest
  @EnumSource
  void whereKeysAreIsSwitchedByARotationAndThoseBeforeWorkOn(Databases database) throws Exception {
    hsm("ca", "other");
    ApiClient api = startWithSite(database);
    Reply stored = issue(api, "{\"keyType\": \"p256\"}");
    keys = on("ca");
    api = restart();
    assertThat(verify(api, issue(api, "{\"keyType\": \"p256\"}"))).endsWith(": OK\n");
    assertThat(places(api)).containsOnly("store");
    assertThat(api.post("/client-ca/rotate", "{\"root\": true}").status()).isEqualTo(200);
    Reply onToken = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(places(api).subList(0, 2)).allMatch(key -> key.startsWith("pkcs11:token=ca;"));
    keys = new ClientCaKeys(token("other"), List.of(token("ca")));
    api = restart();
    api.post("/client-ca/rotate", "");
    Reply onOther = issue(api, "{\"keyType\": \"p256\"}");
    keys = new ClientCaKeys(null, List.of(token("ca"), token("other")));
    api = restart();
    api.post("/client-ca/rotate", "");
    Reply again = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(places(api)).contains("store").anyMatch(key -> key.startsWith("pkcs11:token=other"));
    for (Reply each : List.of(stored, onToken, onOther, again)) {
      assertThat(verify(api, each)).endsWith(": OK\n");
      assertThat(ask(each)).contains("leaf.pem: good");
    }
  }

  @Test
  void withoutTheTokenNothingIsIssuedAndTheReasonIsSaidOnce() throws Exception {
    hsm("ca");
    keys = on("nowhere");
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply refused = api.post(PATH, "{\"keyType\": \"p256\"}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("/type")).isEqualTo("urn:edgekeep:problem:key-unavailable");
    assertThat(refused.text("/detail")).contains("there is no such token", "\"ca\"");
    assertThat(api.post("/client-ca", "").status()).isEqualTo(503);
    assertThat(api.get("/client-ca").status()).isEqualTo(404);
    assertThat(api.get("/events").json().at("/items").findValuesAsString("kind"))
        .containsExactly("client-ca-key-unavailable");
    assertThat(api.get("/audit").json().toString()).doesNotContain("client-ca");
    keys = on("ca");
    api = restart();
    assertThat(issue(api, "{\"keyType\": \"p256\"}").status()).isEqualTo(201);
  }

  @Test
  void aWrongPinIsTriedOnceAndTheRightOneWorksWithoutARestart() throws Exception {
    hsm("ca");
    keys = on("ca");
    Path pin = Files.writeString(folder.resolve("pin.txt"), "9999\n");
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply refused = api.post(PATH, "{\"keyType\": \"p256\"}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("/detail"))
        .contains("the token refuses the PIN")
        .doesNotContain("9999");
    assertThat(api.post(PATH, "{\"keyType\": \"p256\"}").status()).isEqualTo(503);
    Files.writeString(pin, PIN + "\n");
    assertThat(issue(api, "{\"keyType\": \"p256\"}").status()).isEqualTo(201);
    assertThat(api.get("/events").json().at("/items").findValuesAsString("kind"))
        .containsExactly("client-ca-key-available", "client-ca-key-unavailable");
  }

  @Test
  void whenAKeyIsGoneNothingIsHalfWritten() throws Exception {
    SoftHsm hsm = hsm("ca");
    keys = on("ca");
    ApiClient api = startWithSite(Databases.SQLITE);
    Reply before = issue(api, "{\"keyType\": \"p256\"}");
    api = stopped(hsm);
    clock.advance(Duration.ofDays(2));
    Reply refused = api.post(PATH, "{\"keyType\": \"p256\"}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("/detail")).contains("its key is on none of the tokens");
    assertThat(api.get(PATH).json().at("/items")).hasSize(1);
    assertThat(api.get("/client-ca/crl").status()).isEqualTo(503);
    assertThat(ask(before)).contains("trylater");
    assertThat(api.get("/events").json().at("/items").findValuesAsString("kind"))
        .containsExactly("client-ca-key-unavailable");
    assertThat(revoke(api, before, "").text("/status")).isEqualTo("revoked");
  }

  /** Removes the keys while nobody looks. */
  private ApiClient stopped(SoftHsm hsm) throws Exception {
    String[] ids =
        objects(hsm, "ca")
            .lines()
            .filter(line -> line.contains(" ID:"))
            .map(line -> line.substring(line.indexOf("ID:") + 3).strip())
            .distinct()
            .toArray(String[]::new);
    stop();
    for (String id : ids) {
      hsm.tool("ca", PIN, "--delete-object --type privkey --id " + id);
    }
    return restart();
  }

  @Test
  void aKeyOfAChangeThatWasNotMadeIsTakenFromTheTokenAgain() throws Exception {
    SoftHsm hsm = hsm("ca");
    ApiClient api = startWithSite(Databases.SQLITE);
    issue(api, "{\"keyType\": \"p256\"}");
    keys = on("ca");
    api = restart();
    clock.advance(Duration.ofDays(40 * 365));
    Reply refused = api.post("/client-ca/rotate", "");
    assertThat(refused.status()).isGreaterThanOrEqualTo(400);
    assertThat(objects(hsm, "ca")).doesNotContain("Edgekeep");
    assertThat(places(api)).containsOnly("store");
  }
}
