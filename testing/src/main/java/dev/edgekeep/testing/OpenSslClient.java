package dev.edgekeep.testing;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code openssl s_client}, an independent TLS client. Immutable; each {@code with…} returns
 * another one.
 */
public final class OpenSslClient {
  private final List<String> arguments;
  private final Path folder;

  private OpenSslClient(List<String> arguments, Path folder) {
    this.arguments = arguments;
    this.folder = folder;
  }

  /**
   * @param folder the folder to write certificates to
   */
  public static OpenSslClient of(InetSocketAddress server, String name, Path folder) {
    List<String> arguments = new ArrayList<>(List.of("openssl", "s_client", "-connect"));
    arguments.add(server.getAddress().getHostAddress() + ":" + server.getPort());
    arguments.addAll(name.isEmpty() ? List.of("-noservername") : List.of("-servername", name));
    return new OpenSslClient(arguments, folder);
  }

  public OpenSslClient with(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new OpenSslClient(all, folder);
  }

  public OpenSslClient presenting(Credential credential) {
    OpenSslClient client =
        with(
            "-cert",
            credential.withoutIntermediates().chainFile(folder).toString(),
            "-key",
            credential.keyFile(folder).toString());
    if (credential.chain().size() == 1) {
      return client;
    }
    return client.with("-cert_chain", credential.intermediates().chainFile(folder).toString());
  }

  /** Does the handshake, sends {@code request} and reads until the server closes. */
  public Processes.Result send(String request) {
    return Processes.run(request, with("-ign_eof").arguments);
  }

  /** Sends a request after which the server closes the connection. */
  public Processes.Result get(String host, String path) {
    return send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }
}
