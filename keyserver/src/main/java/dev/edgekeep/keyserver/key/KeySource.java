package dev.edgekeep.keyserver.key;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A place that keys are read from. */
public sealed interface KeySource {
  /**
   * Every private key below a folder.
   *
   * @param path absolute
   * @param passphrase for keys that are encrypted; null when there is none
   */
  record Directory(Path path, @Nullable Secret passphrase) implements KeySource {}

  /** The private keys of a PKCS#11 token. */
  record Token(Pkcs11Uri uri) implements KeySource {}
}
