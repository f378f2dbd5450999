package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.edge.respond.ResponderFactory;
import dev.edgekeep.edge.respond.ResponseReceiver;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The smallest cache in front of an origin: it stores every complete 200 to GET, up to a size,
 * without expiry. It ignores Cache-Control and Vary, so it only shows where a cache fits in.
 */
final class MemoryCache implements ResponderFactory {
  private static final int MAX_BODY = 64 * 1024 * 1024;

  private final ResponderFactory origin;
  private final Map<String, StoredResponse> stored = new ConcurrentHashMap<>();
  final AtomicLong nowMillis = new AtomicLong();

  MemoryCache(ResponderFactory origin) {
    this.origin = origin;
  }

  @Override
  public Responder create(
      Decision.Forward request,
      String requestId,
      @Nullable RequestTrace trace,
      ClientFields client,
      EventLoop loop,
      ResponseReceiver receiver)
      throws BadMessage {
    RequestHead head = request.head();
    String key = request.host().config().name().name() + head.target();
    boolean isGet = head.method().equals("GET") && !head.hasBody();
    StoredResponse hit = isGet || head.isHead() ? stored.get(key) : null;
    if (hit != null) {
      long age = (nowMillis.get() - hit.storedMillis()) / 1_000;
      return new CachedResponder(receiver, hit, age, head.isHead(), ifNoneMatch(head.fields()));
    }
    return origin.create(
        request, requestId, trace, client, loop, isGet ? new Filling(receiver, key) : receiver);
  }

  private static @Nullable String ifNoneMatch(Fields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && fields.lowerName(i).contentEquals("if-none-match")) {
        return fields.value(i);
      }
    }
    return null;
  }

  /** Passes the origin's response on, and stores it when it is complete. */
  private final class Filling implements ResponseReceiver {
    private final ResponseReceiver client;
    private final String key;
    private StoredResponse.@Nullable Collector collector;

    Filling(ResponseReceiver client, String key) {
      this.client = client;
      this.key = key;
    }

    @Override
    public void responseHead(ResponseHead head) {
      collector = head.status() == 200 ? new StoredResponse.Collector(head, MAX_BODY) : null;
      client.responseHead(head);
    }

    @Override
    public void responseBody(ByteBuf data) {
      if (collector != null) {
        collector.add(data);
      }
      client.responseBody(data);
    }

    @Override
    public void responseEnd(@Nullable Fields trailers) {
      StoredResponse complete =
          collector == null || trailers != null ? null : collector.complete(nowMillis.get());
      if (complete != null) {
        stored.put(key, complete);
      }
      client.responseEnd(trailers);
    }

    @Override
    public void informational(ResponseHead head) {
      client.informational(head);
    }

    @Override
    public void flushResponse() {
      client.flushResponse();
    }

    @Override
    public boolean isResponseWritable() {
      return client.isResponseWritable();
    }

    @Override
    public void pauseRequest() {
      client.pauseRequest();
    }

    @Override
    public void resumeRequest() {
      client.resumeRequest();
    }

    @Override
    public void attemptFailed(String server, OriginFailure failure) {
      client.attemptFailed(server, failure);
    }

    @Override
    public void failed(OriginFailure failure) {
      client.failed(failure);
    }

    @Override
    public boolean switchProtocols(
        ResponseHead head, Supplier<TunnelEnd> tunnel, List<ByteBuf> early) {
      return client.switchProtocols(head, tunnel, early);
    }
  }
}
