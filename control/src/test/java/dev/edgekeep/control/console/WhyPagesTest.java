package dev.edgekeep.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refused client is explained, and admitted by a change whose difference was shown before. */
class WhyPagesTest extends ConsoleHarness {
  private static final TestCa ROOT = TestCa.root("Partner Root", KeyType.P_256);
  private static final TestCa MIDDLE = ROOT.intermediate("Partner Middle");

  @BeforeEach
  void begin() {
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    startSite(Databases.SQLITE);
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
  }

  private String ca(String pem) {
    return api()
        .post(
            SITE + "/client-cas",
            "{\"name\": \"partners\", \"certificates\": %s}".formatted(quoted(pem)))
        .text("/id");
  }

  private static Credential client(String name) {
    return MIDDLE.issue(
        Leaf.client(name).valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(30))));
  }

  private Browser.Page ask(Browser browser, String pem) {
    return browser.submit("/events/why", "host", "www.example.com", "certificate", pem);
  }

  @Test
  void theClientCaIsBoundAfterItsDifferenceWasShown() {
    String id = ca(ROOT.pem() + MIDDLE.pem());
    Browser browser = signedIn("anna", "operator", "");
    String pem = client("alice").chainPem();
    Browser.Page refused = ask(browser, pem);
    assertThat(refused.body())
        .contains("Refused", "no client CA is bound", "CN=alice", "Bind the client CA partners");
    String[] change = {
      "host", "www.example.com", "kind", "bind-ca", "clientCa", id, "clientCaName", "partners"
    };
    Browser.Page review = browser.submit("/events/why/remedy", change);
    assertThat(review.body()).contains("clientAuth.cas", "partners");
    assertThat(api().get(SITE + "/client-cas/" + id).json().at("/hosts")).isEmpty();
    String[] apply = {
      "host", "www.example.com", "kind", "bind-ca", "clientCa", id, "apply", "1", "of", ""
    };
    assertThat(browser.submit("/events/why/remedy", apply).body()).contains("The change is made");
    assertThat(api().get(SITE + "/client-cas/" + id + "/hosts").json().at("/hosts")).hasSize(1);
    awaitDeployed();
    assertThat(ask(browser, pem).body()).contains("Admitted", "from the host's trust");
  }

  @Test
  void theMissingIntermediateIsAddedAfterItsDifferenceWasShown() {
    String id = ca(ROOT.pem());
    api().put(SITE + "/client-cas/" + id + "/hosts?wait=deployed", hosts("www.example.com"));
    Browser browser = signedIn("anna", "operator", "");
    Browser.Page page = ask(browser, client("alice").chainPem());
    assertThat(page.body())
        .contains("Admitted")
        .contains("sends only its own certificate, the verdict is: Chain incomplete")
        .contains("Add the missing intermediate");
    String[] change = {
      "host",
      "www.example.com",
      "kind",
      "add-intermediate",
      "clientCa",
      id,
      "certificates",
      MIDDLE.pem()
    };
    assertThat(browser.submit("/events/why/remedy", change).body())
        .contains("CN=Partner Root\nCN=Partner Middle");
  }

  @Test
  void aViewerIsExplainedARefusalAndCanChangeNothing() {
    String id = ca(ROOT.pem() + MIDDLE.pem());
    Browser viewer = signedIn("anna", "viewer", "");
    assertThat(ask(viewer, client("alice").chainPem()).body())
        .contains("Your role cannot make this change")
        .doesNotContain("Review the change");
    String[] apply = {
      "host", "www.example.com", "kind", "bind-ca", "clientCa", id, "apply", "1", "of", ""
    };
    assertThat(viewer.submit("/events/why/remedy", apply).body()).contains("needs the role");
    assertThat(api().get(SITE + "/client-cas/" + id + "/hosts").json().at("/hosts")).isEmpty();
  }

  @Test
  void hostileNamesOfACertificateAreShownAsText() {
    Browser browser = signedIn("anna", "viewer", "");
    Browser.Page page = ask(browser, client("\\<script\\>alert(1)").chainPem());
    assertThat(page.body()).contains("&lt;script").doesNotContain("<script>alert");
  }

  @Test
  void anEventLeadsToItsExplanation() {
    events.accept(
        Event.of(NOW, "edge", "handshake-refused", "because of the CA")
            .host("www.example.com")
            .verdict("untrusted")
            .client("0a:1b", "CN=CA", "CN=client")
            .build());
    Browser browser = signedIn("anna", "viewer", "");
    assertThat(browser.get("/events").body())
        .contains("/events/why?host=www.example.com&serial=0a%3A1b");
    assertThat(browser.get("/events/why?host=www.example.com&serial=0a:1b").body())
        .contains("Not trusted", "because of the CA", "Only the event is known");
    assertThat(browser.get("/events/why?host=www.example.com&serial=0c").status()).isEqualTo(200);
    assertThat(browser.submit("/events/why", "host", "www.other.example").body())
        .contains("No site has this host");
  }

  private void awaitDeployed() {
    assertThat(
            api()
                .put(SITE + "/origins/app?wait=deployed", "{\"servers\": [\"http://127.0.0.1:9\"]}")
                .status())
        .isEqualTo(200);
  }
}
