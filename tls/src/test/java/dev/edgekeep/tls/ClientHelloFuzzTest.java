package dev.edgekeep.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The first message of every client, before anything is known about it (RFC 8446 §4.1.2). */
class ClientHelloFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aHelloIsReadOrRefusedAndTheBufferLeftAlone(byte[] body) {
    ByteBuf in = Unpooled.wrappedBuffer(body);
    HelloFingerprint.of(in);
    try {
      ClientHello hello = ClientHello.parse(in);
      assertThat(hello.protocols()).isNotNull();
    } catch (ClientHello.MalformedException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    assertThat(in.readableBytes()).isEqualTo(body.length);
  }
}
