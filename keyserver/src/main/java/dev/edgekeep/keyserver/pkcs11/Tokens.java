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
 * The tokens in use, by their URIs, and their modules. One thread, unless a method says otherwise.
 */
public final class Tokens implements AutoCloseable {
  private final InstantSource clock;
  private final TokenListener listener;
  private final Map<Path, Pkcs11Module> modules = new HashMap<>();
  private final Map<Pkcs11Uri, Token> tokens = new ConcurrentHashMap<>();

  public Tokens(InstantSource clock) {
    this(clock, TokenListener.NONE);
  }

  /**
   * @param listener called when tokens are lost and come back
   */
  public Tokens(InstantSource clock, TokenListener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Opens a token and reads its keys. A token that is open stays so with its sessions, but a
   * changed PIN is tried: it may be wrong, which would else show only at the next start.
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
    Token token = Token.open(uri, module(uri.module()), clock, listener);
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

  /** The state of each open token by its label: true if it can be used. Any thread. */
  public Map<String, Boolean> states() {
    Map<String, Boolean> states = new TreeMap<>();
    tokens
        .values()
        .forEach(token -> states.merge(token.label(), !token.isLost(), Boolean::logicalAnd));
    return states;
  }

  /** The open tokens. */
  public Set<Pkcs11Uri> open() {
    return Set.copyOf(tokens.keySet());
  }

  /** Closes all other tokens. */
  public void retain(Set<Pkcs11Uri> wanted) {
    Set<Pkcs11Uri> unwanted = new HashSet<>(tokens.keySet());
    unwanted.removeAll(wanted);
    for (Pkcs11Uri uri : unwanted) {
      Token token = tokens.remove(uri);
      if (token != null) {
        token.close();
      }
    }
  }

  /** Closes all tokens, and gives their modules back. */
  @Override
  public void close() {
    retain(Set.of());
    modules.values().forEach(Pkcs11Module::release);
    modules.clear();
  }
}
