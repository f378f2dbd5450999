package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.SoftHsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding the keys of a token, and the messages when there are none. */
class TokenSourcesTest {
  private static final String P256 = "EC -pkeyopt ec_paramgen_curve:P-256";
  private static final String PIN = "&pin-value=1234";

  @TempDir Path dir;
  private SoftHsm hsm;
  private KeySources sources;

  @BeforeEach
  void aToken() throws Exception {
    hsm = new SoftHsm(dir).token("t", "1234");
    sources = new KeySources(CryptoProvider.fastest());
  }

  @AfterEach
  void close() {
    sources.close();
  }

  private KeyLoad.Loaded loaded(KeySource... from) {
    KeyLoad load = sources.load(List.of(from));
    assertThat(load).isInstanceOf(KeyLoad.Loaded.class);
    return (KeyLoad.Loaded) load;
  }

  private List<String> names(String path) throws Exception {
    return loaded(TokenUris.token(path, PIN)).keys().keys().stream()
        .map(key -> key.info().origin())
        .sorted()
        .toList();
  }

  private String problem(KeySource from) {
    KeyLoad load = sources.load(List.of(from));
    assertThat(load).isInstanceOf(KeyLoad.Refused.class);
    List<String> problems = ((KeyLoad.Refused) load).problems();
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private void tool(String arguments) throws Exception {
    hsm.tool("t", "1234", arguments);
  }

  @Test
  void allKeysAreFoundOrThoseWithALabelOrAnIdentifier() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    hsm.importKey("t", "1234", "ED25519", "two words", "0202");
    hsm.importKey("t", "1234", "RSA", "three", "03");
    assertThat(names("t"))
        .containsExactly("token t, key one", "token t, key three", "token t, key two words");
    assertThat(names("t;object=two%20words")).containsExactly("token t, key two words");
    assertThat(names("t;id=%02%02")).containsExactly("token t, key two words");
    assertThat(names("t;object=one;id=%01;type=private")).containsExactly("token t, key one");
    assertThat(problem(TokenUris.token("t;object=four", PIN)))
        .isEqualTo("pkcs11:token=t;object=four: the token holds no such private key");
    assertThat(problem(TokenUris.token("t;object=one;id=%03", PIN)))
        .contains("no such private key");
  }

  /** As with tools that number each kind of object separately. */
  @Test
  void keysOfDifferentKindsMayShareAnIdentifier() throws Exception {
    for (String kind : List.of("rsa:2048", "EC:prime256v1", "EC:edwards25519")) {
      tool("--keypairgen --id 01 --label %s --key-type %s".formatted(kind, kind));
    }
    KeyLoad.Loaded load = loaded(TokenUris.token("t", PIN));
    assertThat(load.warnings()).isEmpty();
    assertThat(load.keys().keys())
        .extracting(key -> key.info().algorithm())
        .containsExactlyInAnyOrder("RSA-2048", "P-256", "Ed25519");
  }

  @Test
  void aKeyIsFoundByTheCertificateBesideIt() throws Exception {
    Path file = hsm.importKey("t", "1234", P256, "one", "01");
    tool("--delete-object --type pubkey --id 01");
    assertThat(loaded(TokenUris.token("t", PIN)).warnings())
        .singleElement()
        .asString()
        .contains("the private key \"one\" (EC) is left out", "no certificate");
    hsm.program().run("openssl req -x509 -key " + file + " -subj /CN=a -outform DER -out c.der");
    tool("--write-object " + dir.resolve("c.der") + " --type cert --id 01 --label one");
    KeyLoad.Loaded load = loaded(TokenUris.token("t", PIN));
    assertThat(load.warnings()).isEmpty();
    assertThat(load.keys().size()).isOne();
  }

  /** The modulus and the exponent are in the private key, too. */
  @Test
  void anRsaKeyNeedsNothingBesideIt() throws Exception {
    hsm.importKey("t", "1234", "RSA", "one", "01");
    tool("--delete-object --type pubkey --id 01");
    assertThat(names("t")).containsExactly("token t, key one");
  }

  @Test
  void aKeyBesideThePublicKeyOfAnotherIsLeftOut() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    tool("--delete-object --type pubkey --id 01");
    hsm.program().run("openssl genpkey -out other -algorithm " + P256);
    hsm.program().run("openssl pkey -in other -pubout -outform DER -out other.der");
    tool("--write-object " + dir.resolve("other.der") + " --type pubkey --id 01 --label x");
    KeyLoad.Loaded load = loaded(TokenUris.token("t", PIN));
    assertThat(load.keys().size()).isZero();
    assertThat(load.warnings())
        .containsExactly(
            "token t, key one is left out: its private and its public part do not belong together");
  }

  @Test
  void aKeyOfAKindThatIsNotSupportedIsLeftOutWithAWarning() throws Exception {
    hsm.importKey("t", "1234", P256, "good", "01");
    tool("--keypairgen --id 02 --label odd --key-type EC:secp256k1");
    KeyLoad.Loaded load = loaded(TokenUris.token("t", PIN));
    assertThat(load.keys().size()).isOne();
    assertThat(load.warnings()).singleElement().asString().contains("\"odd\" (EC) is left out");
  }

  @Test
  void anEmptyTokenIsLoadedWithAWarning() throws Exception {
    assertThat(loaded(TokenUris.token("t", PIN)).warnings())
        .containsExactly("pkcs11:token=t: the token holds no private key");
  }

  @Test
  void aTokenIsNamedBySerialOrSlotToo() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    String slots = hsm.program().run("softhsm2-util --show-slots");
    String serial = after(slots, "Serial number:");
    String slot = after(slots, "Slot ");
    for (String path : List.of("serial=" + serial, "slot-id=" + slot, "model=SoftHSM%20v2")) {
      assertThat(loaded(TokenUris.uri(path, SoftHsm.MODULE, PIN)).keys().size()).isOne();
    }
    assertThat(problem(TokenUris.uri("serial=00", SoftHsm.MODULE, PIN)))
        .contains("there is no such token", "has \"t\" (serial " + serial + ")");
  }

  private static String after(String text, String word) {
    return text.substring(text.indexOf(word) + word.length())
        .lines()
        .findFirst()
        .orElse("")
        .strip();
  }

  @Test
  void aUriThatNamesTwoTokensIsAProblem() throws Exception {
    hsm.token("t", "5678");
    assertThat(problem(TokenUris.token("t", PIN)))
        .startsWith("pkcs11:token=t: this names 2 tokens, add serial=");
  }

  @Test
  void whatIsWrongWithThePinIsToldAndThePinIsNot() throws Exception {
    assertThat(problem(TokenUris.token("t", "")))
        .isEqualTo("pkcs11:token=t: the token asks for a PIN; add pin-source=file:… to its URI");
    assertThat(problem(TokenUris.token("t", "&pin-value=SECRET")))
        .contains("the token refuses the PIN", "CKR_PIN_INCORRECT")
        .doesNotContain("SECRET");
    assertThat(problem(TokenUris.token("t", "&pin-source=env:EDGEKEEP_NO_PIN")))
        .contains("the PIN cannot be read", "EDGEKEEP_NO_PIN");
    Path file = dir.resolve("pin");
    KeySource.Token fromFile = TokenUris.token("t", "&pin-source=" + file);
    assertThat(problem(fromFile)).contains("the PIN cannot be read", file.toString());
    Files.writeString(file, "1234\n");
    assertThat(loaded(fromFile).watched()).containsExactly(file);
  }

  @Test
  void whatIsWrongWithTheModuleIsTold() throws Exception {
    Path text = Files.writeString(dir.resolve("m.so"), "no library");
    assertThat(problem(TokenUris.uri("token=t", text, PIN)))
        .isEqualTo("pkcs11:token=t: %s is not a library for this machine".formatted(text));
    assertThat(problem(TokenUris.uri("token=t", dir.resolve("absent.so"), PIN)))
        .contains("there is no module " + dir.resolve("absent.so"));
    Path other = otherLibrary();
    assertThat(problem(TokenUris.uri("token=t", other, PIN)))
        .contains(other + " is not a PKCS#11 module: it has no C_GetFunctionList");
  }

  /** Some library that is there whenever Java is. */
  private static Path otherLibrary() {
    Path libraries = Path.of(System.getProperty("java.home"), "lib");
    return libraries.resolve(System.mapLibraryName("zip"));
  }

  @Test
  void tokensAndFoldersAreReadTogetherAndOneThatFailsFailsAll() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    Path keys = Files.createDirectory(dir.resolve("keys"));
    hsm.program().run("openssl genpkey -algorithm ED25519 -out keys/a.key");
    KeySource folder = new KeySource.Directory(keys, null);
    KeyLoad.Loaded load = loaded(folder, TokenUris.token("t", PIN));
    assertThat(load.keys().keys())
        .extracting(key -> key.info().onToken())
        .containsExactly(false, true);
    assertThat(sources.load(List.of(folder, TokenUris.token("absent", PIN))))
        .isInstanceOf(KeyLoad.Refused.class);
  }

  @Test
  void aReloadKeepsTheKeysThatItKnowsAndFindsNewOnes() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    HeldKey one = loaded(TokenUris.token("t", PIN)).keys().keys().iterator().next();
    hsm.importKey("t", "1234", P256, "two", "02");
    KeySet after = loaded(TokenUris.token("t", PIN)).keys();
    assertThat(after.size()).isEqualTo(2);
    assertThat(after.get(one.info().ski())).isSameAs(one);
    assertThat(one.perform(Opcode.ECDSA_SIGN_SHA256, new byte[32])).isNotEmpty();
  }

  @Test
  void aTokenThatIsNoLongerNamedIsClosedOnceItsKeysAreReplaced() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    HeldKey one = loaded(TokenUris.token("t", PIN)).keys().keys().iterator().next();
    assertThat(loaded().keys().size()).isZero();
    assertThat(one.perform(Opcode.ECDSA_SIGN_SHA256, new byte[32])).isNotEmpty();
    sources.releaseUnused();
    assertThatThrownBy(() -> one.perform(Opcode.ECDSA_SIGN_SHA256, new byte[32]))
        .isInstanceOf(KeyOperationException.class)
        .hasMessageContaining("the token is closed");
  }

  /** Also those of a token that a set named no longer which was read and not put in force. */
  @Test
  void aReloadThatIsRefusedLeavesTheKeysInUse() throws Exception {
    hsm.importKey("t", "1234", P256, "one", "01");
    HeldKey one = loaded(TokenUris.token("t", PIN)).keys().keys().iterator().next();
    assertThat(loaded().keys().size()).isZero();
    assertThat(problem(TokenUris.token("absent", PIN))).contains("there is no such token");
    assertThat(one.perform(Opcode.ECDSA_SIGN_SHA256, new byte[32])).isNotEmpty();
  }
}
