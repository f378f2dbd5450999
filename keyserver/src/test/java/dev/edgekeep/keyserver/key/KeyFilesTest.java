package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which openssl writes private keys, and what is said of files that are none. */
class KeyFilesTest {
  private static final String P256 = "EC -pkeyopt ec_paramgen_curve:P-256";

  @TempDir Path dir;
  private Path keys;
  private Program openssl;

  @BeforeEach
  void anEmptyFolder() throws Exception {
    openssl = new Program(dir);
    keys = Files.createDirectory(dir.resolve("keys"));
  }

  private KeyLoad load(@Nullable Secret passphrase) {
    try (KeySources sources = new KeySources(CryptoProvider.fastest())) {
      return sources.load(List.of(new KeySource.Directory(keys, passphrase)));
    }
  }

  private List<String> problems() {
    assertThat(load(null)).isInstanceOf(KeyLoad.Refused.class);
    return load(null) instanceof KeyLoad.Refused refused ? refused.problems() : List.of();
  }

  private KeySet loaded(@Nullable Secret passphrase) {
    KeyLoad load = load(passphrase);
    assertThat(load).isInstanceOf(KeyLoad.Loaded.class);
    return ((KeyLoad.Loaded) load).keys();
  }

  private String algorithm(@Nullable Secret passphrase) {
    KeySet found = loaded(passphrase);
    assertThat(found.size()).isOne();
    return found.keys().iterator().next().info().algorithm();
  }

  private static Secret secret(String passphrase) {
    return new Secret.Given(passphrase);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "genpkey -algorithm RSA -out keys/a.key | RSA-2048",
        "genrsa -traditional -out keys/a.key 3072 | RSA-3072",
        "genpkey -algorithm RSA -outform DER -out keys/a.der | RSA-2048",
        "ecparam -name prime256v1 -genkey -out keys/a.pem | P-256",
        "ecparam -name secp384r1 -genkey -noout -out keys/a.key | P-384",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out keys/a.p8 | P-521",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -outform DER -out keys/a.pk8 | P-256",
        "genpkey -algorithm ED25519 -out keys/A.KEY | Ed25519",
        "genpkey -algorithm ED25519 -outform DER -out keys/a.der | Ed25519"
      })
  void aPlainKeyOfAnyFormIsRead(String command, String algorithm) throws Exception {
    openssl.run("openssl " + command);
    assertThat(algorithm(null)).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs8 -topk8 -v2 aes256 -out keys/a.key",
        "pkcs8 -topk8 -v2 des3 -out keys/a.key",
        "pkcs8 -topk8 -v1 PBE-SHA1-3DES -out keys/a.p8",
        "pkcs8 -topk8 -outform DER -out keys/a.der",
        "rsa -traditional -aes128 -out keys/a.pem"
      })
  void anEncryptedKeyIsReadWithItsPassphraseAndRefusedWithout(String form) throws Exception {
    openssl.run("openssl genpkey -algorithm RSA -out plain");
    openssl.run("openssl " + form + " -in plain -passout pass:open-sesame");
    assertThat(algorithm(secret("open-sesame"))).isEqualTo("RSA-2048");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains(keys + "/a.", "is encrypted and no passphrase was given; give one");
    assertThat(load(secret("open-simsim")))
        .isInstanceOfSatisfying(
            KeyLoad.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains(keys + "/a.", "wrong passphrase")
                    .doesNotContain("simsim"));
  }

  @Test
  void thePassphraseIsReadFromItsFileAtEachLoad() throws Exception {
    openssl.run("openssl genpkey -algorithm ED25519 -aes256 -pass pass:first -out keys/a.key");
    Path passphrase = dir.resolve("passphrase");
    Files.writeString(passphrase, "first\n");
    Secret secret = new Secret.InFile(passphrase);
    assertThat(load(secret)).isInstanceOf(KeyLoad.Loaded.class);
    assertThat(load(secret).watched()).contains(passphrase);
    Files.writeString(passphrase, "second");
    assertThat(load(secret)).isInstanceOf(KeyLoad.Refused.class);
    Files.delete(passphrase);
    assertThat(((KeyLoad.Refused) load(secret)).problems())
        .singleElement()
        .asString()
        .contains("the passphrase for " + keys, passphrase.toString());
  }

  @Test
  void aPassphraseThatIsNotThereIsAProblem() {
    Secret secret = new Secret.InEnvironment("EDGEKEEP_NO_SUCH_PASSPHRASE");
    assertThat(((KeyLoad.Refused) load(secret)).problems())
        .singleElement()
        .asString()
        .contains("EDGEKEEP_NO_SUCH_PASSPHRASE");
  }

  @Test
  void severalKeysInOneFileAreAllRead() throws Exception {
    openssl.run("openssl genpkey -algorithm ED25519 -out one");
    openssl.run("openssl genpkey -out two -algorithm " + P256);
    openssl.run("openssl req -x509 -key two -subj /CN=two -out two.pem");
    Files.writeString(
        keys.resolve("all.pem"),
        Files.readString(dir.resolve("two.pem"))
            + Files.readString(dir.resolve("one"))
            + Files.readString(dir.resolve("two")));
    assertThat(loaded(null).keys())
        .extracting(key -> key.info().algorithm())
        .containsExactly("Ed25519", "P-256");
  }

  /** RFC 5915 §3 and RFC 5958 §2 let the public key be left out. */
  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void aKeyStoredWithoutItsPublicHalfIsFoundAllTheSame(String curve) throws Exception {
    openssl.run("openssl genpkey -out whole -algorithm EC -pkeyopt ec_paramgen_curve:" + curve);
    openssl.run("openssl ec -in whole -no_public -out keys/bare.key");
    openssl.run("openssl req -x509 -key whole -subj /CN=a -out keys/bare.pem");
    KeyLoad.Loaded load = (KeyLoad.Loaded) load(null);
    assertThat(load.keys().size()).isOne();
    assertThat(load.warnings()).noneMatch(warning -> warning.contains("not this key's"));
    assertThat(algorithm(null)).isEqualTo(curve);
  }

  @Test
  void filesOfCertificatesRequestsAndPublicKeysAreNoKeysAndNoMistakes() throws Exception {
    openssl.run("openssl genpkey -out keys/a.key -algorithm " + P256);
    openssl.run("openssl req -x509 -key keys/a.key -subj /CN=a -out keys/a.pem");
    openssl.run("openssl x509 -in keys/a.pem -outform DER -out keys/b.der");
    openssl.run("openssl req -new -key keys/a.key -subj /CN=a -out keys/c.pem");
    openssl.run("openssl pkey -in keys/a.key -pubout -outform DER -out keys/d.der");
    openssl.run("openssl ecparam -name prime256v1 -out keys/e.pem");
    Files.writeString(keys.resolve("notes.txt"), "not looked at");
    assertThat(loaded(null).size()).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "genpkey -algorithm ED448 | Ed448",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1 | 1.3.36.3.3.2.8.1.1.7",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit | named curve",
        "genpkey -algorithm X25519 | key agreement",
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 | RSASSA-PSS alone",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:768 | 768 bits",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3 | more than two primes"
      })
  void aKeyOfAnotherKindIsNamedAndSoIsWhatToUse(String command, String named) throws Exception {
    openssl.run("openssl " + command + " -out keys/odd.key");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(keys + "/odd.key: ")
        .contains(named, "not supported");
  }

  @Test
  void aDsaKeyIsNamed() throws Exception {
    openssl.run("openssl dsaparam -genkey -noout -out dsa 2048");
    openssl.run("openssl pkcs8 -topk8 -nocrypt -in dsa -out keys/dsa.key");
    assertThat(problems()).singleElement().asString().contains("DSA is not supported");
  }

  @Test
  void aShortRsaKeyIsLoadedWithAWarning() throws Exception {
    openssl.run("openssl genrsa -out keys/short.key 1024");
    KeyLoad.Loaded load = (KeyLoad.Loaded) load(null);
    assertThat(load.keys().size()).isOne();
    assertThat(load.warnings()).singleElement().asString().contains("short.key", "RSA-1024");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceAndNothingIsLoaded() throws Exception {
    openssl.run("openssl genpkey -algorithm ED25519 -out keys/good.key");
    openssl.run("openssl req -x509 -key keys/good.key -subj /CN=a -out keys/certificate.key");
    openssl.run("openssl genpkey -algorithm ED25519 -outform DER -out der");
    byte[] der = Files.readAllBytes(dir.resolve("der"));
    Files.write(keys.resolve("cut.der"), Arrays.copyOf(der, der.length - 1));
    Files.writeString(keys.resolve("empty.pem"), "");
    Files.writeString(keys.resolve("text.key"), "the key is under the mat");
    Files.writeString(keys.resolve("open.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    Files.write(keys.resolve("large.key"), new byte[2 << 20]);
    Files.createSymbolicLink(keys.resolve("gone.key"), keys.resolve("nowhere"));
    assertThat(problems())
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("certificate.key: this holds no private key"),
            text -> assertThat(text).contains("cut.der: this is neither PEM nor DER"),
            text -> assertThat(text).contains("empty.pem: the file is empty"),
            text -> assertThat(text).contains("text.key: this is neither PEM nor DER"),
            text -> assertThat(text).contains("open.pem: the PEM block", "has no END line"),
            text -> assertThat(text).contains("large.key", "more than 1,048,576 bytes"),
            text -> assertThat(text).contains("gone.key is a link to a file that is not there"));
  }

  @Test
  void aKeyWhosePartsDoNotBelongTogetherIsRefused() throws Exception {
    openssl.run("openssl genpkey -outform DER -out one -algorithm " + P256);
    openssl.run("openssl genpkey -outform DER -out two -algorithm " + P256);
    byte[] one = Files.readAllBytes(dir.resolve("one"));
    byte[] two = Files.readAllBytes(dir.resolve("two"));
    int point = 64;
    System.arraycopy(two, two.length - point, one, one.length - point, point);
    Files.write(keys.resolve("mixed.der"), one);
    assertThat(problems()).singleElement().asString().contains("mixed.der: unusable P-256");
  }
}
