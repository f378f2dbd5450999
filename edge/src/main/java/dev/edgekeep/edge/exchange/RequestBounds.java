package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.HostLimits.SlowBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The limits that a host sets to one request that is forwarded, and the way of its body through
 * them. A request has this only while a limit applies to it. Event loop only.
 */
final class RequestBounds {
  private final Exchange exchange;
  private final ClientSession session;
  private final ClientStream client;
  private final HostLimits limits;
  private @Nullable WholeTime wholeTime;
  private @Nullable BodySpeed bodySpeed;
  private @Nullable UploadLimit upload;

  RequestBounds(Exchange exchange, ClientSession session, ClientStream client, HostLimits limits) {
    this.exchange = exchange;
    this.session = session;
    this.client = client;
    this.limits = limits;
  }

  /** Returns whether limits apply to every request, from its beginning. */
  static boolean applyTo(HostLimits limits) {
    return limits.requestBodyBytes() > 0
        || limits.uploadBytesPerSecond() > 0
        || !limits.requestTimeout().isZero();
  }

  /** The request is about to be forwarded. */
  void begin(Responder responder) {
    if (!limits.requestTimeout().isZero()) {
      wholeTime = new WholeTime();
      wholeTime.limit(System.nanoTime(), limits.requestTimeout().toNanos());
      session.watch(wholeTime);
    }
    if (limits.uploadBytesPerSecond() > 0) {
      Pace pace = session.uploadPace(limits.uploadBytesPerSecond());
      upload = new UploadLimit(client, responder, pace, session.loop());
    }
  }

  /**
   * Accepts bytes of the body, and releases them.
   *
   * @param total the bytes of the body so far, these included
   */
  void body(ByteBuf data, long total, Responder responder) {
    long most = limits.requestBodyBytes();
    if (most > 0 && total > most) {
      data.release();
      exchange.stop(
          exchange.refusal(
              413,
              "body-too-large",
              "the request's body is larger than %,d bytes".formatted(most)));
    } else if (upload != null) {
      upload.body(data);
    } else {
      responder.requestBody(data);
    }
  }

  /** The body is complete. */
  void bodyEnd(@Nullable Fields trailers, Responder responder) {
    endBodySpeed();
    if (upload != null) {
      upload.end(trailers);
    } else {
      responder.requestEnd(trailers);
    }
  }

  /** Measures the speed of the body from now on, if the host has a minimum. */
  void watchBody() {
    if (bodySpeed == null && limits.slowBody().bytesPerSecond() > 0) {
      bodySpeed = new BodySpeed(limits.slowBody());
      session.watch(bodySpeed);
    }
  }

  void pauseRequest() {
    if (bodySpeed != null) {
      bodySpeed.wasPaused = true;
    }
    if (upload != null) {
      upload.pause();
    } else {
      client.pauseRequest();
    }
  }

  void resumeRequest() {
    if (upload != null) {
      upload.resume();
    } else {
      client.resumeRequest();
    }
  }

  /** Ends the limits: the exchange is over, or the edge answers. */
  void end() {
    if (wholeTime != null) {
      session.unwatch(wholeTime);
      wholeTime = null;
    }
    endBodySpeed();
    if (upload != null) {
      upload.discard();
    }
  }

  private void endBodySpeed() {
    if (bodySpeed != null) {
      session.unwatch(bodySpeed);
      bodySpeed = null;
    }
  }

  private final class WholeTime extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      boolean isClientsPart = !exchange.body().isComplete();
      exchange.stop(
          exchange.refusal(
              isClientsPart ? 408 : 504,
              "request-timeout",
              "the request %s within %,d ms"
                  .formatted(
                      isClientsPart ? "was not complete" : "had no complete response",
                      limits.requestTimeout().toMillis())));
    }
  }

  /** Refuses a body that does not make progress, unless the edge itself did not read it. */
  private final class BodySpeed extends Deadlines.Watched {
    private final SlowBody least;
    private long bytesBefore = exchange.body().bytes();
    private boolean wasPaused;

    BodySpeed(SlowBody least) {
      this.least = least;
      nextWindow();
    }

    private void nextWindow() {
      wasPaused = upload != null && upload.holdsBytes();
      bytesBefore = exchange.body().bytes();
      limit(System.nanoTime(), least.window().toNanos());
    }

    @Override
    protected void limitPassed() {
      if (exchange.hasResponse()) {
        // From now on both sides talk: a client may listen for long.
        endBodySpeed();
      } else if (wasPaused || exchange.body().bytes() - bytesBefore >= least.bytesPerWindow()) {
        nextWindow();
      } else {
        exchange.stop(
            exchange.refusal(
                408,
                "slow-body",
                "fewer than %,d bytes of the request's body came within %,d ms"
                    .formatted(least.bytesPerWindow(), least.window().toMillis())));
      }
    }
  }
}
