package dev.edgekeep.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Edgekeep as its users start it.
 *
 * @param launcher the script {@code edgekeep}
 * @param moreHosts members of the configuration's {@code hosts} beside those of every run: each
 *     with a comma before it
 */
public record Edgekeep(Path launcher, String moreHosts) implements Peer {
  public static final String NAME = "edgekeep";

  public Edgekeep(Path launcher) {
    this(launcher, "");
  }

  /** Builds it and prepares its fast start, where that is still to do: no start pays for it. */
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
         "origins": {"app": {"servers": ["http://127.0.0.1:%d"]}},
         "limits": {"connectionsPerAddress": 100000, "idleTimeoutMillis": 600000, "drainTimeoutMillis": 0},
         "logs": {"access": {"file": "access.log"}, "events": {"file": "events.log"}},
         "hosts": {
        %s,
        %s%s
        }}
        """
            .formatted(
                port,
                Ports.free(),
                credentials.clientCa(),
                place.originPort(),
                host(Credentials.P256_HOST, credentials.p256()),
                host(Credentials.RSA_HOST, credentials.rsa()),
                moreHosts);
    Path file = CertificateMaker.write(directory.resolve("edge.json"), config);
    return List.of(launcher.toString(), "edge", "--config", file.toString());
  }

  /** A member of {@code hosts}. */
  public static String host(String name, Credential credential) {
    return """
    "%s": {"certificate": {"chain": {"file": "%s"}, "key": {"file": "%s"}}, \
    "clientAuth": {"mode": "require", "cas": ["clients"]}, "origin": "app"}\
    """
        .formatted(name, credential.chain(), credential.key());
  }
}
