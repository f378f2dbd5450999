package dev.edgekeep.fleet.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.snapshot.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Messages, tokens and credentials from anywhere are read, or refused with a reason. */
class MessageFuzzTest {
  /** Reads bytes as a message of one kind, and writes it again. */
  private interface Reading {
    byte[] readAndWrite(byte[] bytes) throws WireException;
  }

  private static final List<Reading> READINGS =
      List.of(
          bytes -> Delta.read(bytes).bytes(),
          bytes -> FullSnapshot.read(bytes).bytes(),
          bytes -> Revocations.read(bytes).bytes(),
          bytes -> TicketKeys.read(bytes).bytes(),
          bytes -> NodeDirective.read(bytes).bytes(),
          bytes -> NodeStatus.read(bytes).bytes(),
          bytes -> NodeReport.read(bytes).bytes(),
          bytes -> NodeEvents.read(bytes).bytes(),
          bytes -> RenewalRequest.read(bytes).bytes(),
          bytes -> Renewed.read(bytes).bytes(),
          bytes -> NodeCredentials.read(bytes).bytes());

  /** The first octet chooses the kind. What was read is written in a form that reads the same. */
  @FuzzTest(maxDuration = "10m")
  void aPayloadIsReadOrRefused(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    Reading reading = READINGS.get((bytes[0] & 0xff) % READINGS.size());
    try {
      byte[] written = reading.readAndWrite(Arrays.copyOfRange(bytes, 1, bytes.length));
      assertThat(reading.readAndWrite(written)).isEqualTo(written);
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anEnvelopeIsReadOrRefused(byte[] bytes) {
    Address address = Address.ofGroup(MessageKind.DELTA, "eu");
    Signer signer = Signer.of(new byte[Ed25519.OCTETS]);
    try {
      SignedMessage message =
          SignedMessage.read(bytes, address, SignatureCheck.of(List.of(signer.publicKey())));
      assertThat(message.address()).isEqualTo(address);
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aJoinTokenIsReadOrRefused(byte[] bytes) {
    try {
      JoinToken token =
          JoinToken.parse(JoinToken.PREFIX + new String(bytes, StandardCharsets.ISO_8859_1));
      assertThat(JoinToken.parse(token.text()).text()).isEqualTo(token.text());
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }
}
