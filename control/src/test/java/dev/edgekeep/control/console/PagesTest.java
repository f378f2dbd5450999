package dev.edgekeep.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.Databases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every page, for every role; hostile names; headers. */
class PagesTest extends ConsoleHarness {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/events",
          "/events/why",
          "/events/why?host=www.example.com&serial=0a",
          "/hosts",
          "/hosts?q=www&mode=require",
          "/hosts/new",
          "/sites",
          "/sites/example.com",
          "/sites/example.com/hosts/www.example.com",
          "/sites/example.com/hosts/www.example.com/edit",
          "/certificates",
          "/certificates/new",
          "/rules",
          "/sites/example.com/rules/new",
          "/sites/example.com/rules/block",
          "/client-certificates",
          "/client-certificates?status=expiring",
          "/sites/example.com/client-certificates/new",
          "/client-cas",
          "/sites/example.com/client-cas/new",
          "/nodes",
          "/me");

  @BeforeEach
  void begin() {
    startSite(Databases.SQLITE);
    putHost("www.example.com", "");
  }

  @Test
  void everyPageIsShownToEveryRoleInBothLanguages() {
    List<Browser> browsers =
        List.of(
            signedIn("viewer", "viewer", ""),
            signedIn("operator", "operator", ""),
            signedIn("ofsite", "operator", "example.com"),
            signedIn("admin", "admin", ""));
    for (Browser browser : browsers) {
      for (String path : PAGES) {
        for (String language : new String[] {"en", "zh-CN"}) {
          Browser.Page page = browser.get(path, "Accept-Language", language);
          assertThat(page.status()).as(path + "\n" + page.body()).isEqualTo(200);
          assertThat(page.body()).contains("lang=\"" + language.substring(0, 2));
        }
      }
    }
  }

  @Test
  void aViewerIsOfferedNoChangeAndCanMakeNone() {
    Browser viewer = signedIn("anna", "viewer", "");
    assertThat(viewer.get("/hosts").body()).doesNotContain("/hosts/new");
    assertThat(viewer.get("/sites/example.com/hosts/www.example.com").body())
        .doesNotContain("/edit\"")
        .doesNotContain("/delete\"");
    assertThat(viewer.submit("/sites", "name", "other.example").status()).isEqualTo(422);
    assertThat(viewer.submit("/sites/example.com/hosts/www.example.com/delete").body())
        .contains("needs the role operator");
    assertThat(viewer.get("/people").status()).isEqualTo(403);
    assertThat(viewer.get("/audit").status()).isEqualTo(403);
    assertThat(api().get("/sites/other.example").status()).isEqualTo(404);
    assertThat(api().get(SITE + "/hosts/www.example.com").status()).isEqualTo(200);
  }

  @Test
  void anOperatorOfOneSiteSeesAndChangesNoOther() {
    api().post("/sites", "{\"name\": \"other.example\"}");
    Browser browser = signedIn("anna", "operator", "example.com");
    assertThat(browser.get("/sites").body())
        .contains("example.com")
        .doesNotContain("other.example");
    assertThat(browser.get("/sites/other.example").status()).isEqualTo(404);
    assertThat(
            browser
                .submit(
                    "/sites/other.example/origins", "name", "app", "servers", "http://127.0.0.1:9")
                .status())
        .isEqualTo(404);
  }

  @Test
  void aHostIsChangedAfterItsDifferenceWasShown() {
    Browser browser = signedIn("anna", "operator", "");
    String path = "/sites/example.com/hosts/www.example.com/edit";
    String[] form = {"certificate", certificate, "origin", "app", "mode", "require"};
    Browser.Page review = browser.submit(path, form);
    assertThat(review.body()).contains("clientAuth.mode").contains("require");
    assertThat(api().get(SITE + "/hosts/www.example.com").text("/clientAuth/mode"))
        .isEqualTo("off");
    Browser.Page done =
        browser.submit(
            path, "certificate", certificate, "origin", "app", "mode", "require", "apply", "1");
    assertThat(done.body()).contains("The host is saved").contains("no client CA is bound");
    assertThat(api().get(SITE + "/hosts/www.example.com").text("/clientAuth/mode"))
        .isEqualTo("require");
  }

  @Test
  void aCloneHasAllSettingsOfItsPattern() {
    Browser browser = signedIn("anna", "operator", "");
    Browser.Page form = browser.get("/hosts/new?site=example.com&from=www.example.com");
    assertThat(form.body()).contains("value=\"" + certificate + "\" selected");
    assertThat(
            browser
                .submit(
                    "/hosts/new?site=example.com&from=www.example.com",
                    "name",
                    "shop.example.com",
                    "certificate",
                    certificate,
                    "origin",
                    "app",
                    "mode",
                    "off")
                .body())
        .contains("The host is saved");
    assertThat(api().get(SITE + "/hosts/shop.example.com").text("/certificate"))
        .isEqualTo(certificate);
    assertThat(browser.get("/sites/example.com/hosts/shop.example.com").body())
        .contains("name: shop.example.com");
  }

  @Test
  void theKeyOfAClientCertificateIsShownOnce() {
    Browser browser = signedIn("anna", "operator", "");
    Browser.Page issued =
        browser.submit(
            "/sites/example.com/client-certificates/new",
            "how",
            "ours",
            "keyType",
            "p256",
            "subject",
            "CN=Alice",
            "days",
            "30");
    assertThat(issued.body()).contains("BEGIN PRIVATE KEY").doesNotContain("client.p12");
    String id = api().get(SITE + "/client-certificates").text("/items/0/id");
    String path = "/sites/example.com/client-certificates/" + id;
    assertThat(browser.get(path).body()).contains("CN=Alice").doesNotContain("PRIVATE KEY");
    assertThat(browser.submit(path + "/revoke", "reason", "keyCompromise").body())
        .contains("Revoked");
    assertThat(browser.submit(path + "/activate").body()).contains("Active");
  }

  @Test
  void aPasswordMakesFilesForDevices() throws Exception {
    Browser.Page issued =
        signedIn("anna", "operator", "")
            .submit(
                "/sites/example.com/client-certificates/new",
                "how",
                "ours",
                "keyType",
                "p256",
                "subject",
                "CN=Alice",
                "days",
                "30",
                "password",
                "correct horse");
    String pkcs12 =
        issued.body().replaceAll("(?s).*<pre id=\"pkcs12\" hidden>([^<]*)</pre>.*", "$1");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(Base64.getDecoder().decode(pkcs12)),
        "correct horse".toCharArray());
    assertThat(store.getCertificateChain(store.aliases().nextElement())).hasSizeGreaterThan(1);
    assertThat(issued.body()).contains("com.apple.security.pkcs12").doesNotContain("correct horse");
  }

  @Test
  void anAdministratorManagesUsersAndTokens() {
    Browser admin = signedIn("anna", "admin", "");
    Browser ben = signedIn("ben", "viewer", "");
    assertThat(admin.get("/people").body()).contains("ben").contains("first administrator");
    assertThat(admin.submit("/people/users/ben/rights", "role", "operator").status())
        .isEqualTo(200);
    assertThat(ben.get("/").path()).as("sessions end with the rights").isEqualTo("/signin");
    assertThat(api().get("/users").text("/items/1/role")).isEqualTo("operator");
    assertThat(admin.submit("/people/links", "role", "viewer").body()).contains("/link/");
    assertThat(admin.submit("/people/tokens", "name", "ci", "role", "viewer").body())
        .contains("ek_");
    assertThat(admin.submit("/people/users/ben/delete").path()).isEqualTo("/people");
    assertThat(api().get("/users").text("/items/1/name")).isEmpty();
  }

  @Test
  void hostileNamesAreShownHarmlessly() {
    Browser browser = signedIn("anna", "admin", "");
    String hostile = "<script>alert(1)</script>\" onload=\"x";
    browser.submit(
        "/sites/example.com/rules/new",
        "name",
        hostile,
        "when",
        "http.host eq \"www.example.com\"",
        "action",
        "block",
        "enabled",
        "1");
    for (String path :
        new String[] {"/rules", "/audit", "/sites/example.com/hosts/www.example.com"}) {
      assertThat(browser.get(path).body())
          .as(path)
          .contains("&lt;script&gt;")
          .doesNotContain("<script>alert");
    }
    assertThat(browser.get("/rules").body())
        .as("in an attribute")
        .contains("&#34; onload=&#34;x up");
    assertThat(browser.get("/hosts?q=" + "%3Cscript%3E").body()).doesNotContain("<script>\"");
  }

  @Test
  void pagesForbidWhatIsNotTheirOwn() {
    Browser.Page page = new Browser(control().url()).get("/signin");
    assertThat(page.response().headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain(" style=").doesNotContain(" onclick");
    assertThat(new Browser(control().url()).get("/nothing", "Accept", "text/html").status())
        .isEqualTo(404);
  }

  @Test
  void addingAHostThatExistsLeavesItAsItIs() {
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
    Browser browser = signedIn("anna", "operator", "");
    String[] form = {
      "name", "www.example.com", "certificate", certificate, "origin", "app", "mode", "off"
    };
    assertThat(browser.submit("/hosts/new?site=example.com", form).body())
        .contains("This host exists already");
    assertThat(api().get(SITE + "/hosts/www.example.com").text("/clientAuth/mode"))
        .isEqualTo("require");
    form[1] = "new.example.com";
    assertThat(browser.submit("/hosts/new?site=example.com", form).body())
        .contains("The host is saved");
  }

  @Test
  void anOriginKeepsSettingsThatTheFormDoesNotShow() {
    String pinned =
        "{\"servers\": [\"https://127.0.0.1:9443\"], \"tls\": {\"serverName\": \"app.internal\"}}";
    assertThat(api().put(SITE + "/origins/pinned", pinned).status()).isEqualTo(201);
    Browser browser = signedIn("anna", "operator", "");
    String path = "/sites/example.com/origins";
    assertThat(browser.submit(path, "name", "pinned", "servers", "http://127.0.0.1:9").body())
        .contains("This origin exists already");
    assertThat(api().get(SITE + "/origins/pinned").json().toString()).contains("app.internal");
    assertThat(browser.submit(path, "name", "app", "servers", "http://127.0.0.1:9").body())
        .contains("The origin is saved");
    assertThat(browser.submit(path, "name", "more", "servers", "http://127.0.0.1:9").body())
        .contains("The origin is saved");
    assertThat(api().get(SITE + "/origins/app").json().toString()).contains("127.0.0.1:9\"");
  }

  @Test
  void applyingBindingsChangesOnlyTheHostsWhoseTickChanged() {
    putHost("a.example.com", "");
    putHost("b.example.com", "");
    assertThat(api().post("/client-ca", "").status()).isLessThan(300);
    String hosts = SITE + "/client-ca/hosts";
    api().put(hosts, hosts("www.example.com"));
    Browser browser = signedIn("anna", "operator", "");
    assertThat(browser.get("/client-cas?site=example.com").body())
        .contains("name=\"was\" value=\"www.example.com\"")
        .doesNotContain("name=\"was\" value=\"a.example.com\"");
    api().post(hosts, hosts("b.example.com"));
    String path = "/sites/example.com/client-ca/hosts";
    Browser.Page done =
        browser.submit(
            path, "was", "www.example.com", "host", "www.example.com", "host", "a.example.com");
    assertThat(done.body()).contains("The bindings are saved");
    assertThat(api().get(hosts).json().toString())
        .as("b was bound after the page was shown")
        .contains("www.example.com")
        .contains("a.example.com")
        .contains("b.example.com");
    browser.submit(path, "was", "www.example.com", "was", "a.example.com", "host", "a.example.com");
    assertThat(api().get(hosts).json().toString())
        .doesNotContain("www.example.com")
        .contains("a.example.com")
        .contains("b.example.com");
  }

  @Test
  void chainsAreDrawnForThoseWhoMayUploadThemAndWithinALimit() {
    String chain = api().get("/certificates/" + certificate).text("/chain");
    assertThat(chain).contains("BEGIN CERTIFICATE");
    Browser viewer = signedIn("ben", "viewer", "");
    assertThat(viewer.submit("/certificates/check", "chain", chain).status()).isEqualTo(403);
    Browser operator = signedIn("anna", "operator", "");
    assertThat(operator.submit("/certificates/check", "chain", chain).body())
        .contains("example.com");
    assertThat(operator.submit("/certificates/check", "chain", chain.repeat(21)).body())
        .contains("these are 21 certificates");
    assertThat(operator.submit("/certificates/check", "chain", "a".repeat(300_000)).body())
        .contains("longer than any chain");
  }

  @Test
  void aFormThatCannotBeReadIsNoFailureOfTheControlPlane() {
    Browser browser = new Browser(control().url());
    assertThat(browser.postRaw("/signin", "name=%zz").status()).isEqualTo(422);
    assertThat(log).noneMatch(line -> line.contains("form"));
  }

  @Test
  void aFormIsNotReadWithoutASession() throws IOException {
    URI url = URI.create(control().url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      String header =
          "POST /sites HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\n"
              .formatted(url.getAuthority());
      socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(status).isEqualTo("HTTP/1.1 303");
    }
  }
}
