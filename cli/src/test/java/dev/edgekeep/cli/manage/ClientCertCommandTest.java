package dev.edgekeep.cli.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new private key is written to one file and nowhere else. */
class ClientCertCommandTest {
  private static final String ID = "01m818ypnn684mnfszq6cfram4";
  private static final String ISSUED =
      """
      {"id":"%s","serial":"0a:1b","status":"active","certificate":"LEAF\\n","chain":"CHAIN\\n",\
      "privateKey":"SECRET\\n","notBefore":"2026-01-01T00:00:00Z","notAfter":"2027-01-01T00:00:00Z"}\
      """
          .formatted(ID);

  @TempDir private Path folder;
  private final ApiDouble api = new ApiDouble();

  @BeforeEach
  void oneSite() {
    api.on("GET /sites", 200, "{\"items\":[{\"id\":\"s\",\"name\":\"example.com\"}]}");
    api.on("POST /sites/example.com/client-certificates", 201, ISSUED);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theKeyFileIsPrivateAndTheKeyIsNotShown() throws IOException {
    Path out = folder.resolve("alice");
    CommandRun run =
        api.run("client-cert", "issue", "--subject", "CN=Alice", "--out", out.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out() + run.err()).doesNotContain("SECRET").contains("0a:1b");
    assertThat(out.resolve("client.key")).hasContent("SECRET");
    assertThat(out.resolve("client.pem")).hasContent("LEAF\nCHAIN");
    assertThat(out.resolve("ca.pem")).hasContent("CHAIN");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("client.key"))))
        .isEqualTo("rw-------");
    assertThat(api.last().body()).isEqualTo("{\"keyType\":\"p256\",\"subject\":\"CN=Alice\"}");
  }

  @Test
  void theKeyIsInJsonOutputOnlyWithPrintKey() {
    String key = folder.resolve("k").toString();
    assertThat(api.run("client-cert", "issue", "--key", key, "-o", "json").out())
        .contains("\"certificate\"")
        .doesNotContain("SECRET");
    assertThat(api.run("client-cert", "issue", "--print-key", "-o", "json").out())
        .contains("SECRET");
  }

  @Test
  void nothingIsIssuedWithoutAPlaceForTheKey() throws IOException {
    Path there = Files.writeString(folder.resolve("k"), "in use");
    CommandRun taken = api.run("client-cert", "issue", "--key", there.toString());
    assertThat(taken.status()).isEqualTo(2);
    assertThat(taken.err()).contains("exists and may be a key that is in use");
    assertThat(there).hasContent("in use");
    CommandRun nowhere = api.run("client-cert", "issue");
    assertThat(nowhere.status()).isEqualTo(2);
    assertThat(nowhere.err()).contains("no place for the private key");
    assertThat(api.calls()).noneMatch(call -> call.startsWith("POST"));
  }

  @Test
  void aRefusalLeavesNoEmptyKeyFile() {
    api.on("POST /sites/example.com/client-certificates", 422, "{\"detail\":\"no\",\"errors\":[]}");
    Path key = folder.resolve("k");
    assertThat(api.run("client-cert", "issue", "--key", key.toString()).status()).isEqualTo(1);
    assertThat(key).doesNotExist();
    Path out = folder.resolve("new").resolve("alice");
    assertThat(api.run("client-cert", "issue", "--out", out.toString()).status()).isEqualTo(1);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  /** A real certificate, as the API returns it. */
  private static String issued(Credential client) throws Exception {
    List<Certificate> chain = new ArrayList<>();
    for (X509Certificate certificate : client.chain()) {
      chain.add(Certificate.parse(certificate.getEncoded()));
    }
    String key =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(client.key().getEncoded()));
    return ISSUED
        .replace("LEAF\\n", PemFiles.text(List.of(chain.getFirst())).replace("\n", "\\n"))
        .replace("CHAIN\\n", PemFiles.text(chain).replace("\n", "\\n"))
        .replace("SECRET\\n", key.replace("\n", "\\n"));
  }

  @Test
  void filesForDevicesHaveThePasswordOfTheFileAndAreTheOnlyCopyOfTheKey() throws Exception {
    api.on(
        "POST /sites/example.com/client-certificates",
        201,
        issued(TestCa.root("CA", KeyType.P_256).issue(TestCa.Leaf.client("alice"))));
    Path password = Files.writeString(folder.resolve("password"), "correct horse\nanother line\n");
    Path pkcs12 = folder.resolve("alice.p12");
    Path profile = folder.resolve("alice.mobileconfig");
    CommandRun run =
        api.run(
            "client-cert",
            "issue",
            "--p12",
            pkcs12.toString(),
            "--mobileconfig",
            profile.toString(),
            "--password-file",
            password.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out() + run.err()).doesNotContain("PRIVATE KEY", "BEGIN").contains("alice.p12");
    KeyStore store = KeyStore.getInstance(pkcs12.toFile(), "correct horse".toCharArray());
    String alias = store.aliases().nextElement();
    assertThat(store.getKey(alias, "correct horse".toCharArray())).isNotNull();
    assertThat(store.getCertificateChain(alias)).isNotEmpty();
    assertThat(profile).content().contains("com.apple.security.pkcs12");
    for (Path file : List.of(pkcs12, profile)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void filesForDevicesNeedAPasswordBeforeAnythingIsIssued() throws Exception {
    String pkcs12 = folder.resolve("alice.p12").toString();
    assertThat(api.run("client-cert", "issue", "--p12", pkcs12).err())
        .contains("--p12 and --mobileconfig need --password-file");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    CommandRun run =
        api.run("client-cert", "issue", "--p12", pkcs12, "--password-file", empty.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("its first line is empty");
    Path taken = Files.writeString(folder.resolve("taken"), "in use");
    Path password = Files.writeString(folder.resolve("password"), "secret\n");
    assertThat(
            api.run(
                    "client-cert",
                    "issue",
                    "--p12",
                    pkcs12,
                    "--mobileconfig",
                    taken.toString(),
                    "--password-file",
                    password.toString())
                .err())
        .contains("exists and may be a key that is in use");
    assertThat(folder.resolve("alice.p12")).doesNotExist();
    assertThat(taken).hasContent("in use");
    assertThat(api.calls()).noneMatch(call -> call.startsWith("POST"));
  }

  @Test
  void aSigningRequestIsSentUnchanged() throws IOException {
    Path csr = Files.writeString(folder.resolve("a.csr"), "REQUEST\n");
    api.on(
        "POST /sites/example.com/client-certificates",
        201,
        ISSUED.replace("\"privateKey\":\"SECRET\\n\",", ""));
    CommandRun run = api.run("client-cert", "issue", "--csr", csr.toString(), "--days", "30");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("LEAF\nCHAIN\n");
    assertThat(api.last().body()).isEqualTo("{\"csr\":\"REQUEST\\n\",\"validityDays\":30}");
    assertThat(api.run("client-cert", "issue", "--csr", csr.toString(), "--print-key").status())
        .isEqualTo(2);
  }

  @Test
  void aCertificateIsRevokedByIdOrSerialNumber() {
    String path = "/sites/example.com/client-certificates";
    api.on("GET " + path, 200, "{\"items\":[{\"id\":\"%s\",\"serial\":\"0a:1b\"}]}".formatted(ID));
    api.on("POST %s/%s/revoke".formatted(path, ID), 200, "{\"serial\":\"0a:1b\"}");
    assertThat(api.run("client-cert", "revoke", ID, "--reason", "superseded").out())
        .isEqualTo("serial number 0a:1b revoked\n");
    assertThat(api.last().body()).isEqualTo("{\"reason\":\"superseded\"}");
    assertThat(api.run("client-cert", "revoke", "0A1B").status()).isZero();
    assertThat(api.calls()).contains("GET " + path + "?serial=0A1B&limit=1000");
    assertThat(api.last().call()).startsWith("POST %s/%s/revoke".formatted(path, ID));
  }

  @Test
  void ignoredPartsOfASigningRequestCauseAWarning() throws IOException {
    Path csr =
        Files.writeString(
            folder.resolve("csr.pem"),
            "-----BEGIN CERTIFICATE REQUST-----\nAA==\n-----END CERTIFICATE REQUST-----\n");
    assertThat(api.run("client-cert", "issue", "--csr", csr.toString()).err())
        .contains("warning: " + csr, "CERTIFICATE REQUST");
  }
}
