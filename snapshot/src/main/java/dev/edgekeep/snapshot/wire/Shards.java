package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialShard;
import dev.edgekeep.x509.der.Slice;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Large sets in parts of some hundred members, so that a change of one member changes a small part:
 * serial numbers that a client CA revoked, hosts that a rule is limited to. A shard's key is its
 * name in the set, a slash and the name of the client CA or rule.
 */
final class Shards {
  /** Of hosts in a shard. */
  private static final int MAX_HOSTS = 512;

  private static final int MAX_DEPTH = 32;

  private Shards() {}

  /** A shard of a set. */
  record ShardKey(String shard, String owner) {
    /** Reads the key of a part. */
    static ShardKey of(PartId id) throws WireException {
      int slash = id.key().indexOf('/');
      if (slash < 0) {
        throw new WireException(id, "its key has no shard");
      }
      return new ShardKey(id.key().substring(0, slash), id.key().substring(slash + 1));
    }

    PartId id(PartKind kind) {
      return kind.id(shard + "/" + owner);
    }
  }

  static void write(String clientCa, SerialShard shard, PartCollector parts) {
    parts.add(
        PartKind.REVOKED,
        new ShardKey(shard.name(), clientCa).id(PartKind.REVOKED).key(),
        out ->
            out.binaries(
                "serials",
                shard.serials().stream().map(serial -> serial.value().toByteArray()).toList()));
  }

  static List<SerialNumber> serials(Fields in) throws WireException {
    List<SerialNumber> serials = new ArrayList<>();
    for (byte[] octets : in.binaries("serials")) {
      if (octets.length == 0) {
        throw in.problem("serials: one has no octet");
      }
      serials.add(new SerialNumber(new BigInteger(octets)));
    }
    return serials;
  }

  /** The hosts of a set by the name of the shard. Depends on the hosts only. */
  static Map<String, Set<String>> ofHosts(Set<HostPattern> hosts) {
    Map<String, Set<String>> shards = new TreeMap<>();
    split(hosts.stream().map(host -> new Hashed(host.name(), hash(host))).toList(), "", shards);
    return shards;
  }

  private record Hashed(String name, String hash) {}

  private static String hash(HostPattern host) {
    return Fingerprint.sha256(Slice.of(host.name().getBytes(StandardCharsets.UTF_8))).hex();
  }

  private static void split(List<Hashed> hosts, String prefix, Map<String, Set<String>> shards) {
    if (hosts.size() <= MAX_HOSTS || prefix.length() == MAX_DEPTH) {
      if (!hosts.isEmpty()) {
        Set<String> names = new HashSet<>();
        hosts.forEach(host -> names.add(host.name()));
        shards.put(prefix, names);
      }
      return;
    }
    Map<Character, List<Hashed>> byDigit = new TreeMap<>();
    for (Hashed host : hosts) {
      byDigit
          .computeIfAbsent(host.hash().charAt(prefix.length()), digit -> new ArrayList<>())
          .add(host);
    }
    byDigit.forEach((digit, some) -> split(some, prefix + digit, shards));
  }

  static void write(String rule, String shard, Set<String> hosts, PartCollector parts) {
    parts.add(
        PartKind.RULE_HOSTS,
        new ShardKey(shard, rule).id(PartKind.RULE_HOSTS).key(),
        out -> out.texts("hosts", hosts.stream().sorted().toList()));
  }
}
