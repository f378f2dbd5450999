package dev.edgekeep.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloFingerprintTest {
  private static final int GREASE = 0x3a3a;

  /** The suites, extensions and schemes of the example in JA4's own description. */
  @Test
  void ja4IsThatOfItsPublishedExample() {
    ByteBuf body = Unpooled.buffer().writeShort(0x0303).writeZero(32).writeByte(0);
    vector(
        body,
        numbers(
            GREASE, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
            0xc014, 0x009c, 0x009d, 0x002f, 0x0035));
    body.writeByte(1).writeByte(0);
    ByteBuf extensions = Unpooled.buffer();
    for (int type :
        List.of(
            GREASE, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023,
            0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015)) {
      extensions.writeShort(type);
      vector(extensions, content(type));
    }
    vector(body, extensions);
    HelloFingerprint fingerprint = HelloFingerprint.of(body);
    assertThat(fingerprint).isNotNull();
    assertThat(fingerprint.ja4()).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    assertThat(fingerprint.ja3()).matches("[0-9a-f]{32}");
  }

  private static ByteBuf content(int type) {
    ByteBuf content = Unpooled.buffer();
    switch (type) {
      case 0x000d ->
          vector(content, numbers(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601));
      case 0x002b -> content.writeByte(6).writeBytes(numbers(GREASE, 0x0304, 0x0303));
      case 0x0010 ->
          content.writeShort(3).writeByte(2).writeBytes("h2".getBytes(StandardCharsets.US_ASCII));
      case 0x000a -> vector(content, numbers(GREASE, 0x001d, 0x0017));
      case 0x000b -> content.writeByte(1).writeByte(0);
      default -> {}
    }
    return content;
  }

  private static ByteBuf numbers(int... numbers) {
    ByteBuf bytes = Unpooled.buffer();
    for (int number : numbers) {
      bytes.writeShort(number);
    }
    return bytes;
  }

  private static void vector(ByteBuf out, ByteBuf content) {
    out.writeShort(content.readableBytes()).writeBytes(content);
  }

  @Test
  void aHelloThatEndsEarlyHasNone() {
    assertThat(HelloFingerprint.of(Unpooled.buffer().writeShort(0x0303).writeZero(20))).isNull();
  }
}
