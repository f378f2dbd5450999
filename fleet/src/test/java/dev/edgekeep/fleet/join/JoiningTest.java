package dev.edgekeep.fleet.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Join tokens and the credentials that a token verifies. */
class JoiningTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Signer signer = Signer.of(Ed25519.newSeed(RANDOM));
  private final Fingerprint fingerprint = Ed25519.fingerprint(signer.publicKey());
  private final JoinToken token =
      new JoinToken(
          List.of("https://control.example:8443"),
          Fingerprint.sha256(Slice.of(new byte[] {1})),
          fingerprint,
          "edge-1.internal",
          "tok_1",
          new byte[32]);

  private NodeCredentials credentials(Signer signing) {
    return new NodeCredentials(
        "edge-1.internal",
        "eu",
        List.of(new byte[] {1}),
        List.of(new byte[] {2}),
        new NodeCredentials.Servers(List.of("tls://nats:4222"), List.of(new byte[] {3}), "jwt"),
        List.of(Ed25519.octets(signing.publicKey())),
        12);
  }

  @Test
  void aTokenIsReadAsItWasPrinted() throws WireException {
    JoinToken read = JoinToken.parse("  " + token.text() + "\n");

    assertThat(read.text()).isEqualTo(token.text());
    assertThat(read.name()).isEqualTo("edge-1.internal");
    assertThat(token.toString()).doesNotContain(token.text());
  }

  @Test
  void textThatIsNoTokenIsRefusedWithTheReason() {
    assertThatThrownBy(() -> JoinToken.parse("eyJhbGciOi"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("it begins with ek1.");
    assertThatThrownBy(() -> JoinToken.parse(token.text().substring(0, 90)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void credentialsOfTheControlPlaneThatTheTokenNamesAreAccepted() throws WireException {
    byte[] bytes = credentials(signer).bytes();

    NodeCredentials read =
        NodeCredentials.verify(bytes, NodeCredentials.sign(bytes, signer), fingerprint);

    assertThat(read.group()).isEqualTo("eu");
    assertThat(read.version()).isEqualTo(12);
    assertThat(read.bytes()).isEqualTo(bytes);
  }

  @Test
  void credentialsOfAnotherControlPlaneOrChangedOnesAreRefused() {
    Signer other = Signer.of(Ed25519.newSeed(RANDOM));
    byte[] others = credentials(other).bytes();
    byte[] changed = credentials(signer).bytes();
    byte[] signature = NodeCredentials.sign(changed, signer);
    changed[changed.length - 1] ^= 1;

    assertThatThrownBy(
            () -> NodeCredentials.verify(others, NodeCredentials.sign(others, other), fingerprint))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("not signed with the key that the join token names");
    assertThatThrownBy(() -> NodeCredentials.verify(changed, signature, fingerprint))
        .isInstanceOf(WireException.class);
  }
}
