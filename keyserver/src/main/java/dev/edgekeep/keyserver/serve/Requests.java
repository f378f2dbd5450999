package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.access.EdgeAccess;
import dev.edgekeep.keyserver.audit.AuditEntry;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.key.HeldKey;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection: decided, handed to the workers, answered and recorded. Event loop
 * only, except {@link #finished} and {@link #answerSoon}.
 */
final class Requests {
  private final ServerContext server;
  private final Channel channel;
  private final String edge;
  private final String peer;
  private final Runnable whenAnswered;
  private final AnswerBuffer answers;
  private final EdgeShare edgeShare;
  private final Share files;

  /** By the labels of the tokens that the connection has used. */
  private final Map<String, Share> tokens = new HashMap<>();

  private int inFlight;

  /** Operations that workers have performed, and that are not answered yet. */
  private final Queue<Operation> finished = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean answering = new AtomicBoolean();

  /** The connection's operations at one pool of workers. */
  private static final class Share {
    private final Workers workers;
    private final Workers.Lane lane;

    /** Operations to hand over. */
    private final List<Operation> next = new ArrayList<>();

    /** The number of these, and of those that were handed over and are not answered yet. */
    private int inFlight;

    Share(Workers workers, Workers.Party party, Runnable turnOver) {
      this.workers = workers;
      this.lane = new Workers.Lane(party, turnOver);
    }
  }

  /**
   * @param edge for the audit log
   * @param share of the edge
   * @param whenAnswered called after some operations were answered
   */
  Requests(
      ServerContext server, Channel channel, String edge, EdgeShare share, Runnable whenAnswered) {
    this.server = server;
    this.channel = channel;
    this.edge = edge;
    this.peer = ConnectionLog.peer(channel);
    this.whenAnswered = whenAnswered;
    this.answers = new AnswerBuffer(channel);
    this.edgeShare = share;
    this.files = new Share(server.fileWorkers(), share.files(), this::answerSoon);
  }

  /** The number of operations that wait or are under way. */
  int inFlight() {
    return inFlight;
  }

  /** Answers a request, or keeps it for {@link #handOver}. */
  void take(Message request, Serving serving, EdgeAccess access) {
    long startNanos = System.nanoTime();
    switch (Decision.about(request, serving.keys(), access)) {
      case Decision.Pong _ -> {
        server.metrics().ping();
        answers.add(Message.pong(request.id(), request.payload()));
      }
      case Decision.Refuse(Opcode opcode, HeldKey key, Outcome outcome) ->
          refuse(request, opcode, key, outcome, startNanos);
      case Decision.Perform(Opcode opcode, HeldKey key) -> {
        Share share = share(key);
        Operation operation = new Operation(request, opcode, key, share.lane, this, startNanos);
        collect(operation, share, serving);
      }
    }
  }

  private Share share(HeldKey key) {
    String token = key.info().token();
    return token == null ? files : tokens.computeIfAbsent(token, this::tokenShare);
  }

  private Share tokenShare(String token) {
    return new Share(server.tokenWorkers().of(token), edgeShare.token(token), this::answerSoon);
  }

  /** Tokens that hang must not keep the connection from being read, nor delay each other. */
  private void collect(Operation operation, Share share, Serving serving) {
    int forTokens = serving.limits().inFlightPerConnection() / 2;
    if (share != files && share.inFlight >= forOneToken(forTokens, serving)) {
      refuse(operation, Outcome.OVERLOADED);
    } else {
      share.next.add(operation);
      share.inFlight++;
      inFlight++;
    }
  }

  private static int forOneToken(int limit, Serving serving) {
    return Math.max(1, limit / Math.max(1, serving.keys().tokens()));
  }

  /** Hands the operations to the workers. */
  void handOver(Serving serving) {
    int limit = serving.limits().inFlight();
    handOver(files, limit);
    if (!tokens.isEmpty()) {
      tokens.values().forEach(share -> handOver(share, forOneToken(limit, serving)));
    }
  }

  private void handOver(Share share, int limit) {
    if (share.next.isEmpty()) {
      return;
    }
    int accepted = share.workers.submit(share.lane, share.next, limit);
    for (Operation excess : share.next.subList(accepted, share.next.size())) {
      share.inFlight--;
      inFlight--;
      refuse(excess, Outcome.OVERLOADED);
    }
    share.next.clear();
  }

  /** An operation was performed; {@link #answerSoon} follows. A worker's thread. */
  void finished(Operation operation) {
    record(
        operation.request(),
        operation.opcode(),
        operation.key(),
        operation.outcome(),
        operation.detail(),
        operation.startNanos());
    server.metrics().took(System.nanoTime() - operation.startNanos());
    finished.add(operation);
  }

  /** Makes the event loop answer the finished operations. A worker's thread. */
  private void answerSoon() {
    if (answering.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::answerFinished);
      } catch (RejectedExecutionException _) {
        // The event loops have ended, and the connection with them.
      }
    }
  }

  private void answerFinished() {
    answering.set(false);
    for (Operation each = finished.poll(); each != null; each = finished.poll()) {
      share(each.key()).inFlight--;
      inFlight--;
      answers.add(each.answer());
    }
    whenAnswered.run();
  }

  /** Adds an answer to a frame that was not taken as a request. */
  void add(Message answer) {
    answers.add(answer);
  }

  /** Sends the answers that are ready. */
  void flush() {
    answers.flush();
  }

  /** The connection has ended: drops the operations that wait. */
  void abandon() {
    abandon(files);
    tokens.values().forEach(this::abandon);
    answers.release();
  }

  private void abandon(Share share) {
    share.workers.withdraw(share.lane).forEach(waiting -> refuse(waiting, Outcome.ABANDONED));
    share.next.forEach(waiting -> refuse(waiting, Outcome.ABANDONED));
    share.next.clear();
  }

  private void refuse(Operation operation, Outcome outcome) {
    refuse(
        operation.request(), operation.opcode(), operation.key(), outcome, operation.startNanos());
  }

  private void refuse(
      Message request,
      @Nullable Opcode opcode,
      @Nullable HeldKey key,
      Outcome outcome,
      long startNanos) {
    record(request, opcode, key, outcome, null, startNanos);
    answers.add(Message.error(request.id(), outcome.error()));
  }

  private void record(
      Message request,
      @Nullable Opcode opcode,
      @Nullable HeldKey key,
      Outcome outcome,
      @Nullable String detail,
      long startNanos) {
    String algorithm = key == null ? null : key.info().algorithm();
    server.metrics().answered(algorithm, opcode, outcome);
    server
        .log()
        .record(
            new AuditEntry(
                server.clock().millis(),
                edge,
                peer,
                request,
                key == null ? null : key.info().ski(),
                algorithm,
                opcode == null ? null : opcode.label(),
                outcome,
                detail,
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos)));
  }
}
