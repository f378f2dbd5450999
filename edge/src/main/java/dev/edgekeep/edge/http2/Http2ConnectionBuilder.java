package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.exchange.ClientSession;
import dev.edgekeep.edge.frames.FieldList;
import dev.edgekeep.snapshot.Limits;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/** Builds a connection from Netty's codec, our checks, and the limits against floods of frames. */
final class Http2ConnectionBuilder
    extends AbstractHttp2ConnectionHandlerBuilder<Http2Connection, Http2ConnectionBuilder> {
  /** Bytes that one stream may send before the origin accepts them. */
  private static final int STREAM_WINDOW = 256 * 1024;

  // CVE-2025-8671 (resets that the client provokes).
  private static final int MAX_RESETS = 200;
  private static final int RESET_SECONDS = 30;

  // CVE-2019-9512/9515 (floods of PING and SETTINGS frames), and the CONTINUATION flood.
  private static final int MAX_QUEUED_CONTROL = 1_000;
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  private static final long GRACE_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final ClientSession session;
  private final int headerBytes;

  Http2ConnectionBuilder(ClientSession session) {
    Limits limits = session.limits();
    this.session = session;
    this.headerBytes = limits.headerBytes();
    server(true);
    validateHeaders(false);
    initialSettings(
        Http2Settings.defaultSettings()
            .maxConcurrentStreams(limits.maxConcurrentStreams())
            .initialWindowSize(STREAM_WINDOW)
            .maxHeaderListSize(headerBytes)
            // RFC 8441 §3.
            .connectProtocolEnabled(true));
    gracefulShutdownTimeoutMillis(GRACE_MILLIS);
    encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
    encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL);
  }

  @Override
  protected Http2Connection build() {
    return super.build();
  }

  @Override
  protected Http2Connection build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
      throws Http2Exception {
    Http2StreamIds ids = new Http2StreamIds();
    Http2ConnectionDecoder checking = checking(decoder.connection(), encoder, ids);
    decoder.close();
    Http2Connection http = new Http2Connection(checking, encoder, settings, session, ids);
    frameListener(http.streams());
    http.streams().register(encoder);
    return http;
  }

  /** The codec's decoder behind our checks, which see a malformed head and can answer it. */
  private Http2ConnectionDecoder checking(
      io.netty.handler.codec.http2.Http2Connection connection,
      Http2ConnectionEncoder encoder,
      Http2StreamIds ids)
      throws Http2Exception {
    FieldList.Decoder fields = new FieldList.Decoder(headerBytes);
    Http2FrameReader reader = new DefaultHttp2FrameReader(fields, MAX_SMALL_CONTINUATIONS);
    return new DefaultHttp2ConnectionDecoder(
        connection,
        encoder,
        new Http2FrameCheck(reader, connection, ids),
        Http2PromisedRequestVerifier.ALWAYS_VERIFY,
        true,
        true,
        false);
  }
}
