package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.config.material.SecretReader;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.keyserver.key.KeySource;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Pkcs11UriException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code keys}: folders and PKCS#11 tokens. Whether they exist is checked later. */
final class KeySourceReader {
  private final Materials materials;
  private final Path folder;

  KeySourceReader(Materials materials, Path config) {
    this.materials = materials;
    this.folder = Objects.requireNonNull(config.getParent(), "an absolute path of a file");
  }

  List<KeySource> read(@Nullable Value value) {
    List<KeySource> sources = new ArrayList<>();
    for (Value item : value == null ? List.<Value>of() : value.items()) {
      KeySource source = source(item);
      if (source != null) {
        sources.add(source);
      }
    }
    if (value != null && value.node() instanceof Sequence list && list.items().isEmpty()) {
      value.error("there is no place for keys; give one, as in - directory: keys");
    }
    return sources;
  }

  private @Nullable KeySource source(Value item) {
    Section section = item.section();
    if (section == null) {
      return null;
    }
    Value directory = section.get("directory");
    Value token = section.get("pkcs11");
    if ((directory == null) == (token == null)) {
      section.error("give exactly one of directory and pkcs11");
    }
    Value passphrase = directory == null ? null : section.get("passphrase");
    section.end();
    if (directory == null) {
      return token == null ? null : token(token);
    }
    Path path = materials.path(directory);
    Secret secret = passphrase == null ? null : new SecretReader(materials).read(passphrase);
    return path == null ? null : new KeySource.Directory(path, secret);
  }

  private @Nullable KeySource token(Value token) {
    String text = token.text();
    if (text == null) {
      return null;
    }
    try {
      return new KeySource.Token(Pkcs11Uri.parse(text, folder));
    } catch (Pkcs11UriException e) {
      token.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
