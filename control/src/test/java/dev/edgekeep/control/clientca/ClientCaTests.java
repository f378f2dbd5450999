package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A site, its client certificates, and openssl to judge them; the clock shows the real time. */
abstract class ClientCaTests extends ControlHarness {
  static final String PATH = "/sites/example.com/client-certificates";

  final ApiClient startWithSite(Databases database) {
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    ApiClient api = start(database);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    return api;
  }

  static Reply issue(ApiClient api, String body) {
    Reply issued = api.post(PATH, body);
    assertThat(issued.status())
        .as(new String(issued.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(201);
    return issued;
  }

  static Reply revoke(ApiClient api, Reply issued, String body) {
    Reply revoked = api.post(PATH + "/" + issued.text("/id") + "/revoke", body);
    assertThat(revoked.status()).isEqualTo(200);
    return revoked;
  }

  static Certificate certificate(String pem) {
    return certificates(pem).getFirst();
  }

  static List<Certificate> certificates(String pem) {
    try {
      return PemFiles.certificates(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (dev.edgekeep.x509.cert.CertificateFormatException e) {
      throw new AssertionError(pem, e);
    }
  }

  final String file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  final String file(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final byte[] read(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Processes.Result openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(Arrays.asList(arguments));
    return Processes.run("", command);
  }
}
