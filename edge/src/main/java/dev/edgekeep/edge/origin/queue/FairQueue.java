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
 * @param <T> compared by identity
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
    if (entries == null || !entries.removeIf(each -> each == entry)) {
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
    InetAddress longest = null;
    int most = 1 + (byClient.containsKey(client) ? byClient.get(client).size() : 0);
    for (Map.Entry<InetAddress, ArrayDeque<T>> each : byClient.entrySet()) {
      if (each.getValue().size() > most) {
        most = each.getValue().size();
        longest = each.getKey();
      }
    }
    if (longest == null) {
      return null;
    }
    size--;
    return byClient.get(longest).pollLast();
  }
}
