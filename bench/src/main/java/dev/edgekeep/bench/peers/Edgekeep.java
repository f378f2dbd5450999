package dev.edgekeep.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Edgekeep as its users start it.
 *
 * @param launcher the script {@code edgekeep}
 * @param moreHosts additional members of the configuration's {@code hosts}, each with a comma
 *     before it
 * @param keyServers members of {@code keyServers}
 */
public record Edgekeep(Path launcher, String moreHosts, String keyServers) implements Peer {
  public static final String NAME = "edgekeep";
  private static final String KEY_SERVER = "keys";

  public Edgekeep(Path launcher) {
    this(launcher, "", "");
  }

  /** The same with additional hosts. */
  public Edgekeep withHosts(String members) {
    return new Edgekeep(launcher, moreHosts + members, keyServers);
  }

  /** The same with a keyless host for each standard host, whose keys are on this server. */
  public Edgekeep withKeyServer(Server server, Credentials credentials) {
    String hosts =
        ",\n"
            + keylessHost(Credentials.P256_HOST, credentials.p256())
            + ",\n"
            + keylessHost(Credentials.RSA_HOST, credentials.rsa());
    String keyServer =
        """
        "%s": {"addresses": ["127.0.0.1:%d"], "trust": {"file": "%s"}, "serverName": "%s", \
        "identity": {"chain": {"file": "%s"}, "key": {"file": "%s"}}}\
        """
            .formatted(
                KEY_SERVER,
                server.address().getPort(),
                credentials.serverCa(),
                Credentials.KEY_SERVER,
                credentials.client().chain(),
                credentials.client().key());
    return new Edgekeep(launcher, moreHosts + hosts, keyServer);
  }

  /**
   * Builds Edgekeep and prepares its fast start if necessary, so that no measured start includes
   * this.
   */
  public void prepare() throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(launcher.toString(), "--version")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("%s --version ended with status %d".formatted(launcher, status));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> configure(Path directory, int port, Place place) {
    Credentials credentials = place.credentials();
    String config =
        """
        {"version": 1,
         "listeners": [{"address": "127.0.0.1:%d"}],
         "admin": {"address": "127.0.0.1:%d"},
         "clientCas": {"clients": {"certificates": {"file": "%s"}}},
         "keyServers": {%s},
         "origins": {
           "app": {"servers": ["http://127.0.0.1:%d"]},
           "http2": {"servers": ["http://127.0.0.1:%d"], "protocol": "http2"}},
         "limits": {"connectionsPerAddress": 100000, "idleTimeoutMillis": 600000, "drainTimeoutMillis": 0},
         "logs": {"access": {"file": "access.log"}, "events": {"file": "events.log"}},
         "hosts": {
        %s,
        %s,
        %s%s
        }}
        """
            .formatted(
                port,
                Ports.free(),
                credentials.clientCa(),
                keyServers,
                place.originPort(),
                place.http2OriginPort(),
                host(Credentials.P256_HOST, credentials.p256()),
                host(Credentials.RSA_HOST, credentials.rsa()),
                http2Host(credentials.p256()),
                moreHosts);
    Path file = CertificateMaker.write(directory.resolve("edge.json"), config);
    return List.of(launcher.toString(), "edge", "--config", file.toString());
  }

  private static String http2Host(Credential credential) {
    return host(Credentials.http2(Credentials.P256_HOST), credential)
        .replace("\"origin\": \"app\"", "\"origin\": \"http2\"");
  }

  /** A member of {@code hosts}. */
  public static String host(String name, Credential credential) {
    return host(name, credential, "\"key\": {\"file\": \"%s\"}".formatted(credential.key()));
  }

  private static String keylessHost(String name, Credential credential) {
    return host(
        Credentials.keyless(name), credential, "\"keyServer\": \"%s\"".formatted(KEY_SERVER));
  }

  private static String host(String name, Credential credential, String key) {
    return """
    "%s": {"certificate": {"chain": {"file": "%s"}, %s}, \
    "clientAuth": {"mode": "require", "cas": ["clients"]}, "origin": "app"}\
    """
        .formatted(name, credential.chain(), key);
  }
}
