package dev.edgekeep.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {
  private final Instant now = Instant.now();

  @TempDir private Path temp;
  private Path dir;
  private DemoFiles files;

  @BeforeEach
  void make() throws Exception {
    dir = temp.resolve("demo");
    files = DemoFiles.open(temp);
    assertThat(files.ensure(now)).isTrue();
  }

  @Test
  void opensslAcceptsTheServerAndRefusesTheStranger() throws Exception {
    String server = dir.resolve("server.pem").toString();
    String ca = dir.resolve("ca.pem").toString();
    assertThat(
            openssl(
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                "mtls.localhost",
                "-CAfile",
                ca,
                server))
        .contains("OK");
    assertThat(openssl("verify", "-CAfile", ca, dir.resolve("stranger.pem").toString()))
        .contains("verification failed");
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    assertThat(mode(dir)).isEqualTo("rwx------");
    try (Stream<Path> all = Files.walk(temp).skip(1)) {
      assertThat(all)
          .hasSize(16)
          .allMatch(file -> mode(file).equals(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void onlyTheKeyServerHasTheKeyOfTheKeylessHost() throws Exception {
    assertThat(files.certificate("keyless")).exists();
    assertThat(files.key("keyless")).doesNotExist();
    assertThat(temp.resolve("keyserver/keys/keyless.key")).exists();
    String ca = dir.resolve("keyserver-ca.pem").toString();
    assertThat(
            openssl(
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-verify_ip",
                "127.0.0.1",
                "-CAfile",
                ca,
                temp.resolve("keyserver/keyserver.pem").toString()))
        .contains("OK");
    assertThat(
            openssl(
                "verify",
                "-purpose",
                "sslclient",
                "-CAfile",
                temp.resolve("keyserver/edge-ca.pem").toString(),
                dir.resolve("edge.pem").toString()))
        .contains("OK");
  }

  @Test
  void existingFilesAreReused() throws Exception {
    byte[] before = Files.readAllBytes(files.certificate("server"));
    assertThat(files.ensure(now.plus(Duration.ofDays(1)))).isFalse();
    assertThat(files.certificate("server")).hasBinaryContent(before);
  }

  @Test
  void missingBrokenAndExpiredFilesAreReplaced() throws Exception {
    Files.delete(files.key("stranger"));
    assertThat(files.ensure(now)).isTrue();
    Files.writeString(files.certificate("server"), "nonsense");
    assertThat(files.ensure(now)).isTrue();
    assertThat(files.ensure(now.plus(Duration.ofDays(900)))).isTrue();
    assertThat(files.ensure(now)).isFalse();
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String openssl(String... arguments) throws Exception {
    List<String> command = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
