package dev.edgekeep.control.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host explains its decision about a client, and the changes that would help. */
class WhyTest extends SiteHarness {
  private static final String WHY = SITE + "/hosts/www.example.com/why";
  private static final TestCa ROOT = TestCa.root("Partner Root", KeyType.P_256);
  private static final TestCa MIDDLE = ROOT.intermediate("Partner Middle");

  @BeforeEach
  void begin() {
    // The test CAs are valid from now on.
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    startSite(Databases.SQLITE);
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
  }

  private String ca(String name, String pem) {
    Reply made =
        api()
            .post(
                SITE + "/client-cas",
                "{\"name\": \"%s\", \"certificates\": %s}".formatted(name, quoted(pem)));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    return made.text("/id");
  }

  private void bind(String id) {
    assertThat(
            api()
                .put(SITE + "/client-cas/" + id + "/hosts?wait=deployed", hosts("www.example.com"))
                .status())
        .isEqualTo(200);
  }

  private static Credential client() {
    return MIDDLE.issue(
        Leaf.client("alice").valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(30))));
  }

  private Reply ask(String pem) {
    return api().post(WHY, "{\"certificate\": %s}".formatted(quoted(pem)));
  }

  private static String leafOf(Credential client) {
    String pem = client.chainPem();
    String end = "-----END CERTIFICATE-----";
    return pem.substring(0, pem.indexOf(end) + end.length()) + "\n";
  }

  @Test
  void anIntermediateThatTheClientLeftOutCanBeAddedToTheClientCa() {
    String partners = ca("partners", ROOT.pem());
    bind(partners);
    Reply refused = ask(leafOf(client()));
    assertThat(refused.text("/verdict")).isEqualTo("chain-incomplete");
    assertThat(refused.json().at("/admitted").asBoolean()).isFalse();
    assertThat(refused.json().at("/remedies")).isEmpty();
    Reply whole = ask(client().chainPem());
    assertThat(whole.text("/verdict")).isEqualTo("verified");
    assertThat(whole.text("/alone/verdict")).isEqualTo("chain-incomplete");
    assertThat(whole.json().at("/chain").findValuesAsString("from"))
        .containsExactly("client", "client", "trust");
    assertThat(whole.text("/remedies/0/kind")).isEqualTo("add-intermediate");
    assertThat(whole.text("/remedies/0/clientCa")).isEqualTo(partners);
    String path = SITE + "/client-cas/" + partners;
    Reply added =
        api()
            .post(
                path + "/intermediates?wait=deployed",
                "{\"certificates\": %s}".formatted(quoted(whole.text("/remedies/0/certificates"))));
    assertThat(added.json().at("/members").findValuesAsString("kind"))
        .containsExactly("root", "intermediate");
    String root = "{\"certificates\": %s}".formatted(quoted(ROOT.pem()));
    assertThat(api().post(path + "/intermediates", root).status()).isEqualTo(422);
    assertThat(ask(leafOf(client())).text("/verdict")).isEqualTo("verified");
  }

  @Test
  void theClientCaThatIssuedACertificateCanBeBound() {
    String partners = ca("partners", ROOT.pem() + MIDDLE.pem());
    bind(ca("others", TestCa.root("Other Root", KeyType.P_256).pem()));
    Reply refused = ask(leafOf(client()));
    assertThat(refused.text("/verdict")).isEqualTo("chain-incomplete");
    assertThat(refused.json().at("/trust").findValuesAsString("name")).containsExactly("others");
    assertThat(refused.json().at("/remedies").findValuesAsString("clientCa"))
        .containsExactly(partners);
    assertThat(refused.text("/remedies/0/kind")).isEqualTo("bind-ca");
    bind(partners);
    Reply admitted = ask(leafOf(client()));
    assertThat(admitted.text("/verdict")).isEqualTo("verified");
    assertThat(admitted.json().at("/admitted").asBoolean()).isTrue();
    assertThat(admitted.json().at("/trust/1/members").findValuesAsString("onPath"))
        .containsExactly("true", "true");
  }

  @Test
  void aRevokedCertificateIsFoundBySerialAndFingerprintAndCanBeActivated() {
    api().put(SITE + "/client-ca/hosts", hosts("www.example.com"));
    Reply issued =
        api().post(SITE + "/client-certificates", "{\"keyType\": \"p256\", \"validityDays\": 30}");
    String path = SITE + "/client-certificates/" + issued.text("/id");
    String bySerial = "{\"serial\": \"%s\"}".formatted(issued.text("/serial"));
    assertThat(api().post(path + "/revoke?wait=deployed", "{}").status()).isEqualTo(200);
    Reply refused = api().post(WHY, bySerial);
    assertThat(refused.text("/verdict")).isEqualTo("revoked");
    assertThat(refused.text("/source")).isEqualTo("issued");
    assertThat(refused.text("/remedies/0/kind")).isEqualTo("activate");
    assertThat(refused.text("/remedies/0/clientCertificate")).isEqualTo(issued.text("/id"));
    api().post(path + "/activate?wait=deployed", "{}");
    String fingerprint = refused.text("/chain/0/sha256");
    Reply admitted = api().post(WHY, "{\"fingerprint\": \"%s\"}".formatted(fingerprint));
    assertThat(admitted.text("/verdict")).isEqualTo("verified");
    assertThat(admitted.json().at("/remedies")).isEmpty();
  }

  @Test
  void anEventExplainsAClientOfWhichNothingElseIsKnown() {
    bind(ca("partners", ROOT.pem()));
    events.accept(
        Event.of(NOW, "edge", "handshake-refused", "because of the CA")
            .host("www.example.com")
            .verdict("untrusted")
            .client("0a:1b", "CN=CA", "CN=client")
            .fingerprint("ab".repeat(32))
            .requestId("r1")
            .build());
    String fingerprint = "{\"fingerprint\": \"%s\"}".formatted("AB:".repeat(31) + "AB");
    for (String body :
        new String[] {"{\"serial\": \"0A1B\"}", "{\"requestId\": \"r1\"}", fingerprint}) {
      Reply reply = api().post(WHY, body);
      assertThat(reply.text("/source")).isEqualTo("event");
      assertThat(reply.text("/verdict")).isEqualTo("untrusted");
      assertThat(reply.text("/sentence")).isEqualTo("because of the CA");
      assertThat(reply.json().at("/events")).hasSize(1);
    }
    assertThat(api().post(WHY, "{\"serial\": \"0c\"}").status()).isEqualTo(422);
    assertThat(api().get("/events?fingerprint=" + "ab".repeat(32)).json().at("/items")).hasSize(1);
    assertThat(api().get("/events?fingerprint=" + "cd".repeat(32)).json().at("/items")).isEmpty();
    assertThat(api().get("/events?fingerprint=x").status()).isEqualTo(422);
  }

  @Test
  void aClientWithoutACertificateIsToldWhatTheModeOfTheHostMeans() {
    Reply nobody = api().post(WHY, "");
    assertThat(nobody.text("/sentence")).contains("no client CA is bound");
    bind(ca("partners", ROOT.pem()));
    Reply refused = api().post(WHY, "");
    assertThat(refused.text("/verdict")).isEqualTo("absent");
    assertThat(refused.json().at("/admitted").asBoolean()).isFalse();
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"request\"}");
    putHost("*.dev.example.com", "");
    assertThat(api().get(SITE + "/hosts?wait=deployed").status()).isEqualTo(200);
    Reply wildcard = api().post(SITE + "/hosts/a.dev.example.com/why", "{}");
    assertThat(wildcard.text("/host")).isEqualTo("*.dev.example.com");
    assertThat(api().post(SITE + "/hosts/none.example.com/why", "{}").status()).isEqualTo(404);
  }

  @Test
  void aBadQuestionIsToldWhatIsWrong() {
    assertThat(api().post(WHY, "{\"certificate\": \"x\"}").text("/errors/0/path"))
        .isEqualTo("certificate");
    assertThat(api().post(WHY, "{\"serial\": \"01\", \"requestId\": \"r\"}").text("/detail"))
        .contains("only one");
    assertThat(ask(client().chainPem() + client().keyPem()).status()).isEqualTo(422);
  }
}
