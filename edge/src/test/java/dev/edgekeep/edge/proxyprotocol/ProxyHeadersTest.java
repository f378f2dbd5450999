package dev.edgekeep.edge.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of the PROXY protocol: versions 1 and 2. */
class ProxyHeadersTest {
  private static final String IPV4 = "c0000207 c0000201 c552 01bb";
  private static final String IPV6 =
      "20010db8000000000000000000000007 20010db8000000000000000000000001 c552 01bb";

  static Stream<Arguments> headers() {
    String source = "192.0.2.7:50514";
    return Stream.of(
        Arguments.of(HeaderBytes.line("PROXY TCP4 192.0.2.7 192.0.2.1 50514 443"), source),
        Arguments.of(HeaderBytes.line("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535"), "0.0.0.0:0"),
        Arguments.of(
            HeaderBytes.line("PROXY TCP6 2001:db8::7 2001:DB8::1 50514 443"),
            "2001:db8:0:0:0:0:0:7:50514"),
        Arguments.of(HeaderBytes.line("PROXY TCP6 ::ffff:192.0.2.7 ::1 50514 443"), source),
        Arguments.of(HeaderBytes.line("PROXY UNKNOWN"), ""),
        Arguments.of(HeaderBytes.line("PROXY UNKNOWN " + "f".repeat(91)), ""),
        Arguments.of(HeaderBytes.of("2111", IPV4), source),
        Arguments.of(HeaderBytes.of("2112", IPV4), source),
        Arguments.of(HeaderBytes.of("2121", IPV6), "2001:db8:0:0:0:0:0:7:50514"),
        Arguments.of(
            HeaderBytes.of(
                "2121",
                "00000000000000000000ffffc0000207 00000000000000000000000000000001 c552 01bb"),
            source),
        Arguments.of(HeaderBytes.of("2131", "2f".repeat(216)), ""),
        Arguments.of(HeaderBytes.of("2132", "00".repeat(216)), ""),
        Arguments.of(HeaderBytes.of("2000", ""), ""),
        Arguments.of(HeaderBytes.of("2011", IPV4), ""),
        Arguments.of(HeaderBytes.of("2100", "00"), ""),
        // ALPN, authority, a unique id, SSL with a subject, and a type that nobody knows.
        Arguments.of(
            HeaderBytes.of(
                "2111",
                IPV4
                    + "01 0002 6832 02 0003 612e62 05 0001 ff 20 000a 07 00000000 22 0002 6363 ee"
                    + " 0000"),
            source),
        Arguments.of(HeaderBytes.withChecksum("2111", IPV4, 0), source));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aHeaderIsReadHoweverItIsCutAndNothingBehindIt(byte[] bytes, String source)
      throws ProxyHeaderException {
    ByteBuf in = Unpooled.buffer();
    for (byte each : bytes) {
      assertThat(ProxyHeaders.read(in)).isNull();
      assertThat(in.readerIndex()).isZero();
      in.writeByte(each);
    }
    in.writeBytes(HeaderBytes.line("PROXY UNKNOWN"));
    assertThat(text(ProxyHeaders.read(in))).isEqualTo(source);
    assertThat(in.readerIndex()).isEqualTo(bytes.length);
  }

  private static String text(@Nullable ProxyHeader header) {
    assertThat(header).isNotNull();
    InetSocketAddress source = header.source();
    return source == null ? "" : source.getAddress().getHostAddress() + ":" + source.getPort();
  }

  @Test
  void theDestinationIsRead() throws ProxyHeaderException {
    ProxyHeader header = ProxyHeaders.read(Unpooled.wrappedBuffer(HeaderBytes.of("2111", IPV4)));
    assertThat(header).isNotNull();
    assertThat(Objects.requireNonNull(header).destination())
        .isEqualTo(new InetSocketAddress("192.0.2.1", 443));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 192.0.2.1 50514",
        "PROXY TCP4 192.0.2.7 192.0.2.1 50514 443 ",
        "PROXY TCP4 192.0.2.7  192.0.2.1 50514 443",
        "PROXY  TCP4 192.0.2.7 192.0.2.1 50514 443",
        "PROXY TCP4 192.0.2.07 192.0.2.1 50514 443",
        "PROXY TCP4 192.0.2 192.0.2.1 50514 443",
        "PROXY TCP4 192.0.2.256 192.0.2.1 50514 443",
        "PROXY TCP4 3221225991 192.0.2.1 50514 443",
        "PROXY TCP4 2001:db8::7 2001:db8::1 50514 443",
        "PROXY TCP4 localhost 192.0.2.1 50514 443",
        "PROXY TCP4 192.0.2.7 192.0.2.1 65536 443",
        "PROXY TCP4 192.0.2.7 192.0.2.1 050514 443",
        "PROXY TCP4 192.0.2.7 192.0.2.1 -1 443",
        "PROXY TCP4 192.0.2.7 192.0.2.1 50514 https",
        "PROXY TCP6 192.0.2.7 192.0.2.1 50514 443",
        "PROXY TCP6 fe80::1%eth0 ::1 50514 443",
        "PROXY TCP6 [::1] ::1 50514 443",
        "PROXY TCP6 ::1::2 ::1 50514 443",
        "PROXY tcp4 192.0.2.7 192.0.2.1 50514 443",
        "PROXY UDP4 192.0.2.7 192.0.2.1 50514 443",
        "PROXY UNKNOWNS",
        "PROXY ",
        "PROXY UNKNOWN\r",
        "PROXY UNKNOWN\n",
      })
  void aMalformedLineIsRefused(String line) {
    assertRefused(HeaderBytes.line(line));
  }

  @Test
  void aLineThatDoesNotEndIsRefused() {
    assertRefused(
        ("PROXY UNKNOWN " + "f".repeat(107)).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertRefused(HeaderBytes.line("PROXY UNKNOWN " + "f".repeat(92)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "1111, c0000207c0000201c55201bb", // another version
    "3111, c0000207c0000201c55201bb",
    "2211, c0000207c0000201c55201bb", // another command
    "2141, c0000207c0000201c55201bb", // another family
    "2113, c0000207c0000201c55201bb", // another transport
    "2110, c0000207c0000201c55201bb",
    "2101, c0000207c0000201c55201bb",
    "2111, c0000207c0000201c55201", // addresses that are cut
    "2121, c0000207c0000201c55201bb",
    "2131, 2f2f",
    "2111, c0000207c0000201c55201bb05", // TLVs that are cut
    "2111, c0000207c0000201c55201bb050001",
    "2111, c0000207c0000201c55201bb05ffff00",
    "2111, c0000207c0000201c55201bb03000100", // a checksum of one byte
  })
  void aMalformedHeaderOfVersionTwoIsRefused(String command, String rest) {
    assertRefused(HeaderBytes.of(command, rest));
  }

  @Test
  void aWrongChecksumIsRefused() {
    assertRefused(HeaderBytes.withChecksum("2111", IPV4, 1));
  }

  @Test
  void aHeaderAboveTheLimitIsRefusedBeforeItHasCome() {
    byte[] large = HeaderBytes.of("2111", IPV4 + "05 3fff" + "00".repeat(0x3fff));
    assertRefused(java.util.Arrays.copyOf(large, 16));
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> ProxyHeaders.read(Unpooled.wrappedBuffer(bytes)))
        .isInstanceOf(ProxyHeaderException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "50, UNDECIDED",
    "50524f5859, UNDECIDED",
    "50524f585920, VERSION_1",
    "50524f504649, OTHER",
    "504f, OTHER",
    "0d0a0d0a000d0a515549, UNDECIDED",
    "0d0a0d0a000d0a515549540a, VERSION_2",
    "0d0a0d0a474554, OTHER",
    "16, OTHER",
  })
  void theFirstBytesTell(String hex, ProxyHeaders.Beginning beginning) {
    ByteBuf first = Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex));
    assertThat(ProxyHeaders.beginning(first)).isEqualTo(beginning);
  }
}
