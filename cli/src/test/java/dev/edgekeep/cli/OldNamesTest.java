package dev.edgekeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.api.ApiDouble;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Earlier names of commands and options go on working, and are not in the help. */
class OldNamesTest {
  private final ApiDouble api = new ApiDouble();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    api.close();
  }

  private String file(String name) throws Exception {
    return Files.writeString(folder.resolve(name), "-----BEGIN CERTIFICATE-----\n").toString();
  }

  @Test
  void aKeyServerIsSetWithTheOldNames() throws Exception {
    api.on("PUT /key-servers/vault", 200, "{}");
    String pem = file("edge.pem");
    CommandRun old =
        api.run(
            "key-servers",
            "set",
            "vault",
            "--at",
            "a:1",
            "--at",
            "b:2",
            "--cert",
            pem,
            "--key",
            pem);
    assertThat(old.err()).isEmpty();
    String body = api.last().body();
    assertThat(body).contains("\"addresses\":[\"a:1\",\"b:2\"]");
    api.run(
        "key-server",
        "set",
        "vault",
        "--address",
        "a:1",
        "--address",
        "b:2",
        "--cert",
        pem,
        "--key",
        pem);
    assertThat(api.last().body()).isEqualTo(body);
  }

  @Test
  void certificatesAreUploadedWithTheOldNames() throws Exception {
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"}]}");
    api.on("POST /certificates", 201, "{\"id\":\"c1\"}");
    api.on("POST /sites/example.com/client-cas", 201, "{\"id\":\"ca1\"}");
    String pem = file("www.pem");
    for (String option : new String[] {"--chain", "--cert"}) {
      assertThat(api.run("cert", "upload", option, pem, "--key-server", "vault").out())
          .isEqualTo("c1\n");
    }
    for (String option : new String[] {"--file", "--cert"}) {
      assertThat(api.run("ca", "upload", "partners", option, pem).out()).contains("ca1");
    }
    CommandRun none = api.run("cert", "upload", "--key-server", "vault");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("--cert FILE");
  }

  @Test
  void aCertificateIsVerifiedWithTheOldNames() throws Exception {
    TestCa root = TestCa.root("Root", KeyType.P_256);
    String ca = Files.writeString(folder.resolve("ca.pem"), root.pem()).toString();
    Credential client = root.issue(Leaf.client("alice"));
    String leaf = Files.writeString(folder.resolve("client.pem"), client.chainPem()).toString();
    for (String option : new String[] {"--ca", "--trust"}) {
      assertThat(CommandRun.of("verify", option, ca, leaf).out()).startsWith("verified");
      assertThat(CommandRun.of("verify", option, ca, "-o", "yaml", leaf).out())
          .contains("verdict: verified\n");
    }
  }

  @Test
  void helpShowsTheNewNamesOnly() {
    assertThat(CommandRun.of("--help").out()).contains("key-server ").doesNotContain("key-servers");
    assertThat(CommandRun.of("cert", "upload", "--help").out())
        .contains("--cert=FILE")
        .doesNotContain("--chain");
  }

  @Test
  void anUnknownCommandSuggestsTheNearestInTwoLines() {
    CommandRun run = CommandRun.of("verfy", "x.pem");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("'verfy'", "Did you mean: verify");
    assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void withoutASiteTheClientCertificatesOfAllSitesAreListed() {
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"a.example\"},{\"name\":\"b.example\"}]}");
    api.on("GET /sites/a.example/client-certificates", 200, "{\"items\":[{\"id\":\"one\"}]}");
    api.on("GET /sites/b.example/client-certificates", 200, "{\"items\":[{\"id\":\"two\"}]}");
    assertThat(api.run("client-cert", "list").out())
        .contains("SITE", "one  a.example", "two  b.example");
    assertThat(api.run("client-cert", "list", "--site", "b.example").out()).doesNotContain("one");
    assertThat(api.run("client-cert", "list", "--json").out())
        .isEqualTo(api.run("client-cert", "list", "-o", "json").out())
        .contains("\"site\" : \"a.example\"");
  }
}
