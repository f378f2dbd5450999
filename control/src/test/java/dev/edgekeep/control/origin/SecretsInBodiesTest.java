package dev.edgekeep.control.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Values in bodies are texts that name nothing of the machine, and a private key stands only where
 * one is expected.
 */
class SecretsInBodiesTest extends SiteHarness {
  private static final TestCa CA = TestCa.root("Origin Root", KeyType.P_256);
  private static final Credential EDGE = CA.issue(Leaf.client("edge"));
  private static final String NO_KEY = "contains a private key; only certificates belong here";

  private static String origin(String tls) {
    return "{\"servers\": [\"https://192.0.2.1\"], \"tls\": %s}".formatted(tls);
  }

  private static String keyServer(String identity, String trust) {
    return "{\"addresses\": [\"192.0.2.1:2407\"], \"identity\": %s, \"trust\": %s}"
        .formatted(identity, trust);
  }

  private static String identity(String chain, String key) {
    return "{\"chain\": %s, \"key\": %s}".formatted(chain, key);
  }

  private static String pem(String text) {
    return "{\"pem\": %s}".formatted(quoted(text));
  }

  private static final String BOTH = EDGE.chainPem() + EDGE.keyPem();
  private static final String CA_BOTH = CA.pem() + EDGE.keyPem();
  private static final String SECRET = EDGE.keyPem().lines().skip(1).findFirst().orElseThrow();

  @Test
  void aPrivateKeyAmongCertificatesIsRefusedInEveryFieldAndStoredNowhere() throws IOException {
    startSite(Databases.SQLITE);
    String good = identity(quoted(EDGE.chainPem()), quoted(EDGE.keyPem()));
    List<Reply> replies =
        List.of(
            api().put(SITE + "/origins/a", origin("{\"trust\": %s}".formatted(quoted(CA_BOTH)))),
            api().put(SITE + "/origins/a", origin("{\"trust\": %s}".formatted(pem(CA_BOTH)))),
            api()
                .put(
                    SITE + "/origins/a",
                    origin(
                        "{\"identity\": %s}"
                            .formatted(identity(quoted(BOTH), quoted(EDGE.keyPem()))))),
            api().put("/key-servers/v", keyServer(good, quoted(CA_BOTH))),
            api()
                .put(
                    "/key-servers/v",
                    keyServer(identity(pem(BOTH), quoted(EDGE.keyPem())), quoted(CA.pem()))));
    for (Reply reply : replies) {
      assertThat(reply.status()).isEqualTo(422);
      assertThat(reply.text("/errors/0/message")).contains(NO_KEY);
      assertThat(reply.json().toString()).doesNotContain(SECRET);
    }
    List<Reply> others =
        List.of(
            api()
                .post(
                    "/certificates",
                    "{\"chain\": %s, \"privateKey\": %s}"
                        .formatted(quoted(BOTH), quoted(EDGE.keyPem()))),
            api()
                .post(
                    SITE + "/client-cas",
                    "{\"name\": \"p\", \"certificates\": %s}".formatted(quoted(CA_BOTH))),
            api()
                .post(
                    SITE + "/client-cas",
                    "{\"name\": \"p\", \"certificates\": %s, \"crl\": %s}"
                        .formatted(quoted(CA.pem()), quoted(EDGE.keyPem()))),
            api()
                .post(
                    SITE + "/client-certificates",
                    "{\"csr\": %s}".formatted(quoted(EDGE.keyPem()))),
            api()
                .post(
                    SITE + "/rules/test",
                    "{\"request\": {\"clientCertificate\": %s}}".formatted(quoted(BOTH))));
    for (Reply reply : others) {
      assertThat(reply.status()).as(reply.json().toString()).isEqualTo(422);
      assertThat(reply.json().toString()).contains("private key").doesNotContain(SECRET);
    }
    assertNothingHolds(SECRET);
  }

  /** No error quotes what stands in the place of a key, whatever form it has. */
  @Test
  void noAnswerQuotesAKey() {
    startSite(Databases.SQLITE);
    String bare = EDGE.keyPem().replaceAll("-----[^-]*-----|\n", "");
    List<String> keys =
        List.of(
            quoted(bare),
            quoted(EDGE.keyPem().replace("\n", "")),
            pem(bare),
            "{\"base64\": %s}".formatted(quoted("=" + bare)),
            "[%s]".formatted(quoted(bare)),
            "{\"pem\": %s, \"passphrase\": \"%s\"}".formatted(quoted(bare), bare),
            "{\"pem\": %s, \"passphrase\": [\"%s\"]}".formatted(quoted(bare), bare));
    for (String key : keys) {
      Reply reply =
          api()
              .put(
                  SITE + "/origins/a",
                  origin("{\"identity\": %s}".formatted(identity(quoted(EDGE.chainPem()), key))));
      assertThat(reply.status()).as(key).isEqualTo(422);
      assertThat(reply.json().toString()).doesNotContain(bare.substring(0, 30));
    }
  }

  @Test
  void aBodyNamesNeitherFilesNorVariablesOfTheEnvironment() {
    startSite(Databases.SQLITE);
    List<String> answers = Stream.of("PATH", "NOT_SET_ANYWHERE").map(this::answerAbout).toList();
    assertThat(answers.getFirst())
        .contains("{env: …}")
        .doesNotContain("PATH", "passphrase is")
        .isEqualTo(answers.getLast());
    Reply file =
        api()
            .put(
                SITE + "/origins/a",
                origin("{\"trust\": {\"file\": \"/etc/ssl/certs/ca-certificates.crt\"}}"));
    assertThat(file.status()).isEqualTo(422);
    assertThat(file.text("/errors/0/path")).isEqualTo("tls.trust.file");
  }

  private String answerAbout(String variable) {
    String key =
        "{\"pem\": %s, \"passphrase\": {\"env\": \"%s\"}}"
            .formatted(quoted(EDGE.keyPem()), variable);
    Reply reply =
        api()
            .put(
                SITE + "/origins/a",
                origin("{\"identity\": %s}".formatted(identity(quoted(EDGE.chainPem()), key))));
    assertThat(reply.status()).isEqualTo(422);
    return reply.json().get("errors").toString();
  }

  /** Records that earlier versions took. */
  @Test
  void aKeyAmongCertificatesOfAnOldRecordIsMaskedAndTheRecordStaysInUse() {
    startSite(Databases.SQLITE);
    api().put(SITE + "/origins/app", origin("{\"trust\": %s}".formatted(quoted(CA.pem()))));
    putHost("www.example.com", "");
    restartAfter(
        "UPDATE origin SET settings = '%s'"
            .formatted(origin("{\"trust\": %s}".formatted(quoted(CA_BOTH)))),
        "UPDATE audit SET after_json = '%s' WHERE kind = 'origin'"
            .formatted(origin("{\"trust\": %s}".formatted(quoted(CA_BOTH)))));
    for (String path : List.of("/sites/example.com/origins/app", SITE + "/origins", "/audit")) {
      assertThat(api().get(path).json().toString())
          .contains("a private key stood here")
          .doesNotContain(SECRET);
    }
    assertThat(node.last().origins()).containsKey("example.com/app");
  }

  private void assertNothingHolds(String secret) throws IOException {
    stop();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret);
      }
    }
    assertThat(String.join("\n", log)).doesNotContain(secret);
  }
}
