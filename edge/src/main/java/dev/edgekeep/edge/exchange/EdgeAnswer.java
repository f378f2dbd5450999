package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A response that the edge makes itself: a short page, or JSON for clients that accept that. It has
 * the request's identifier, and nothing of the cause: that is for the operator.
 *
 * @param body one character for each byte
 */
record EdgeAnswer(ResponseHead head, String body) {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CACHE_CONTROL = AsciiString.cached("cache-control");
  private static final AsciiString LOCATION = AsciiString.cached("location");
  private static final AsciiString ALLOW = AsciiString.cached("allow");

  /**
   * @param accept the request's Accept field, if any
   * @param location where a redirect leads, or null
   * @param toHead whether it answers a HEAD request
   */
  static EdgeAnswer of(
      int status,
      @Nullable String accept,
      @Nullable String location,
      String requestId,
      boolean toHead) {
    boolean json = wantsJson(accept);
    String title = HttpResponseStatus.valueOf(status).reasonPhrase();
    String text = json ? json(status, title, requestId) : page(status, title, requestId);
    Fields fields = new Fields();
    fields.add(CONTENT_TYPE, json ? "application/json" : "text/html; charset=utf-8");
    fields.add(CACHE_CONTROL, "no-store");
    fields.add(FieldName.REQUEST_ID, requestId);
    if (location != null) {
      fields.add(LOCATION, location);
    }
    if (status == 405) {
      fields.add(ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    int sent = toHead ? 0 : text.length();
    return new EdgeAnswer(
        new ResponseHead(status, title, fields, sent, text.length(), true), toHead ? "" : text);
  }

  /**
   * An answer whose body was chosen.
   *
   * @param body one character for each byte
   */
  static EdgeAnswer chosen(
      int status, String contentType, String body, String requestId, boolean toHead) {
    Fields fields = new Fields();
    fields.add(CONTENT_TYPE, contentType);
    fields.add(CACHE_CONTROL, "no-store");
    fields.add(FieldName.REQUEST_ID, requestId);
    String title = HttpResponseStatus.valueOf(status).reasonPhrase();
    int sent = toHead ? 0 : body.length();
    return new EdgeAnswer(
        new ResponseHead(status, title, fields, sent, body.length(), true), toHead ? "" : body);
  }

  private static boolean wantsJson(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    String types = accept.toLowerCase(Locale.ROOT);
    int json = types.indexOf("json");
    int html = types.indexOf("html");
    return json >= 0 && (html < 0 || json < html);
  }

  private static String json(int status, String title, String requestId) {
    return "{\"status\":%d,\"title\":\"%s\",\"requestId\":\"%s\"}\n"
        .formatted(status, title, requestId);
  }

  private static String page(int status, String title, String requestId) {
    return """
    <!doctype html>
    <html lang="en"><meta charset="utf-8"><title>%1$d %2$s</title>
    <h1>%1$d %2$s</h1>
    <p>Request <code>%3$s</code></p>
    </html>
    """
        .formatted(status, title, requestId);
  }
}
