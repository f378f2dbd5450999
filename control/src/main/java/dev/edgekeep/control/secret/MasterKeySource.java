package dev.edgekeep.control.secret;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The source of the master key. Immutable; any thread. */
public sealed interface MasterKeySource {
  /** A source outside of the database. */
  sealed interface Outside extends MasterKeySource {
    /**
     * Reads it. Blocks, for a token {@link TokenUnwrapping#LIMIT} at most.
     *
     * @throws IOException when it is not there, or no token opens it; says where and what to do
     * @throws IllegalArgumentException when it is no master key
     */
    MasterKey read() throws IOException;
  }

  /** Text in a file or in the environment. */
  record Plain(Secret secret) implements Outside {
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
  record Wrapped(Path file, Pkcs11Uri key) implements Outside {
    @Override
    public MasterKey read() throws IOException {
      return MasterKey.parse(TokenUnwrapping.unwrap(file, key), file.toString());
    }
  }

  /**
   * In the database, encrypted for an RSA key on a PKCS#11 token: a machine needs no file with a
   * key. It is created with the database, and opened at each start; the token is not needed in
   * between.
   *
   * @param key names the RSA key
   */
  record OnToken(Pkcs11Uri key) implements MasterKeySource {
    /**
     * Reads it, and creates it for a database without accounts. Blocks, for the token {@link
     * TokenUnwrapping#LIMIT} at most, and never within a transaction.
     *
     * @throws IOException when no token opens it, or the secrets of the database are sealed with
     *     another master key; says what to do
     */
    public MasterKey read(Store store) throws IOException {
      Optional<byte[]> wrapped = store.read(StoredMasterKey::find);
      if (wrapped.isEmpty()) {
        byte[] created = TokenUnwrapping.wrap(MasterKey.newText(), key);
        wrapped = store.write(db -> StoredMasterKey.addToEmpty(db, created));
      }
      return opened(
          wrapped.orElseThrow(() ->
              new IOException(
                  "masterKey: the secrets of this database are not sealed with a master key for a"
                      + " token; move them there with: edgekeep control rekey")));
    }

    /** Opens the one of the database. */
    MasterKey opened(byte[] wrapped) throws IOException {
      String source = "the master key in the database";
      return MasterKey.parse(TokenUnwrapping.unwrap(wrapped, source, key), source);
    }
  }
}
