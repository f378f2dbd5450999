package dev.edgekeep.bench.peers;

import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;

/** The identities of all servers in a run, and the CAs that they trust: the same files for each. */
public record Credentials(
    Path clientCa,
    X509Certificate clientCaCertificate,
    Path serverCa,
    Credential client,
    Credential p256,
    Credential rsa,
    Credential ed25519,
    Credential keyServer) {
  public static final String P256_HOST = "p256.bench.test";
  public static final String RSA_HOST = "rsa.bench.test";
  public static final String KEY_SERVER = "keys.bench.test";
  private static final String ED25519_HOST = "ed25519.bench.test";

  /** The name of a host with the same certificate as {@code host}, and its key on a key server. */
  public static String keyless(String host) {
    return "keyless-" + host;
  }

  /** The name of a host with the same certificate, whose origin speaks HTTP/2. */
  public static String http2(String host) {
    return "http2-" + host;
  }

  /** Creates everything in an existing directory. */
  public static Credentials make(Path directory) {
    CertificateMaker clients = new CertificateMaker("bench client CA", KeyType.P256);
    CertificateMaker servers = new CertificateMaker("bench server CA", KeyType.P256);
    KeyPair client = KeyType.P256.generate();
    return new Credentials(
        ca(directory, "client-ca.pem", clients),
        clients.certificate(),
        ca(directory, "server-ca.pem", servers),
        CertificateMaker.write(directory, "client", clients.issueClient(client), client),
        server(directory, servers, P256_HOST, KeyType.P256),
        server(directory, servers, RSA_HOST, KeyType.RSA2048),
        server(directory, servers, ED25519_HOST, KeyType.ED25519),
        server(directory, servers, KEY_SERVER, KeyType.P256));
  }

  private static Path ca(Path directory, String file, CertificateMaker ca) {
    return CertificateMaker.write(directory.resolve(file), CertificateMaker.pem(ca.certificate()));
  }

  private static Credential server(Path directory, CertificateMaker ca, String host, KeyType type) {
    KeyPair keys = type.generate();
    return CertificateMaker.write(
        directory, host, ca.issueServer(keys, host, keyless(host), http2(host)), keys);
  }
}
