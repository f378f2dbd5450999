package dev.edgekeep.config.material;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads private keys. */
public final class KeyReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final String PASSPHRASE = "passphrase";

  private final Materials materials;

  public KeyReader(Materials materials) {
    this.materials = materials;
  }

  /** A key, decrypted with the passphrase beside it; null, and told, when there is none. */
  public @Nullable PrivateKeyDer read(Value value) {
    Value passphraseValue = null;
    Value keyValue = value;
    if (value.node() instanceof Mapping mapping && mapping.entries().size() > 1) {
      Section section = new Section(mapping, value.where(), value.problems());
      passphraseValue = section.get(PASSPHRASE);
      keyValue = section.without(PASSPHRASE);
    }
    Material material = materials.read(keyValue, MAX_BYTES);
    char[] passphrase = passphraseValue == null ? null : passphrase(passphraseValue);
    if (material == null || (passphraseValue != null && passphrase == null)) {
      return null;
    }
    try {
      return new PrivateKeyDer(PrivateKeys.read(material.bytes(), passphrase));
    } catch (CertificateFormatException e) {
      material.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private char @Nullable [] passphrase(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value file = section.get("file");
    Value environment = section.get("env");
    section.end();
    if ((file == null) == (environment == null)) {
      value.error("give exactly one of file and env");
      return null;
    }
    return file != null ? fromFile(value, file) : fromEnvironment(environment);
  }

  private char @Nullable [] fromFile(Value value, Value file) {
    Material material = materials.file(value, file, MAX_BYTES);
    return material == null
        ? null
        : new String(material.bytes(), StandardCharsets.UTF_8).stripTrailing().toCharArray();
  }

  private static char @Nullable [] fromEnvironment(@Nullable Value environment) {
    String name = environment == null ? null : environment.name();
    if (environment == null || name == null) {
      return null;
    }
    String passphrase = System.getenv(name);
    if (passphrase == null) {
      environment.error("there is no environment variable %s".formatted(Quoted.text(name)));
    }
    return passphrase == null ? null : passphrase.toCharArray();
  }
}
