package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemBlock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every file is either refused with a sentence, or holds a key that signs. */
class HostileKeyFilesTest {
  private static final List<SoftwareKeys> READERS =
      List.of(new SoftwareKeys(CryptoProvider.fastest()), new SoftwareKeys(CryptoProvider.jdk()));
  private static final List<byte[]> GOOD =
      List.of(pkcs8("RSA-1024"), pkcs8("P-256"), pkcs8("P-521"), pkcs8("Ed25519"));

  private static byte[] pkcs8(String algorithm) {
    return TestPairs.of(algorithm).getPrivate().getEncoded();
  }

  /** A good key of which some bytes are others. */
  @Provide
  Arbitrary<byte[]> damaged() {
    Arbitrary<List<Integer>> places = Arbitraries.integers().between(0, 2000).list().ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.of(GOOD), places, Arbitraries.bytes().array(byte[].class).ofSize(3))
        .as(HostileKeyFilesTest::damage);
  }

  private static byte[] damage(byte[] good, List<Integer> places, byte[] values) {
    byte[] damaged = good.clone();
    for (int i = 0; i < places.size(); i++) {
      damaged[places.get(i) % damaged.length] = values[i];
    }
    return damaged;
  }

  @Property(tries = 600)
  void aDamagedKeyIsRefusedOrSigns(@ForAll("damaged") byte[] pkcs8) throws Exception {
    for (SoftwareKeys reader : READERS) {
      try {
        HeldKey key = reader.key(pkcs8, "a.key").key();
        assertThat(key.perform(opcode(key), new byte[32])).isNotEmpty();
      } catch (CertificateFormatException e) {
        assertThat(e).hasMessageNotContaining("null").message().isNotBlank();
      }
    }
  }

  private static Opcode opcode(HeldKey key) {
    String algorithm = key.info().algorithm();
    if (algorithm.startsWith("RSA")) {
      return Opcode.RSA_SIGN_SHA256;
    }
    return algorithm.startsWith("P-") ? Opcode.ECDSA_SIGN_SHA256 : Opcode.ED25519_SIGN;
  }

  @Property(tries = 2000)
  void aFileOfAnyBytesIsReadOrRefused(@ForAll byte[] content) {
    assertReadOrRefused("a.key", content);
    assertReadOrRefused("a.der", content);
  }

  @Property(tries = 2000)
  void aPemFileOfAnyLinesIsReadOrRefused(@ForAll("lines") List<String> lines) {
    byte[] content = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    assertReadOrRefused("a.pem", content);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    String pem = PemBlock.write("PRIVATE KEY", GOOD.getLast());
    return Arbitraries.oneOf(
            Arbitraries.of(
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----",
                "-----END PRIVATE KEY-----",
                "-----END RSA PRIVATE KEY-----",
                "Proc-Type: 4,ENCRYPTED",
                "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF",
                "",
                pem),
            Arbitraries.strings().ofMaxLength(64))
        .list()
        .ofMaxSize(8);
  }

  private static void assertReadOrRefused(String name, byte[] content) {
    try {
      assertThat(KeyFile.read(name, content, "secret".toCharArray()).keys()).isNotNull();
    } catch (CertificateFormatException e) {
      assertThat(e).message().isNotBlank();
    }
  }
}
