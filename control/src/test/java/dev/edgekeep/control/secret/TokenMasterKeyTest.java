package dev.edgekeep.control.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.RecordingNode;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.testing.SoftHsm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The master key is in the database, encrypted for a key on a PKCS#11 token. */
class TokenMasterKeyTest extends ControlHarness {
  private static final String PIN = "1234";
  private static final String ISSUE = "/sites/example.com/client-certificates";
  private static final String KEY = "{\"keyType\": \"p256\"}";

  private MasterKeySource source = onToken("master");

  @BeforeEach
  void token() throws Exception {
    SoftHsm hsm = new SoftHsm(folder);
    hsm.token("vault", PIN);
    String rsa = "RSA -pkeyopt rsa_keygen_bits:2048";
    hsm.importKey("vault", PIN, rsa, "master", "01");
    hsm.importKey("vault", PIN, rsa, "other", "02");
    hsm.tool("vault", PIN, "--keygen --key-type aes:32 --label aes --id 03");
    hsm.tool("vault", PIN, "--keygen --key-type aes:32 --label aes-2 --id 04");
    source = onToken("master");
  }

  private static MasterKeySource onToken(String label) {
    return onToken(label, PIN);
  }

  private static MasterKeySource onToken(String label, String pin) {
    return new MasterKeySource.OnToken(
        Pkcs11Uri.ofKey(SoftHsm.MODULE, "vault", label, new Secret.Given(pin)));
  }

  @Override
  protected MasterKeySource masterKey() {
    return source;
  }

  @ParameterizedTest
  @EnumSource
  void itIsCreatedWithTheDatabaseAndOpenedAtEachStart(Databases database) {
    ApiClient api = start(database);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    assertThat(api.post(ISSUE, KEY).status()).isEqualTo(201);
    assertThat(restart().post(ISSUE, KEY).status()).isEqualTo(201);
  }

  @Test
  void anAesKeyOfTheTokenDoesAsWell() throws IOException {
    source = onToken("aes");
    StoreLocation location = Databases.SQLITE.create(folder);
    ApiClient api = start(location);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    assertThat(api.post(ISSUE, KEY).status()).isEqualTo(201);
    assertThat(restart().post(ISSUE, KEY).status()).isEqualTo(201);
    stop();
    source = onToken("aes-2");
    assertThatThrownBy(this::restart).hasMessageContaining("is not encrypted for");
    source = onToken("master");
    assertThatThrownBy(this::restart).hasMessageContaining("names no AES key");
    assertThat(rekey(location, onToken("aes"), onToken("master"))).isEqualTo(1);
    assertThat(restart().post(ISSUE, KEY).status()).isEqualTo(201);
  }

  @Test
  void aReplicaNeedsTheTokenAndNoFile() {
    ApiClient first = start(Databases.POSTGRESQL);
    assertThat(first.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    assertThat(first.post(ISSUE, KEY).status()).isEqualTo(201);
    ApiClient second = startAnother(new RecordingNode("edge-2"));
    assertThat(second.post(ISSUE, KEY).status()).as("the CA's key is opened").isEqualTo(201);
  }

  @Test
  void aTokenThatIsGoneStopsNothingUntilTheNextStart() throws IOException {
    ApiClient api = start(Databases.SQLITE);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    remove(folder.resolve("tokens"));
    assertThat(api.post(ISSUE, KEY).status()).isEqualTo(201);
    assertThatThrownBy(this::restart)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("masterKey: pkcs11:token=vault;object=master")
        .hasMessageContaining("there is no such token");
  }

  @Test
  void aWrongPinAndAnotherKeyAreToldWithoutThePin() {
    start(Databases.SQLITE);
    source = onToken("other");
    assertThatThrownBy(this::restart).hasMessageContaining("is not encrypted for");
    source = onToken("none");
    assertThatThrownBy(this::restart).hasMessageContaining("object=none");
    source = onToken("master", "98761234");
    assertThatThrownBy(this::restart)
        .hasMessageContaining("refuses the PIN")
        .hasMessageNotContaining("98761234");
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseMovesFromAFileToATokenAndBack(Databases database) throws IOException {
    MasterKeySource file = super.masterKey();
    StoreLocation location = database.create(folder);
    source = file;
    ApiClient api = start(location);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    assertThat(api.post(ISSUE, KEY).status()).isEqualTo(201);
    stop();
    source = onToken("master");
    assertThatThrownBy(this::restart).hasMessageContaining("edgekeep control rekey");

    assertThat(rekey(location, file, source)).isEqualTo(1);
    assertThat(restart().post(ISSUE, KEY).status()).isEqualTo(201);
    stop();
    source = file;
    assertThatThrownBy(this::restart).isInstanceOf(UnsealException.class);

    assertThat(rekey(location, onToken("master"), onToken("other"))).isEqualTo(1);
    assertThat(rekey(location, onToken("other"), file)).isEqualTo(1);
    assertThat(restart().post(ISSUE, KEY).status()).isEqualTo(201);
  }

  @Test
  void aKeyThatDoesNotOpenTheSecretsChangesNothing() {
    MasterKeySource file = super.masterKey();
    StoreLocation location = Databases.SQLITE.create(folder);
    source = file;
    start(location);
    stop();
    MasterKeySource wrong = new MasterKeySource.Plain(new Secret.Given("ff".repeat(32)));
    assertThatThrownBy(() -> rekey(location, wrong, onToken("master")))
        .isInstanceOf(UnsealException.class);
    assertThat(restart().get("/sites").status()).isEqualTo(200);
  }

  private static int rekey(StoreLocation location, MasterKeySource from, MasterKeySource to)
      throws IOException {
    try (Store store = Store.connect(location)) {
      return Rekeying.run(store, from, to);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }
}
