package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.testing.Eventually;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to an origin, driven by a test as a responder does it: what happens is in a queue.
 */
final class TestCall implements OriginAttempts.Listener {
  private static final int HEADER_BYTES = 65_536;
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 40_000);

  private final EventLoop loop;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private @Nullable OriginAttempts attempts;
  private final boolean hasBody;
  private @Nullable OriginStream stream;
  private boolean isBodyLost;

  private TestCall(EventLoop loop, boolean hasBody) {
    this.loop = loop;
    this.hasBody = hasBody;
  }

  /** Starts one, and sends what it wrote. */
  static TestCall start(OriginPool pool, OriginRequest request, EventLoop loop) {
    return loop.submit(() -> startHere(pool, request, loop)).syncUninterruptibly().getNow();
  }

  /** The same on the event loop. */
  static TestCall startHere(OriginPool pool, OriginRequest request, EventLoop loop) {
    TestCall call = new TestCall(loop, request.bodyLength() != 0);
    OriginAttempts begun = new OriginAttempts(pool, request, CLIENT, HEADER_BYTES, call);
    call.attempts = begun;
    begun.start();
    if (call.stream != null) {
      call.stream.flush();
    }
    return call;
  }

  /** Does something with the stream, which is open. */
  void with(Consumer<OriginStream> what) {
    loop.submit(
            () -> {
              if (stream == null) {
                throw new IllegalStateException("no stream is open");
              }
              what.accept(stream);
            })
        .syncUninterruptibly();
  }

  /** The client has gone. */
  void cancel() {
    loop.submit(
            () -> {
              if (attempts != null) {
                attempts.cancel();
              }
            })
        .syncUninterruptibly();
  }

  void body(String text) {
    with(open -> {
      isBodyLost = true;
      open.body(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
      open.flush();
    });
  }

  /** The next event. */
  String next() throws InterruptedException {
    String event = events.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened");
    }
    return event;
  }

  /** The events to the end of the response, one after the other. */
  String response() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    String event = next();
    while (!event.equals("end")) {
      all.append(event).append(' ');
      event = next();
    }
    return all.append("end").toString();
  }

  @Override
  public void opened(OriginStream opened) {
    stream = opened;
    if (!hasBody) {
      opened.end(null);
    }
  }

  @Override
  public boolean isBodyLost() {
    return isBodyLost;
  }

  @Override
  public void attemptFailed(String server, OriginFailure failure) {
    events.add("attempt failed: " + failure.kind());
  }

  @Override
  public void failed(OriginFailure failure) {
    events.add("failed: " + failure.kind());
  }

  @Override
  public void informational(ResponseHead head) {
    events.add("interim " + head.status());
  }

  @Override
  public void responseHead(ResponseHead head) {
    events.add("" + head.status());
  }

  @Override
  public void switched(ResponseHead head) {
    events.add("switched");
  }

  @Override
  public void responseBody(ByteBuf data) {
    events.add(data.toString(StandardCharsets.US_ASCII));
    data.release();
  }

  @Override
  public void responseEnd(@Nullable Fields trailers) {
    stream = null;
    events.add("end");
  }

  @Override
  public void readComplete() {}

  @Override
  public void requestWritable() {
    events.add("writable");
  }

  @Override
  public void streamFailed(OriginFailure failure) {
    stream = null;
    if (attempts == null || !attempts.resend(failure)) {
      events.add("failed: " + failure.kind() + ", " + failure.detail());
    }
  }
}
