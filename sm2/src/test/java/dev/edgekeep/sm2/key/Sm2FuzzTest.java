package dev.edgekeep.sm2.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Readers of untrusted signatures and ciphertexts: what they accept has no other encoding. */
class Sm2FuzzTest {
  @FuzzTest(maxDuration = "10m")
  void signatures(byte[] der) {
    Sm2Signature signature = Sm2Signature.decode(der);
    if (signature != null) {
      assertThat(signature.encoded()).isEqualTo(der);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void ciphertexts(byte[] der) {
    Sm2Ciphertext ciphertext = Sm2Ciphertext.decode(der);
    if (ciphertext != null) {
      assertThat(ciphertext.encoded()).isEqualTo(der);
    }
  }
}
