package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.FrameReader;
import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.path.PeerName;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One connection to a key server, one request at a time. Blocks, each step no longer than the
 * target's limit. One thread.
 */
final class Connection implements AutoCloseable {
  private final Socket socket;
  private final SSLSocket tls;
  private final Duration limit;
  private final ServerReport.Peer peer;
  private int lastId;

  private Connection(Socket socket, SSLSocket tls, Duration limit) throws IOException {
    this.socket = socket;
    this.tls = tls;
    this.limit = limit;
    this.peer = peer(tls.getSession());
  }

  /**
   * Connects and performs the handshake. With TLS 1.3 a key server that does not accept the edge's
   * certificate says so only in answer to the first request.
   *
   * @throws UnreachableException with the reason in words
   */
  static Connection open(Target target, InstantSource clock) throws UnreachableException {
    Socket socket = new Socket();
    try {
      connect(socket, target);
      return handshake(socket, target, clock);
    } catch (UnreachableException | RuntimeException e) {
      close(socket);
      throw e;
    }
  }

  private static void connect(Socket socket, Target target) throws UnreachableException {
    try {
      TimeLimit.within(
          target.timeout(),
          socket,
          () -> {
            InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
            if (address.isUnresolved()) {
              throw new UnknownHostException(target.host());
            }
            requireAllowed(target, address);
            socket.setTcpNoDelay(true);
            socket.connect(address);
            return true;
          });
    } catch (ForbiddenAddressException e) {
      throw new UnreachableException(
          ServerReport.Fault.NOT_REACHABLE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UnreachableException(
          ServerReport.Fault.NOT_REACHABLE, Reasons.notConnected(target, e));
    }
  }

  /** Checks the address of the connection; the name is not looked up again. */
  private static void requireAllowed(Target target, InetSocketAddress address)
      throws ForbiddenAddressException {
    String reason = target.forbidden().reason(address.getAddress(), address.getPort());
    if (reason != null) {
      throw new ForbiddenAddressException("not allowed: " + reason);
    }
  }

  private static final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
      super(message);
    }
  }

  private static Connection handshake(Socket socket, Target target, InstantSource clock)
      throws UnreachableException {
    try {
      ServerTrust trust = new ServerTrust(target.trust(), target.serverName(), clock);
      SSLSocket tls = layer(socket, target, trust);
      try {
        TimeLimit.within(
            target.timeout(),
            socket,
            () -> {
              tls.startHandshake();
              return true;
            });
        return new Connection(socket, tls, target.timeout());
      } catch (IOException e) {
        String refusal = trust.refusal();
        throw refusal == null
            ? Reasons.unfinished(target, e)
            : new UnreachableException(
                ServerReport.Fault.WRONG_CERTIFICATE, Reasons.notTrusted(refusal));
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new UnreachableException(
          ServerReport.Fault.NO_TLS, "TLS is not possible here: " + e.getMessage());
    }
  }

  private static SSLSocket layer(Socket socket, Target target, ServerTrust trust)
      throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        target.identity() == null ? null : new KeyManager[] {new EdgeKeyManager(target.identity())},
        new TrustManager[] {trust},
        null);
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, target.host(), target.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (PeerName.ofHost(target.serverName()) instanceof PeerName.Dns name) {
      parameters.setServerNames(List.of(new SNIHostName(name.name())));
    }
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static ServerReport.Peer peer(SSLSession session) throws IOException {
    try {
      Certificate certificate = Certificate.parse(session.getPeerCertificates()[0].getEncoded());
      return new ServerReport.Peer(session.getProtocol(), session.getCipherSuite(), certificate);
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IOException("the key server's certificate cannot be read: " + e.getMessage(), e);
    }
  }

  ServerReport.Peer peer() {
    return peer;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param request whatever its id; it gets the next one of this connection
   * @throws IOException when there is no answer, or a malformed one; the connection cannot be used
   *     after that
   */
  Message exchange(Message request) throws IOException {
    Message numbered = request.withId(++lastId);
    byte[] frame = numbered.encoded();
    return TimeLimit.within(
        limit,
        socket,
        () -> {
          tls.getOutputStream().write(frame);
          Message answer = read(new DataInputStream(tls.getInputStream()));
          if (answer.id() != numbered.id()) {
            throw new IOException(
                "the answer is to request %d, and not to %d".formatted(answer.id(), numbered.id()));
          }
          return answer;
        });
  }

  private static Message read(DataInputStream in) throws IOException {
    byte[] header = new byte[Message.HEADER_BYTES];
    in.readFully(header);
    byte[] frame = Arrays.copyOf(header, FrameReader.frameBytes(ByteBuffer.wrap(header)));
    in.readFully(frame, header.length, frame.length - header.length);
    try {
      return Message.read(ByteBuffer.wrap(frame));
    } catch (MalformedMessageException e) {
      throw new IOException("the answer is malformed: " + e.getMessage(), e);
    }
  }

  /** Closes without close_notify, for which it would have to wait. */
  @Override
  public void close() {
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      return; // it cannot be used either way
    }
  }
}
