package dev.edgekeep.keyserver.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** PKCS#11 URIs (RFC 7512). */
class Pkcs11UriFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aUriIsReadOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(Pkcs11Uri.parse(text, Path.of("/folder"))).isNotNull();
    } catch (Pkcs11UriException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
