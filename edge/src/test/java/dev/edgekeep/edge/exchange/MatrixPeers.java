package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.exchange.EdgeHarness.Protocol;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Raw clients and servers of both protocols around one edge: a message goes in over one protocol
 * and comes out over another, in the same form. Fields are {@code name: value} with the name in
 * lower case.
 */
final class MatrixPeers implements AutoCloseable {
  private static final String HOST = MatrixMessage.HOST;

  private final EdgeHarness edge = new EdgeHarness();
  private final BlockingQueue<MatrixMessage> seen = new LinkedBlockingQueue<>();
  private final TestOrigin http1 = new TestOrigin(this::serveHttp1);
  private final RawHttp2Origin http2 = RawHttp2Origin.answering(this::serveHttp2);
  private volatile MatrixMessage answer =
      MatrixMessage.response(List.of(), "200", List.of(), "", List.of());

  MatrixPeers() throws IOException {}

  EdgeHarness edge() {
    return edge;
  }

  /** Sends a request through the edge; returns the response, and the origin's request is next. */
  MatrixMessage exchange(Protocol in, Protocol out, MatrixMessage request, MatrixMessage response)
      throws IOException {
    answer = response;
    seen.clear();
    edge.serve(
        EdgeHarness.host(
            HOST,
            out == Protocol.HTTP_1
                ? EdgeHarness.origin(http1.port())
                : EdgeHarness.speaking(
                    OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(http2.port()))));
    return in == Protocol.HTTP_1 ? askHttp1(request) : askHttp2(request);
  }

  /** The request as the origin got it. */
  MatrixMessage seen() throws InterruptedException {
    MatrixMessage message = seen.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("the origin got no request");
    }
    return message;
  }

  boolean hasSeen() {
    return !seen.isEmpty();
  }

  private MatrixMessage askHttp1(MatrixMessage request) throws IOException {
    try (RawClient client = new RawClient(edge)) {
      StringBuilder text = new StringBuilder(request.start() + " HTTP/1.1\r\nHost: ");
      text.append(request.authority()).append("\r\n");
      request.fields().forEach(field -> text.append(field).append("\r\n"));
      client.send(text + framed(request));
      List<String> interims = new ArrayList<>();
      String head = client.head();
      while (head.startsWith("HTTP/1.1 1")) {
        interims.add(head.substring(9, 12));
        head = client.head();
      }
      String status = head.substring(9, 12);
      List<String> lines = lines(head);
      boolean isBodiless =
          request.method().equals("HEAD") || status.equals("204") || status.equals("304");
      String length = value(lines, "content-length");
      String body =
          isBodiless
              ? ""
              : length.isEmpty() ? client.chunked() : client.body(Integer.parseInt(length));
      return received(interims, status, "", lines, body);
    }
  }

  /**
   * The end of a head, and the body: chunked when there are trailers, or the length is not given.
   */
  private static String framed(MatrixMessage message) {
    boolean hasFraming =
        message.fields().stream()
            .anyMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("content-length"));
    if (message.trailers().isEmpty() && (hasFraming || message.body().isEmpty())) {
      return "\r\n" + message.body();
    }
    StringBuilder text = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
    if (!message.body().isEmpty()) {
      text.append(Integer.toHexString(message.body().length())).append("\r\n");
      text.append(message.body()).append("\r\n");
    }
    text.append("0\r\n");
    message.trailers().forEach(field -> text.append(field).append("\r\n"));
    return text + "\r\n";
  }

  private MatrixMessage askHttp2(MatrixMessage request) throws IOException {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      String[] start = request.start().split(" ", 2);
      Http2Headers head = new DefaultHttp2Headers(false);
      head.method(start[0]).path(start[1]).scheme("https").authority(request.authority());
      RawHttp2Client.add(head, request.pairs(request.fields()));
      boolean hasBody = !request.body().isEmpty();
      boolean hasTrailers = !request.trailers().isEmpty();
      client.headers(1, !hasBody && !hasTrailers, head);
      if (hasBody) {
        client.data(1, !hasTrailers, request.body());
      }
      if (hasTrailers) {
        Http2Headers trailers = new DefaultHttp2Headers(false);
        client.headers(1, true, RawHttp2Client.add(trailers, request.pairs(request.trailers())));
      }
      return readHttp2(client);
    }
  }

  private static MatrixMessage readHttp2(RawHttp2Client client) throws IOException {
    List<String> interims = new ArrayList<>();
    RawHttp2Client.Frame frame = client.next(RawHttp2Client.HEADERS);
    Http2Headers head = client.decode(frame);
    while (head.status().toString().startsWith("1")) {
      interims.add(head.status().toString());
      frame = client.next(RawHttp2Client.HEADERS);
      head = client.decode(frame);
    }
    StringBuilder body = new StringBuilder();
    List<String> trailers = List.of();
    while (!frame.isLast()) {
      frame = client.next();
      if (frame.type() == RawHttp2Client.DATA) {
        body.append(frame.payload());
      } else if (frame.type() == RawHttp2Client.HEADERS) {
        trailers = texts(client.decode(frame));
      } else if (frame.type() == RawHttp2Client.RST_STREAM) {
        body.append(" cut off");
        break;
      }
    }
    MatrixMessage message =
        received(interims, head.status().toString(), "", texts(head), body.toString());
    return new MatrixMessage(
        message.interims(), message.start(), "", message.fields(), message.body(), trailers);
  }

  private static List<String> texts(Http2Headers headers) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      texts.add(field.getKey() + ": " + field.getValue());
    }
    return texts;
  }

  private boolean serveHttp1(String head, InputStream in, OutputStream out) throws IOException {
    String start = head.substring(0, head.indexOf(" HTTP/1.1"));
    List<String> lines = lines(head);
    String length = value(lines, "content-length");
    String body =
        !value(lines, "transfer-encoding").isEmpty()
            ? TestOrigin.readChunked(in)
            : new String(
                in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)),
                StandardCharsets.ISO_8859_1);
    seen.add(received(List.of(), start, value(lines, "host"), lines, body));
    StringBuilder text = new StringBuilder();
    answer
        .interims()
        .forEach(status -> text.append("HTTP/1.1 ").append(status).append(" Wait\r\n\r\n"));
    text.append("HTTP/1.1 ").append(answer.start()).append(" Reason\r\n");
    answer.fields().forEach(field -> text.append(field).append("\r\n"));
    boolean isBodiless =
        start.startsWith("HEAD ") || answer.start().equals("204") || answer.start().equals("304");
    boolean isEmpty = answer.body().isEmpty() && answer.trailers().isEmpty();
    boolean hasLength =
        answer.fields().stream().anyMatch(field -> field.startsWith("content-length"));
    if (isBodiless) {
      text.append("\r\n");
    } else if (isEmpty && !hasLength) {
      text.append("Content-Length: 0\r\n\r\n");
    } else {
      text.append(framed(answer));
    }
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return true;
  }

  private void serveHttp2(RawHttp2Origin.Connection connection, RawHttp2Origin.Request request)
      throws IOException {
    List<String> fields = request.fields();
    String start = value(fields, ":method") + " " + value(fields, ":path");
    MatrixMessage message =
        received(List.of(), start, value(fields, ":authority"), fields, request.body());
    seen.add(
        new MatrixMessage(
            List.of(),
            start,
            message.authority(),
            message.fields(),
            message.body(),
            request.trailers()));
    int id = request.streamId();
    for (String status : answer.interims()) {
      connection.headers(id, false, ":status", status);
    }
    boolean hasBody =
        !answer.body().isEmpty()
            && !start.startsWith("HEAD ")
            && !answer.start().equals("204")
            && !answer.start().equals("304");
    List<String> head = new ArrayList<>(List.of(":status", answer.start()));
    head.addAll(List.of(answer.pairs(answer.fields())));
    connection.headers(id, !hasBody && answer.trailers().isEmpty(), head.toArray(String[]::new));
    if (hasBody) {
      connection.data(id, answer.trailers().isEmpty(), answer.body());
    }
    if (!answer.trailers().isEmpty()) {
      connection.headers(id, true, answer.pairs(answer.trailers()));
    }
  }

  private static List<String> lines(String head) {
    List<String> lines = new ArrayList<>();
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.indexOf(' ') > colon) {
        lines.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
      }
    }
    return lines;
  }

  private static String value(List<String> fields, String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name + ": "))
        .map(field -> field.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  /** A message without its framing, and without what the edge adds to every one. */
  private static MatrixMessage received(
      List<String> interims, String start, String authority, List<String> fields, String body) {
    List<String> kept = new ArrayList<>();
    boolean isTe = fields.stream().anyMatch(field -> field.equals("te: trailers"));
    for (String field : fields) {
      boolean isFraming =
          field.matches("(:.*|host|transfer-encoding|content-length): .*")
              || field.startsWith(":")
              || field.matches("(x-forwarded-.*|x-request-id): .*")
              || (isTe && field.equals("connection: TE"));
      if (!isFraming) {
        kept.add(field);
      }
    }
    String[] parts = body.split("\\|", -1);
    List<String> trailers = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      trailers.addAll(lines(parts[i]));
    }
    return new MatrixMessage(interims, start, authority, kept, parts[0], trailers);
  }

  @Override
  public void close() throws IOException {
    http1.close();
    http2.close();
    edge.close();
  }
}
