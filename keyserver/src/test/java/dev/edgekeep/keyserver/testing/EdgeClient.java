package dev.edgekeep.keyserver.testing;

import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An edge on the JDK's TLS, which blocks, and fails a test rather than wait for ever. */
public final class EdgeClient implements AutoCloseable {
  private static final int LIMIT_MILLIS = (int) Eventually.LIMIT.toMillis();
  private static final char[] PASSWORD = "unused".toCharArray();

  private final Socket plain;
  private final SSLSocket tls;
  private final DataInputStream in;

  private EdgeClient(Socket plain, SSLSocket tls) throws IOException {
    this.plain = plain;
    this.tls = tls;
    this.in = new DataInputStream(tls.getInputStream());
  }

  /** The settings of a connection; immutable. */
  public record Dialer(
      InetSocketAddress server,
      X509Certificate trust,
      @Nullable Credential identity,
      String protocol) {
    /** The same with another identity; null for none. */
    public Dialer as(@Nullable Credential other) {
      return new Dialer(server, trust, other, protocol);
    }

    /** The same with another version of TLS. */
    public Dialer with(String otherProtocol) {
      return new Dialer(server, trust, identity, otherProtocol);
    }

    /** Connects, and makes the handshake. */
    public EdgeClient connect() throws IOException {
      Socket plain = new Socket();
      try {
        plain.setSoTimeout(LIMIT_MILLIS);
        plain.setTcpNoDelay(true);
        plain.connect(server, LIMIT_MILLIS);
        SSLSocket tls =
            (SSLSocket)
                context(this)
                    .getSocketFactory()
                    .createSocket(plain, server.getHostString(), server.getPort(), true);
        tls.setEnabledProtocols(new String[] {protocol});
        tls.startHandshake();
        return new EdgeClient(plain, tls);
      } catch (IOException | RuntimeException e) {
        plain.close();
        throw e;
      }
    }
  }

  /** Sends requests, all at once. */
  public void send(Message... requests) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(length(requests));
    for (Message request : requests) {
      request.write(all);
    }
    sendBytes(all.array());
  }

  private static int length(Message... requests) {
    int length = 0;
    for (Message request : requests) {
      length += request.frameBytes();
    }
    return length;
  }

  public void sendBytes(byte[] bytes) throws IOException {
    tls.getOutputStream().write(bytes);
    tls.getOutputStream().flush();
  }

  /**
   * The next answer.
   *
   * @throws EOFException when the server has closed the connection
   */
  public Message receive() throws IOException {
    byte[] header = new byte[Message.HEADER_BYTES];
    in.readFully(header);
    int length = ByteBuffer.wrap(header).getShort(Message.LENGTH_OFFSET) & 0xffff;
    ByteBuffer frame = ByteBuffer.allocate(header.length + length).put(header);
    in.readFully(frame.array(), header.length, length);
    try {
      return Message.read(frame.rewind());
    } catch (MalformedMessageException e) {
      throw new IOException(e);
    }
  }

  /** Sends a request, and waits for its answer. */
  public Message ask(Message request) throws IOException {
    send(request);
    return receive();
  }

  /** Waits for the end of the connection; true when it came with close_notify. */
  public boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Says that nothing more will be sent; answers may still come. */
  public void finishSending() throws IOException {
    tls.shutdownOutput();
  }

  /** Ends the sending half of the TCP connection without TLS's farewell. */
  public void cutSending() throws IOException {
    plain.shutdownOutput();
  }

  /** Ends the connection with a reset, as when a process dies over unread bytes. */
  public void abort() throws IOException {
    plain.setSoLinger(true, 0);
    plain.close();
  }

  public String protocol() {
    return tls.getSession().getProtocol();
  }

  /** Without a farewell. */
  @Override
  public void close() {
    try {
      plain.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext context(Dialer dialer) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(dialer.identity()), trust(dialer.trust()).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyManager @Nullable [] keys(@Nullable Credential identity)
      throws GeneralSecurityException, IOException {
    if (identity == null) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "edge", identity.key(), PASSWORD, identity.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManagerFactory trust(X509Certificate ca)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", ca);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory;
  }
}
