package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeyOperationException;
import org.jspecify.annotations.Nullable;

/**
 * One private-key operation that is allowed. Created by the event loop, performed by a worker,
 * answered by the event loop: one thread at a time.
 */
final class Operation {
  private final Message request;
  private final Opcode opcode;
  private final HeldKey key;
  private final Workers.Lane lane;
  private final Requests requests;
  private final long startNanos;
  private Outcome outcome = Outcome.INTERNAL;
  private @Nullable String detail;
  private byte[] result = {};

  /**
   * @param lane of the workers that perform it
   */
  Operation(
      Message request,
      Opcode opcode,
      HeldKey key,
      Workers.Lane lane,
      Requests requests,
      long startNanos) {
    this.request = request;
    this.opcode = opcode;
    this.key = key;
    this.lane = lane;
    this.requests = requests;
    this.startNanos = startNanos;
  }

  /** Performs the operation, and hands it back. A worker's thread. */
  void perform() {
    try {
      result = key.perform(opcode, request.payload());
      outcome = Outcome.DONE;
    } catch (KeyOperationException e) {
      outcome = Outcome.of(e.error());
      detail = e.getMessage();
    } catch (RuntimeException | Error e) {
      // The worker survives. A library's message might hold the payload.
      outcome = Outcome.INTERNAL;
      detail = e.getClass().getName();
    }
    requests.finished(this);
  }

  Message request() {
    return request;
  }

  Opcode opcode() {
    return opcode;
  }

  HeldKey key() {
    return key;
  }

  Workers.Lane lane() {
    return lane;
  }

  long startNanos() {
    return startNanos;
  }

  Outcome outcome() {
    return outcome;
  }

  /** The reason of a failure, for the audit log. */
  @Nullable String detail() {
    return detail;
  }

  /** The answer to the request. */
  Message answer() {
    return outcome == Outcome.DONE
        ? Message.success(request.id(), result)
        : Message.error(request.id(), outcome.error());
  }
}
