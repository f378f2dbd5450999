package dev.edgekeep.edge.testing;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key server that does what a test says. It speaks TLS as the JDK does, and signs nothing: the
 * answer to a payload is that payload, reversed.
 */
public final class ScriptedKeyServer implements AutoCloseable {
  private static final char[] NO_PASSWORD = new char[0];
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** The reaction to a request other than a ping. Each runs on a thread of its own. */
  public interface Script {
    void request(Message request, Line line) throws Exception;
  }

  public static final Script ANSWER =
      (request, line) -> line.send(Message.success(request.id(), reversed(request.payload())));

  /** Says no. */
  public static Script refusing(KeylessError error) {
    return (request, line) -> line.send(Message.error(request.id(), error));
  }

  /** Answers after so long. */
  public static Script answeringAfter(long millis) {
    return (request, line) -> {
      TimeUnit.MILLISECONDS.sleep(millis);
      ANSWER.request(request, line);
    };
  }

  /** Takes every request, and never answers. */
  public static final Script SILENCE = (request, line) -> {};

  /** Closes the connection instead of answering. */
  public static final Script CLOSE = (request, line) -> line.kill();

  private final SSLContext context;
  private final List<String> protocols;

  /** Keeps the port ours while nobody listens there: bound, and deaf. */
  private final Socket reservation = new Socket();

  private final int port;
  private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private volatile ServerSocket listener;
  private volatile Thread acceptor;
  private volatile Script script = ANSWER;
  private volatile boolean answersPings = true;

  /**
   * @param clientCa whose certificates it lets in
   * @param protocols all that the JDK has when there is none
   */
  public ScriptedKeyServer(Credential identity, X509Certificate clientCa, String... protocols) {
    this.protocols = List.of(protocols);
    try {
      context = context(identity, clientCa);
      reservation.setReuseAddress(true);
      reservation.bind(new InetSocketAddress(LOOPBACK, 0));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    port = reservation.getLocalPort();
    listener = listener(port);
    acceptor = accepting(listener);
  }

  private static SSLContext context(Credential identity, X509Certificate clientCa)
      throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "self", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
    keys.setCertificateEntry("ca", clientCa);
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, NO_PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** From the next request on. */
  public ScriptedKeyServer does(Script next) {
    script = next;
    return this;
  }

  /** Takes pings from now on and does not answer them. */
  public void ignorePings() {
    answersPings = false;
  }

  public int port() {
    return port;
  }

  /** As configurations have it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** TLS connections that were made, all in all. */
  public int connections() {
    return connections.get();
  }

  /** Connections that are open now. */
  public int open() {
    return open.size();
  }

  /** Requests that came, without pings. */
  public int asked() {
    return asked.get();
  }

  public int pings() {
    return pings.get();
  }

  /** The next request that came; fails when none comes in time. */
  public Message nextRequest() throws InterruptedException {
    Message request = requests.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("the key server was not asked");
    }
    return request;
  }

  /** Ends all connections, and listens no more, as when its process is killed. */
  public void kill() {
    try {
      listener.close();
      acceptor.join(); // until then the kernel may take connections
      dropConnections();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends all connections, and goes on listening. */
  public void dropConnections() {
    List.copyOf(open).forEach(ScriptedKeyServer::reset); // not those that come in their place
  }

  /** Listens again, on the same port. */
  public void restart() {
    listener = listener(port);
    acceptor = accepting(listener);
  }

  private static ServerSocket listener(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port), 512);
      return socket;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Thread accepting(ServerSocket socket) {
    return Thread.ofVirtual().start(() -> accept(socket));
  }

  private void accept(ServerSocket accepting) {
    while (!accepting.isClosed()) {
      try {
        Socket client = accepting.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket raw) {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(raw, null, raw.getPort(), true)) {
      raw.setTcpNoDelay(true);
      socket.setUseClientMode(false);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setNeedClientAuth(true);
      if (!protocols.isEmpty()) {
        parameters.setProtocols(protocols.toArray(String[]::new));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      connections.incrementAndGet();
      read(new DataInputStream(socket.getInputStream()), new Line(raw, socket.getOutputStream()));
    } catch (IOException e) {
      // Either side went away, or would not have the other.
      return;
    } finally {
      open.remove(raw);
    }
  }

  private void read(DataInputStream in, Line line) throws IOException {
    while (true) {
      byte[] header = in.readNBytes(Message.HEADER_BYTES);
      if (header.length < Message.HEADER_BYTES) {
        return;
      }
      int length = ByteBuffer.wrap(header).getShort(Message.LENGTH_OFFSET) & 0xffff;
      ByteBuffer frame = ByteBuffer.allocate(Message.HEADER_BYTES + length).put(header);
      in.readFully(frame.array(), Message.HEADER_BYTES, length);
      Message message = message(frame.rewind());
      if (message.code() != Opcode.PING.code()) {
        asked.incrementAndGet();
        requests.add(message);
        Script current = script;
        Thread.ofVirtual().start(() -> run(current, message, line));
      } else {
        pings.incrementAndGet();
        if (answersPings) {
          line.send(Message.pong(message.id(), message.payload()));
        }
      }
    }
  }

  private static Message message(ByteBuffer frame) throws IOException {
    try {
      return Message.read(frame);
    } catch (dev.edgekeep.keyless.MalformedMessageException e) {
      throw new EOFException(e.getMessage());
    }
  }

  private static void run(Script script, Message message, Line line) {
    try {
      script.request(message, line);
    } catch (IOException e) {
      // The edge went away, which some tests want.
      return;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /** No goodbye: what is under way is lost. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
      return;
    }
  }

  @Override
  public void close() {
    kill();
    try {
      reservation.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One connection. */
  public static final class Line {
    private final Socket raw;
    private final OutputStream out;

    Line(Socket raw, OutputStream out) {
      this.raw = raw;
      this.out = out;
    }

    public void send(Message message) throws IOException {
      sendBytes(message.encoded());
    }

    /** Whatever they are. */
    public void sendBytes(byte[] bytes) throws IOException {
      synchronized (this) {
        out.write(bytes);
        out.flush();
      }
    }

    /** Ends the connection without a goodbye. */
    public void kill() {
      reset(raw);
    }

    /** Ends the connection as TLS has it. */
    public void close() throws IOException {
      out.close();
    }
  }
}
