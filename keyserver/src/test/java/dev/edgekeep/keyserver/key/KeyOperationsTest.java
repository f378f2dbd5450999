package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Opcode.Operation;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every provider, every kind of key, every opcode; the JDK judges with the public key. */
class KeyOperationsTest {
  private static final List<CryptoProvider> PROVIDERS =
      List.of(CryptoProvider.fastest(), CryptoProvider.jdk());

  /** Moduli of every length modulo 8 have an encoding of their own in PSS. */
  private static final List<String> RSA =
      Stream.concat(
              Stream.of("RSA-2048", "RSA-3072", "RSA-4096"),
              IntStream.rangeClosed(1024, 1034).mapToObj(bits -> "RSA-" + bits))
          .toList();

  private static final List<String> OTHERS = List.of("P-256", "P-384", "P-521", "Ed25519");

  private static final byte[] MESSAGE = "what a client has seen".getBytes(StandardCharsets.UTF_8);

  static Stream<CryptoProvider> providers() {
    return PROVIDERS.stream();
  }

  static Stream<Arguments> keys() {
    return Stream.concat(withEachProvider(RSA), withEachProvider(OTHERS));
  }

  static Stream<Arguments> rsaKeys() {
    return withEachProvider(RSA);
  }

  private static Stream<Arguments> withEachProvider(List<String> algorithms) {
    return PROVIDERS.stream()
        .flatMap(crypto -> algorithms.stream().map(name -> Arguments.of(crypto, name)));
  }

  private static List<Operation> operations(String algorithm) {
    if (algorithm.startsWith("RSA")) {
      return List.of(Operation.RSA_DECRYPT, Operation.RSA_SIGN, Operation.RSA_PSS_SIGN);
    }
    return List.of(algorithm.equals("Ed25519") ? Operation.ED25519_SIGN : Operation.ECDSA_SIGN);
  }

  /** RFC 8017 §9.1.1 step 3: 1024 bits are too few for two times 64 bytes. */
  private static boolean tooShort(String algorithm, Opcode opcode) {
    return opcode == Opcode.RSA_PSS_SIGN_SHA512
        && algorithm.startsWith("RSA-10")
        && Integer.parseInt(algorithm.substring(4)) <= 1033;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everySignatureThatFitsTheKeyIsGoodInTheEyesOfTheJdk(CryptoProvider crypto, String algorithm)
      throws Exception {
    HeldKey key = TestPairs.held(algorithm, crypto);
    PublicKey publicKey = TestPairs.of(algorithm).getPublic();
    assertThat(key.info().algorithm()).isEqualTo(algorithm);
    for (Opcode opcode : Opcode.values()) {
      if (opcode.operation() == Operation.RSA_DECRYPT
          || !operations(algorithm).contains(opcode.operation())
          || tooShort(algorithm, opcode)) {
        continue;
      }
      byte[] payload = SignatureVerdict.digest(opcode.digest(), MESSAGE);
      for (int i = 0; i < 4; i++) {
        byte[] signature = key.perform(opcode, payload);
        assertThat(SignatureVerdict.of(publicKey, opcode, MESSAGE, signature))
            .as(opcode.name())
            .isTrue();
        signature[signature.length - 1] ^= 1;
        assertThat(SignatureVerdict.of(publicKey, opcode, MESSAGE, signature))
            .as(opcode + ", changed")
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void anOpcodeOfAnotherKindOfKeyIsABadOpcodeAndSignsNothing(
      CryptoProvider crypto, String algorithm) throws Exception {
    HeldKey key = TestPairs.held(algorithm, crypto);
    for (Opcode opcode : Opcode.values()) {
      if (!operations(algorithm).contains(opcode.operation())) {
        assertRefused(key, opcode, new byte[opcode.digest().length()], KeylessError.BAD_OPCODE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aDigestOfAnotherLengthIsRefused(CryptoProvider crypto, String algorithm) throws Exception {
    HeldKey key = TestPairs.held(algorithm, crypto);
    for (Opcode opcode : Opcode.values()) {
      int length = opcode.digest().length();
      if (length > 0 && operations(algorithm).contains(opcode.operation())) {
        for (int wrong : List.of(0, 1, length - 1, length + 1, 2 * length)) {
          assertRefused(key, opcode, new byte[wrong], KeylessError.CRYPTOGRAPHY);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aShortKeyRefusesWhatItHasNoRoomFor(CryptoProvider crypto) throws Exception {
    HeldKey key = TestPairs.held("RSA-1033", crypto);
    assertRefused(key, Opcode.RSA_PSS_SIGN_SHA512, new byte[64], KeylessError.CRYPTOGRAPHY);
    HeldKey longer = TestPairs.held("RSA-1034", crypto);
    assertThat(longer.perform(Opcode.RSA_PSS_SIGN_SHA512, new byte[64])).hasSize(130);
  }

  @ParameterizedTest
  @MethodSource("rsaKeys")
  void decryptionGivesTheWholeBlockWithItsPaddingAndItsZeros(
      CryptoProvider crypto, String algorithm) throws Exception {
    HeldKey key = TestPairs.held(algorithm, crypto);
    RSAPublicKey publicKey = (RSAPublicKey) TestPairs.of(algorithm).getPublic();
    int length = (publicKey.getModulus().bitLength() + 7) / 8;
    Random random = new Random(algorithm.hashCode());
    for (Opcode opcode : List.of(Opcode.RSA_DECRYPT, Opcode.RSA_DECRYPT_RAW)) {
      for (int zeros : List.of(1, 2, 10, length - 1, length)) {
        byte[] block = new byte[length];
        random.nextBytes(block);
        Arrays.fill(block, 0, zeros, (byte) 0);
        assertThat(key.perform(opcode, encrypted(publicKey, block))).isEqualTo(block);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rsaKeys")
  void aCiphertextOfAnotherLengthOrNotBelowTheModulusIsRefused(
      CryptoProvider crypto, String algorithm) throws Exception {
    HeldKey key = TestPairs.held(algorithm, crypto);
    RSAPublicKey publicKey = (RSAPublicKey) TestPairs.of(algorithm).getPublic();
    BigInteger modulus = publicKey.getModulus();
    int length = (modulus.bitLength() + 7) / 8;
    for (int wrong : List.of(0, 1, length - 1, length + 1, 2 * length)) {
      assertRefused(key, Opcode.RSA_DECRYPT, new byte[wrong], KeylessError.CRYPTOGRAPHY);
    }
    byte[] highest = new byte[length];
    Arrays.fill(highest, (byte) 0xff);
    byte[] last = block(modulus.subtract(BigInteger.ONE), length);
    assertThat(key.perform(Opcode.RSA_DECRYPT, last)).isEqualTo(last); // (−1)^d
    assertRefused(key, Opcode.RSA_DECRYPT, block(modulus, length), KeylessError.CRYPTOGRAPHY);
    assertRefused(key, Opcode.RSA_DECRYPT, highest, KeylessError.CRYPTOGRAPHY);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void ed25519SignsMessagesOfAnyLength(CryptoProvider crypto) throws Exception {
    HeldKey key = TestPairs.held("Ed25519", crypto);
    PublicKey publicKey = TestPairs.of("Ed25519").getPublic();
    for (int length : List.of(0, 1, 32, 150, 16_384, 60_000)) {
      byte[] message = new byte[length];
      byte[] signature = key.perform(Opcode.ED25519_SIGN, message);
      assertThat(signature).hasSize(64);
      assertThat(SignatureVerdict.of(publicKey, Opcode.ED25519_SIGN, message, signature)).isTrue();
    }
  }

  private static byte[] encrypted(RSAPublicKey key, byte[] block) {
    BigInteger value = new BigInteger(1, block);
    return block(value.modPow(key.getPublicExponent(), key.getModulus()), block.length);
  }

  private static byte[] block(BigInteger value, int length) {
    return HexFormat.of().parseHex(("%0" + 2 * length + "x").formatted(value));
  }

  private static void assertRefused(
      HeldKey key, Opcode opcode, byte[] payload, KeylessError error) {
    assertThatThrownBy(() -> key.perform(opcode, payload))
        .as("%s with %d bytes", opcode, payload.length)
        .asInstanceOf(type(KeyOperationException.class))
        .extracting(KeyOperationException::error)
        .isEqualTo(error);
  }
}
