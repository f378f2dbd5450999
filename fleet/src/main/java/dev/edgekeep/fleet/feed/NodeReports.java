package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.fleet.seal.SealedMessages.UnknownKeyException;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends what a node says to the control plane: signed by the node, and sealed with the key of its
 * group. Any thread; the methods block where they say so.
 */
public final class NodeReports {
  private final FeedConnection connection;
  private final FeedStore store;
  private final String group;
  private final String node;
  private final Signer signer;
  private final SealedMessages messages;
  private final InstantSource clock;

  /** The version of the last message: the clock, and never less than before. */
  private final AtomicLong version;

  /**
   * @param signer the node's identity
   */
  public NodeReports(
      FeedConnection connection,
      String group,
      String node,
      Signer signer,
      GroupKeys keys,
      InstantSource clock) {
    this(connection, group, node, signer, keys, clock, 0);
  }

  /**
   * @param signer the node's identity
   * @param after the versions of messages are higher than this: those of processes before
   */
  public NodeReports(
      FeedConnection connection,
      String group,
      String node,
      Signer signer,
      GroupKeys keys,
      InstantSource clock,
      long after) {
    this.version = new AtomicLong(after);
    this.connection = connection;
    this.store = new FeedStore(connection);
    this.group = group;
    this.node = node;
    this.signer = signer;
    this.messages = new SealedMessages(keys);
    this.clock = clock;
  }

  /** The version of the newest message, or a bound of it. */
  public long newest() {
    return Math.max(version.get(), clock.millis());
  }

  private long next() {
    return version.updateAndGet(last -> Math.max(last + 1, clock.millis()));
  }

  /**
   * Sends the status. Does not wait for an answer: the next one repeats it.
   *
   * @throws FeedException when no message server is connected
   */
  public void status(NodeStatus status) throws FeedException {
    send(MessageKind.STATUS, status.bytes());
  }

  /**
   * Sends the report. Does not wait for an answer.
   *
   * @throws FeedException when no message server is connected
   */
  public void report(NodeReport report) throws FeedException {
    send(MessageKind.REPORT, report.bytes());
  }

  private void send(MessageKind kind, byte[] body) throws FeedException {
    Address address = Address.ofNode(kind, group, node);
    connection.publish(Subjects.of(address), seal(address, next(), body));
  }

  private byte[] seal(Address address, long number, byte[] body) throws FeedException {
    try {
      return messages.seal(address, number, body, signer);
    } catch (IllegalStateException e) { // there is no key yet
      throw new FeedException(FeedException.Reason.UNREACHABLE, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new FeedException(FeedException.Reason.TOO_LARGE, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Sends events, and returns when the message server has stored them. Blocks.
   *
   * @throws FeedException when it has not: they should be sent again
   */
  public void events(NodeEvents events) throws FeedException, InterruptedException {
    Address address = Address.ofNode(MessageKind.EVENTS, group, node);
    long _ = store.put(Subjects.of(address), seal(address, next(), events.bytes()), null);
  }

  /**
   * Asks for another certificate and user JWT. Blocks.
   *
   * @param check the keys of the control plane
   * @throws FeedException when no control plane answers, or refuses: try again later
   */
  public Renewed renew(RenewalRequest request, SignatureCheck check)
      throws FeedException, InterruptedException {
    Address address = Address.ofNode(MessageKind.RENEW, group, node);
    Address answers = Address.ofNode(MessageKind.RENEWED, group, node);
    long number = next();
    byte[] answer =
        connection.request(Subjects.of(address), seal(address, number, request.bytes()));
    try {
      SealedMessages.Opened opened = messages.open(answers, answer, check);
      if (opened.version() != number) {
        throw new WireException("it is the answer to another request");
      }
      return Renewed.read(opened.body());
    } catch (WireException | SealException | UnknownKeyException e) {
      throw new FeedException(
          FeedException.Reason.REFUSED, "the renewed certificate: " + e.getMessage());
    }
  }
}
