package dev.edgekeep.control.node;

import dev.edgekeep.fleet.feed.GroupPublisher;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends revocations of a group ahead of their versions, on one thread at a time: those that come
 * meanwhile are sent together. Any thread; never blocks.
 */
final class RevocationsAhead {
  /** Serial numbers of a message, which has a limit of size. */
  static final int MAX_SERIALS = 10_000;

  private final String group;
  private final Map<String, List<SerialNumber>> waiting = new HashMap<>();
  private long version;
  private boolean isSending;

  RevocationsAhead(String group) {
    this.group = group;
  }

  /**
   * Sends revocations soon.
   *
   * @param of the version that has them
   */
  synchronized void send(GroupPublisher publisher, long of, Map<String, SerialSet> revoked) {
    version = Math.max(version, of);
    revoked.forEach((ca, serials) ->
        serials.forEach(waiting.computeIfAbsent(ca, name -> new ArrayList<>())::add));
    if (!isSending) {
      isSending = true;
      Thread.ofVirtual().name("revocations-" + group).start(() -> run(publisher));
    }
  }

  private void run(GroupPublisher publisher) {
    for (List<Revocations> next = take(); !next.isEmpty(); next = take()) {
      send(publisher, next);
    }
  }

  private static void send(GroupPublisher publisher, List<Revocations> messages) {
    try {
      for (Revocations message : messages) {
        publisher.revoked(message);
      }
    } catch (FeedException | RuntimeException _) {
      return; // they are in the snapshot, which is published when the message server is back
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Revocations> take() {
    List<Revocations> messages = messages(version, waiting);
    waiting.clear();
    isSending = !messages.isEmpty();
    return messages;
  }

  /** Revocations in messages that are not too large. */
  static List<Revocations> messages(long version, Map<String, List<SerialNumber>> revoked) {
    List<Revocations> messages = new ArrayList<>();
    revoked.forEach((ca, serials) -> {
      for (int from = 0; from < serials.size(); from += MAX_SERIALS) {
        List<SerialNumber> part =
            serials.subList(from, Math.min(serials.size(), from + MAX_SERIALS));
        messages.add(new Revocations(version, Map.of(ca, SerialSet.of(part))));
      }
    });
    return messages;
  }
}
