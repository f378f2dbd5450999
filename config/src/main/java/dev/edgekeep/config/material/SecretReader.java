package dev.edgekeep.config.material;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the source of a passphrase or a PIN: {@code {file: …}} or {@code {env: …}} in a
 * configuration file, and text in other documents, which must not refer to the files and the
 * environment of the process.
 */
public final class SecretReader {
  private final Materials materials;

  public SecretReader(Materials materials) {
    this.materials = materials;
  }

  /** The secret that a value describes, not read yet; null, and reported, when it is invalid. */
  public @Nullable Secret read(Value value) {
    if (!materials.mayNameFiles()) {
      return given(value);
    }
    if (!(value.node() instanceof Mapping)) {
      value.error("expected {file: …} or {env: …}; the value is not shown");
      return null;
    }
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

  private static @Nullable Secret given(Value value) {
    if (value.node() instanceof Scalar scalar && !scalar.isNothing()) {
      return new Secret.Given(scalar.text());
    }
    value.error("expected text; only configuration files may contain {file: …} and {env: …}");
    return null;
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
