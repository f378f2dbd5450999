package dev.edgekeep.keyserver;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key server as a file describes it, with a folder of keys, a CA for edges and one for itself.
 */
abstract class KeyServerHarness {
  static final String LISTEN = "listen: {address: \"127.0.0.1:0\"}\n";
  static final String ADMIN = "admin: {address: \"127.0.0.1:0\"}\n";

  @TempDir Path folder;

  final TestCa serverCa = TestCa.root("Key server CA", KeyType.P_256);
  final TestCa edgeCa = TestCa.root("Edge CA", KeyType.P_256);
  final TestCa hosts = TestCa.root("Host CA", KeyType.P_256);
  final Credential edge = edgeCa.issue(TestCa.Leaf.client("edge-1"));
  final Credential host = hosts.issue(TestCa.Leaf.server("www.example.com"));

  private @Nullable KeyServer running;

  @BeforeEach
  void writeFiles() throws IOException {
    Credential identity = serverCa.issue(TestCa.Leaf.server("localhost"));
    write("keyserver.pem", identity.chainPem());
    write("keyserver.key", identity.keyPem());
    write("edge-ca.pem", edgeCa.pem());
    Files.createDirectory(folder.resolve("keys"));
    write("keys/www.key", host.keyPem());
    configure("");
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  /** Writes the configuration, with something more in it. */
  void configure(String more) throws IOException {
    write(
        "keyserver.yaml",
        """
        version: 1
        %s%sidentity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
        trust: {file: edge-ca.pem}
        keys: [{directory: keys}]
        logs: {audit: {file: audit.log}, events: {file: event.log}}
        %s
        """
            .formatted(LISTEN, ADMIN, more));
  }

  void write(String name, String text) throws IOException {
    Path fresh = Files.writeString(folder.resolve(name + ".new"), text);
    Files.move(fresh, folder.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  KeyServer start() throws KeyServerRefusedException, IOException {
    running =
        KeyServer.start(
            ConfigSource.file(folder.resolve("keyserver.yaml")), KeyServer.Options.of("test"));
    return running;
  }

  EdgeClient.Dialer dialer(KeyServer server) {
    return new EdgeClient.Dialer(server.address(), serverCa.certificate(), edge, "TLSv1.3");
  }

  /** A request for a signature of {@code digest} with a host's key. */
  static Message signature(int id, Credential host, byte[] digest) {
    return new Message(
        id,
        Opcode.ECDSA_SIGN_SHA256.code(),
        digest,
        ski(host.leaf().getPublicKey()),
        null,
        "www.example.com",
        null,
        null);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean verifies(Credential host, byte[] digest, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("NONEwithECDSA");
    verifier.initVerify(host.leaf().getPublicKey());
    verifier.update(digest);
    return verifier.verify(signature);
  }

  static SubjectKeyId ski(PublicKey key) {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    try {
      return SubjectKeyId.of(MessageDigest.getInstance("SHA-1").digest(bits));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of a log. */
  String log(String name) {
    return String.join("\n", lines(name));
  }

  /** The lines of a log. */
  List<String> lines(String log) {
    try {
      return Files.readAllLines(folder.resolve(log + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
