package dev.edgekeep.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.Databases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules are built, ordered and tried out. */
class RulePagesTest extends ConsoleHarness {
  private Browser browser = new Browser("http://127.0.0.1");

  @BeforeEach
  void begin() {
    startSite(Databases.SQLITE);
    putHost("www.example.com", "");
    putHost("*.dev.example.com", "");
    browser = signedIn("anna", "operator", "");
  }

  private void rule(String name, String when) {
    api()
        .post(
            SITE + "/rules",
            "{\"name\": \"%s\", \"when\": %s, \"action\": \"block\"}"
                .formatted(name, quoted(when)));
  }

  private String names() {
    return String.join(
        " ", api().get(SITE + "/rules").json().at("/items").findValuesAsString("name"));
  }

  @Test
  void clientsWithoutACertificateAreBlockedOnChosenHosts() {
    assertThat(browser.get(SITE + "/rules/block").body()).contains("www.example.com");
    assertThat(browser.submit(SITE + "/rules/block").body()).contains("Choose at least one host");
    browser.submit(SITE + "/rules/block", "host", "www.example.com", "host", "*.dev.example.com");
    assertThat(api().get(SITE + "/rules").text("/items/0/when"))
        .isEqualTo(
            "(http.host in {\"www.example.com\"} or http.host wildcard \"*.dev.example.com\")"
                + " and not tls_client_auth.cert_verified");
  }

  @Test
  void aRuleIsMovedByItsArrowsAndToThePlaceWhereItIsDropped() {
    rule("a", "ssl");
    rule("b", "ssl");
    rule("c", "ssl");
    String id = api().get(SITE + "/rules").text("/items/0/id");
    browser.submit(SITE + "/rules/order", "rule", id, "to", "3");
    assertThat(names()).isEqualTo("b c a");
    browser.submit(SITE + "/rules/order", "rule", id, "move", "up");
    assertThat(names()).isEqualTo("b a c");
    assertThat(browser.submit(SITE + "/rules/order", "rule", id, "to", "9").body())
        .contains("changed in the meantime");
  }

  @Test
  void aRuleWithoutAHostIsMarked() {
    rule("a", "http.host eq \"www.example.com\" and ssl");
    assertThat(browser.get("/rules?site=example.com").body()).doesNotContain("every host<");
    rule("b", "ssl");
    assertThat(browser.get("/rules?site=example.com").body()).contains("every host<");
  }

  @Test
  void anExpressionIsTriedOnARecordedRequest() {
    String recorded = "{\"url\": \"https://www.example.com/x\", \"method\": \"PUT\"}";
    String when = "http.request.method eq \"PUT\" and ssl";
    assertThat(browser.submit(SITE + "/rules/test", "when", when, "recorded", recorded).body())
        .contains("The condition is true");
    assertThat(browser.submit(SITE + "/rules/test", "when", when, "recorded", "{").body())
        .contains("this is not JSON");
  }
}
