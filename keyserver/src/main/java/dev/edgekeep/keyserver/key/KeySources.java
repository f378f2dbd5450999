package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.TokenListener;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads keys from their sources, any number of times. It holds the sessions with PKCS#11 tokens,
 * which the next load uses again when the token has the same URI. Any thread; one load at a time.
 */
public final class KeySources implements AutoCloseable {
  private final SoftwareKeys software;
  private final Tokens tokens;
  private final TokenKeys tokenKeys;
  private Set<Pkcs11Uri> inUse = Set.of();
  private volatile TokenListener listener = TokenListener.NONE;

  /**
   * @param crypto the cryptography of keys that are read from files
   */
  public KeySources(CryptoProvider crypto) {
    this(crypto, InstantSource.system());
  }

  KeySources(CryptoProvider crypto, InstantSource clock) {
    this.software = new SoftwareKeys(crypto);
    this.tokens = new Tokens(clock, new Forwarding());
    this.tokenKeys = new TokenKeys(tokens, crypto);
  }

  /** Sets the listener for tokens that are lost and come back; until then there is none. */
  public void listen(TokenListener listener) {
    this.listener = listener;
  }

  /** The state of each token in use by its label: true if it can be used. Any thread. */
  public Map<String, Boolean> tokens() {
    return tokens.states();
  }

  private final class Forwarding implements TokenListener {
    @Override
    public void lost(String token, String why) {
      listener.lost(token, why);
    }

    @Override
    public void returned(String token) {
      listener.returned(token);
    }
  }

  /**
   * Reads all keys again: all of them, or none. Keys of an earlier load go on working until {@link
   * #releaseUnused}. Blocks for as long as a token does.
   */
  public synchronized KeyLoad load(List<KeySource> sources) {
    LoadReport report = new LoadReport();
    Set<Pkcs11Uri> openBefore = tokens.open();
    DirectoryKeys directories = new DirectoryKeys(software, report);
    Set<Pkcs11Uri> named = new HashSet<>();
    for (KeySource source : sources) {
      switch (source) {
        case KeySource.Directory directory -> directories.read(directory);
        case KeySource.Token token -> {
          named.add(token.uri());
          tokenKeys.read(token.uri(), report);
        }
      }
    }
    KeyLoad result = report.result();
    if (result instanceof KeyLoad.Loaded) {
      inUse = Set.copyOf(named);
    } else {
      tokenKeys.retain(openBefore);
    }
    return result;
  }

  /**
   * Closes the tokens that the last good load did not name. To be called when its keys have
   * replaced those before. Waits a second for operations under way.
   */
  public synchronized void releaseUnused() {
    tokenKeys.retain(inUse);
  }

  /** Ends the sessions with tokens; their keys fail from then on. */
  @Override
  public synchronized void close() {
    tokens.close();
  }
}
