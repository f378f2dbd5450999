package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.edge.testing.RawHttp2Origin.Connection;
import dev.edgekeep.edge.testing.RawHttp2Origin.Frame;
import dev.edgekeep.snapshot.OriginPolicy;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSockets over an HTTP/2 connection to an origin (RFC 8441), for clients of both protocols. */
final class Http2OriginWebSocketTest {
  private static final int ENABLE_CONNECT_PROTOCOL = 8;
  private static final String UPGRADE =
      """
      GET /chat HTTP/1.1
      Host: www.example.com
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """
          .replace("\n", "\r\n");

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private void serve(RawHttp2Origin origin) {
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.speaking(OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(origin.port()))));
  }

  @Test
  void aClientOfHttp1TalksOverAStream() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin(ENABLE_CONNECT_PROTOCOL, 1);
        RawClient client = new RawClient(edge)) {
      serve(origin);
      client.send(UPGRADE);
      Connection server = origin.connection();
      Frame head = server.next(RawHttp2Origin.HEADERS);
      assertThat(head.isLast()).isFalse();
      assertThat(server.fields(head))
          .startsWith(":method: CONNECT", ":path: /chat", ":scheme: http")
          .contains(":protocol: websocket", "sec-websocket-version: 13")
          .noneMatch(field -> field.startsWith("sec-websocket-key"))
          .noneMatch(field -> field.startsWith("upgrade") || field.startsWith("connection"));
      server.headers(head.streamId(), false, ":status", "200", "sec-websocket-protocol", "a");
      assertThat(client.head())
          .startsWith("HTTP/1.1 101 ")
          .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .contains("sec-websocket-protocol: a")
          .contains("Upgrade: websocket");
      client.send("ping");
      assertThat(server.next(RawHttp2Origin.DATA).payload()).isEqualTo("ping");
      server.data(head.streamId(), false, "pong");
      assertThat(client.body(4)).isEqualTo("pong");
      server.data(head.streamId(), true, "bye");
      assertThat(client.body(3)).isEqualTo("bye");
      client.socket.shutdownOutput();
      assertThat(server.next(RawHttp2Origin.DATA).isLast()).isTrue();
      assertThat(client.isClosedByEdge()).isTrue();
    }
  }

  @Test
  void aClientOfHttp2TalksOverAStream() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin(ENABLE_CONNECT_PROTOCOL, 1);
        RawHttp2Client client = new RawHttp2Client(edge)) {
      serve(origin);
      Http2Headers connect =
          RawHttp2Client.request(
              "CONNECT", ":protocol", "websocket", "sec-websocket-version", "13");
      client.headers(1, false, connect);
      Connection server = origin.connection();
      Frame head = server.next(RawHttp2Origin.HEADERS);
      server.headers(head.streamId(), false, ":status", "200");
      assertThat(client.decode(client.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
      client.data(1, false, "ping");
      assertThat(server.next(RawHttp2Origin.DATA).payload()).isEqualTo("ping");
      client.reset(1);
      assertThat(server.next(RawHttp2Origin.RST_STREAM).streamId()).isEqualTo(head.streamId());
    }
  }

  @Test
  void aServerThatBreaksTheStreamBreaksTheTunnel() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin(ENABLE_CONNECT_PROTOCOL, 1);
        RawClient client = new RawClient(edge)) {
      serve(origin);
      client.send(UPGRADE);
      Connection server = origin.connection();
      int id = server.next(RawHttp2Origin.HEADERS).streamId();
      server.headers(id, false, ":status", "200");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      server.reset(id, 2);
      assertThat(isBroken(client)).isTrue();
      assertThat(edge.nextEntry().toString()).contains("origin-failed");
    }
  }

  private static boolean isBroken(RawClient client) {
    try {
      return client.isClosedByEdge();
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aServerThatOffersNoneIsNamed() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin();
        RawClient client = new RawClient(edge)) {
      serve(origin);
      client.send(UPGRADE);
      origin.connection();
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("it does not offer WebSockets over HTTP/2 (RFC 8441)");
    }
  }

  @Test
  void aServerMayRefuse() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin(ENABLE_CONNECT_PROTOCOL, 1);
        RawClient client = new RawClient(edge)) {
      serve(origin);
      client.send(UPGRADE);
      Connection server = origin.connection();
      int id = server.next(RawHttp2Origin.HEADERS).streamId();
      server.headers(id, true, ":status", "403", "content-length", "0");
      assertThat(client.head()).startsWith("HTTP/1.1 403 ");
    }
  }
}
