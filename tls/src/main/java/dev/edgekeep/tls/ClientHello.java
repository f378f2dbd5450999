package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a ClientHello by which a server chooses what it answers (RFC 8446 §4.1.2). The
 * engine reads the same bytes again and has the last word on everything else.
 *
 * @param serverName the host_name of the server_name extension (RFC 6066 §3) in lower case and
 *     without a trailing dot; null when there is none
 * @param protocols the names of the ALPN extension (RFC 7301 §3.1) in the client's order; empty
 *     when there is none
 * @param keys the kinds of server keys that the client accepts
 * @param tickets the session tickets that it offers: of TLS 1.2 (RFC 5077 §3.2), and the first one
 *     of TLS 1.3 (RFC 8446 §4.2.11), as BoringSSL looks at no other
 * @param body its bytes, without the handshake header; null for a protocol with another first
 *     message
 */
public record ClientHello(
    @Nullable String serverName,
    List<String> protocols,
    KeyOffer keys,
    List<byte[]> tickets,
    @Nullable ByteBuf body) {
  private static final int EXTENSION_SERVER_NAME = 0;
  private static final int EXTENSION_SIGNATURE_ALGORITHMS = 13;
  private static final int EXTENSION_ALPN = 16;
  private static final int EXTENSION_SESSION_TICKET = 35;
  private static final int EXTENSION_PRE_SHARED_KEY = 41;
  private static final int EXTENSION_SUPPORTED_VERSIONS = 43;
  private static final int NAME_TYPE_HOST = 0;
  private static final int MAX_HOST_NAME = 255;

  /** A ClientHello that does not follow its grammar. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * Reads the body of a ClientHello, without its handshake header. The buffer's indices are left
   * alone.
   *
   * @throws MalformedException when a length runs past its container, or the server name is not a
   *     host name
   */
  public static ClientHello parse(ByteBuf body) throws MalformedException {
    Reader hello = new Reader(body.slice());
    hello.skip(2 + 32, "version and random");
    hello.vector8("session id");
    KeyOffer.Builder keys = new KeyOffer.Builder();
    Reader suites = hello.vector16("cipher suites");
    while (suites.hasMore()) {
      keys.suite(suites.uint16("cipher suite"));
    }
    hello.vector8("compression methods");
    String serverName = null;
    List<String> protocols = List.of();
    List<byte[]> tickets = new ArrayList<>(2);
    if (hello.hasMore()) {
      Reader extensions = hello.vector16("extensions");
      while (extensions.hasMore()) {
        int type = extensions.uint16("extension type");
        Reader extension = extensions.vector16("extension");
        switch (type) {
          case EXTENSION_SERVER_NAME -> serverName = serverName(extension);
          case EXTENSION_ALPN -> protocols = protocols(extension);
          case EXTENSION_SIGNATURE_ALGORITHMS -> {
            Reader schemes = extension.vector16("signature schemes");
            while (schemes.hasMore()) {
              keys.scheme(schemes.uint16("signature scheme"));
            }
          }
          case EXTENSION_SESSION_TICKET -> {
            if (extension.hasMore()) {
              tickets.add(extension.rest());
            }
          }
          case EXTENSION_PRE_SHARED_KEY ->
              tickets.add(extension.vector16("identities").vector16("identity").rest());
          case EXTENSION_SUPPORTED_VERSIONS -> {
            Reader versions = extension.vector8("versions");
            while (versions.hasMore()) {
              keys.version(versions.uint16("version"));
            }
          }
          default -> {}
        }
      }
    }
    return new ClientHello(serverName, protocols, keys.build(), tickets, body);
  }

  /** The fingerprint of the program that sent it; null when there is none. Costs some hashing. */
  public @Nullable HelloFingerprint fingerprint() {
    return body == null ? null : HelloFingerprint.of(body);
  }

  /**
   * Returns whether the client named a host, and not an address, which RFC 6066 §3 does not allow.
   */
  public boolean namesHost() {
    return serverName != null && !isAddress(serverName);
  }

  private static boolean isAddress(String name) {
    return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
  }

  private static @Nullable String serverName(Reader extension) throws MalformedException {
    Reader list = extension.vector16("server name list");
    String name = null;
    while (list.hasMore()) {
      int type = list.uint8("server name type");
      String value = list.vector16("server name").ascii();
      if (type == NAME_TYPE_HOST) {
        if (name != null) {
          throw new MalformedException("two host names in server_name");
        }
        name = hostName(value);
      }
    }
    return name;
  }

  private static String hostName(String value) throws MalformedException {
    String name = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
    if (name.isEmpty() || name.length() > MAX_HOST_NAME) {
      throw new MalformedException("a server name of " + name.length() + " characters");
    }
    if (isAddress(name)) {
      // RFC 6066 §3 has no addresses; clients that connect by one send it all the same.
      return name.toLowerCase(Locale.ROOT);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.'
              || c == '_';
      if (!allowed) {
        throw new MalformedException("a server name with the character U+%04X".formatted((int) c));
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static List<String> protocols(Reader extension) throws MalformedException {
    Reader list = extension.vector16("protocol name list");
    List<String> names = new ArrayList<>(2);
    while (list.hasMore()) {
      names.add(list.vector8("protocol name").ascii());
    }
    return names;
  }

  /** A cursor that never leaves its vector. */
  private record Reader(ByteBuf bytes) {
    boolean hasMore() {
      return bytes.isReadable();
    }

    int uint8(String what) throws MalformedException {
      need(1, what);
      return bytes.readUnsignedByte();
    }

    int uint16(String what) throws MalformedException {
      need(2, what);
      return bytes.readUnsignedShort();
    }

    Reader vector8(String what) throws MalformedException {
      return vector(uint8(what), what);
    }

    Reader vector16(String what) throws MalformedException {
      return vector(uint16(what), what);
    }

    void skip(int length, String what) throws MalformedException {
      need(length, what);
      bytes.skipBytes(length);
    }

    byte[] rest() {
      byte[] rest = new byte[bytes.readableBytes()];
      bytes.readBytes(rest);
      return rest;
    }

    String ascii() {
      return bytes.readCharSequence(bytes.readableBytes(), StandardCharsets.ISO_8859_1).toString();
    }

    private Reader vector(int length, String what) throws MalformedException {
      need(length, what);
      return new Reader(bytes.readSlice(length));
    }

    private void need(int length, String what) throws MalformedException {
      if (bytes.readableBytes() < length) {
        throw new MalformedException(
            "%s needs %d bytes and %d are left".formatted(what, length, bytes.readableBytes()));
      }
    }
  }
}
