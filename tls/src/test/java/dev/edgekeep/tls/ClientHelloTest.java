package dev.edgekeep.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
  @Test
  void readsServerNameAndProtocols() throws Exception {
    ClientHello hello =
        ClientHello.parse(
            hello(
                extension(0, serverName("WWW.Example.com.")),
                extension(16, protocols("h2", "http/1.1"))));
    assertThat(hello.serverName()).isEqualTo("www.example.com");
    assertThat(hello.protocols()).containsExactly("h2", "http/1.1");
  }

  @Test
  void aHelloWithoutExtensionsNamesNobody() throws Exception {
    ByteBuf bare =
        Unpooled.buffer()
            .writeZero(34)
            .writeByte(0)
            .writeShort(2)
            .writeShort(0x1301)
            .writeByte(1)
            .writeByte(0);
    assertThat(ClientHello.parse(bare))
        .isEqualTo(new ClientHello(null, List.of(), KeyOffer.NONE, List.of(), bare));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a b",
        "a/b",
        "a\u0000b",
        "[::1",
        "::1]",
        "[a.example]",
        "bücher.example",
        "a:8443"
      })
  void aNameThatIsNoHostNameIsMalformed(String name) {
    ByteBuf hello = hello(extension(0, serverName(name)));
    assertThatThrownBy(() -> ClientHello.parse(hello))
        .isInstanceOf(ClientHello.MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "::1", "[::1]", "2001:DB8::1"})
  void anAddressIsAcceptedThoughNoneBelongsThere(String name) throws Exception {
    assertThat(ClientHello.parse(hello(extension(0, serverName(name)))).serverName())
        .isEqualTo(name.toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void twoHostNamesAreMalformed() {
    byte[] one = serverName("a.example");
    ByteBuf two = Unpooled.buffer();
    two.writeShort(2 * (one.length - 2))
        .writeBytes(one, 2, one.length - 2)
        .writeBytes(one, 2, one.length - 2);
    ByteBuf hello = hello(extension(0, bytes(two)));
    assertThatThrownBy(() -> ClientHello.parse(hello)).hasMessageContaining("two host names");
  }

  @Property
  void anyBytesAreReadOrRefusedAndNeverMoveTheBuffer(@ForAll byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    try {
      ClientHello.parse(buffer);
    } catch (ClientHello.MalformedException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
    assertThat(buffer.readerIndex()).isZero();
  }

  @Property
  void aHelloCutAnywhereIsReadOrRefused(@ForAll int at, @ForAll byte change) {
    byte[] whole =
        bytes(hello(extension(0, serverName("www.example.com")), extension(16, protocols("h2"))));
    int index = Math.floorMod(at, whole.length);
    byte[] mutated = whole.clone();
    mutated[index] = change;
    for (ByteBuf input :
        List.of(Unpooled.wrappedBuffer(whole, 0, index), Unpooled.wrappedBuffer(mutated))) {
      try {
        ClientHello.parse(input);
      } catch (ClientHello.MalformedException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
  }

  private static ByteBuf hello(byte[]... extensions) {
    ByteBuf body = Unpooled.buffer();
    body.writeShort(0x0303).writeZero(32).writeByte(0);
    body.writeShort(2).writeShort(0x1301).writeByte(1).writeByte(0);
    int length = 0;
    for (byte[] extension : extensions) {
      length += extension.length;
    }
    body.writeShort(length);
    for (byte[] extension : extensions) {
      body.writeBytes(extension);
    }
    return body;
  }

  private static byte[] extension(int type, byte[] content) {
    return bytes(Unpooled.buffer().writeShort(type).writeShort(content.length).writeBytes(content));
  }

  private static byte[] serverName(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return bytes(
        Unpooled.buffer()
            .writeShort(utf8.length + 3)
            .writeByte(0)
            .writeShort(utf8.length)
            .writeBytes(utf8));
  }

  private static byte[] protocols(String... names) {
    ByteBuf list = Unpooled.buffer();
    for (String name : names) {
      list.writeByte(name.length()).writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    }
    return bytes(Unpooled.buffer().writeShort(list.readableBytes()).writeBytes(list));
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }
}
