package dev.edgekeep.keyserver.pkcs11;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in use, by the URI that names them, and the modules that speak to them. One thread,
 * where nothing else is said.
 */
public final class Tokens implements AutoCloseable {
  private final InstantSource clock;
  private final TokenNotices notices;
  private final Map<Path, Pkcs11Module> modules = new HashMap<>();
  private final Map<Pkcs11Uri, Token> tokens = new ConcurrentHashMap<>();
  private final Set<Path> busy = new HashSet<>();

  public Tokens(InstantSource clock) {
    this(clock, TokenNotices.NONE);
  }

  /**
   * @param notices told when tokens are lost and come back
   */
  public Tokens(InstantSource clock, TokenNotices notices) {
    this.clock = clock;
    this.notices = notices;
  }

  /**
   * The token, with the keys that are on it now. One that is open stays so, and its sessions with
   * it, unless its PIN is another one now. That is tried: it may be wrong, and nobody would know
   * before the next start.
   *
   * @throws Pkcs11Exception when there is no such module or token, or it cannot be opened
   */
  public Token open(Pkcs11Uri uri) throws Pkcs11Exception {
    Token known = tokens.get(uri);
    if (known != null) {
      known.checkPin();
      known.refresh();
      return known;
    }
    Token token = Token.open(uri, module(uri.module()), clock, notices);
    try {
      token.checkPin();
      token.refresh();
    } catch (Pkcs11Exception e) {
      token.close();
      throw e;
    }
    tokens.put(uri, token);
    return token;
  }

  private Pkcs11Module module(Path path) throws Pkcs11Exception {
    @Nullable Pkcs11Module known = modules.get(path);
    if (known == null) {
      known = Pkcs11Module.acquire(path);
      modules.put(path, known);
    }
    return known;
  }

  /** Whether each of the open tokens can be used, by its label. Any thread. */
  public Map<String, Boolean> states() {
    Map<String, Boolean> states = new TreeMap<>();
    tokens
        .values()
        .forEach(token -> states.merge(token.label(), !token.isLost(), Boolean::logicalAnd));
    return states;
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
    modules.forEach((path, module) -> module.release(!busy.contains(path)));
    modules.clear();
  }
}
