package dev.edgekeep.edge.origin.queue;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue with turns for clients: each client's entries leave in the order in which they came, and
 * clients take turns, so that one with many entries does not delay the others. One thread.
 *
 * @param <T> equal to itself only
 */
public final class FairQueue<T> {
  private final Map<InetAddress, ArrayDeque<T>> byClient = new LinkedHashMap<>();
  private int size;

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public void add(InetAddress client, T entry) {
    byClient.computeIfAbsent(client, key -> new ArrayDeque<>(2)).addLast(entry);
    size++;
  }

  /** Takes the first entry of the client whose turn it is; null when there is none. */
  public @Nullable T poll() {
    var clients = byClient.entrySet().iterator();
    if (!clients.hasNext()) {
      return null;
    }
    Map.Entry<InetAddress, ArrayDeque<T>> next = clients.next();
    InetAddress client = next.getKey();
    ArrayDeque<T> entries = next.getValue();
    clients.remove();
    T entry = entries.poll();
    if (!entries.isEmpty()) {
      byClient.put(client, entries);
    }
    size--;
    return entry;
  }

  /** Removes an entry of a client. Returns false when it is not there. */
  public boolean remove(InetAddress client, T entry) {
    ArrayDeque<T> entries = byClient.get(client);
    if (entries == null || !entries.removeIf(each -> each.equals(entry))) {
      return false;
    }
    if (entries.isEmpty()) {
      byClient.remove(client);
    }
    size--;
    return true;
  }

  /**
   * Makes room for an entry of {@code client}: takes the last entry of the client with the most, if
   * it has at least two more than this one.
   *
   * @return the entry that has to leave; null when no client has so many
   */
  public @Nullable T displaceFor(InetAddress client) {
    ArrayDeque<T> own = byClient.get(client);
    ArrayDeque<T> longest = null;
    int most = 1 + (own == null ? 0 : own.size());
    for (ArrayDeque<T> each : byClient.values()) {
      if (each.size() > most) {
        most = each.size();
        longest = each;
      }
    }
    if (longest == null) {
      return null;
    }
    size--;
    return longest.pollLast();
  }
}
