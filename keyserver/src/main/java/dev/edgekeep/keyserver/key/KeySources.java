package dev.edgekeep.keyserver.key;

import java.util.List;

/**
 * Reads keys from where they lie, as often as asked. Holds the sessions with PKCS#11 tokens, which
 * the next load uses again when the token is named the same way. One load at a time.
 */
public final class KeySources implements AutoCloseable {
  private final SoftwareKeys software;

  /**
   * @param crypto what keys that were read from files compute with
   */
  public KeySources(CryptoProvider crypto) {
    this.software = new SoftwareKeys(crypto);
  }

  /**
   * Reads all keys anew: whole or not at all. Keys of an earlier load go on working, but for those
   * of a token that is no longer among the sources. Blocks, for as long as a token takes.
   */
  public synchronized KeyLoad load(List<KeySource> sources) {
    LoadReport report = new LoadReport();
    DirectoryKeys directories = new DirectoryKeys(software, report);
    for (KeySource source : sources) {
      switch (source) {
        case KeySource.Directory directory -> directories.read(directory);
        case KeySource.Token token ->
            report.problem("%s: tokens are not read yet".formatted(token.uri()));
      }
    }
    return report.result();
  }

  /** Ends the sessions with tokens; their keys fail from then on. */
  @Override
  public synchronized void close() {}
}
