package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.testing.Credential;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key server with the JDK's TLS that answers as a test wants it. */
final class ScriptedKeyServer implements AutoCloseable {
  /** The reaction of a connection to each request. */
  interface Script {
    /** The answer; null to close the connection without one. */
    @Nullable Message answer(Message request) throws GeneralSecurityException;
  }

  private final SSLServerSocket listener;
  private final Script script;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<SSLSocket> connections = new ConcurrentLinkedQueue<>();

  private ScriptedKeyServer(SSLServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
  }

  /** Listens on a free port of loopback, for clients that one of the CAs vouches for. */
  static ScriptedKeyServer start(
      Credential identity, List<X509Certificate> cas, String[] protocols, Script script)
      throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(identity).getKeyManagers(), trust(cas).getTrustManagers(), null);
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setNeedClientAuth(true);
    listener.setEnabledProtocols(protocols);
    ScriptedKeyServer server = new ScriptedKeyServer(listener, script);
    server.threads.submit(server::accept);
    return server;
  }

  private static KeyManagerFactory keys(Credential identity)
      throws GeneralSecurityException, IOException {
    char[] password = "unused".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), password, identity.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory;
  }

  private static TrustManagerFactory trust(List<X509Certificate> cas)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < cas.size(); i++) {
      store.setCertificateEntry("ca" + i, cas.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private @Nullable Void accept() throws IOException {
    while (!listener.isClosed()) {
      SSLSocket connection = (SSLSocket) listener.accept();
      connections.add(connection);
      threads.submit(() -> serve(connection));
    }
    return null;
  }

  private @Nullable Void serve(SSLSocket connection) throws Exception {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      while (true) {
        Message answer = script.answer(read(in));
        if (answer == null) {
          return null;
        }
        connection.getOutputStream().write(answer.encoded());
      }
    } catch (EOFException _) {
      return null;
    }
  }

  private static Message read(DataInputStream in) throws IOException, MalformedMessageException {
    byte[] header = new byte[Message.HEADER_BYTES];
    in.readFully(header);
    int length = ByteBuffer.wrap(header).getShort(Message.LENGTH_OFFSET) & 0xffff;
    ByteBuffer frame = ByteBuffer.allocate(header.length + length).put(header);
    in.readFully(frame.array(), header.length, length);
    return Message.read(frame.rewind());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SSLSocket connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
  }
}
