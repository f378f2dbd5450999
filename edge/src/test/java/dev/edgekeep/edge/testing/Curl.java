package dev.edgekeep.edge.testing;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Processes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code curl}, sent to one listener whatever the URL's host. Immutable; each {@code with…} makes
 * another.
 */
public final class Curl {
  private final List<String> arguments;
  private final InetSocketAddress server;
  private final Path folder;

  private Curl(List<String> arguments, InetSocketAddress server, Path folder) {
    this.arguments = arguments;
    this.server = server;
    this.folder = folder;
  }

  /**
   * @param folder where certificates are written to
   */
  public static Curl of(InetSocketAddress server, Path folder) {
    return new Curl(List.of("curl", "-sS", "-k", "-i", "--max-time", "60"), server, folder);
  }

  public Curl with(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new Curl(all, server, folder);
  }

  public Curl presenting(Credential credential) {
    return with(
        "--cert",
        credential.chainFile(folder).toString(),
        "--key",
        credential.keyFile(folder).toString());
  }

  /** Asks for the URLs, one after the other on one connection where it can. */
  public Processes.Result get(String... urls) {
    List<String> command = new ArrayList<>(arguments);
    command.add("--connect-to");
    command.add("::" + server.getAddress().getHostAddress() + ":" + server.getPort());
    command.addAll(List.of(urls));
    return Processes.run("", command);
  }
}
