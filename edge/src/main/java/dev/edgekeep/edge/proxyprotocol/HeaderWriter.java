package dev.edgekeep.edge.proxyprotocol;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes headers of the PROXY protocol. No state. */
public final class HeaderWriter {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
  private static final int MAX_TLV = 1024;

  private static final int PROXY_COMMAND = 0x21;
  private static final int LOCAL_COMMAND = 0x20;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;

  private static final int ALPN = 0x01;
  private static final int AUTHORITY = 0x02;
  private static final int SSL = 0x20;
  private static final int SSL_VERSION = 0x21;
  private static final int SSL_CN = 0x22;
  private static final int SSL_CIPHER = 0x23;

  private static final int CLIENT_SSL = 0x01;
  private static final int CERTIFICATE_ON_CONNECTION = 0x02;
  private static final int CERTIFICATE_IN_SESSION = 0x04;

  private HeaderWriter() {}

  /**
   * The client certificate, as version 2 tells it.
   *
   * @param isPresented whether the client presented one, verified or not
   * @param result 0 exactly when it is verified; otherwise the error of X.509 that OpenSSL has for
   *     it
   * @param commonName null where there is none, or where it is not verified
   */
  public record ClientCertificate(boolean isPresented, int result, @Nullable String commonName) {}

  /** Version 1 for a client's connection. */
  public static EncodedHeader version1(ProxiedConnection client) {
    InetSocketAddress from = client.remoteAddress();
    InetSocketAddress to = client.destinationAddress();
    boolean isIpv4 = isIpv4(from) && isIpv4(to);
    String line =
        "PROXY %s %s %s %d %d\r\n"
            .formatted(
                isIpv4 ? "TCP4" : "TCP6",
                text(from.getAddress(), isIpv4),
                text(to.getAddress(), isIpv4),
                from.getPort(),
                to.getPort());
    return new EncodedHeader(line.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(InetAddress address, boolean isIpv4) {
    String text = NetUtil.toAddressString(address);
    return isIpv4 || address.getAddress().length > 4 ? text : "::ffff:" + text;
  }

  /** Version 1 for a connection of the edge's own: a health check. */
  public static EncodedHeader ownVersion1() {
    return new EncodedHeader("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Version 2 for a client's connection. */
  public static EncodedHeader version2(ProxiedConnection client, ClientCertificate certificate) {
    InetSocketAddress from = client.remoteAddress();
    InetSocketAddress to = client.destinationAddress();
    boolean isIpv4 = isIpv4(from) && isIpv4(to);
    ByteArrayOutputStream body = new ByteArrayOutputStream(128);
    writeAddress(body, from.getAddress(), isIpv4);
    writeAddress(body, to.getAddress(), isIpv4);
    writeShort(body, from.getPort());
    writeShort(body, to.getPort());
    writeTlv(body, ALPN, client.applicationProtocol());
    writeTlv(body, AUTHORITY, client.serverName());
    writeSsl(body, client, certificate);
    return header(PROXY_COMMAND, isIpv4 ? TCP4 : TCP6, body);
  }

  /** Version 2 for a connection of the edge's own: a health check. */
  public static EncodedHeader ownVersion2() {
    return header(LOCAL_COMMAND, 0, new ByteArrayOutputStream(0));
  }

  private static EncodedHeader header(int command, int kind, ByteArrayOutputStream body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(16 + body.size());
    all.writeBytes(ProxyHeaders.signature2());
    all.write(command);
    all.write(kind);
    writeShort(all, body.size());
    all.writeBytes(body.toByteArray());
    return new EncodedHeader(all.toByteArray());
  }

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress().getAddress().length == 4;
  }

  private static void writeAddress(ByteArrayOutputStream out, InetAddress address, boolean isIpv4) {
    byte[] bytes = address.getAddress();
    if (!isIpv4 && bytes.length == 4) {
      out.writeBytes(MAPPED);
    }
    out.writeBytes(bytes);
  }

  /** PP2_TYPE_SSL: flags, the result of the verification, and TLVs of its own. */
  private static void writeSsl(
      ByteArrayOutputStream out, ProxiedConnection client, ClientCertificate certificate) {
    String version = client.tlsVersion();
    if (version == null) {
      return;
    }
    int flags = CLIENT_SSL;
    if (certificate.isPresented()) {
      flags |= CERTIFICATE_IN_SESSION | (client.isResumed() ? 0 : CERTIFICATE_ON_CONNECTION);
    }
    ByteArrayOutputStream ssl = new ByteArrayOutputStream(64);
    ssl.write(flags);
    writeShort(ssl, 0);
    writeShort(ssl, certificate.result());
    writeTlv(ssl, SSL_VERSION, version);
    writeTlv(ssl, SSL_CN, certificate.commonName());
    writeTlv(ssl, SSL_CIPHER, client.cipherSuite());
    out.write(SSL);
    writeShort(out, ssl.size());
    out.writeBytes(ssl.toByteArray());
  }

  /** Nothing where there is no text, or one that would be longer than any that means something. */
  private static void writeTlv(ByteArrayOutputStream out, int type, @Nullable String text) {
    byte[] value = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    if (value.length > 0 && value.length <= MAX_TLV) {
      out.write(type);
      writeShort(out, value.length);
      out.writeBytes(value);
    }
  }

  private static void writeShort(ByteArrayOutputStream out, int value) {
    out.write(value >>> 8);
    out.write(value);
  }
}
