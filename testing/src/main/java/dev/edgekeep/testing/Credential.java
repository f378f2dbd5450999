package dev.edgekeep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** A certificate chain, leaf first, and the leaf's private key. */
public record Credential(List<X509Certificate> chain, PrivateKey key) {
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /** The leaf alone, as a client that forgets its intermediates sends it. */
  public Credential withoutIntermediates() {
    return new Credential(List.of(leaf()), key);
  }

  /** The certificates after the leaf. */
  Credential intermediates() {
    return new Credential(chain.subList(1, chain.size()), key);
  }

  public String chainPem() {
    StringBuilder pem = new StringBuilder();
    for (X509Certificate certificate : chain) {
      pem.append(pem(certificate));
    }
    return pem.toString();
  }

  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  public Path chainFile(Path folder) {
    return write(folder, ".pem", chainPem());
  }

  public Path keyFile(Path folder) {
    return write(folder, ".key", keyPem());
  }

  public static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private Path write(Path folder, String suffix, String text) {
    try {
      Path file = folder.resolve(leaf().getSerialNumber().toString(16) + suffix);
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
