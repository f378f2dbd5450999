package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.TokenNotices;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads keys from where they lie, as often as asked. Holds the sessions with PKCS#11 tokens, which
 * the next load uses again when the token is named the same way. Any thread; one load at a time.
 */
public final class KeySources implements AutoCloseable {
  private final SoftwareKeys software;
  private final Tokens tokens;
  private final TokenKeys tokenKeys;
  private Set<Pkcs11Uri> inUse = Set.of();
  private volatile TokenNotices notices = TokenNotices.NONE;

  /**
   * @param crypto what keys that were read from files compute with
   */
  public KeySources(CryptoProvider crypto) {
    this(crypto, InstantSource.system());
  }

  KeySources(CryptoProvider crypto, InstantSource clock) {
    this.software = new SoftwareKeys(crypto);
    this.tokens = new Tokens(clock, new Forwarding());
    this.tokenKeys = new TokenKeys(tokens, crypto);
  }

  /** Whom to tell when tokens are lost and come back; nobody, until this is called. */
  public void tell(TokenNotices listener) {
    notices = listener;
  }

  /** Whether each token in use can be used, by its label. Any thread. */
  public Map<String, Boolean> tokens() {
    return tokens.states();
  }

  private final class Forwarding implements TokenNotices {
    @Override
    public void lost(String token, String why) {
      notices.lost(token, why);
    }

    @Override
    public void returned(String token) {
      notices.returned(token);
    }
  }

  /**
   * Reads all keys anew: whole or not at all. Keys of an earlier load go on working until {@link
   * #releaseUnused}. Blocks, for as long as a token takes.
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
   * Closes the tokens that the last good load did not name. To be called when its keys have taken
   * the place of those before. Waits a second for operations that are under way.
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
