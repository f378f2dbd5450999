package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Creates TLS contexts that trust only the certificates of a file. */
final class ServerTrust {
  private ServerTrust() {}

  /**
   * @throws CommandFailure when the file contains no certificates
   */
  static SSLContext of(Path file) throws CommandFailure {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw CommandFailure.configuration(file + ": no certificate in PEM found");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw CommandFailure.configuration("the CA file cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw CommandFailure.configuration(
          "%s: not certificates in PEM: %s".formatted(file, e.getMessage()));
    }
  }
}
