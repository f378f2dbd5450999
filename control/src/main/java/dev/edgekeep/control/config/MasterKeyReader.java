package dev.edgekeep.control.config;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.config.material.SecretReader;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Pkcs11UriException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code masterKey}. The key itself is read when the control plane starts. */
final class MasterKeyReader {
  private final Materials materials;
  private final SecretReader secrets;
  private final Path folder;

  /**
   * @param folder the base of relative files in URIs
   */
  MasterKeyReader(Materials materials, Path folder) {
    this.materials = materials;
    this.secrets = new SecretReader(materials);
    this.folder = folder;
  }

  @Nullable MasterKeySource read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (value == null || section == null) {
      return null;
    }
    Value wrapped = section.get("wrapped");
    if (wrapped != null) {
      return wrapped(wrapped, section);
    }
    Value onToken = section.get("pkcs11");
    if (onToken != null) {
      section.end();
      Pkcs11Uri key = onToken.node() instanceof Mapping ? named(onToken) : uri(onToken);
      return key == null ? null : new MasterKeySource.OnToken(key);
    }
    Secret secret = secrets.read(value);
    return secret == null ? null : new MasterKeySource.Plain(secret);
  }

  private @Nullable MasterKeySource wrapped(Value file, Section section) {
    Value key = section.require("pkcs11", "give the URI of the RSA key that opens it");
    section.end();
    Path path = materials.path(file);
    Pkcs11Uri uri = key == null ? null : uri(key);
    return path == null || uri == null ? null : new MasterKeySource.Wrapped(path, uri);
  }

  /** The key as a mapping with the parts of its URI. */
  private @Nullable Pkcs11Uri named(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value moduleValue =
        section.require("module", "give the path of the PKCS#11 library of the token");
    String token = text(section.require("token", "give the label of the token"));
    String label =
        text(section.require("label", "give the label of an AES or RSA key on the token"));
    Value pinValue = section.get("pin");
    Secret pin = pinValue == null ? null : secrets.read(pinValue);
    section.end();
    Path module = moduleValue == null ? null : materials.path(moduleValue);
    if (module == null || token == null || label == null || (pinValue != null && pin == null)) {
      return null;
    }
    return Pkcs11Uri.ofKey(module, token, label, pin);
  }

  private static @Nullable String text(@Nullable Value value) {
    return value == null ? null : value.name();
  }

  private @Nullable Pkcs11Uri uri(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    try {
      return Pkcs11Uri.parse(text, folder);
    } catch (Pkcs11UriException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
