package dev.edgekeep.control.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mailboxes of the nodes of this process, and of the publishers of groups of nodes on other
 * machines. A group has a mailbox for as long as it has nodes. Any thread.
 */
final class Mailboxes implements AutoCloseable {
  private final List<Mailbox> local;
  private final RemoteNodes remote;
  private final Mailbox.Answers published;
  private final GroupDeployments groups = new GroupDeployments();
  private final Map<Node, Mailbox> publishers = new LinkedHashMap<>();
  private boolean isClosed;

  /**
   * @param answered receives the answers of the nodes of this process
   * @param published receives those of publishers
   */
  Mailboxes(
      List<Node> nodes, RemoteNodes remote, Mailbox.Answers answered, Mailbox.Answers published) {
    this.local = nodes.stream().map(node -> new Mailbox(node, answered)).toList();
    this.remote = remote;
    this.published = published;
  }

  void start() {
    local.forEach(Mailbox::start);
  }

  /** The nodes of this process. */
  List<Node> nodes() {
    return local.stream().map(Mailbox::node).toList();
  }

  /** Puts a version into all mailboxes. One thread at a time. */
  void put(long version, GroupedSnapshot snapshot) {
    local.forEach(mailbox -> put(mailbox, version, snapshot));
    putToGroups(version, snapshot);
  }

  /** As {@link #put}, for nodes on other machines only. */
  void putToGroups(long version, GroupedSnapshot snapshot) {
    for (Mailbox mailbox : publishers(remote.publishers())) {
      put(mailbox, version, snapshot);
    }
  }

  private void put(Mailbox mailbox, long version, GroupedSnapshot snapshot) {
    mailbox.put(groups.of(mailbox.node().group(), version, snapshot));
  }

  private synchronized List<Mailbox> publishers(List<Node> wanted) {
    Set<Node> gone = new HashSet<>(publishers.keySet());
    wanted.forEach(gone::remove);
    for (Node node : gone) {
      Mailbox mailbox = publishers.remove(node);
      if (mailbox != null) {
        mailbox.close();
      }
    }
    if (!isClosed) {
      wanted.forEach(node -> publishers.computeIfAbsent(node, this::started));
    }
    return List.copyOf(publishers.values());
  }

  private Mailbox started(Node publisher) {
    Mailbox mailbox = new Mailbox(publisher, published);
    mailbox.start();
    return mailbox;
  }

  private synchronized List<Mailbox> closing() {
    isClosed = true;
    List<Mailbox> all = new ArrayList<>(local);
    all.addAll(publishers.values());
    return all;
  }

  /** Sends nothing more. */
  @Override
  public void close() {
    closing().forEach(Mailbox::close);
  }

  /** Waits for what is under way. */
  void awaitEnd(Instant end) throws InterruptedException {
    for (Mailbox mailbox : closing()) {
      mailbox.awaitEnd(Duration.between(Instant.now(), end));
    }
  }
}
