package dev.edgekeep.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.inspect.InspectCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands on chains that openssl has made, with openssl's own opinion beside ours. */
class VerifyCommandTest {
  @TempDir static Path dir;

  private record Outcome(int status, String out, String err) {}

  private static Outcome run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((failure, each, parsed) -> {
              err.append(failure.getMessage());
              return failure instanceof dev.edgekeep.daemon.command.CommandFailure known
                  ? known.status()
                  : 3;
            });
    return new Outcome(line.execute(arguments), out.toString(), err.toString());
  }

  private static Outcome verify(String... arguments) {
    return run(new VerifyCommand(), arguments);
  }

  private static String file(String name) {
    return dir.resolve(name).toString();
  }

  private static int openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void made(String... arguments) throws IOException, InterruptedException {
    assertThat(openssl(arguments)).as(String.join(" ", arguments)).isZero();
  }

  /** A certificate {@code name} under {@code issuer}; extensions as openssl.cnf writes them. */
  private static void issue(String name, String issuer, String key, String extensions, int days)
      throws IOException, InterruptedException {
    Files.writeString(dir.resolve(name + ".ext"), extensions);
    List<String> request =
        new ArrayList<>(
            List.of("req", "-new", "-nodes", "-subj", "/CN=" + name, "-keyout", name + ".key"));
    request.addAll(List.of("-out", name + ".csr", "-newkey"));
    request.addAll(List.of(key.split(" ", -1)));
    made(request.toArray(String[]::new));
    made(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        issuer + ".pem",
        "-CAkey",
        issuer + ".key",
        "-set_serial",
        "0x" + Integer.toHexString((name.hashCode() & 0xffffff) | 1),
        "-days",
        String.valueOf(days),
        "-extfile",
        name + ".ext",
        "-out",
        name + ".pem");
  }

  @BeforeAll
  static void chains() throws IOException, InterruptedException {
    String ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
    made(
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-subj",
        "/CN=root",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-days",
        "3650");
    issue(
        "issuing",
        "root",
        "ec -pkeyopt ec_paramgen_curve:P-256",
        ca + "subjectKeyIdentifier=hash\n",
        900);
    issue(
        "good",
        "issuing",
        "ec -pkeyopt ec_paramgen_curve:P-384",
        "extendedKeyUsage=clientAuth\n",
        90);
    issue("rsa", "issuing", "rsa:2048", "extendedKeyUsage=clientAuth\n", 90);
    issue(
        "online",
        "issuing",
        "ec -pkeyopt ec_paramgen_curve:P-256",
        """
        extendedKeyUsage=clientAuth
        crlDistributionPoints=URI:http://crl.example/a.crl
        authorityInfoAccess=OCSP;URI:http://ocsp.example/
        """,
        90);
    issue("edwards", "issuing", "ed25519", "keyUsage=digitalSignature\n", 90);
    issue(
        "server",
        "issuing",
        "rsa:2048",
        "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:a.example,IP:192.0.2.9\n",
        90);
    issue(
        "narrow",
        "root",
        "ec -pkeyopt ec_paramgen_curve:P-256",
        ca + "nameConstraints=critical,permitted;DNS:example\n",
        900);
    issue("inside", "narrow", "ed25519", "subjectAltName=DNS:a.example\n", 90);
    issue("outside", "narrow", "ed25519", "subjectAltName=DNS:a.test\n", 90);
    issue("noca", "root", "ed25519", "basicConstraints=CA:FALSE\n", 90);
    issue("below", "noca", "ed25519", "keyUsage=digitalSignature\n", 90);
    StringBuilder all = new StringBuilder();
    for (String name : List.of("issuing", "narrow", "noca")) {
      all.append(Files.readString(dir.resolve(name + ".pem")));
    }
    Files.writeString(dir.resolve("intermediates.pem"), all);
    Files.writeString(
        dir.resolve("full.pem"),
        Files.readString(dir.resolve("good.pem")) + Files.readString(dir.resolve("issuing.pem")));
  }

  @ParameterizedTest
  @CsvSource({
    "good, verified",
    "rsa, verified",
    "edwards, verified",
    "server, wrong-usage",
    "inside, verified",
    "outside, name-not-permitted",
    "below, not-a-ca",
  })
  void itDecidesAsOpensslDoes(String name, String verdict) throws Exception {
    Outcome ours =
        verify(
            "--ca",
            file("root.pem"),
            "--intermediates",
            file("intermediates.pem"),
            file(name + ".pem"));
    int theirs =
        openssl(
            "verify",
            "-purpose",
            "sslclient",
            "-CAfile",
            "root.pem",
            "-untrusted",
            "intermediates.pem",
            name + ".pem");
    assertThat(ours.out()).startsWith(verdict);
    assertThat(ours.status()).isEqualTo(verdict.equals("verified") ? 0 : 1);
    assertThat(theirs == 0).isEqualTo(ours.status() == 0);
  }

  @Test
  void aChainInOneFileAndDerAreReadToo() throws Exception {
    assertThat(verify("--ca", file("root.pem"), file("full.pem")).status()).isZero();
    made("x509", "-in", "good.pem", "-outform", "DER", "-out", "good.der");
    Outcome missing = verify("--ca", file("root.pem"), file("good.der"));
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.out()).contains("chain-incomplete").contains("issued by CN=issuing");
  }

  @Test
  void aServerIsVerifiedForItsName() {
    String[] base = {
      "--ca", file("root.pem"), "--intermediates", file("issuing.pem"), "--purpose", "server"
    };
    for (String host : List.of("a.example", "192.0.2.9")) {
      Outcome outcome = verify(with(base, "--name", host, file("server.pem")));
      assertThat(outcome.out()).startsWith("verified");
    }
    Outcome other = verify(with(base, "--name", "b.example", file("server.pem")));
    assertThat(other.out()).startsWith("name-mismatch").contains("it is for DNS:a.example");
    assertThat(verify(with(base, file("server.pem"))).status()).isEqualTo(2);
  }

  private static String[] with(String[] base, String... more) {
    List<String> all = new ArrayList<>(List.of(base));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aTimeMayBeGiven() {
    String[] base = {"--ca", file("root.pem"), "--at", "2001-02-03T04:05:06Z", file("full.pem")};
    assertThat(verify(base).out()).startsWith("not-yet-valid");
    assertThat(verify("--ca", file("root.pem"), "--at", "soon", file("full.pem")).status())
        .isEqualTo(2);
  }

  @Test
  void jsonHasTheVerdictTheSentenceAndTheAlert() {
    Outcome outcome = verify("--json", "--ca", file("root.pem"), file("good.pem"));
    JsonNode refused = JsonMapper.shared().readTree(outcome.out());
    assertThat(refused.path("verdict").asString()).isEqualTo("chain-incomplete");
    assertThat(refused.path("alert").asString()).isEqualTo("unknown_ca");
    assertThat(refused.has("detail")).isTrue();
    JsonNode verified =
        JsonMapper.shared()
            .readTree(verify("--json", "--ca", file("root.pem"), file("full.pem")).out());
    assertThat(verified.path("verdict").asString()).isEqualTo("verified");
    assertThat(verified.has("validUntil")).isTrue();
  }

  @Test
  void wrongUsageIsToldWithTheFileAndWhatIsWrong() {
    assertThat(verify(file("good.pem")).status()).isEqualTo(2);
    assertThat(verify("--ca", file("root.pem")).status()).isEqualTo(2);
    Outcome absent = verify("--ca", file("nothing.pem"), file("good.pem"));
    assertThat(absent.status()).isEqualTo(2);
    assertThat(absent.err()).contains("nothing.pem: no such file");
    Outcome key = verify("--ca", file("root.key"), file("good.pem"));
    assertThat(key.status()).isEqualTo(2);
    assertThat(key.err()).contains("this is a private key, expected certificates");
    Outcome rootless = verify("--ca", file("issuing.pem"), file("good.pem"));
    assertThat(rootless.status()).isEqualTo(2);
    assertThat(rootless.err()).contains("no root found");
  }

  @Test
  void itSaysThatSourcesOfRevocationWereNotAsked() {
    String[] command = {
      "--ca", file("root.pem"), "--intermediates", file("intermediates.pem"), file("online.pem")
    };
    assertThat(verify(command).out())
        .startsWith("verified")
        .contains(
            "revocation was not checked online",
            "  the list http://crl.example/a.crl",
            "  the OCSP responder http://ocsp.example/");
    assertThat(verify("--ca", file("root.pem"), file("full.pem")).out())
        .doesNotContain("not checked online");
    List<String> json = new ArrayList<>(List.of("--json"));
    json.addAll(List.of(command));
    JsonNode shown =
        JsonMapper.shared().readTree(verify(json.toArray(String[]::new)).out()).path("revocation");
    assertThat(shown.path("checkedOnline").asBoolean(true)).isFalse();
    assertThat(shown.path("lists").path(0).asString()).isEqualTo("http://crl.example/a.crl");
    assertThat(run(new InspectCommand(), file("online.pem")).out())
        .containsPattern("CRLs at +http://crl.example/a.crl")
        .containsPattern("OCSP at +http://ocsp.example/");
  }

  @Test
  void inspectTellsWhatIsThereAndWhatIsWrong() throws Exception {
    Outcome chain = run(new InspectCommand(), file("full.pem"), file("good.key"));
    assertThat(chain.out()).contains("CN=good").contains("ECDSA P-384").contains("private key");
    assertThat(chain.status()).as(chain.out()).isZero();
    Outcome mismatch = run(new InspectCommand(), file("full.pem"), file("rsa.key"));
    assertThat(mismatch.status()).isEqualTo(1);
    assertThat(mismatch.out()).contains("belongs to none of the certificates");
    made(
        "pkcs12",
        "-export",
        "-in",
        "good.pem",
        "-inkey",
        "good.key",
        "-certfile",
        "issuing.pem",
        "-passout",
        "pass:secret",
        "-out",
        "good.p12");
    Outcome locked = run(new InspectCommand(), file("good.p12"));
    assertThat(locked.out()).contains("without a password");
    Outcome opened = run(new InspectCommand(), "--password=secret", file("good.p12"));
    assertThat(opened.out()).contains("CN=good").contains("CN=issuing").contains("private key");
    Outcome request = run(new InspectCommand(), "--json", file("good.csr"));
    assertThat(request.status()).isZero();
    assertThat(JsonMapper.shared().readTree(request.out()).has("items")).isTrue();
    assertThat(run(new InspectCommand(), file("absent")).status()).isEqualTo(2);
  }

  @Test
  void inspectFindsAWrongOrder() throws IOException {
    Path odd = dir.resolve("odd.pem");
    Files.writeString(
        odd,
        Files.readString(dir.resolve("good.pem"))
            + Files.readString(dir.resolve("root.pem"))
            + Files.readString(dir.resolve("issuing.pem")));
    assertThat(run(new InspectCommand(), odd.toString()).out()).contains("out of order");
    Path gap = dir.resolve("gap.pem");
    Files.writeString(
        gap, Files.readString(dir.resolve("good.pem")) + Files.readString(dir.resolve("root.pem")));
    assertThat(run(new InspectCommand(), gap.toString()).out()).contains("a gap");
  }
}
