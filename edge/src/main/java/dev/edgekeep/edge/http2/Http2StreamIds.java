package dev.edgekeep.edge.http2;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how streams ended that the codec has forgotten (RFC 9113 §5.1): that decides what a
 * further frame on them means. Memory is bounded: the oldest are forgotten. Event loop only.
 */
final class Http2StreamIds {
  private static final int MAX_RESETS = 1024;
  private static final int MAX_GAPS = 128;

  private final Map<Integer, Fate> resets = new LinkedHashMap<>(0);
  private final Deque<Gap> gaps = new ArrayDeque<>(0);
  private int last = -1;

  /** The state of a stream that is not open. */
  enum Fate {
    /** The client has not used its identifier yet. */
    IDLE,
    /** The client has skipped its identifier (§5.1.1). */
    SKIPPED,
    /** Both sides have sent END_STREAM. */
    ENDED,
    RESET_BY_EDGE,
    RESET_BY_CLIENT
  }

  private record Gap(int from, int to) {}

  /** The client opens a stream, or tries to. */
  void opened(int id) {
    if (id <= last) {
      return;
    }
    if (id > last + 2) {
      gaps.addLast(new Gap(last + 1, id - 1));
      if (gaps.size() > MAX_GAPS) {
        gaps.removeFirst();
      }
    }
    last = id;
  }

  void reset(int id, Fate by) {
    if (resets.putIfAbsent(id, by) == null && resets.size() > MAX_RESETS) {
      resets.remove(resets.keySet().iterator().next());
    }
  }

  /** The state of a stream that is not open. */
  Fate fate(int id) {
    Fate reset = find(id);
    if (reset != null) {
      return reset;
    }
    if (id > last) {
      return Fate.IDLE;
    }
    for (Gap gap : gaps) {
      if (id >= gap.from && id <= gap.to) {
        return Fate.SKIPPED;
      }
    }
    return Fate.ENDED;
  }

  private @Nullable Fate find(int id) {
    return resets.isEmpty() ? null : resets.get(id);
  }
}
