package dev.edgekeep.control.secret;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import java.io.IOException;
import java.nio.file.Path;

/** The source of the master key. Immutable; any thread. */
public sealed interface MasterKeySource {
  /**
   * Reads it. Blocks, for a token {@link TokenUnwrapping#LIMIT} at most.
   *
   * @throws IOException when it is not there, or no token opens it; says where and what to do
   * @throws IllegalArgumentException when it is no master key
   */
  MasterKey read() throws IOException;

  /** Text in a file or in the environment. */
  record Plain(Secret secret) implements MasterKeySource {
    @Override
    public MasterKey read() throws IOException {
      return MasterKey.parse(text(), "masterKey");
    }

    private String text() throws IOException {
      try {
        return new String(secret.read());
      } catch (IOException e) {
        throw new IOException(
            "the master key cannot be read: %s. Put the key of the database back, nothing else opens its secrets; for a new database create one with: openssl rand -hex 32"
                .formatted(e.getMessage()),
            e);
      }
    }
  }

  /**
   * As text that is encrypted for an RSA key on a PKCS#11 token: without the token the file is of
   * no use.
   *
   * @param file the text, encrypted by RSAES-OAEP with SHA-256 (RFC 8017 §7.1)
   * @param key names the RSA key
   */
  record Wrapped(Path file, Pkcs11Uri key) implements MasterKeySource {
    @Override
    public MasterKey read() throws IOException {
      return MasterKey.parse(TokenUnwrapping.unwrap(file, key), file.toString());
    }
  }
}
