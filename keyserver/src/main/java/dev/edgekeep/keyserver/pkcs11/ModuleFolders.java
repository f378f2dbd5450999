package dev.edgekeep.keyserver.pkcs11;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders of PKCS#11 modules, for modules that are named without a path. */
final class ModuleFolders {
  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib",
          "/usr/lib64",
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/usr/local/lib",
          "/opt/homebrew/lib");
  private static final List<String> BELOW = List.of("pkcs11", "softhsm", ".");

  private ModuleFolders() {}

  /** The module with this name: {@code softhsm2} is {@code libsofthsm2.so}. */
  static Optional<Path> find(String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return LIBRARIES.stream()
        .flatMap(library -> BELOW.stream().map(Path.of(library)::resolve))
        .flatMap(folder ->
            Stream.of("lib" + name + ".so", name + ".so", "lib" + name + ".dylib")
                .map(folder::resolve))
        .filter(Files::isRegularFile)
        .map(Path::normalize)
        .findFirst();
  }
}
