package dev.edgekeep.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users sign in with a one-time link and a password, and sessions end. */
class SigningInTest extends ConsoleHarness {
  /** As lists of revoked certificates have it: without TLS, perhaps on another machine. */
  @Override
  protected ControlConfig adapted(ControlConfig config) {
    return config.toBuilder().publicUrl(URI.create("http://ca.example.com")).build();
  }

  @BeforeEach
  void begin() {
    startSite(Databases.SQLITE);
  }

  @Test
  void aLinkCreatesAUserOnce() {
    String link = link("{\"role\": \"operator\"}");
    Browser browser = new Browser(control().url());
    assertThat(browser.get(link).status()).isEqualTo(200);
    assertThat(browser.get(link).status()).as("looking uses nothing up").isEqualTo(200);
    Browser.Page home =
        browser.post(link, "", "name", "anna", "password", PASSWORD, "again", PASSWORD);
    assertThat(home.path()).isEqualTo("/");
    assertThat(home.body()).contains("anna").contains("Operator");
    assertThat(new Browser(control().url()).get(link).status()).isEqualTo(404);
  }

  @Test
  void aRepeatedCallDoesNotShowTheLinkAgain() {
    String body = "{\"role\": \"viewer\"}";
    Reply first = api().post("/console-links", body, "Idempotency-Key", "once");
    Reply second = api().post("/console-links", body, "Idempotency-Key", "once");
    assertThat(first.text("/link")).contains("/link/");
    assertThat(second.text("/link")).isEmpty();
    assertThat(second.text("/expiresAt")).isEqualTo(first.text("/expiresAt"));
  }

  @Test
  void aLinkStaysUsableWhenThePasswordIsEasyToGuess() {
    String link = link("{\"role\": \"viewer\"}");
    Browser browser = new Browser(control().url());
    for (String easy : new String[] {"short", "anna is my name", "aaaaaaaaaaaaaa"}) {
      Browser.Page again = browser.post(link, "", "name", "anna", "password", easy, "again", easy);
      assertThat(again.status()).as(easy).isEqualTo(422);
    }
    assertThat(browser.get(link).status()).isEqualTo(200);
  }

  @Test
  void aLinkExpires() {
    String link = link("{\"role\": \"viewer\"}");
    clock.advance(Duration.ofMinutes(61));
    assertThat(new Browser(control().url()).get(link).status()).isEqualTo(404);
  }

  @Test
  void withoutASessionEveryPageLeadsToSigningIn() {
    Browser browser = new Browser(control().url());
    for (String path : new String[] {"/", "/hosts", "/people", "/sites/example.com", "/audit"}) {
      assertThat(browser.get(path).path()).as(path).isEqualTo("/signin");
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndTooManyFromOneAddressOnlyThere() {
    Browser known = signedIn("anna", "viewer", "");
    Browser stranger = new Browser(control().url());
    for (int i = 0; i < 5; i++) {
      assertThat(stranger.post("/signin", "", "name", "anna", "password", "wrong " + i).body())
          .contains("The name or the password is wrong");
    }
    assertThat(stranger.post("/signin", "", "name", "anna", "password", PASSWORD).body())
        .contains("too many wrong passwords");
    assertThat(
            known
                .post("/signin", known.get("/me").csrf(), "name", "anna", "password", PASSWORD)
                .path())
        .as("the browser in which she has signed in before")
        .isEqualTo("/");
  }

  @Test
  void aSessionEndsWhenItIsNotUsedAndAfterADay() {
    Browser browser = signedIn("anna", "viewer", "");
    clock.advance(Duration.ofMinutes(119));
    assertThat(browser.get("/").path()).isEqualTo("/");
    clock.advance(Duration.ofMinutes(121));
    assertThat(browser.get("/").path()).isEqualTo("/signin");
    Browser busy = signedIn("ben", "viewer", "");
    for (int i = 0; i < 11; i++) {
      clock.advance(Duration.ofMinutes(60));
      assertThat(busy.get("/").path()).isEqualTo("/");
    }
    clock.advance(Duration.ofMinutes(61));
    assertThat(busy.get("/").path()).isEqualTo("/signin");
  }

  @Test
  void sessionsEndWithTheUserAndWithTheRights() {
    Browser anna = signedIn("anna", "admin", "");
    assertThat(api().put("/users/anna/rights", "{\"role\": \"viewer\"}").status()).isEqualTo(200);
    assertThat(anna.get("/").path()).isEqualTo("/signin");
    Browser ben = signedIn("ben", "admin", "");
    assertThat(api().delete("/users/ben").status()).isEqualTo(204);
    assertThat(ben.get("/").path()).isEqualTo("/signin");
  }

  @Test
  void anAdministratorSeesAndEndsSessions() {
    Browser anna = signedIn("anna", "viewer", "");
    Reply sessions = api().get("/sessions");
    assertThat(sessions.text("/items/0/user")).isEqualTo("anna");
    assertThat(api().delete("/sessions/" + sessions.text("/items/0/id")).status()).isEqualTo(204);
    assertThat(anna.get("/").path()).isEqualTo("/signin");
  }

  @Test
  void aFormOfAnotherSiteOrSessionIsRefused() {
    Browser anna = signedIn("anna", "admin", "");
    Browser ben = signedIn("ben", "admin", "");
    String own = anna.get("/me").csrf();
    assertThat(anna.post("/sites", "", "name", "a.example").status()).isEqualTo(403);
    assertThat(anna.post("/sites", ben.get("/me").csrf(), "name", "a.example").status())
        .isEqualTo(403);
    assertThat(anna.postFrom("https://evil.example", "/signout", own).status()).isEqualTo(403);
    assertThat(anna.post("/sites", own, "name", "a.example").status()).isEqualTo(200);
  }

  @Test
  void whatCannotBeUndoneNeedsThePasswordAgainAfterAWhile() {
    putHost("www.example.com", "");
    Browser anna = signedIn("anna", "operator", "");
    clock.advance(Duration.ofMinutes(11));
    String path = "/sites/example.com/hosts/www.example.com/delete";
    assertThat(anna.get(path).body()).contains("name=\"password\"");
    assertThat(anna.submit(path).status()).isEqualTo(422);
    assertThat(api().get(SITE + "/hosts/www.example.com").status()).isEqualTo(200);
    assertThat(anna.submit(path, "password", PASSWORD).path()).isEqualTo("/hosts");
    assertThat(api().get(SITE + "/hosts/www.example.com").status()).isEqualTo(404);
  }

  @Test
  void theTargetAfterSigningInIsAPathOfTheConsole() {
    signedIn("anna", "viewer", "");
    Browser browser = new Browser(control().url());
    for (String bad : new String[] {"//evil.example/", "https://evil.example/", "/\\evil"}) {
      Browser.Page page =
          browser.post("/signin", "", "name", "anna", "password", PASSWORD, "to", bad);
      assertThat(page.path()).as(bad).isIn("/", "/signin");
      browser = new Browser(control().url());
    }
  }

  @Test
  void aNameInAnySpellingIsTheSameForTheLimit() {
    signedIn("anna", "viewer", "");
    Browser stranger = new Browser(control().url());
    for (String name : new String[] {"anna", "Anna", " anna", "ANNA ", "aNNa"}) {
      assertThat(stranger.post("/signin", "", "name", name, "password", "wrong").body())
          .contains("The name or the password is wrong");
    }
    assertThat(stranger.post("/signin", "", "name", "anNa", "password", PASSWORD).body())
        .contains("too many wrong passwords");
  }

  @Test
  void aStrangersFormIsShort() {
    Browser stranger = new Browser(control().url());
    String name = "a".repeat(40_000);
    assertThat(stranger.post("/signin", "", "name", name, "password", "wrong").status())
        .isEqualTo(413);
  }

  @Test
  void attemptsAtTheSameTimeDoNotPassTheLimitTogether() {
    signedIn("anna", "viewer", "");
    AtomicInteger compared = new AtomicInteger();
    try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        attackers.execute(() -> {
          Browser stranger = new Browser(control().url());
          if (stranger
              .post("/signin", "", "name", "anna", "password", "wrong")
              .body()
              .contains("The name or the password is wrong")) {
            compared.incrementAndGet();
          }
        });
      }
    }
    assertThat(compared.get()).isEqualTo(5);
  }

  @Test
  void aLinkLeadsToTheApiWhereThePublicAddressHasNoTls() {
    assertThat(api().post("/console-links", "{\"role\": \"viewer\"}").text("/link"))
        .startsWith(control().url() + "/link/");
  }

  @Test
  void givingAccessNeedsThePasswordAgainAfterAWhile() {
    Browser anna = signedIn("anna", "admin", "");
    signedIn("ben", "viewer", "");
    clock.advance(Duration.ofMinutes(11));
    Browser.Page asked = anna.submit("/people/links", "user", "anna");
    assertThat(asked.status()).isEqualTo(422);
    assertThat(asked.body())
        .contains("name=\"password\"")
        .contains("name=\"user\" value=\"anna\"")
        .doesNotContain("/link/");
    assertThat(anna.submit("/people/tokens", "name", "ci", "role", "admin").body())
        .contains("name=\"password\"")
        .doesNotContain("ek_");
    assertThat(anna.submit("/people/users/ben/rights", "role", "admin").status()).isEqualTo(422);
    assertThat(api().get("/users").text("/items/1/role")).isEqualTo("viewer");
    assertThat(anna.submit("/people/links", "user", "anna", "password", "wrong").body())
        .contains("The password is wrong")
        .doesNotContain("/link/");
    assertThat(anna.submit("/people/links", "user", "anna", "password", PASSWORD).body())
        .contains("/link/");
    assertThat(anna.submit("/people/users/ben/rights", "role", "admin").path())
        .isEqualTo("/people");
    assertThat(api().get("/users").text("/items/1/role")).isEqualTo("admin");
  }

  @Test
  void otherLinksOfAUserEndWithANewPassword() {
    signedIn("anna", "viewer", "");
    String used = link("{\"user\": \"anna\"}");
    String forgotten = link("{\"user\": \"anna\"}");
    String password = "other words put together";
    Browser browser = new Browser(control().url());
    assertThat(browser.post(used, "", "password", password, "again", password).path())
        .isEqualTo("/");
    assertThat(browser.get(forgotten).status()).isEqualTo(404);
  }

  @Test
  void aUsedLinkIsExplained() {
    Browser browser = new Browser(control().url());
    String link = link("{\"role\": \"viewer\"}");
    clock.advance(Duration.ofMinutes(61));
    Browser.Page gone = browser.get(link, "Accept", "text/html");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body()).contains("This link was used or has expired");
  }

  @Test
  void aUserHasAFewSessions() {
    signedIn("anna", "viewer", "");
    restartAfter(
        """
        INSERT INTO console_session
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
        SELECT printf('%026d', i), user_id, secret_hash, address, agent, created_at, authenticated_at, used_at, NULL
        FROM console_session, n\
        """);
    Browser browser = new Browser(control().url());
    assertThat(browser.post("/signin", "", "name", "anna", "password", PASSWORD).path())
        .isEqualTo("/");
    assertThat(api().get("/sessions").json().path("items")).hasSize(50);
    assertThat(browser.get("/").path()).isEqualTo("/");
  }
}
