package dev.edgekeep.snapshot.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of parts that this version of the program can write and read. */
enum PartKind {
  /** Listeners, admin endpoint, limits and logs. There is one at most; its key is empty. */
  NODE("node", 1 << 20),
  CLIENT_CA("client-ca", 64 << 20),
  /** A shard of the revoked serial numbers of a client CA. */
  REVOKED("revoked", 16 << 20),
  KEY_SERVER("key-server", 16 << 20),
  ORIGIN("origin", 16 << 20),
  HOST("host", 1 << 20),
  RULE("rule", 1 << 20),
  /** A shard of the hosts that rules are limited to. */
  RULE_HOSTS("rule-hosts", 1 << 20),
  /** The reason why a host cannot be served. */
  UNAVAILABLE("unavailable", 1 << 20),

  // Parts with their own content hash as the key: others refer to them by it.
  CHAIN("chain", 16 << 20),
  PRIVATE_KEY("private-key", 1 << 20),
  OCSP_RESPONSE("ocsp-response", 1 << 20),
  REVOCATION_LIST("revocation-list", 256 << 20),
  HOST_POLICY("host-policy", 1 << 20),
  RULE_LISTS("rule-lists", 16 << 20),
  GEO_DATABASE("geo-database", 256 << 20);

  private static final Map<String, PartKind> BY_LABEL =
      Arrays.stream(values()).collect(Collectors.toMap(PartKind::label, Function.identity()));

  private final String label;
  private final int maxBytes;

  PartKind(String label, int maxBytes) {
    this.label = label;
    this.maxBytes = maxBytes;
  }

  /** As it is written. */
  String label() {
    return label;
  }

  /** The largest body that is read. */
  int maxBytes() {
    return maxBytes;
  }

  /** Returns whether the key of a part of this kind is the hash of its body. */
  boolean isKeyedByContent() {
    return compareTo(CHAIN) >= 0;
  }

  /**
   * Returns whether bodies are sealed on the wire: private keys, and rules, which may hold HMAC
   * secrets.
   */
  boolean isSecret() {
    return this == PRIVATE_KEY || this == RULE;
  }

  PartId id(String key) {
    return new PartId(label, key);
  }

  /** The kind of a label; null where this version does not know it. */
  static @Nullable PartKind of(String label) {
    return BY_LABEL.get(label);
  }
}
