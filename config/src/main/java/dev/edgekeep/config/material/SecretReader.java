package dev.edgekeep.config.material;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads where a passphrase or a PIN comes from: {@code {file: …}} or {@code {env: …}}. */
public final class SecretReader {
  private final Materials materials;

  public SecretReader(Materials materials) {
    this.materials = materials;
  }

  /** The secret that a value names, which is not read yet; null, and told, when it names none. */
  public @Nullable Secret read(Value value) {
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
    return file == null ? fromEnvironment(environment) : fromFile(file);
  }

  private @Nullable Secret fromFile(Value file) {
    Path path = materials.path(file);
    if (path == null) {
      return null;
    }
    materials.files().add(path);
    return new Secret.InFile(path);
  }

  private static @Nullable Secret fromEnvironment(@Nullable Value environment) {
    String name = environment == null ? null : environment.name();
    return name == null ? null : new Secret.InEnvironment(name);
  }
}
