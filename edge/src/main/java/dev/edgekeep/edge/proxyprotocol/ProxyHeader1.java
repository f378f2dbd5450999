package dev.edgekeep.edge.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Version 1: a line of text, such as {@code PROXY TCP4 192.0.2.7 192.0.2.1 50514 443}. */
final class ProxyHeader1 {
  /** The longest line, with its CRLF (§2.1). */
  private static final int MAX_LINE = 107;

  private static final int MAX_PORT = 65_535;
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern LEADING_ZERO = Pattern.compile("(^|\\.)0[0-9]");

  private ProxyHeader1() {}

  static @Nullable ProxyHeader read(ByteBuf in) throws ProxyHeaderException {
    int start = in.readerIndex();
    int available = Math.min(in.readableBytes(), MAX_LINE);
    int end = in.indexOf(start, start + available, (byte) '\r');
    if (end < 0 && available == MAX_LINE) {
      throw new ProxyHeaderException(
          "a line of version 1 that does not end within %d bytes".formatted(MAX_LINE));
    }
    if (end < 0 || end + 1 == start + in.readableBytes()) {
      return null;
    }
    if (in.getByte(end + 1) != '\n' || end + 2 - start > MAX_LINE) {
      throw new ProxyHeaderException("a line of version 1 that does not end with CRLF");
    }
    String line = in.toString(start, end - start, StandardCharsets.ISO_8859_1);
    ProxyHeader header = parse(line);
    in.readerIndex(end + 2);
    return header;
  }

  private static ProxyHeader parse(String line) throws ProxyHeaderException {
    String[] words = line.split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return ProxyHeader.WITHOUT_ADDRESSES; // whatever follows is to be ignored
    }
    boolean isIpv6 = words[1].equals("TCP6");
    if (!isIpv6 && !words[1].equals("TCP4")) {
      throw new ProxyHeaderException("a protocol that is not TCP4, TCP6 or UNKNOWN");
    }
    if (words.length != 6) {
      throw new ProxyHeaderException(
          "%d words in a line of version 1, where six are expected".formatted(words.length));
    }
    return new ProxyHeader(
        new InetSocketAddress(address(words[2], isIpv6), port(words[4])),
        new InetSocketAddress(address(words[3], isIpv6), port(words[5])));
  }

  private static InetAddress address(String text, boolean isIpv6) throws ProxyHeaderException {
    boolean isValid =
        ADDRESS.matcher(text).matches()
            && (isIpv6
                ? NetUtil.isValidIpV6Address(text)
                : NetUtil.isValidIpV4Address(text) && !LEADING_ZERO.matcher(text).find());
    byte[] bytes = isValid ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    if (bytes == null) {
      throw new ProxyHeaderException(
          "a word that is not an IPv%d address".formatted(isIpv6 ? 6 : 4));
    }
    return address(bytes);
  }

  /** The address of 4 or 16 bytes; an IPv4-mapped one is the IPv4 address. */
  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of %d bytes".formatted(bytes.length), e);
    }
  }

  private static int port(String text) throws ProxyHeaderException {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : MAX_PORT + 1;
    if (port > MAX_PORT) {
      throw new ProxyHeaderException("a word that is not a port");
    }
    return port;
  }
}
