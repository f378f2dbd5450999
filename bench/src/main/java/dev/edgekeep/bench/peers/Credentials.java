package dev.edgekeep.bench.peers;

import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import java.nio.file.Path;
import java.security.KeyPair;

/** Whom all servers of a run are, and whom they trust: the same files for each. */
public record Credentials(Path clientCa, Credential client, Credential p256, Credential rsa) {
  public static final String P256_HOST = "p256.bench.test";
  public static final String RSA_HOST = "rsa.bench.test";

  /** Makes everything anew, in a directory that is there. */
  public static Credentials make(Path directory) {
    CertificateMaker clients = new CertificateMaker("bench client CA", KeyType.P256);
    CertificateMaker servers = new CertificateMaker("bench server CA", KeyType.P256);
    KeyPair client = KeyType.P256.generate();
    return new Credentials(
        CertificateMaker.write(
            directory.resolve("client-ca.pem"), CertificateMaker.pem(clients.certificate())),
        CertificateMaker.write(directory, "client", clients.issueClient(client), client),
        server(directory, servers, P256_HOST, KeyType.P256),
        server(directory, servers, RSA_HOST, KeyType.RSA2048));
  }

  private static Credential server(Path directory, CertificateMaker ca, String host, KeyType type) {
    KeyPair keys = type.generate();
    return CertificateMaker.write(directory, host, ca.issueServer(keys, host), keys);
  }
}
