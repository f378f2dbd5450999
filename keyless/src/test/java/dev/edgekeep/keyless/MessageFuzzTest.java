package dev.edgekeep.keyless;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Frames from a peer of the key server protocol. */
class MessageFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aFrameIsReadWholeOrRefused(byte[] frame) {
    try {
      Message message = Message.read(ByteBuffer.wrap(frame));
      assertThat(message.toString()).isNotBlank();
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
