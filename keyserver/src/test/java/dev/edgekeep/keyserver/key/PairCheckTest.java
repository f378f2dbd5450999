package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A key is tried before it is used. */
class PairCheckTest {
  private static final CryptoProvider CRYPTO = CryptoProvider.fastest();

  /** A key of which the token allows some operations only. */
  private record Restricted(HeldKey key, Set<Opcode.Operation> allowed, boolean onToken)
      implements HeldKey {
    @Override
    public KeyInfo info() {
      KeyInfo info = key.info();
      return new KeyInfo(
          info.ski(), info.modulusDigest(), info.algorithm(), "token", onToken ? "test" : null);
    }

    @Override
    public byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException {
      if (!allowed.contains(opcode.operation())) {
        throw new KeyOperationException(KeylessError.CRYPTOGRAPHY, "not permitted");
      }
      return key.perform(opcode, payload);
    }
  }

  private static SubjectPublicKey half(String algorithm) throws Exception {
    return new PublicHalf(CryptoProvider.fastest())
        .of(TestPairs.of(algorithm).getPrivate().getEncoded());
  }

  private static void check(Opcode.Operation allowed, boolean onToken) throws Exception {
    HeldKey key = TestPairs.held("RSA-2048", CRYPTO);
    PairCheck.check(new Restricted(key, Set.of(allowed), onToken), half("RSA-2048"), CRYPTO);
  }

  @Test
  void aKeyOnATokenThatMaySignOrDecryptOnlyIsGood() {
    assertThatCode(() -> check(Opcode.Operation.RSA_SIGN, true)).doesNotThrowAnyException();
    assertThatCode(() -> check(Opcode.Operation.RSA_DECRYPT, true)).doesNotThrowAnyException();
  }

  @Test
  void aKeyThatDoesNothingIsNot() {
    assertThatThrownBy(() -> check(Opcode.Operation.RSA_PSS_SIGN, true))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage("it does not sign: not permitted");
    assertThatThrownBy(() -> check(Opcode.Operation.RSA_DECRYPT, false))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void aPublicKeyOfAnotherIsSeen() throws Exception {
    for (List<String> pair :
        List.of(
            List.of("RSA-2048", "RSA-2047"),
            List.of("RSA-2047", "RSA-2048"),
            List.of("P-256", "P-384"),
            List.of("Ed25519", "P-256"))) {
      HeldKey key = TestPairs.held(pair.getFirst(), CRYPTO);
      assertThatThrownBy(() -> PairCheck.check(key, half(pair.getLast()), CRYPTO))
          .as(pair.toString())
          .isInstanceOf(InvalidKeyException.class);
    }
  }
}
