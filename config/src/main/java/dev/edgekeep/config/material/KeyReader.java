package dev.edgekeep.config.material;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads private keys. One thread; blocks. */
public final class KeyReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final String PASSPHRASE = "passphrase";

  private final Materials materials;

  public KeyReader(Materials materials) {
    this.materials = materials;
  }

  /** A key, decrypted with the passphrase beside it; null, and reported, when it is invalid. */
  public @Nullable PrivateKeyDer read(Value value) {
    Value passphraseValue = null;
    Value keyValue = value;
    if (value.node() instanceof Mapping mapping && mapping.entries().size() > 1) {
      Section section = new Section(mapping, value.path(), value.problems());
      passphraseValue = section.get(PASSPHRASE);
      keyValue = section.without(PASSPHRASE);
    }
    Material material = materials.readSecret(keyValue, MAX_BYTES);
    char[] passphrase = passphraseValue == null ? null : passphrase(passphraseValue);
    if (material == null || (passphraseValue != null && passphrase == null)) {
      return null;
    }
    material.warnAboutPem();
    try {
      return new PrivateKeyDer(PrivateKeys.read(material.bytes(), passphrase));
    } catch (CertificateFormatException e) {
      material.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private char @Nullable [] passphrase(Value value) {
    Secret secret = new SecretReader(materials).read(value);
    if (secret == null) {
      return null;
    }
    try {
      return secret.read();
    } catch (IOException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
