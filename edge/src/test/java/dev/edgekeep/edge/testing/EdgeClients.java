package dev.edgekeep.edge.testing;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The JDK's clients of an edge, on connections that stay open from one request to the next. */
public final class EdgeClients {
  private final X509Certificate serverRoot;

  /**
   * @param serverRoot what the edge's certificates are under
   */
  public EdgeClients(X509Certificate serverRoot) {
    this.serverRoot = serverRoot;
  }

  /** A client that speaks HTTP/2, on one connection for as long as that lasts. */
  public HttpClient http2(Credential credential) throws GeneralSecurityException, IOException {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_2)
        .sslContext(context(credential))
        .build();
  }

  /** Asks {@code localhost} for a path. */
  public static HttpResponse<String> get(HttpClient http, InetSocketAddress edge, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("https://localhost:" + edge.getPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * A connection whose handshake begins with the first request.
   *
   * @param credential null: the client has no certificate
   */
  public SSLSocket socket(InetSocketAddress edge, String name, @Nullable Credential credential)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            context(credential).getSocketFactory().createSocket(edge.getAddress(), edge.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    return socket;
  }

  /** TLS over a connection that is there, which closing it leaves open. */
  public SSLSocket over(Socket tcp, String name, Credential credential)
      throws IOException, GeneralSecurityException {
    return (SSLSocket)
        context(credential).getSocketFactory().createSocket(tcp, name, tcp.getPort(), false);
  }

  /** One request and its answer on a connection that stays open; the head and the body. */
  public static String exchange(SSLSocket socket, String host, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(path, host)
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder answer = new StringBuilder();
    int length = 0;
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      answer.append(line).append('\n');
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    char[] body = new char[length];
    int read = 0;
    while (read < length) {
      int more = reader.read(body, read, length - read);
      if (more < 0) {
        break;
      }
      read += more;
    }
    return answer.append(body).toString();
  }

  private SSLContext context(@Nullable Credential credential)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (credential != null) {
      keys.setKeyEntry(
          "client", credential.key(), new char[0], credential.chain().toArray(Certificate[]::new));
    }
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, new char[0]);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("root", serverRoot);
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] trusted = trustManagers.getTrustManagers();
    context.init(keyManagers.getKeyManagers(), trusted, null);
    return context;
  }
}
