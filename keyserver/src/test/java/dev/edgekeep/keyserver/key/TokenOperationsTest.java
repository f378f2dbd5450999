package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Opcode.Operation;
import dev.edgekeep.testing.SoftHsm;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys on a token compute what keys in memory do: SoftHSM holds them, the JDK judges. */
class TokenOperationsTest {
  private static final byte[] MESSAGE = "from a token".getBytes(StandardCharsets.UTF_8);
  private static final String RSA = "RSA -pkeyopt rsa_keygen_bits:2048";

  @TempDir Path dir;
  private KeySources sources;

  @BeforeEach
  void open() {
    sources = new KeySources(CryptoProvider.fastest());
  }

  @AfterEach
  void close() {
    sources.close();
  }

  private record Held(HeldKey key, PublicKey publicKey) {}

  /** The key that openssl made and softhsm2-util imported, as the token gives it. */
  private Held imported(SoftHsm hsm, String algorithm) throws Exception {
    Path file = hsm.token("t", "1234").importKey("t", "1234", algorithm, "a key", "a1");
    byte[] pkcs8 = PrivateKeys.read(Files.readAllBytes(file), null);
    PublicKey publicKey = new PublicHalf(CryptoProvider.fastest()).of(pkcs8).publicKey();
    return new Held(onlyKey(), publicKey);
  }

  private HeldKey onlyKey() throws Exception {
    KeyLoad load = sources.load(List.of(TokenUris.token("t", "&pin-value=1234")));
    assertThat(load).isInstanceOf(KeyLoad.Loaded.class);
    KeyLoad.Loaded loaded = (KeyLoad.Loaded) load;
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.keys().size()).isOne();
    return loaded.keys().keys().iterator().next();
  }

  private static Stream<Opcode> signatures(Operation... operations) {
    return Arrays.stream(Opcode.values())
        .filter(opcode -> List.of(operations).contains(opcode.operation()));
  }

  private static void assertSigns(Held held, Operation... operations) throws Exception {
    for (Opcode opcode : signatures(operations).toList()) {
      for (int i = 0; i < 3; i++) {
        byte[] digest = SignatureVerdict.digest(opcode.digest(), MESSAGE);
        byte[] signature = held.key.perform(opcode, digest);
        assertThat(SignatureVerdict.of(held.publicKey, opcode, MESSAGE, signature))
            .as(opcode.name())
            .isTrue();
      }
    }
  }

  private static void assertRefusesOthers(Held held, Operation... operations) {
    for (Opcode opcode : Opcode.values()) {
      if (!List.of(operations).contains(opcode.operation())) {
        assertRefused(held, opcode, opcode.digest().length(), KeylessError.BAD_OPCODE);
      } else if (opcode.digest().length() > 0) {
        assertRefused(held, opcode, opcode.digest().length() - 1, KeylessError.CRYPTOGRAPHY);
        assertRefused(held, opcode, opcode.digest().length() + 1, KeylessError.CRYPTOGRAPHY);
      }
    }
  }

  private static void assertRefused(Held held, Opcode opcode, int length, KeylessError error) {
    assertThatThrownBy(() -> held.key.perform(opcode, new byte[length]))
        .as(opcode.name())
        .asInstanceOf(type(KeyOperationException.class))
        .extracting(KeyOperationException::error)
        .isEqualTo(error);
  }

  private static void assertDecrypts(Held held) throws Exception {
    RSAPublicKey publicKey = (RSAPublicKey) held.publicKey;
    int length = (publicKey.getModulus().bitLength() + 7) / 8;
    for (int zeros : List.of(1, 2, 20, length - 1)) {
      byte[] block = new byte[length];
      Arrays.fill(block, zeros, length, (byte) 0x5a);
      BigInteger encrypted =
          new BigInteger(1, block).modPow(publicKey.getPublicExponent(), publicKey.getModulus());
      byte[] ciphertext = HexFormat.of().parseHex(("%0" + 2 * length + "x").formatted(encrypted));
      assertThat(held.key.perform(Opcode.RSA_DECRYPT, ciphertext)).isEqualTo(block);
      assertThat(held.key.perform(Opcode.RSA_DECRYPT_RAW, ciphertext)).isEqualTo(block);
    }
    assertRefused(held, Opcode.RSA_DECRYPT, length - 1, KeylessError.CRYPTOGRAPHY);
    assertRefused(held, Opcode.RSA_DECRYPT, length + 1, KeylessError.CRYPTOGRAPHY);
  }

  @Test
  void anRsaKeyOnATokenDoesAllThatOneInMemoryDoes() throws Exception {
    Held held = imported(new SoftHsm(dir), RSA);
    assertThat(held.key.info().algorithm()).isEqualTo("RSA-2048");
    assertThat(held.key.info().onToken()).isTrue();
    assertThat(held.key.info().modulusDigest()).isNotNull();
    assertThat(held.key.info().origin()).isEqualTo("token t, key a key");
    assertSigns(held, Operation.RSA_SIGN, Operation.RSA_PSS_SIGN);
    assertDecrypts(held);
    assertRefusesOthers(held, Operation.RSA_DECRYPT, Operation.RSA_SIGN, Operation.RSA_PSS_SIGN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void anEcdsaKeyOnATokenDoesAllThatOneInMemoryDoes(String curve) throws Exception {
    Held held = imported(new SoftHsm(dir), "EC -pkeyopt ec_paramgen_curve:" + curve);
    assertThat(held.key.info().algorithm()).isEqualTo(curve);
    assertSigns(held, Operation.ECDSA_SIGN);
    assertRefusesOthers(held, Operation.ECDSA_SIGN);
  }

  @Test
  void anEd25519KeyOnATokenDoesAllThatOneInMemoryDoes() throws Exception {
    Held held = imported(new SoftHsm(dir), "ED25519");
    assertThat(held.key.info().algorithm()).isEqualTo("Ed25519");
    assertSigns(held, Operation.ED25519_SIGN);
    assertRefusesOthers(held, Operation.ED25519_SIGN);
  }

  /** As with tokens that sign with their own padding only. */
  @Test
  void aTokenWithoutTheBareOperationSignsAllTheSame() throws Exception {
    SoftHsm hsm = new SoftHsm(dir, "slots.mechanisms = -CKM_RSA_X_509");
    Held held = imported(hsm, RSA);
    assertSigns(held, Operation.RSA_SIGN, Operation.RSA_PSS_SIGN);
  }

  /** The token's list says that it can, and the key that it may not. */
  @Test
  void aKeyThatRefusesTheBareOperationSignsAllTheSame() throws Exception {
    SoftHsm hsm = new SoftHsm(dir).token("t", "1234");
    hsm.tool(
        "t",
        "1234",
        "--keypairgen --key-type rsa:2048 --label k --id 01"
            + " --allowed-mechanisms RSA-PKCS,RSA-PKCS-PSS");
    HeldKey key = onlyKey();
    hsm.tool("t", "1234", "--read-object --type pubkey --id 01 -o " + dir.resolve("public"));
    byte[] info = Files.readAllBytes(dir.resolve("public"));
    PublicKey publicKey =
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(info));
    assertSigns(new Held(key, publicKey), Operation.RSA_SIGN, Operation.RSA_PSS_SIGN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:3072", "EC:prime256v1", "EC:secp384r1", "EC:edwards25519"})
  void aKeyThatTheTokenMadeItselfIsUsed(String type) throws Exception {
    SoftHsm hsm = new SoftHsm(dir).token("t", "1234");
    hsm.tool("t", "1234", "--keypairgen --label k --id 01 --key-type " + type);
    HeldKey key = onlyKey(); // has been tried
    assertThat(key.info().origin()).isEqualTo("token t, key k");
  }
}
