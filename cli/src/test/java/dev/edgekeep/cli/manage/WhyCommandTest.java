package dev.edgekeep.cli.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyCommandTest {
  private static final String CALL = "POST /sites/example.com/hosts/www.example.com/why";
  private final ApiDouble api = new ApiDouble();

  @TempDir private Path folder;

  @BeforeEach
  void aSite() {
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"}]}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aRefusedClientIsExitStatusOneAndItsChainIsDrawn() throws Exception {
    api.on(
        CALL,
        200,
        """
        {"host":"www.example.com","mode":"require","version":7,"source":"given","verdict":"chain-incomplete",
         "admitted":false,"sentence":"the client sent only its own certificate","advice":"Add the issuer to the CA.",
         "chain":[{"subject":"CN=bob","issuer":"CN=Issuing","serial":"01","sha256":"x","notBefore":"2026-01-01T00:00:00Z",
                   "notAfter":"2027-01-01T00:00:00Z","kind":"leaf","from":"client","state":"ok"},
                  {"subject":"CN=Issuing","issuer":"CN=Root","serial":"02","sha256":"y","notBefore":"2026-01-01T00:00:00Z",
                   "notAfter":"2026-02-01T00:00:00Z","kind":"intermediate","from":"trust","state":"expired"}],
         "trust":[{"id":"a","name":"partners","kind":"custom","members":[]}],
         "remedies":[{"kind":"bind-ca","text":"Bind the CA others."}],"notes":["The rules are not considered."],"events":[]}
        """);
    Path pem = Files.writeString(folder.resolve("bob.pem"), "-----BEGIN CERTIFICATE-----\n");
    CommandRun run = api.run("why", "WWW.example.com", "--cert", pem.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "www.example.com (client authentication: require): REFUSED, verdict chain-incomplete\n",
            "Add the issuer to the CA.\n",
            "  ✓ CN=bob  (leaf, sent by the client, until 2027-01-01)\n",
            "  └─ ✗ CN=Issuing  (intermediate, known to the host, until 2026-02-01, expired)\n",
            "     └─ ? issued by CN=Root, which is not known here\n",
            "  partners (custom)\n",
            "What would admit the client:\n  - Bind the CA others.\n",
            "  - The rules are not considered.\n");
    assertThat(api.last().body()).contains("\"certificate\":\"-----BEGIN");
  }

  @Test
  void anAdmittedClientIsExitStatusZero() {
    api.on(CALL, 200, "{\"host\":\"www.example.com\",\"mode\":\"off\",\"admitted\":true}");
    CommandRun run = api.run("why", "www.example.com", "--serial", "0a:1b");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("ADMITTED", "trusts no client CA");
    assertThat(api.last().body()).isEqualTo("{\"serial\":\"0a:1b\"}");
    assertThat(api.run("why", "www.example.com", "--json").out()).contains("\"admitted\" : true");
  }

  @Test
  void aFileWithAKeyIsRefusedBeforeTheCall() throws Exception {
    Path pem = Files.writeString(folder.resolve("k.pem"), "-----BEGIN PRIVATE KEY-----\n");
    CommandRun run = api.run("why", "www.example.com", "--cert", pem.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(api.calls()).isEmpty();
  }
}
