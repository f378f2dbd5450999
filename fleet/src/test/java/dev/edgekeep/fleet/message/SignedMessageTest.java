package dev.edgekeep.fleet.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.WireException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The envelope of all messages. */
class SignedMessageTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Address ADDRESS = Address.ofGroup(MessageKind.DELTA, "eu");

  private final Signer signer = Signer.of(Ed25519.newSeed(RANDOM));
  private final SignatureCheck check = SignatureCheck.of(List.of(signer.publicKey()));
  private final SignedMessage message =
      SignedMessage.sign(ADDRESS, 7, 2, new byte[] {1, 2, 3}, signer);

  @Test
  void aSignedMessageIsReadAsItWasWritten() throws WireException {
    SignedMessage read = SignedMessage.read(message.bytes(), ADDRESS, check);

    assertThat(read.version()).isEqualTo(7);
    assertThat(read.epoch()).isEqualTo(2);
    assertThat(read.payload()).isEqualTo(new byte[] {1, 2, 3});
  }

  /** A field that a later version adds. */
  @Test
  void unknownFieldsAreIgnoredUnlessTheyAreCritical() throws WireException {
    assertThat(SignedMessage.read(with(out -> out.text("note", "new")), ADDRESS, check).version())
        .isEqualTo(7);
    assertThatThrownBy(
            () -> SignedMessage.read(with(out -> out.text("!note", "new")), ADDRESS, check))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("note: this version of the program does not know it");
  }

  private byte[] with(Consumer<FieldWriter> more) {
    return FieldWriter.body(out -> {
      out.number("format", 1)
          .text("kind", "delta")
          .text("group", "eu")
          .number("version", message.version())
          .text("signer", message.signer())
          .number("epoch", message.epoch())
          .bytes("payload", message.payload())
          .bytes("signature", message.signature());
      more.accept(out);
    });
  }

  @Test
  void aMessageThatIsTooLargeIsNeitherSignedNorRead() {
    byte[] payload = new byte[SignedMessage.MAX_PAYLOAD + 1];
    assertThatThrownBy(() -> SignedMessage.sign(ADDRESS, 1, 1, payload, signer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1047552 are allowed");
    assertThatThrownBy(
            () -> SignedMessage.read(new byte[SignedMessage.MAX_BYTES + 1], ADDRESS, check))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("may have 1048576");
  }

  @Test
  void theLargestMessageFitsTheServersLimit() throws WireException {
    Address longest =
        Address.ofNode(MessageKind.REPORT, "g".repeat(31), "n".repeat(63) + ".example");
    byte[] payload = new byte[SignedMessage.MAX_PAYLOAD];
    byte[] bytes =
        SignedMessage.sign(longest, Long.MAX_VALUE, Long.MAX_VALUE, payload, signer).bytes();

    assertThat(bytes.length).isLessThanOrEqualTo(SignedMessage.MAX_BYTES);
    assertThat(SignedMessage.read(bytes, longest, check).payload()).isEqualTo(payload);
  }

  @Test
  void aNodesIdentitySignsMessagesAndIsKnownByItsPublicKey() throws WireException {
    NodeIdentity identity = NodeIdentity.create(RANDOM);
    NodeIdentity stored = NodeIdentity.ofSeed(identity.seed());
    SignatureCheck known = SignatureCheck.of(List.of(NodeIdentity.publicKey(identity.publicKey())));

    byte[] bytes = SignedMessage.sign(ADDRESS, 1, 0, new byte[0], stored.signer()).bytes();

    assertThat(SignedMessage.read(bytes, ADDRESS, known).version()).isEqualTo(1);
  }
}
