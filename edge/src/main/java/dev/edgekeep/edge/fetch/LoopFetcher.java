package dev.edgekeep.edge.fetch;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.edgekeep.edge.dial.Alpn;
import dev.edgekeep.edge.dial.Destination;
import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.dial.ServerTls;
import dev.edgekeep.edge.dns.NameResolver;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches documents on the edge's event loops, with one connection for each. The addresses of a
 * server are checked after its name was looked up, and exactly those are connected to. Servers of
 * {@code https} URLs are verified against the roots of the platform. Any thread.
 */
public final class LoopFetcher implements Fetcher {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_STATUS_LINE = 4_096;
  private static final int MAX_HEADER = 16_384;
  private static final int MAX_CHUNK = 65_536;
  private static final int KEPT_CONTEXTS = 100;

  private final EventLoopGroup loops;
  private final NameResolver names;
  private final LoadingCache<String, ServerTls> contexts =
      Caffeine.newBuilder()
          .maximumSize(KEPT_CONTEXTS)
          .build(host -> ServerTls.of(host, List.of(), null, Alpn.NONE));

  public LoopFetcher(EventLoopGroup loops, NameResolver names) {
    this.loops = loops;
    this.names = names;
  }

  @Override
  public void fetch(FetchRequest request, Consumer<FetchResult> result) {
    if (!request.url().https()) {
      fetch(request, null, result);
      return;
    }
    // Not on an event loop: a new context reads the platform's roots.
    var _ =
        CompletableFuture.supplyAsync(() -> contexts.get(request.url().host()))
            .whenComplete((tls, failure) -> {
              if (failure == null) {
                fetch(request, tls, result);
              } else {
                result.accept(new FetchResult.Failed("TLS cannot be set up: " + failure));
              }
            });
  }

  private void fetch(FetchRequest request, @Nullable ServerTls tls, Consumer<FetchResult> result) {
    EventLoop loop = loops.next();
    try {
      loop.execute(() -> new Attempt(request, tls, loop, result).begin());
    } catch (RejectedExecutionException _) {
      result.accept(new FetchResult.Failed("the edge is shutting down"));
    }
  }

  /** One request. Event loop only. */
  private final class Attempt implements DialListener, ResponseCollector.Listener {
    private final FetchRequest request;
    private final @Nullable ServerTls tls;
    private final EventLoop loop;
    private final Consumer<FetchResult> result;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable Channel channel;
    private boolean isOver;

    Attempt(
        FetchRequest request,
        @Nullable ServerTls tls,
        EventLoop loop,
        Consumer<FetchResult> result) {
      this.request = request;
      this.tls = tls;
      this.loop = loop;
      this.result = result;
    }

    void begin() {
      long millis = request.timeout().toMillis();
      deadline =
          loop.schedule(
              () -> ended(new FetchResult.Failed("no complete response within " + millis + " ms")),
              millis,
              TimeUnit.MILLISECONDS);
      String host = request.url().host();
      new Dialer(
              new Destination(
                  host,
                  request.url().port(),
                  tls,
                  CONNECT_TIMEOUT.compareTo(request.timeout()) < 0
                      ? CONNECT_TIMEOUT
                      : request.timeout(),
                  request.forbidden()),
              names,
              loop)
          .dial(this);
    }

    @Override
    public void connected(Channel connected) {
      if (isOver) {
        connected.close();
        return;
      }
      channel = connected;
      connected
          .pipeline()
          .addLast(new HttpClientCodec(MAX_STATUS_LINE, MAX_HEADER, MAX_CHUNK))
          .addLast(new ResponseCollector(request.maxBytes(), this));
      connected.writeAndFlush(RequestMessage.of(request, connected.alloc()));
    }

    @Override
    public void dialFailed(String reason) {
      ended(new FetchResult.Failed(reason));
    }

    @Override
    public void ended(FetchResult end) {
      if (isOver) {
        return;
      }
      isOver = true;
      if (deadline != null) {
        deadline.cancel(false);
      }
      if (channel != null) {
        channel.close();
      }
      result.accept(end);
    }
  }
}
