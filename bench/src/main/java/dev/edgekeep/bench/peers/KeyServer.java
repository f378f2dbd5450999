package dev.edgekeep.bench.peers;

import java.nio.file.Path;
import java.util.List;

/**
 * Edgekeep's key server as its users start it, with the keys of all hosts.
 *
 * @param launcher the script {@code edgekeep}
 * @param isAide whether it only assists a measured server, and has another core
 */
public record KeyServer(Path launcher, boolean isAide) implements Peer {
  @Override
  public String name() {
    return "key server";
  }

  @Override
  public int core(Cores cores) {
    return isAide ? cores.aide() : cores.server();
  }

  @Override
  public List<String> configure(Path directory, int port, Place place) {
    Credentials credentials = place.credentials();
    Path keys = directory.resolve("keys");
    for (Credential host : List.of(credentials.p256(), credentials.rsa(), credentials.ed25519())) {
      CertificateMaker.write(
          keys.resolve(host.key().getFileName()), CertificateMaker.pem(host.privateKey()));
    }
    Credential identity = credentials.keyServer();
    String config =
        """
        {"version": 1,
         "listen": {"address": "127.0.0.1:%d"},
         "admin": {"address": "127.0.0.1:%d"},
         "identity": {"chain": {"file": "%s"}, "key": {"file": "%s"}},
         "trust": {"file": "%s"},
         "keys": [{"directory": "%s"}]}
        """
            .formatted(
                port, Ports.free(), identity.chain(), identity.key(), credentials.clientCa(), keys);
    Path file = CertificateMaker.write(directory.resolve("keyserver.json"), config);
    return List.of(launcher.toString(), "keyserver", "--config", file.toString());
  }
}
