package dev.edgekeep.keyserver.pkcs11;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in use, by the URI that names them, and the modules that speak to them. One thread.
 */
public final class Tokens implements AutoCloseable {
  private final InstantSource clock;
  private final Map<Path, Pkcs11Module> modules = new HashMap<>();
  private final Map<Pkcs11Uri, Token> tokens = new HashMap<>();
  private final Set<Path> busy = new HashSet<>();

  public Tokens(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The token, with the keys that are on it now. One that is open stays so, and its sessions with
   * it.
   *
   * @throws Pkcs11Exception when there is no such module or token, or it cannot be opened
   */
  public Token open(Pkcs11Uri uri) throws Pkcs11Exception {
    Token known = tokens.get(uri);
    if (known != null) {
      known.refresh();
      return known;
    }
    Token token = Token.open(uri, module(uri.module()), clock);
    tokens.put(uri, token);
    return token;
  }

  private Pkcs11Module module(Path path) throws Pkcs11Exception {
    @Nullable Pkcs11Module known = modules.get(path);
    if (known == null) {
      known = Pkcs11Module.load(path);
      modules.put(path, known);
    }
    return known;
  }

  /** Those that are open. */
  public Set<Pkcs11Uri> open() {
    return Set.copyOf(tokens.keySet());
  }

  /** Closes all tokens but these. */
  public void retain(Set<Pkcs11Uri> wanted) {
    Set<Pkcs11Uri> unwanted = new HashSet<>(tokens.keySet());
    unwanted.removeAll(wanted);
    for (Pkcs11Uri uri : unwanted) {
      Token token = tokens.remove(uri);
      if (token != null && !token.close()) {
        busy.add(uri.module());
      }
    }
  }

  /** Closes all tokens, and ends the modules' work, but for one that never answered. */
  @Override
  public void close() {
    retain(Set.of());
    modules.keySet().removeAll(busy);
    modules.values().forEach(Pkcs11Module::close);
    modules.clear();
  }
}
