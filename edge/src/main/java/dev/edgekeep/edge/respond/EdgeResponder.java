package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.snapshot.ErrorPages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The edge's own answer: a short page, or JSON for clients that accept that. It contains the
 * request's identifier and nothing about the cause: that is for the operator. It needs nothing of
 * the request's body. Event loop only.
 */
public final class EdgeResponder implements Responder {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CACHE_CONTROL = AsciiString.cached("cache-control");
  private static final AsciiString LOCATION = AsciiString.cached("location");
  private static final AsciiString GRPC = AsciiString.cached("application/grpc");
  private static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");
  private static final AsciiString GRPC_MESSAGE = AsciiString.cached("grpc-message");
  private static final AsciiString ALLOW = AsciiString.cached("allow");
  private static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");

  /** RFC 9110 §10.2.3: the time after which a node or an origin may have room again. */
  public static final int RETRY_SECONDS = 10;

  private final ResponseReceiver receiver;
  private final ResponseHead head;
  private final String body;

  private EdgeResponder(
      ResponseReceiver receiver, int status, Fields fields, String text, boolean toHead) {
    this.receiver = receiver;
    this.body = toHead ? "" : text;
    this.head = new ResponseHead(status, title(status), fields, body.length(), text.length(), true);
  }

  private EdgeResponder(ResponseReceiver receiver, Fields grpcFields) {
    this.receiver = receiver;
    this.body = "";
    this.head = new ResponseHead(200, "OK", grpcFields, BodyLength.NONE, -1, true);
  }

  /**
   * The edge's own page for a status.
   *
   * @param accept the request's Accept field; null when it has none
   * @param location the target of a redirect; null for other responses
   * @param page the host's page for the status; null when it has none
   * @param retrySeconds the time after which a client may ask again; for 503 only
   * @param toHead whether the request's method is HEAD
   */
  public static EdgeResponder ofStatus(
      ResponseReceiver receiver,
      int status,
      @Nullable String accept,
      @Nullable String location,
      ErrorPages.@Nullable Page page,
      int retrySeconds,
      String requestId,
      boolean toHead) {
    boolean isJson = acceptsJson(accept);
    Decision.Page own =
        // A page is for people: programs that ask for JSON get it.
        page != null && (!isJson || page.isJson())
            ? new Decision.Page(page.contentType(), Strings.bytes(page.filled(status, requestId)))
            : isJson ? json(status, requestId) : html(status, requestId);
    Fields fields = fields(own.contentType());
    addStatusFields(fields, status, location, retrySeconds);
    String text = own.text();
    return new EdgeResponder(receiver, status, fields, text, toHead);
  }

  private static void addStatusFields(
      Fields fields, int status, @Nullable String location, int retrySeconds) {
    if (location != null) {
      fields.add(LOCATION, location);
    }
    if (status == 405) {
      fields.add(ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    if (status == 503) {
      fields.add(RETRY_AFTER, Integer.toString(retrySeconds));
    }
  }

  /**
   * A fixed response.
   *
   * @param toHead whether the request's method is HEAD
   */
  public static EdgeResponder ofResponse(
      ResponseReceiver receiver, Decision.Respond response, boolean toHead) {
    Decision.Page page = response.page();
    Fields fields = response.fields();
    if (page != null) {
      fields.add(CONTENT_TYPE, page.contentType());
    }
    fields.add(CACHE_CONTROL, "no-store");
    return new EdgeResponder(
        receiver, response.status(), fields, page == null ? "" : page.text(), toHead);
  }

  /**
   * A page that a rule has chosen.
   *
   * @param toHead whether the request's method is HEAD
   */
  public static EdgeResponder ofPage(
      ResponseReceiver receiver, int status, Decision.Page page, boolean toHead) {
    return new EdgeResponder(receiver, status, fields(page.contentType()), page.text(), toHead);
  }

  /** An answer to a gRPC request: trailers only, whose status tells the outcome. */
  public static EdgeResponder ofGrpc(ResponseReceiver receiver, GrpcStatus status, String message) {
    Fields fields = new Fields();
    fields.add(CONTENT_TYPE, GRPC);
    fields.add(GRPC_STATUS, status.text());
    fields.add(GRPC_MESSAGE, message);
    return new EdgeResponder(receiver, fields);
  }

  /** The name of a status, in words. */
  public static String title(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  private static Fields fields(String contentType) {
    Fields fields = new Fields();
    fields.add(CONTENT_TYPE, contentType);
    fields.add(CACHE_CONTROL, "no-store");
    return fields;
  }

  private static boolean acceptsJson(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    String types = accept.toLowerCase(Locale.ROOT);
    int json = types.indexOf("json");
    int html = types.indexOf("html");
    return json >= 0 && (html < 0 || json < html);
  }

  private static Decision.Page json(int status, String requestId) {
    return new Decision.Page(
        "application/json",
        "{\"status\":%d,\"title\":\"%s\",\"requestId\":\"%s\"}\n"
            .formatted(status, title(status), requestId));
  }

  private static Decision.Page html(int status, String requestId) {
    String text =
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>%1$d %2$s</title>
        <h1>%1$d %2$s</h1>
        <p>Request <code>%3$s</code></p>
        </html>
        """
            .formatted(status, title(status), requestId);
    return new Decision.Page("text/html; charset=utf-8", text);
  }

  @Override
  public void start() {
    receiver.responseHead(head);
    if (!body.isEmpty()) {
      receiver.responseBody(Unpooled.copiedBuffer(body, StandardCharsets.ISO_8859_1));
    }
    receiver.responseEnd(null);
  }

  @Override
  public void requestBody(ByteBuf data) {
    data.release();
  }

  @Override
  public void requestEnd(@Nullable Fields trailers) {}

  @Override
  public void flushRequest() {}

  @Override
  public void resumeResponse() {}

  @Override
  public void abort() {}

  @Override
  public @Nullable String serverName() {
    return null;
  }
}
