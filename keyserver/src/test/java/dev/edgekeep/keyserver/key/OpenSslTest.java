package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Another implementation agrees: openssl makes the keys, verifies and encrypts. */
class OpenSslTest {
  static final List<CryptoProvider> PROVIDERS =
      List.of(CryptoProvider.fastest(), CryptoProvider.jdk());

  private static final byte[] MESSAGE = "as openssl sees it".getBytes(StandardCharsets.UTF_8);

  @TempDir Path dir;
  private Program openssl;

  @BeforeEach
  void inAFolder() {
    openssl = new Program(dir);
  }

  private HeldKey key(CryptoProvider crypto, String algorithm) throws Exception {
    Path keys = Files.createDirectories(dir.resolve("keys"));
    openssl.run("openssl genpkey -out keys/a.key -algorithm " + algorithm);
    openssl.run("openssl pkey -in keys/a.key -pubout -out public");
    KeySource.Directory source = new KeySource.Directory(keys, null);
    try (KeySources sources = new KeySources(crypto)) {
      KeyLoad load = sources.load(List.of(source));
      assertThat(load).isInstanceOf(KeyLoad.Loaded.class);
      return ((KeyLoad.Loaded) load).keys().keys().iterator().next();
    }
  }

  private void assertSigned(HeldKey key, Opcode opcode, String options) throws Exception {
    byte[] digest = SignatureVerdict.digest(opcode.digest(), MESSAGE);
    Files.write(dir.resolve("digest"), digest);
    Files.write(dir.resolve("signature"), key.perform(opcode, digest));
    String command =
        "openssl pkeyutl -verify -pubin -inkey public -in digest -sigfile signature" + options;
    assertThat(openssl.succeeds(command)).as(opcode.name()).isTrue();
  }

  private static String digestOption(Opcode opcode) {
    String name =
        opcode.digest() == DigestAlgorithm.MD5SHA1
            ? "md5-sha1"
            : opcode.digest().name().toLowerCase(Locale.ROOT);
    return " -pkeyopt digest:" + name;
  }

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void rsaSignaturesAreGood(CryptoProvider crypto) throws Exception {
    HeldKey key = key(crypto, "RSA");
    for (Opcode opcode : Opcode.values()) {
      switch (opcode.operation()) {
        case RSA_SIGN -> assertSigned(key, opcode, digestOption(opcode));
        case RSA_PSS_SIGN ->
            assertSigned(
                key,
                opcode,
                digestOption(opcode)
                    + " -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest");
        default -> {}
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void ecdsaSignaturesAreGood(CryptoProvider crypto) throws Exception {
    for (String curve : List.of("P-256", "P-384", "P-521")) {
      HeldKey key = key(crypto, "EC -pkeyopt ec_paramgen_curve:" + curve);
      for (Opcode opcode : Opcode.values()) {
        if (opcode.operation() == Opcode.Operation.ECDSA_SIGN) {
          assertSigned(key, opcode, "");
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void ed25519SignaturesAreGood(CryptoProvider crypto) throws Exception {
    assertSigned(key(crypto, "ED25519"), Opcode.ED25519_SIGN, " -rawin");
  }

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void whatOpensslEncryptedComesOutWithItsPaddingOn(CryptoProvider crypto) throws Exception {
    HeldKey key = key(crypto, "RSA");
    byte[] secret = new byte[48];
    Files.write(dir.resolve("secret"), secret);
    openssl.run("openssl pkeyutl -encrypt -pubin -inkey public -in secret -out encrypted");
    byte[] block = key.perform(Opcode.RSA_DECRYPT, Files.readAllBytes(dir.resolve("encrypted")));
    assertThat(block).hasSize(256).startsWith(0, 2).endsWith(secret);
    assertThat(block[256 - 49]).isZero();
  }

  /** The identifier that openssl writes into certificates, RFC 5280 §4.2.1.2 method 1. */
  @Test
  void theSubjectKeyIdentifierIsTheCertificatesOwn() throws Exception {
    for (String algorithm : List.of("RSA", "EC -pkeyopt ec_paramgen_curve:P-384", "ED25519")) {
      HeldKey key = key(CryptoProvider.fastest(), algorithm);
      openssl.run("openssl req -x509 -key keys/a.key -subj /CN=a -out a.pem");
      String text = openssl.run("openssl x509 -in a.pem -noout -ext subjectKeyIdentifier");
      String identifier = text.lines().skip(1).findFirst().orElseThrow().strip();
      assertThat(dev.edgekeep.keyless.SubjectKeyId.parse(identifier)).isEqualTo(key.info().ski());
    }
  }
}
