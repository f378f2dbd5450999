package dev.edgekeep.keyserver.check;

import dev.edgekeep.config.material.Chains;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.KeyMatch;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the identity of an edge from files. */
final class IdentityFiles {
  private IdentityFiles() {}

  /**
   * @param passphraseFile of an encrypted key; null when it is not encrypted
   * @throws CommandFailure naming the file that is wrong
   */
  static Identity read(Path chainFile, Path keyFile, @Nullable Path passphraseFile)
      throws CommandFailure {
    List<Certificate> given = CertificateFiles.all(chainFile);
    List<Certificate> chain =
        Chains.inOrder(given)
            .orElseThrow(() -> CommandFailure.configuration(chainFile + ": " + Chains.gap(given)));
    byte[] key = key(keyFile, passphraseFile);
    try {
      if (!KeyMatch.matches(key, chain.getFirst().subjectPublicKey())) {
        throw CommandFailure.configuration(
            "%s is not the private key of %s (%s)"
                .formatted(keyFile, chainFile, chain.getFirst().subject()));
      }
    } catch (CertificateFormatException e) {
      throw CommandFailure.configuration(keyFile + ": " + e.getMessage());
    }
    return new Identity(chain, new PrivateKeyDer(key));
  }

  private static byte[] key(Path file, @Nullable Path passphraseFile) throws CommandFailure {
    char[] passphrase = passphraseFile == null ? null : passphrase(passphraseFile);
    try {
      return PrivateKeys.read(CertificateFiles.bytes(file), passphrase);
    } catch (CertificateFormatException e) {
      throw CommandFailure.configuration(file + ": " + e.getMessage());
    } finally {
      if (passphrase != null) {
        Arrays.fill(passphrase, ' ');
      }
    }
  }

  /** Without the newline that editors put at the end. */
  private static char[] passphrase(Path file) throws CommandFailure {
    return new String(CertificateFiles.bytes(file), StandardCharsets.UTF_8)
        .stripTrailing()
        .toCharArray();
  }
}
