package dev.edgekeep.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.config.ConsoleSettings;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users sign in with the client certificate of their TLS handshake. */
class SignInCertificatesTest extends ControlHarness {
  private static final String PASSWORD = "four words put together";
  private static final TestCa OTHER = TestCa.root("Other Root", KeyType.P_256);
  private static final Pattern BUTTON = Pattern.compile("name=\"certificate\" value=\"([^\"]+)\"");

  private @Nullable ApiClient api;

  @Override
  protected ControlConfig adapted(ControlConfig config) {
    try {
      Credential server = OTHER.issue(TestCa.Leaf.server("localhost"));
      Identity identity =
          new Identity(
              List.of(Certificate.parse(server.leaf().getEncoded())),
              new PrivateKeyDer(server.key().getEncoded()));
      ApiEndpoint api = new ApiEndpoint(config.api().address(), identity, true, true);
      return ControlConfig.of(api, config.store(), config.masterKey(), config.adminToken())
          .limits(config.limits())
          .console(new ConsoleSettings(null, true))
          .build();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    ApiClient _ = start(Databases.SQLITE);
    String url = "http://127.0.0.1:" + control().address().getPort();
    String token = Files.readString(folder.resolve("admin.token")).strip();
    ApiClient client = new ApiClient(HttpClient.newHttpClient(), url, token, null);
    client.post("/sites", "{\"name\": \"example.com\"}");
    api = client;
  }

  private ApiClient api() {
    if (api == null) {
      throw new IllegalStateException("start it first");
    }
    return api;
  }

  /** A browser with a certificate and its key; without any, when there is none. */
  private Browser browser(@Nullable SSLContext tls) {
    return new Browser(control().url(), tls == null ? tls() : tls);
  }

  /** Anna, who has signed in with her password and added the certificate of her browser. */
  private Browser anna(SSLContext tls) {
    Browser anna = browser(tls);
    String url = api().post("/console-links", "{\"role\": \"admin\"}").text("/link");
    String path = url.substring(url.indexOf("/link/"));
    anna.post(path, "", "name", "anna", "password", PASSWORD, "again", PASSWORD);
    assertThat(anna.submit("/me/certificates").path()).isEqualTo("/me");
    return anna;
  }

  /** The binding that the page offers; empty: none. */
  private static String offered(Browser browser) {
    Matcher found = BUTTON.matcher(browser.get("/signin").body());
    return found.find() ? found.group(1) : "";
  }

  private Browser signedIn(SSLContext tls) {
    Browser browser = browser(tls);
    String binding = offered(browser);
    assertThat(binding).isNotEmpty();
    assertThat(browser.post("/signin/certificate", "", "certificate", binding).path())
        .isEqualTo("/");
    return browser;
  }

  @Test
  void aUserSignsInWithTheCertificateThatTheBrowserPresented() throws Exception {
    SSLContext tls = tls(certificate());
    Browser _ = anna(tls);
    assertThat(signedIn(tls).get("/me").body()).contains("CN=anna");
  }

  @Test
  void anotherCertificateAndNoneAndHeaderFieldsAreRefused() throws Exception {
    SSLContext tls = tls(certificate());
    Browser _ = anna(tls);
    String binding = offered(browser(tls));
    Browser sameName = browser(tls(certificate()));
    Browser none = browser(null);
    String fingerprint = api().get("/users/anna/certificates").text("/items/0/fingerprint");
    for (Browser stranger : new Browser[] {sameName, none}) {
      assertThat(offered(stranger)).isEmpty();
      Browser.Page refused = stranger.post("/signin/certificate", "", "certificate", binding);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(stranger.get("/").path()).isEqualTo("/signin");
    }
    assertThat(
            none.get(
                    "/signin",
                    "X-Client-Cert",
                    fingerprint,
                    "Client-Cert",
                    fingerprint,
                    "Edgekeep-Client-Certificate",
                    fingerprint)
                .body())
        .doesNotContain("/signin/certificate");
  }

  @Test
  void aStolenCookieIsWorthNothingWithoutTheKey() throws Exception {
    SSLContext tls = tls(certificate());
    Browser _ = anna(tls);
    Browser signedIn = signedIn(tls);
    assertThat(signedIn.get("/").path()).isEqualTo("/");
    assertThat(signedIn.stolen(tls()).get("/").path()).isEqualTo("/signin");
    assertThat(signedIn.get("/").path()).as("the user goes on").isEqualTo("/");
  }

  @Test
  void sessionsEndWhenTheCertificateIsRevokedAndConnectionsResume() throws Exception {
    Reply issued = api().post("/sites/example.com/client-certificates", "{\"keyType\": \"p256\"}");
    SSLContext tls = tls(issued.text("/certificate"), issued.text("/privateKey"));
    Browser _ = anna(tls);
    Browser signedIn = signedIn(tls);
    assertThat(signedIn.get("/").path()).isEqualTo("/");
    String path = "/sites/example.com/client-certificates/" + issued.text("/id");
    assertThat(api().post(path + "/revoke", "{}").status()).isEqualTo(200);
    assertThat(signedIn.get("/").path()).as("the same connection").isEqualTo("/signin");
    assertThat(offered(browser(tls))).as("with a resumed TLS session").isEmpty();
    assertThat(api().delete(path).status()).isEqualTo(204);
    assertThat(offered(browser(tls))).as("deleted, it counts as no other CA's").isEmpty();
  }

  @Test
  void anExpiredCertificateCountsNoMore() throws Exception {
    Credential soon =
        OTHER.issue(
            TestCa.Leaf.client("anna").valid(NOW.minusSeconds(60), NOW.plus(Duration.ofHours(1))));
    SSLContext tls = tls(soon);
    Browser _ = anna(tls);
    Browser signedIn = signedIn(tls);
    clock.advance(Duration.ofMinutes(59));
    assertThat(signedIn.get("/").path()).isEqualTo("/");
    clock.advance(Duration.ofMinutes(2));
    assertThat(signedIn.get("/").path()).isEqualTo("/signin");
    assertThat(offered(browser(tls))).isEmpty();
  }

  @Test
  void anAdministratorRemovesACertificateAndItsSessionsEnd() throws Exception {
    SSLContext tls = tls(certificate());
    Browser withPassword = anna(tls);
    Browser signedIn = signedIn(tls);
    String id = api().get("/users/anna/certificates").text("/items/0/id");
    assertThat(api().delete("/users/anna/certificates/" + id).status()).isEqualTo(204);
    assertThat(signedIn.get("/").path()).isEqualTo("/signin");
    assertThat(withPassword.get("/").path()).isEqualTo("/");
    assertThat(api().delete("/users/anna/sessions").status()).isEqualTo(204);
    assertThat(withPassword.get("/").path()).isEqualTo("/signin");
  }

  @Test
  void addingACertificateNeedsThePasswordAgain() throws Exception {
    SSLContext tls = tls(certificate());
    Browser anna = anna(tls);
    String id = api().get("/users/anna/certificates").text("/items/0/id");
    assertThat(anna.submit("/me/certificates/" + id + "/remove").path()).isEqualTo("/me");
    clock.advance(Duration.ofMinutes(11));
    assertThat(anna.submit("/me/certificates").status()).isEqualTo(422);
    assertThat(anna.submit("/me/certificates", "password", PASSWORD).path()).isEqualTo("/me");
    assertThat(offered(browser(tls))).isNotEmpty();
  }

  @Test
  void pagesAreSentOverTlsOnly() {
    Browser plain = new Browser("http://127.0.0.1:" + control().address().getPort());
    assertThat(plain.getOnce("/signin").response().headers().firstValue("Location"))
        .hasValue("https://127.0.0.1:" + control().address().getPort() + "/signin");
  }

  private static Credential certificate() {
    return OTHER.issue(
        TestCa.Leaf.client("anna").valid(NOW.minusSeconds(60), NOW.plus(Duration.ofDays(365))));
  }

  private static SSLContext tls(Credential credential) throws Exception {
    return tls(credential.key(), credential.leaf());
  }

  private static SSLContext tls(String certificate, String key) throws Exception {
    X509Certificate parsed =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
    byte[] pkcs8 = Base64.getMimeDecoder().decode(key.replaceAll("-----[^-]+-----", ""));
    return tls(
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)), parsed);
  }

  private static SSLContext tls(PrivateKey key, X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("client", key, new char[0], new X509Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, new char[0]);
    return context(keys.getKeyManagers());
  }

  private static SSLContext tls() {
    return context(new KeyManager[0]);
  }

  private static SSLContext context(KeyManager[] keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {new AnyServer()}, null);
      return context;
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The server is not what is tested. */
  private static final class AnyServer extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
