package dev.edgekeep.keyserver.key;

import java.util.List;
import java.util.Set;

/**
 * Reads keys from where they lie, as often as asked. Holds the sessions with PKCS#11 tokens, which
 * the next load uses again when the token is named the same way. One load at a time.
 */
public final class KeySources implements AutoCloseable {
  private final CryptoProvider crypto;

  /**
   * @param crypto what keys that were read from files compute with
   */
  public KeySources(CryptoProvider crypto) {
    this.crypto = crypto;
  }

  /**
   * Reads all keys anew: whole or not at all. Keys of an earlier load go on working, but for those
   * of a token that is no longer among the sources. Blocks, for as long as a token takes.
   */
  public synchronized KeyLoad load(List<KeySource> sources) {
    return sources.isEmpty()
        ? new KeyLoad.Loaded(KeySet.EMPTY, List.of(), Set.of())
        : new KeyLoad.Refused(
            List.of("no key is read yet with " + crypto.name()), List.of(), Set.of());
  }

  /** Ends the sessions with tokens; their keys fail from then on. */
  @Override
  public synchronized void close() {}
}
