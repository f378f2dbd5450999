package dev.edgekeep.config.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Value;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A private key is read, and ignored parts of its text cause warnings. */
class KeyReaderTest {
  private final Problems problems = new Problems("test.yaml");

  @Test
  void aBlockOfAnUnknownKindCausesAWarning() throws Exception {
    byte[] der =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    String key = block("PRIVATE KEY", der);
    assertThat(read(key)).isEqualTo(new PrivateKeyDer(der));
    assertThat(problems.warnings()).isEmpty();
    assertThat(read(key + block("PRIVAT KEY", der))).isEqualTo(new PrivateKeyDer(der));
    assertThat(problems.errors()).isEmpty();
    assertThat(problems.warnings())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("PRIVAT KEY");
  }

  private @Nullable PrivateKeyDer read(String text) {
    Value value = new Value(new Scalar(text, true, 1), DocumentPath.ROOT.key("key"), problems);
    return new KeyReader(new Materials(null)).read(value);
  }

  private static String block(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }
}
