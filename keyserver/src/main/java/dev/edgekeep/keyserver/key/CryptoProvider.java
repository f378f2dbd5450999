package dev.edgekeep.keyserver.key;

import org.jspecify.annotations.Nullable;

/** What computes with keys that were read from files. Any thread. */
public final class CryptoProvider {
  private final String name;
  private final @Nullable String reason;

  private CryptoProvider(String name, @Nullable String reason) {
    this.name = name;
    this.reason = reason;
  }

  /** Amazon Corretto Crypto Provider where its native library loads, and else the JDK. */
  public static CryptoProvider fastest() {
    return jdk("");
  }

  /** What comes with the JDK. */
  public static CryptoProvider jdk(String reason) {
    return new CryptoProvider("JDK", reason.isEmpty() ? null : reason);
  }

  /** For the log: which it is, and its version. */
  public String name() {
    return name;
  }

  /** Why it is not the fast one; null when it is. */
  public @Nullable String slowBecause() {
    return reason;
  }
}
