package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.frames.FieldList;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginServer;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;

/** Builds a connection from Netty's codec, our checks, and windows that streams do not share. */
final class Http2OriginConnectionBuilder
    extends AbstractHttp2ConnectionHandlerBuilder<
        Http2OriginConnection, Http2OriginConnectionBuilder> {
  /** Bytes of one response that a server may send before the client accepts them. */
  private static final int STREAM_WINDOW = 256 * 1024;

  // The CONTINUATION flood (CVE-2024-27316 and its like).
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  private static final long GRACE_MILLIS = 1_000;

  private final Http2Protocol protocol;
  private final OriginServer server;
  private final ConnectionOwner owner;
  private final Deadlines deadlines;
  private final int headerBytes;
  private final boolean isSecure;

  Http2OriginConnectionBuilder(
      Http2Protocol protocol,
      OriginServer server,
      ConnectionOwner owner,
      Deadlines deadlines,
      int headerBytes,
      boolean isSecure) {
    this.protocol = protocol;
    this.server = server;
    this.owner = owner;
    this.deadlines = deadlines;
    this.headerBytes = headerBytes;
    this.isSecure = isSecure;
    validateHeaders(false);
    initialSettings(
        Http2Settings.defaultSettings()
            .pushEnabled(false)
            .initialWindowSize(STREAM_WINDOW)
            .maxHeaderListSize(headerBytes));
    gracefulShutdownTimeoutMillis(GRACE_MILLIS);
    // Sent together with the first request.
    flushPreface(false);
    // Its value is another in every request: in the table it would only displace others.
    headerSensitivityDetector((name, value) -> FieldName.REQUEST_ID.lower().contentEquals(name));
    connection(connectionWithOwnWindows());
  }

  /**
   * Bytes of a response count against the window of its stream only: a client that does not read
   * stops its own stream, and not those of other clients on the connection.
   */
  private static Http2Connection connectionWithOwnWindows() {
    DefaultHttp2Connection connection = new DefaultHttp2Connection(false);
    connection
        .local()
        .flowController(
            new DefaultHttp2LocalFlowController(
                connection, DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO, true));
    return connection;
  }

  @Override
  protected Http2OriginConnection build() {
    return super.build();
  }

  @Override
  protected Http2OriginConnection build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
      throws Http2Exception {
    OriginFrameCheck check =
        new OriginFrameCheck(
            new DefaultHttp2FrameReader(
                new FieldList.Decoder(headerBytes), MAX_SMALL_CONTINUATIONS),
            decoder.connection());
    Http2ConnectionDecoder checking = checking(decoder.connection(), encoder, check);
    decoder.close();
    return new Http2OriginConnection(
        checking, encoder, settings, protocol, server, owner, deadlines, isSecure);
  }

  private static Http2ConnectionDecoder checking(
      Http2Connection connection, Http2ConnectionEncoder encoder, Http2FrameReader reader) {
    return new DefaultHttp2ConnectionDecoder(
        connection, encoder, reader, Http2PromisedRequestVerifier.ALWAYS_VERIFY, true, true, false);
  }
}
