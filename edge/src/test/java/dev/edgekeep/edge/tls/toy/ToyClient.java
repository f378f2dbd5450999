package dev.edgekeep.edge.tls.toy;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other side of {@link ToyProtocol}, over a blocking socket. */
final class ToyClient implements AutoCloseable {
  static final byte[] NO_SESSION = new byte[4];

  private final Socket socket;
  private final DataInputStream in;
  private final int alert;
  private boolean isResumed;
  private byte[] session = NO_SESSION;

  private ToyClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.alert = in.read();
    if (alert == 0) {
      isResumed = in.readBoolean();
      session = in.readNBytes(4);
    }
  }

  /** Connects and does the handshake. */
  static ToyClient connect(
      InetSocketAddress edge, String host, byte[] session, @Nullable Credential credential)
      throws IOException {
    Socket socket = new Socket(edge.getAddress(), edge.getPort());
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    socket.getOutputStream().write(hello(host, session, credential));
    return new ToyClient(socket);
  }

  private static byte[] hello(String host, byte[] session, @Nullable Credential credential)
      throws IOException {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.write(ToyProtocol.MAGIC);
    for (String text : List.of(host, "http/1.1")) {
      hello.write(text.length());
      hello.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    hello.write(session);
    List<X509Certificate> chain = credential == null ? List.of() : credential.chain();
    try {
      for (X509Certificate certificate : chain) {
        byte[] der = certificate.getEncoded();
        hello.write(der.length >>> 8);
        hello.write(der.length);
        hello.write(der);
      }
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
    hello.write(0);
    hello.write(0);
    return hello.toByteArray();
  }

  /** The alert that ended the handshake; 0 when it succeeded. */
  int alert() {
    return alert;
  }

  boolean isResumed() {
    return isResumed;
  }

  byte[] session() {
    return session;
  }

  /** The response to one request, whose body has a Content-Length. */
  String get(String host, String path) throws IOException {
    send("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) unmask(in.readUnsignedByte()));
    }
    int length =
        Integer.parseInt(head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    StringBuilder body = new StringBuilder();
    while (body.length() < length) {
      body.append((char) unmask(in.readUnsignedByte()));
    }
    return head.append(body).toString();
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) unmask(bytes[i]);
    }
    socket.getOutputStream().write(bytes);
  }

  private static int unmask(int value) {
    return value ^ ToyEngine.MASK;
  }

  /** Returns whether the server has closed. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
