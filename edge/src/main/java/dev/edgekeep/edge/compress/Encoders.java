package dev.edgekeep.edge.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import dev.edgekeep.snapshot.Compression.Encoding;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.Snapshot;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encodings that this machine has: the native library of zstd or Brotli may be missing. Any
 * thread.
 */
public final class Encoders {
  private static final AsciiString ZSTD = AsciiString.cached("zstd");
  private static final AsciiString BR = AsciiString.cached("br");
  private static final AsciiString GZIP = AsciiString.cached("gzip");

  /** The reasons why encodings are missing; null until {@link #load}. */
  private static volatile @Nullable Map<Encoding, String> missing;

  private Encoders() {}

  /**
   * Loads the native libraries if there is a host that needs them, so that no event loop waits for
   * their files. Blocks.
   *
   * @param before a snapshot for which it was called already; hosts that both have are skipped
   * @return a sentence for the operator about the encodings that are missing; null when none is
   */
  // A part of the hosts is the same object for as long as none of them changes.
  @SuppressWarnings("ReferenceEquality")
  public static @Nullable String loadFor(Snapshot snapshot, Snapshot before) {
    HostMap hosts = HostMap.of(snapshot.hosts());
    HostMap known = HostMap.of(before.hosts());
    for (int i = 0; i < HostMap.PARTS && missing == null; i++) {
      if (hosts.part(i) != known.part(i) && compresses(hosts.part(i).values())) {
        return load();
      }
    }
    return null;
  }

  private static boolean compresses(Collection<Host> hosts) {
    for (Host host : hosts) {
      if (host.exchange().compression() != null) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #loadFor}, whatever the hosts are. Later calls do nothing. */
  public static synchronized @Nullable String load() {
    if (missing != null) {
      return null;
    }
    Map<Encoding, String> reasons = new EnumMap<>(Encoding.class);
    try {
      Native.load();
    } catch (LinkageError e) {
      reasons.put(Encoding.ZSTD, String.valueOf(e.getMessage()));
    }
    if (!Brotli4jLoader.isAvailable()) {
      reasons.put(Encoding.BR, String.valueOf(Brotli4jLoader.getUnavailabilityCause()));
    }
    missing = reasons;
    return warning(reasons);
  }

  static @Nullable String warning(Map<Encoding, String> reasons) {
    return reasons.isEmpty()
        ? null
        : "the native libraries of some encodings cannot be loaded on this machine, and responses"
            + " use the other encodings: "
            + reasons;
  }

  /** Those of a list that this machine has; none before {@link #load}. */
  static List<Encoding> available(List<Encoding> encodings) {
    return available(encodings, missing);
  }

  static List<Encoding> available(
      List<Encoding> encodings, @Nullable Map<Encoding, String> reasons) {
    if (reasons == null) {
      return List.of();
    }
    if (reasons.isEmpty()) {
      return encodings;
    }
    List<Encoding> available = new ArrayList<>(encodings);
    available.removeAll(reasons.keySet());
    return available;
  }

  static Encoder create(Encoding encoding) {
    return switch (encoding) {
      case ZSTD -> new ZstdEncoder();
      case BR -> new BrotliEncoder();
      case GZIP -> new GzipEncoder();
    };
  }

  /** The name of a content coding (RFC 9110 §8.4.1). */
  static AsciiString name(Encoding encoding) {
    return switch (encoding) {
      case ZSTD -> ZSTD;
      case BR -> BR;
      case GZIP -> GZIP;
    };
  }
}
