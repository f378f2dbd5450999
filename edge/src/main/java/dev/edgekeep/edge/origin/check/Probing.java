package dev.edgekeep.edge.origin.check;

import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginListener;
import dev.edgekeep.edge.origin.OriginStream;
import dev.edgekeep.edge.origin.UnpooledServer;
import dev.edgekeep.snapshot.HealthCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One check of a server, over a connection of its own. Event loop only. */
final class Probing implements DialListener, ConnectionOwner, OriginListener {
  private static final int HEADER_BYTES = 16_384;

  /** Receives the result, once. */
  interface Listener {
    /**
     * @param failure the reason why it failed; null when it passed
     */
    void ended(@Nullable String failure);
  }

  private final HealthCheck.Probe probe;
  private final UnpooledServer server;
  private final Listener listener;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable Future<?> limit;
  private @Nullable OriginConnection connection;
  private @Nullable ResponseHead head;
  private boolean isOver;

  Probing(HealthCheck.Probe probe, UnpooledServer server, Listener listener) {
    this.probe = probe;
    this.server = server;
    this.listener = listener;
  }

  void begin(EventLoop loop, Duration timeout) {
    limit =
        loop.schedule(
            () -> end("no result within %d ms".formatted(timeout.toMillis())),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    if (!server.dial(this)) {
      // Says nothing about the server: the next check may have a place.
      isOver = true;
      limit.cancel(false);
      listener.ended(null);
    }
  }

  /** Ends it without a result. */
  void abandon() {
    isOver = true;
    finish();
  }

  private void end(@Nullable String failure) {
    if (!isOver) {
      isOver = true;
      finish();
      listener.ended(failure);
    }
  }

  private void finish() {
    if (limit != null) {
      limit.cancel(false);
    }
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void dialFailed(String reason) {
    server.release();
    end("no connection could be made: " + reason);
  }

  @Override
  public void connected(Channel channel) {
    if (isOver || probe instanceof HealthCheck.Tcp) {
      channel.closeFuture().addListener(closed -> server.release());
      channel.close();
      end(null);
      return;
    }
    OriginConnection made = server.connection(channel, this);
    connection = made;
    ask(made);
  }

  private void ask(OriginConnection at) {
    byte[] message =
        probe instanceof HealthCheck.Grpc grpc ? GrpcHealth.request(grpc.service()) : new byte[0];
    OriginStream stream = at.open(new CheckRequest(probe, message.length), this, HEADER_BYTES);
    if (message.length > 0) {
      stream.body(Unpooled.wrappedBuffer(message));
    }
    stream.end(null);
    stream.flush();
  }

  @Override
  public void responseHead(ResponseHead answer) {
    head = answer;
    switch (probe) {
      case HealthCheck.Http http ->
          end(http.passes(answer.status()) ? null : "it answered " + answer.status());
      case HealthCheck.Grpc _ -> {
        if (answer.status() != 200) {
          end("it answered " + answer.status());
        }
      }
      case HealthCheck.Tcp _ -> throw new IllegalStateException("nothing was asked");
    }
  }

  @Override
  public void responseBody(ByteBuf data) {
    if (body.size() + data.readableBytes() > GrpcHealth.MAX_ANSWER) {
      end("its answer is too long");
    } else {
      body.writeBytes(ByteBufUtil.getBytes(data));
    }
    data.release();
  }

  @Override
  public void responseEnd(@Nullable Fields trailers) {
    if (head != null) {
      Fields result = trailers == null ? head.fields() : trailers;
      end(GrpcHealth.failure(body.toByteArray(), result));
    }
  }

  @Override
  public void streamFailed(OriginFailure failure) {
    end(failure.detail());
  }

  @Override
  public void switched(ResponseHead answer) {
    end("it switched protocols, which nobody asked for");
  }

  @Override
  public void closed() {
    server.release();
    end("it closed the connection");
  }

  @Override
  public void informational(ResponseHead interim) {}

  @Override
  public void readComplete() {}

  @Override
  public void requestWritable() {}

  @Override
  public void streamEnded() {}

  @Override
  public void capacityGrown() {}
}
