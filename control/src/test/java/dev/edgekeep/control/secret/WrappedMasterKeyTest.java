package dev.edgekeep.control.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Pkcs11UriException;
import dev.edgekeep.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The master key lies encrypted for an RSA key of a PKCS#11 token: openssl did that. */
class WrappedMasterKeyTest extends ControlHarness {
  private static final String PIN = "1234";
  private static final String TEXT = "0123456789abcdef".repeat(4);

  private Path wrapped = Path.of("");

  @BeforeEach
  void token() throws Exception {
    SoftHsm hsm = new SoftHsm(folder);
    hsm.token("vault", PIN);
    String rsa = "RSA -pkeyopt rsa_keygen_bits:2048";
    Path key = hsm.importKey("vault", PIN, rsa, "master", "01");
    hsm.importKey("vault", PIN, rsa, "other", "02");
    Files.writeString(folder.resolve("pin.txt"), PIN + "\n");
    Path text = Files.writeString(folder.resolve("text"), TEXT + "\n");
    wrapped = folder.resolve("master.wrapped");
    hsm.program()
        .run(
            "openssl pkeyutl -encrypt -inkey %s -in %s -out %s -pkeyopt rsa_padding_mode:oaep"
                    .formatted(key, text, wrapped)
                + " -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256");
  }

  private MasterKeySource.Outside source(Path file, String key) throws Pkcs11UriException {
    String uri =
        "pkcs11:token=vault%s?module-path=%s&pin-source=file:pin.txt"
            .formatted(key, SoftHsm.MODULE);
    return new MasterKeySource.Wrapped(file, Pkcs11Uri.parse(uri, folder));
  }

  @Override
  protected MasterKeySource.Outside masterKey() {
    try {
      return source(wrapped, ";object=master");
    } catch (Pkcs11UriException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theTokenOpensItAtEveryStart() {
    ApiClient api = start(Databases.SQLITE);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    String issue = "/sites/example.com/client-certificates";
    assertThat(api.post(issue, "{\"keyType\": \"p256\"}").status()).isEqualTo(201);
    assertThat(restart().post(issue, "{\"keyType\": \"p256\"}").status())
        .as("the CA's key is opened with it")
        .isEqualTo(201);
  }

  @Test
  void itIsTheKeyThatWasEncrypted() throws Exception {
    byte[] sealed = MasterKey.parse(TEXT, "test").newDataKey("context");
    assertThat(masterKey().read().dataKey(sealed, "context")).hasSize(32);
  }

  @Test
  void whatTheTokenCannotOpenIsTold() throws Exception {
    assertRefused(source(wrapped, ";object=other"), "is not encrypted for", "RSAES-OAEP");
    byte[] greatest = new byte[256];
    Arrays.fill(greatest, (byte) 0xff);
    Path beyond = Files.write(folder.resolve("beyond"), greatest);
    assertRefused(source(beyond, ";object=master"), "is not encrypted for", "RSAES-OAEP");
    assertRefused(source(wrapped, ""), "names 2 RSA keys", "object=");
    assertRefused(source(wrapped, ";object=none"), "object=none");
    Path cut = Files.write(folder.resolve("cut"), new byte[255]);
    assertRefused(source(cut, ";object=master"), "it has 255 bytes, and would have 256");
    assertRefused(source(folder.resolve("missing"), ";object=master"), "missing");
    Files.writeString(folder.resolve("pin.txt"), "9999\n");
    assertRefused(source(wrapped, ";object=master"), "PIN");
  }

  private static void assertRefused(MasterKeySource.Outside source, String... parts) {
    assertThatThrownBy(source::read)
        .isInstanceOf(IOException.class)
        .message()
        .contains(parts)
        .doesNotContain(TEXT);
  }
}
